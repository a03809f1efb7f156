/** Medicines as FHIR R4 has them: a resource for each act. */
import type {
  Dosage,
  MedicationAdministration,
  MedicationDispense,
  MedicationRequest,
  MedicationStatement,
  Reference,
} from 'fhir/r4'
import type { MedicationEntry } from '../../../../../shared/domain/record/entry'
import { defined } from '../../rejection'
import {
  conceptFor,
  conceptsFor,
  dateTimeFor,
  displayed,
  displayedActors,
  notesFor,
  simpleQuantity,
  timesFor,
} from './write-datatypes'
import { encounterOf, idOf, statusFor } from './write-head'

type MedicationResource =
  MedicationRequest | MedicationStatement | MedicationAdministration | MedicationDispense

/** As the resource of what was done: ordered, said to be taken, given or handed out. */
export function medicationResource(entry: MedicationEntry, subject: Reference): MedicationResource {
  const head = {
    id: idOf(entry),
    medicationCodeableConcept: conceptFor(entry.code),
    subject,
    note: notesFor(entry.note),
  }
  switch (entry.act) {
    case 'request':
      return requestResource(entry, head)
    case 'statement':
      return defined({
        resourceType: 'MedicationStatement' as const,
        ...head,
        status: statusFor(entry, statementStates[entry.state]),
        context: encounterOf(entry),
        reasonCode: conceptsFor(entry.reason),
        informationSource: displayed(entry.author),
        ...timesFor('effective', entry),
        dosage: dosageFor(entry),
      })
    case 'administration':
      return administrationResource(entry, head)
    case 'dispense':
      return defined({
        resourceType: 'MedicationDispense' as const,
        ...head,
        status: statusFor(entry, dispenseStates[entry.state]),
        context: encounterOf(entry),
        performer: displayedActors(entry.author),
        whenHandedOver: dateTimeFor(entry.start),
        dosageInstruction: dosageFor(entry),
      })
  }
}

type MedicationHead = Pick<MedicationRequest, 'id' | 'medicationCodeableConcept' | 'subject' | 'note'>

const requestStates = {
  active: 'active',
  'on-hold': 'on-hold',
  stopped: 'stopped',
  completed: 'completed',
  intended: 'draft',
  'not-taken': 'active',
  cancelled: 'cancelled',
  unknown: 'unknown',
} as const
const statementStates = {
  active: 'active',
  'on-hold': 'on-hold',
  stopped: 'stopped',
  completed: 'completed',
  intended: 'intended',
  'not-taken': 'not-taken',
  cancelled: 'unknown',
  unknown: 'unknown',
} as const
const administrationStates = {
  active: 'in-progress',
  'on-hold': 'on-hold',
  stopped: 'stopped',
  completed: 'completed',
  intended: 'unknown',
  'not-taken': 'not-done',
  cancelled: 'unknown',
  unknown: 'unknown',
} as const
const dispenseStates = {
  active: 'in-progress',
  'on-hold': 'on-hold',
  stopped: 'stopped',
  completed: 'completed',
  intended: 'preparation',
  'not-taken': 'declined',
  cancelled: 'cancelled',
  unknown: 'unknown',
} as const

function requestResource(entry: MedicationEntry, head: MedicationHead): MedicationRequest {
  return defined({
    resourceType: 'MedicationRequest' as const,
    ...head,
    status: statusFor(entry, requestStates[entry.state]),
    intent: 'order' as const,
    doNotPerform: entry.state === 'not-taken' ? true : undefined,
    encounter: encounterOf(entry),
    authoredOn: dateTimeFor(entry.start),
    requester: displayed(entry.author),
    reasonCode: conceptsFor(entry.reason),
    dosageInstruction: dosageFor(entry),
    dispenseRequest: entry.end && { validityPeriod: { end: dateTimeFor(entry.end) } },
  })
}

/** Says in FHIR that a required value is not known. */
const notKnown = {
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }],
}

function administrationResource(entry: MedicationEntry, head: MedicationHead): MedicationAdministration {
  const { dose, rate, doseText, route } = entry
  const when = entry.start || entry.end ? timesFor('effective', entry) : { effectivePeriod: notKnown }
  // Words and route alone are no dosage (constraint mad-1).
  const dosage =
    dose || rate
      ? defined({
          text: doseText,
          route: route && conceptFor(route),
          dose: simpleQuantity(dose),
          rateQuantity: simpleQuantity(rate),
        })
      : undefined
  return defined({
    resourceType: 'MedicationAdministration' as const,
    ...head,
    status: statusFor(entry, administrationStates[entry.state]),
    context: encounterOf(entry),
    performer: displayedActors(entry.author),
    reasonCode: conceptsFor(entry.reason),
    ...when,
    dosage,
  })
}

function dosageFor({ dose, rate, doseText, route, asNeeded }: MedicationEntry): Dosage[] | undefined {
  if (!dose && !rate && doseText === undefined && !route && asNeeded === undefined) return undefined
  const amount =
    dose || rate
      ? [defined({ doseQuantity: simpleQuantity(dose), rateQuantity: simpleQuantity(rate) })]
      : undefined
  return [
    defined({
      text: doseText,
      route: route && conceptFor(route),
      asNeededBoolean: asNeeded,
      doseAndRate: amount,
    }),
  ]
}
