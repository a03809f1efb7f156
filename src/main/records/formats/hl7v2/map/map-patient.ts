/** PID, PV1 and MRG: who it is, and which stay (HL7 v2.9, chapter 3). */
import type { PersonName, Sex } from '../../../../../shared/domain/imaging/instance'
import type { EncounterEntry, PatientEntry, PatientKey } from '../../../../../shared/domain/record/entry'
import { defined } from '../../rejection'
import { hl7Time } from '../hl7-time'
import type { FieldValue, Segment } from '../message'
import { authorOf, conceptOf, identityId, type MessageContext, patientKey, visitId } from './message-context'
import { tableSystem } from './tables'

/** PID-3, and the fields that older versions have for the same. */
export const personKey = (pid: Segment): PatientKey => patientKey(pid, 3, 2, 4)

const sexes: Record<string, Sex> = { M: 'M', F: 'F', O: 'O', A: 'O', N: 'O' }

/** Null where the segment says no more than the numbers. */
export function patientEntry(pid: Segment, context: MessageContext): PatientEntry | null {
  const name = personName(pid.repetitions(5))
  const birthDate = hl7Time(pid.field(7), 'PID-7', context.zone)
  const sex = sexes[pid.text(8).toUpperCase()] ?? 'U'
  if (name.alphabetic + name.ideographic + name.phonetic === '' && !birthDate && sex === 'U') return null
  const telecom = [13, 14]
    .flatMap((number) => pid.repetitions(number).map(telephone))
    .filter((text) => text !== '')
  return defined({
    ...patientHead(context.patient, context),
    name,
    birthDate,
    sex,
    deceased: hl7Time(pid.field(29), 'PID-29', context.zone) ?? yesOrNo(pid.text(30)),
    address: addressWords(pid.field(11)),
    telecom: telecom.length === 0 ? undefined : telecom,
    ethnicity: codeWords(pid.field(22)) ?? codeWords(pid.field(10)),
    language: pid.text(15) || undefined,
    maritalStatus: codeWords(pid.field(16)),
  })
}

function patientHead(patient: PatientKey, { namespace, sentAt }: MessageContext) {
  const [first] = patient
  return {
    kind: 'patient' as const,
    identity: { namespace, id: identityId('Patient', first?.system ?? '', first?.value ?? '') },
    patient,
    status: 'final' as const,
    issued: sentAt,
  }
}

/** MRG: its number is given up for the one of the PID before (events A40, A34 and their like). */
export function mergedPatient(mrg: Segment, survivor: PatientKey, context: MessageContext): PatientEntry {
  const retired = patientKey(mrg, 1, 4)
  return defined({
    ...patientHead(retired, context),
    name: { alphabetic: '', ideographic: '', phonetic: '' },
    sex: 'U' as const,
    replacedBy: survivor,
  })
}

const yesOrNo = (code: string): boolean | undefined =>
  code === 'Y' ? true : code === 'N' ? false : undefined

/** XPN in DICOM's three groups: XPN.8 says which signs a repetition is in (table 4000). */
function personName(names: FieldValue[]): PersonName {
  const inSigns = (sign: string) => names.find((name) => (name.component(8).trim() || 'A') === sign)
  return {
    alphabetic: nameText(inSigns('A')),
    ideographic: nameText(inSigns('I')),
    phonetic: nameText(inSigns('P')),
  }
}

/** Family^given^middle^prefix^suffix; XPN has the suffix before the prefix. */
function nameText(name: FieldValue | undefined): string {
  if (!name) return ''
  return [1, 2, 3, 5, 4]
    .map((number) =>
      name
        .component(number)
        .replace(/[\^=\\]/g, ' ')
        .trim(),
    )
    .join('^')
    .replace(/\^+$/, '')
}

function addressWords(address: FieldValue): string | undefined {
  const parts = [1, 2, 3, 4, 5, 6]
    .map((number) => address.component(number).trim())
    .filter((part) => part !== '')
  return parts.length === 0 ? undefined : parts.join(', ')
}

/** XTN: the whole number, or country, area and local number. */
function telephone(number: FieldValue): string {
  const parts = [5, 6, 7].map((component) => number.component(component).trim()).filter((part) => part !== '')
  return (
    number.component(12).trim() || number.component(1).trim() || number.component(4).trim() || parts.join(' ')
  )
}

const codeWords = (field: FieldValue): string | undefined =>
  field.component(2).trim() || field.component(1).trim() || undefined

/** Table 0004 into FHIR's encounter classes (v3-ActCode), as HL7's mapping to FHIR has it. */
const classes: Record<string, string> = { E: 'EMER', I: 'IMP', O: 'AMB', P: 'PRENC', R: 'AMB', B: 'IMP' }
const classSystem = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'

/** What an event says of the stay; others leave it to the discharge time. */
const eventStates: Record<string, EncounterEntry['state']> = {
  A03: 'finished',
  A05: 'planned',
  A11: 'cancelled',
  A13: 'in-progress',
  A14: 'planned',
  A21: 'on-leave',
  A22: 'in-progress',
  A27: 'cancelled',
  A38: 'cancelled',
}

/** Null where the segment has no visit number. */
export function encounterEntry(
  pv1: Segment,
  pv2: Segment | undefined,
  event: string,
  context: MessageContext,
): EncounterEntry | null {
  const id = visitId(pv1.field(19))
  if (id === undefined) return null
  const start = hl7Time(pv1.field(44), 'PV1-44', context.zone)
  const end = hl7Time(pv1.field(45), 'PV1-45', context.zone)
  const code = classes[pv1.text(2)]
  const reason = pv2 && conceptOf(pv2.field(3), context)
  const disposition = pv1.text(36)
  return defined({
    kind: 'encounter' as const,
    identity: { namespace: context.namespace, id },
    patient: context.patient,
    status: 'final' as const,
    issued: context.sentAt,
    author: authorOf(pv1.field(7)),
    start,
    end: event === 'A13' ? undefined : end,
    encounterClass: code === undefined ? undefined : { system: classSystem, code },
    type: [],
    state: eventStates[event] ?? (end ? ('finished' as const) : ('in-progress' as const)),
    reason: reason ? [reason] : [],
    location: locationWords(pv1.field(3)),
    service: codeWords(pv1.field(10)),
    dischargeDisposition:
      disposition === '' ? undefined : { codings: [{ system: tableSystem('0112'), code: disposition }] },
  })
}

/** PL: point of care, room, bed, facility. */
function locationWords(place: FieldValue): string | undefined {
  const parts = [1, 2, 3, 4].map((number) => place.component(number).trim()).filter((part) => part !== '')
  return parts.length === 0 ? undefined : parts.join(' ')
}
