/** The numbers that senders have for a patient. */
import { z } from 'zod'
import { PatientIdentifier } from '../../../shared/domain/record/entry'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { all, change } from '../statements'

export function addIdentifier(
  db: WritableDatabase,
  patientRow: number,
  { system, value }: PatientIdentifier,
): void {
  change(
    db,
    'INSERT OR IGNORE INTO patient_identifier (system, value, patient_row) VALUES (:system, :value, :patientRow)',
    { system, value, patientRow },
  )
}

/** Rows of the patients that a sender has given this number to; more than one where it gave it twice. */
export function patientsWithIdentifier(db: ReadableDatabase, { system, value }: PatientIdentifier): number[] {
  return all(
    db,
    z.object({ row: z.number() }),
    'SELECT patient_row AS row FROM patient_identifier WHERE value = :value AND system = :system ORDER BY row',
    { system, value },
  ).map(({ row }) => row)
}

export function identifiersOf(db: ReadableDatabase, patientRow: number): PatientIdentifier[] {
  return all(
    db,
    PatientIdentifier,
    'SELECT system, value FROM patient_identifier WHERE patient_row = :patientRow ORDER BY system, value',
    { patientRow },
  )
}
