/** What all statements of the made-up sender have in common: who says it of whom, when, and how times and concepts are written. */
import type { Coding, Concept } from '../../../shared/domain/record/coding'
import type {
  ClinicalEntry,
  EntryContent,
  PatientEntry,
  RecordEntry,
} from '../../../shared/domain/record/entry'
import type { RecordTime } from '../../../shared/domain/record/times'
import type { SamplePerson } from './sample-person'
import { sampleNamespace, samplePatientSystem } from './sample-sender'

const hourMs = 3_600_000

/** Where and when statements of a person are made. */
export interface Statement {
  person: SamplePerson
  atMs: number
}

export const instant = (atMs: number, hoursAgo: number): RecordTime => ({
  iso: new Date(Math.round((atMs - hoursAgo * hourMs) / 60_000) * 60_000).toISOString(),
  precision: 'minute',
})

/** A day, for what nobody knows to the minute. */
export const day = (atMs: number, hoursAgo: number): RecordTime => ({
  iso: new Date(atMs - hoursAgo * hourMs).toISOString().slice(0, 10),
  precision: 'day',
})

export const concept = (name: string, ...codings: [system: string, code: string][]): Concept => ({
  codings: codings.map(([system, code]): Coding => ({ system, code, display: name })),
  text: name,
})

/** @param issuedMs never later than the moment itself */
export function stated<E extends EntryContent<ClinicalEntry | PatientEntry>>(
  { person, atMs }: Statement,
  id: string,
  issuedMs: number,
  content: Omit<E, 'patient' | 'status' | 'issued'>,
): RecordEntry {
  return {
    ...content,
    identity: { namespace: sampleNamespace, id: `${person.number}/${id}` },
    patient: [{ system: samplePatientSystem, value: person.number }],
    status: 'final',
    issued: { iso: new Date(Math.min(issuedMs, atMs)).toISOString(), precision: 'minute' },
  } as unknown as RecordEntry
}
