/** MedicationRequest, MedicationStatement, MedicationAdministration and MedicationDispense. */
import type { MedicationEntry } from '../../../../../shared/domain/record/entry'
import type { Concept } from '../../../../../shared/domain/record/coding'
import type { CodeableConcept, Dosage, FhirQuantity, Reference } from '../schema/datatypes'
import {
  MedicationResource,
  type MedicationAdministrationResource,
  type MedicationDispenseResource,
  type MedicationRequestResource,
  type MedicationStatementResource,
} from '../schema/resources'
import { defined, Rejection } from '../../rejection'
import {
  authorOf,
  conceptOf,
  conceptsOf,
  noteOf,
  numberOf,
  periodOf,
  quantityOf,
  quantityText,
  requiredConcept,
  timeOf,
  versionOf,
  wordsOf,
  worded,
} from './map-datatypes'
import type { Mapped } from './mapped'
import { containedResource, referenceId, type ResourceContext, subjectKey } from './resource-context'

type State = MedicationEntry['state']

/** Of all four resources (hl7.org/fhir/R4: medicationrequest-status, medication-statement-status, medication-admin-status, medicationdispense-status). */
const states: Record<string, State> = {
  active: 'active',
  'in-progress': 'active',
  'on-hold': 'on-hold',
  stopped: 'stopped',
  completed: 'completed',
  intended: 'intended',
  draft: 'intended',
  preparation: 'intended',
  'not-taken': 'not-taken',
  'not-done': 'not-taken',
  declined: 'not-taken',
  cancelled: 'cancelled',
}

interface MedicationParts {
  status: string
  subject?: Reference | undefined
  medicationCodeableConcept?: CodeableConcept | undefined
  medicationReference?: Reference | undefined
  reasonCode?: CodeableConcept[] | undefined
  note?: { text: string }[] | undefined
}

function commonParts(resource: MedicationParts, context: ResourceContext) {
  const reason = conceptsOf(resource.reasonCode, context)
  return {
    kind: 'medication' as const,
    patient: subjectKey(resource.subject, context),
    status: resource.status === 'entered-in-error' ? ('removed' as const) : ('final' as const),
    code: medicationCode(resource, context),
    state: states[resource.status] ?? ('unknown' as const),
    reason: reason.length === 0 ? undefined : reason,
    note: noteOf(resource.note),
  }
}

export function mapMedicationRequest(request: MedicationRequestResource, context: ResourceContext): Mapped[] {
  const start = timeOf(request.authoredOn, 'authoredOn', context)
  const validity = periodOf(
    request.dispenseRequest?.validityPeriod,
    'dispenseRequest.validityPeriod',
    context,
  )
  const common = commonParts(request, context)
  return [
    {
      content: defined({
        ...common,
        issued: versionOf(request.authoredOn, context),
        encounterId: referenceId(request.encounter, 'Encounter', context),
        author: authorOf(request.requester),
        start,
        end: validity.end,
        act: 'request' as const,
        // An order not to give something is no medicine that is taken; a proposal is none yet.
        state:
          request.doNotPerform === true
            ? ('not-taken' as const)
            : isIntended(request.intent) && common.state === 'active'
              ? ('intended' as const)
              : common.state,
        ...dosageParts(request.dosageInstruction ?? [], common.note, context),
      }),
    },
  ]
}

const isIntended = (intent: string | undefined): boolean =>
  intent === 'proposal' || intent === 'plan' || intent === 'option'

export function mapMedicationStatement(
  statement: MedicationStatementResource,
  context: ResourceContext,
): Mapped[] {
  return [
    {
      content: defined({
        ...commonParts(statement, context),
        issued: versionOf(statement.dateAsserted, context),
        encounterId: referenceId(statement.context, 'Encounter', context),
        author: authorOf(statement.informationSource),
        start: timeOf(statement.effectiveDateTime, 'effectiveDateTime', context),
        ...periodOf(statement.effectivePeriod, 'effectivePeriod', context),
        act: 'statement' as const,
        ...dosageParts(statement.dosage ?? [], noteOf(statement.note), context),
      }),
    },
  ]
}

export function mapMedicationAdministration(
  given: MedicationAdministrationResource,
  context: ResourceContext,
): Mapped[] {
  const { dosage } = given
  return [
    {
      content: defined({
        ...commonParts(given, context),
        issued: versionOf(undefined, context),
        encounterId: referenceId(given.context, 'Encounter', context),
        author: authorOf(...(given.performer ?? []).map(({ actor }) => actor)),
        start: timeOf(given.effectiveDateTime, 'effectiveDateTime', context),
        ...periodOf(given.effectivePeriod, 'effectivePeriod', context),
        act: 'administration' as const,
        dose: quantityOf(dosage?.dose),
        rate: quantityOf(dosage?.rateQuantity) ?? ratioRate(dosage?.rateRatio),
        doseText: dosage?.text ?? ratioText(dosage?.rateRatio),
        route: conceptOf(dosage?.route, context),
      }),
    },
  ]
}

export function mapMedicationDispense(
  dispense: MedicationDispenseResource,
  context: ResourceContext,
): Mapped[] {
  return [
    {
      content: defined({
        ...commonParts(dispense, context),
        issued: versionOf(undefined, context),
        encounterId: referenceId(dispense.context, 'Encounter', context),
        author: authorOf(...(dispense.performer ?? []).map(({ actor }) => actor)),
        start: timeOf(dispense.whenHandedOver ?? dispense.whenPrepared, 'whenHandedOver', context),
        act: 'dispense' as const,
        ...dosageParts(dispense.dosageInstruction ?? [], noteOf(dispense.note), context),
      }),
    },
  ]
}

/** By its code, by a contained Medication, by one that the same file has, or by the words of the reference. */
function medicationCode(resource: MedicationParts, context: ResourceContext): Concept {
  const { medicationCodeableConcept, medicationReference: reference } = resource
  if (!reference) return requiredConcept(medicationCodeableConcept, context, 'medication')
  const contained = containedResource(reference, context)
  const named = contained ? MedicationResource.safeParse(contained).data?.code : undefined
  const known = named ?? context.medications.find(referenceId(reference, 'Medication', context))
  const concept = conceptOf(known, context)
  if (concept) return concept
  if (reference.display) return worded(reference.display)
  throw new Rejection(
    'reference-broken',
    `the file has no ${reference.reference ?? 'medication'} to tell what is meant`,
  )
}

/** The longest instruction that has a place of its own; a schedule in words goes to the notes. */
const mostDoseText = 500

/** Amounts of the first instruction; with several the words tell all of them, and no single amount is the dose. */
function dosageParts(dosages: Dosage[], note: string | undefined, context: ResourceContext) {
  const [first] = dosages
  const amount = dosages.length === 1 ? first?.doseAndRate?.[0] : undefined
  const text = dosages
    .map(dosageText)
    .filter((part) => part !== '')
    .join('; ')
  const asNeeded = first?.asNeededBoolean ?? (first?.asNeededCodeableConcept ? true : undefined)
  return {
    dose: quantityOf(amount?.doseQuantity),
    rate: quantityOf(amount?.rateQuantity) ?? ratioRate(amount?.rateRatio),
    ...(text === ''
      ? {}
      : text.length <= mostDoseText
        ? { doseText: text }
        : { note: [note, text].filter((part) => part).join('\n') }),
    route: conceptOf(first?.route, context),
    asNeeded,
  }
}

/** The sender's words, or the structured parts in a form of their own: amount, times per period, when. */
function dosageText(dosage: Dosage): string {
  const told = dosage.text ?? dosage.patientInstruction
  if (told !== undefined) return told
  const { code, repeat } = dosage.timing ?? {}
  const amount = dosage.doseAndRate?.[0]
  const range = amount?.doseRange
  const period =
    repeat?.period === undefined
      ? undefined
      : `${repeat.frequency ?? 1} × / ${numberOf(repeat.period)} ${repeat.periodUnit ?? ''}`
  const parts = [
    quantityText(amount?.doseQuantity) ??
      (range && `${quantityText(range.low) ?? ''}–${quantityText(range.high) ?? ''}`),
    ratioText(amount?.rateRatio),
    wordsOf(code) ?? period,
    repeat?.when?.join(', '),
    wordsOf(dosage.asNeededCodeableConcept),
  ]
  return parts
    .filter((part) => part)
    .join(', ')
    .trim()
}

interface RatioParts {
  numerator?: FhirQuantity | undefined
  denominator?: FhirQuantity | undefined
}

/** A rate per one unit of its denominator: 100 mL in 2 h is 50 mL/h. Undefined where a unit is not told by UCUM code. */
function ratioRate(ratio: RatioParts | undefined) {
  const [above, below] = [quantityOf(ratio?.numerator), quantityOf(ratio?.denominator)]
  if (!above?.unit || !below?.unit || !(below.value > 0) || !/^[^/\s]+$/.test(below.unit)) return undefined
  return { value: above.value / below.value, unit: `${above.unit}/${below.unit}` }
}

const ratioText = (ratio: RatioParts | undefined): string | undefined =>
  ratio && `${quantityText(ratio.numerator) ?? ''} / ${quantityText(ratio.denominator) ?? ''}`
