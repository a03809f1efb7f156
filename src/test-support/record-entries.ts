/** Entries of a record for tests, and a file row to say that they came from. */
import type { WritableDatabase } from '../main/store/open-database'
import type { Provenance } from '../main/store/queries/record-entries'
import { insert } from '../main/store/statements'
import { codeSystems, type Concept } from '../shared/domain/record/coding'
import type { ObservationEntry, PatientEntry } from '../shared/domain/record/entry'
import { parseIsoTime, type RecordTime } from '../shared/domain/record/times'

export function time(text: string): RecordTime {
  const parsed = parseIsoTime(text, 'UTC')
  if (!parsed) throw new RangeError(text)
  return parsed
}

export const loinc = (code: string): Concept => ({ codings: [{ system: codeSystems.loinc, code }] })

export const observation = (over: Partial<ObservationEntry> = {}): ObservationEntry => ({
  kind: 'observation',
  identity: { namespace: 'fhir', id: 'Observation/1' },
  patient: [{ system: 'mrn', value: 'A1' }],
  status: 'final',
  start: time('2026-03-01T08:05:00Z'),
  code: loinc('2160-0'),
  value: { type: 'quantity', quantity: { value: 1.2, unit: 'mg/dL' } },
  ...over,
})

export const person = (over: Partial<PatientEntry> = {}): PatientEntry => ({
  kind: 'patient',
  identity: { namespace: 'fhir', id: 'Patient/1' },
  patient: [{ system: 'mrn', value: 'A1' }],
  status: 'final',
  name: { alphabetic: 'Doe^Jane', ideographic: '', phonetic: '' },
  birthDate: time('1950-02-03'),
  sex: 'F',
  ...over,
})

let imports = 0

/** A file of an import that began at `recordedMs`. */
export function provenance(
  db: WritableDatabase,
  {
    recordedMs = Date.parse('2026-05-01T00:00:00Z'),
    position = 1,
    path = `file-${imports}`,
  }: { recordedMs?: number; position?: number | string; path?: string } = {},
): Provenance {
  imports += 1
  const importRow = insert(
    db,
    `INSERT INTO record_import (id, format, state, options, started_at_ms, started_by)
     VALUES (:id, 'fhir', 'running', '{}', :recordedMs, 'tester')`,
    { id: `import-${imports}`, recordedMs },
  )
  const fileRow = insert(
    db,
    `INSERT INTO record_file (import_row, ordinal, path, companions, bytes, modified_at_ms) VALUES (:importRow, 0, :path, '{}', 1, 1)`,
    { importRow, path },
  )
  return { fileRow, position, recordedMs }
}
