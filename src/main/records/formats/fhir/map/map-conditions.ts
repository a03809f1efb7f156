/** Condition and AllergyIntolerance: both have a clinical status beside how sure they are. */
import type { AllergyEntry, ConditionEntry, EntryStatus } from '../../../../../shared/domain/record/entry'
import type { CodeableConcept } from '../schema/datatypes'
import type { AllergyResource, ConditionResource } from '../schema/resources'
import { defined, Rejection } from '../../rejection'
import {
  allCodings,
  authorOf,
  conceptOf,
  conceptsOf,
  firstCode,
  noteOf,
  periodOf,
  quantityText,
  rangeText,
  requiredConcept,
  timeOf,
  versionOf,
  worded,
} from './map-datatypes'
import type { Mapped } from './mapped'
import { referenceId, type ResourceContext, subjectKey } from './resource-context'

const verifications: Record<string, ConditionEntry['verification']> = {
  confirmed: 'confirmed',
  provisional: 'provisional',
  differential: 'differential',
  unconfirmed: 'unconfirmed',
  refuted: 'refuted',
}
const clinicalStatuses = ['active', 'recurrence', 'relapse', 'inactive', 'remission', 'resolved'] as const

const statusOf = (verification: CodeableConcept | undefined): EntryStatus =>
  firstCode(verification) === 'entered-in-error' ? 'removed' : 'final'

/** One of a closed list of codes, or what stands for none of them. */
function oneOf<const T extends string, const D extends string>(
  codes: readonly T[],
  code: string | undefined,
  otherwise: D,
): T | D {
  return codes.find((known) => known === code) ?? otherwise
}

export function mapCondition(condition: ConditionResource, context: ResourceContext): Mapped[] {
  const onset = {
    start: timeOf(condition.onsetDateTime, 'onsetDateTime', context),
    ...periodOf(condition.onsetPeriod, 'onsetPeriod', context),
  }
  const abatement =
    timeOf(condition.abatementDateTime, 'abatementDateTime', context) ??
    periodOf(condition.abatementPeriod, 'abatementPeriod', context).end
  return [
    {
      content: defined({
        kind: 'condition' as const,
        patient: subjectKey(condition.subject, context),
        status: statusOf(condition.verificationStatus),
        issued: versionOf(condition.recordedDate, context),
        encounterId: referenceId(condition.encounter, 'Encounter', context),
        author: authorOf(condition.asserter ?? condition.recorder),
        note: noteOf(condition.note),
        start: onset.start,
        end: abatement,
        code: requiredConcept(condition.code, context),
        clinicalStatus: clinicalStatusOf(condition),
        verification: verifications[firstCode(condition.verificationStatus) ?? ''] ?? ('unknown' as const),
        category: allCodings(condition.category, context),
        severity: conceptOf(condition.severity, context),
        bodySite: conceptsOf(condition.bodySite, context)[0],
        onsetText:
          condition.onsetString ?? quantityText(condition.onsetAge) ?? rangeText(condition.onsetRange),
      }),
    },
  ]
}

/** A condition that has ended is resolved even where the status is not told (constraint con-4 of Condition). */
function clinicalStatusOf(condition: ConditionResource): ConditionEntry['clinicalStatus'] {
  const told = oneOf(clinicalStatuses, firstCode(condition.clinicalStatus), 'unknown')
  const { abatementString, abatementAge, abatementRange } = condition
  return told === 'unknown' && (abatementString ?? abatementAge ?? abatementRange) !== undefined
    ? 'resolved'
    : told
}

const categories = ['food', 'medication', 'environment', 'biologic'] as const
const severities = ['mild', 'moderate', 'severe'] as const

export function mapAllergy(allergy: AllergyResource, context: ResourceContext): Mapped[] {
  const { criticality, type, category = [] } = allergy
  return [
    {
      content: defined({
        kind: 'allergy' as const,
        patient: subjectKey(allergy.patient, context),
        status: statusOf(allergy.verificationStatus),
        issued: versionOf(allergy.recordedDate, context),
        encounterId: referenceId(allergy.encounter, 'Encounter', context),
        author: authorOf(allergy.asserter ?? allergy.recorder),
        note: noteOf(allergy.note),
        start: timeOf(allergy.onsetDateTime, 'onsetDateTime', context),
        ...periodOf(allergy.onsetPeriod, 'onsetPeriod', context),
        code: allergySubstance(allergy, context),
        type: oneOf(['allergy', 'intolerance'], type, 'unknown'),
        category: categories.filter((known) => category.includes(known)),
        criticality:
          criticality === undefined ? undefined : oneOf(['low', 'high'], criticality, 'unable-to-assess'),
        clinicalStatus: oneOf(
          ['active', 'inactive', 'resolved'],
          firstCode(allergy.clinicalStatus),
          'unknown',
        ),
        verification: verifications[firstCode(allergy.verificationStatus) ?? ''] ?? ('unknown' as const),
        reactions: reactionsOf(allergy, context),
      }),
    },
  ]
}

/** Some senders name the substance with the reaction only. */
function allergySubstance({ code, reaction }: AllergyResource, context: ResourceContext) {
  return requiredConcept(code ?? reaction?.find(({ substance }) => substance)?.substance, context)
}

function reactionsOf({ reaction }: AllergyResource, context: ResourceContext): AllergyEntry['reactions'] {
  return (reaction ?? []).map(({ manifestation, severity, description }) => {
    if (severity !== undefined && !severities.some((known) => known === severity))
      throw new Rejection('value-invalid', `severity "${severity}" of a reaction is not known`)
    const seen = conceptsOf(manifestation, context)
    return defined({
      manifestation: seen.length === 0 && description !== undefined ? [worded(description)] : seen,
      severity: severities.find((known) => known === severity),
      description,
    })
  })
}
