import type { PatientIdentifier, PatientKey } from '../../../../../shared/domain/record/entry'
import type { ReadOptions } from '../../../../../shared/domain/record/read-item'
import type { RecordTime, Zone } from '../../../../../shared/domain/record/times'
import type { Concept } from '../../../../../shared/domain/record/coding'
import { defined, Rejection } from '../../rejection'
import type { FieldValue, Segment } from '../message'
import { codingSystem } from './tables'

/** What counts for all segments of a message, or of one patient's part of it. */
export interface MessageContext {
  namespace: ReadOptions['namespace']
  /** MSH-4, else MSH-3: whose order numbers and local codes these are */
  sender: string
  zone: Zone
  /** when the sender said it, MSH-7 */
  sentAt: RecordTime | undefined
  patient: PatientKey
  encounterId: string | undefined
}

/** HD: an OID or another universal name where it is given, else the local name (v2.9, 2A.3.34). */
export function authority(field: FieldValue, component: number): string {
  const [local, universal, type] = [1, 2, 3].map((part) => field.component(component, part).trim())
  if (!universal) return local ?? ''
  if (type === 'ISO' || /^\d+(\.\d+)+$/.test(universal)) return `urn:oid:${universal}`
  return type === 'UUID' || type === 'GUID' ? `urn:uuid:${universal}` : universal
}

/** Numbers of an account or a visit are no person's. */
const notOfPersons = new Set(['AN', 'ANON', 'ANC', 'VN', 'RI', 'FI', 'TN'])

/** CX, one number of a person with who gave it out (v2.9, 2A.3.14). */
function identifier(field: FieldValue): PatientIdentifier[] {
  const value = field.component(1).trim()
  return value === '' || notOfPersons.has(field.component(5).trim())
    ? []
    : [{ system: authority(field, 4), value }]
}

/** @throws Rejection where the segment names nobody */
export function patientKey(segment: Segment, ...fields: number[]): PatientKey {
  const all = fields.flatMap((number) => segment.repetitions(number).flatMap(identifier))
  const seen = new Set<string>()
  const key = all.filter(
    ({ system, value }) => !seen.has(`${system}|${value}`) && seen.add(`${system}|${value}`),
  )
  if (key.length === 0) throw new Rejection('patient-missing', `${segment.name} has no number of a patient`)
  return key
}

/** `identity.id` of the encounter that a visit number names; undefined where there is none. */
export function visitId(field: FieldValue): string | undefined {
  const value = field.component(1).trim()
  return value === '' ? undefined : identityId('Encounter', authority(field, 4), value)
}

/** An identity out of parts, whatever characters they have. */
export const identityId = (...parts: string[]): string => JSON.stringify(parts)

/** CE, CWE or CNE: two or three codes for one thing, and the words (v2.9, 2A.3.13). Undefined where all is empty. */
export function conceptOf(field: FieldValue, context: Pick<MessageContext, 'sender'>): Concept | undefined {
  const triplets = [1, 4, 10].map((first) => ({
    code: field.component(first).trim(),
    display: field.component(first + 1).trim(),
    system: field.component(first + 2).trim(),
  }))
  const codings = triplets
    .filter(({ code }) => code !== '')
    .map(({ code, display, system }) =>
      defined({ system: codingSystem(system, context.sender), code, display: display || undefined }),
    )
    .toSorted((a, b) => Number(a.system.startsWith('local:')) - Number(b.system.startsWith('local:')))
  const words = [
    field.component(9).trim(),
    ...triplets.map(({ code, display }) => (code === '' ? display : '')),
  ]
  const text = words.find((word) => word !== '')
  return codings.length === 0 && text === undefined ? undefined : defined({ codings, text })
}

/** XCN or XPN as words: given names, then the family's. */
export function personWords(field: FieldValue, first: number): string {
  const [family, given, middle] = [0, 1, 2].map((part) => field.component(first + part).trim())
  return [given, middle, family].filter((part) => part).join(' ')
}

/** A clinician of XCN: the name, else the number. */
export function authorOf(field: FieldValue): string | undefined {
  return personWords(field, 2) || field.component(1).trim() || undefined
}
