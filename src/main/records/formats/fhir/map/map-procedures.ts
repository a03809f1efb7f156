/** Procedure and FamilyMemberHistory. */
import type { FamilyHistoryEntry, ProcedureEntry } from '../../../../../shared/domain/record/entry'
import type { FamilyMemberHistoryResource, ProcedureResource } from '../schema/resources'
import { defined } from '../../rejection'
import {
  authorOf,
  conceptOf,
  conceptsOf,
  firstCode,
  noteOf,
  periodOf,
  quantityOf,
  rangeText,
  requiredConcept,
  timeOf,
} from './map-datatypes'
import { sexOf } from './map-patient'
import type { Mapped } from './mapped'
import { referenceId, type ResourceContext, subjectKey } from './resource-context'

const states: Record<string, ProcedureEntry['state']> = {
  preparation: 'planned',
  'in-progress': 'in-progress',
  'not-done': 'not-done',
  'on-hold': 'on-hold',
  stopped: 'stopped',
  completed: 'completed',
}

const atLeastOne = <T>(list: T[]): T[] | undefined => (list.length === 0 ? undefined : list)

export function mapProcedure(procedure: ProcedureResource, context: ResourceContext): Mapped[] {
  return [
    {
      content: defined({
        kind: 'procedure' as const,
        patient: subjectKey(procedure.subject, context),
        status: procedure.status === 'entered-in-error' ? ('removed' as const) : ('final' as const),
        issued: timeOf(procedure.meta?.lastUpdated, 'meta.lastUpdated', context),
        encounterId: referenceId(procedure.encounter, 'Encounter', context),
        author: authorOf(...(procedure.performer ?? []).map(({ actor }) => actor)),
        note: noteOf(procedure.note),
        start: timeOf(procedure.performedDateTime, 'performedDateTime', context),
        ...periodOf(procedure.performedPeriod, 'performedPeriod', context),
        code: requiredConcept(procedure.code, context),
        state: states[procedure.status] ?? ('unknown' as const),
        bodySite: atLeastOne(conceptsOf(procedure.bodySite, context)),
        outcome: conceptOf(procedure.outcome, context),
        reason: atLeastOne(conceptsOf(procedure.reasonCode, context)),
      }),
    },
  ]
}

export function mapFamilyHistory(history: FamilyMemberHistoryResource, context: ResourceContext): Mapped[] {
  const date = timeOf(history.date, 'date', context)
  const removed = history.status === 'entered-in-error'
  return [
    {
      content: defined({
        kind: 'family-history' as const,
        patient: subjectKey(history.patient, context),
        status: removed
          ? ('removed' as const)
          : history.status === 'partial'
            ? ('preliminary' as const)
            : ('final' as const),
        issued: timeOf(history.meta?.lastUpdated, 'meta.lastUpdated', context) ?? date,
        note: noteOf(history.note),
        start: date,
        relationship: requiredConcept(history.relationship, context, 'relationship'),
        name: history.name,
        sex: sexOf(firstCode(history.sex)),
        birthDate:
          timeOf(history.bornDate, 'bornDate', context) ??
          periodOf(history.bornPeriod, 'bornPeriod', context).start,
        deceased:
          timeOf(history.deceasedDate, 'deceasedDate', context) ??
          (history.deceasedAge ? true : history.deceasedBoolean),
        deceasedAge: quantityOf(history.deceasedAge),
        conditions: conditionsOf(history, context),
      }),
    },
  ]
}

function conditionsOf(
  { condition }: FamilyMemberHistoryResource,
  context: ResourceContext,
): FamilyHistoryEntry['conditions'] {
  return (condition ?? []).map(
    ({ code, outcome, contributedToDeath, onsetAge, onsetRange, onsetPeriod, onsetString }) =>
      defined({
        code: requiredConcept(code, context, 'condition.code'),
        onsetAge: quantityOf(onsetAge),
        onsetText: onsetString ?? rangeText(onsetRange) ?? periodText(onsetPeriod),
        outcome: conceptOf(outcome, context),
        contributedToDeath,
      }),
  )
}

const periodText = (period: { start?: string | undefined; end?: string | undefined } | undefined) =>
  period && `${period.start ?? ''}/${period.end ?? ''}`
