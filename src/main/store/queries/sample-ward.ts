/** Takes away what the made-up sender said. Nothing that another sender said is touched. */
import { z } from 'zod'
import type { WritableDatabase } from '../open-database'
import { all, atomically, change } from '../statements'
import { eraseEstimates } from './risk-estimates'

const Row = z.object({ row: z.number() })

/** Who has a number of the made-up ward. */
function samplePatients(db: WritableDatabase, system: string): number[] {
  const sql = 'SELECT DISTINCT patient_row AS row FROM patient_identifier WHERE system = :system'
  return all(db, Row, sql, { system }).map(({ row }) => row)
}

/**
 * The statements of the sender about its own people, with all their versions.
 * @returns how many were taken away
 */
export function clearSampleStatements(
  db: WritableDatabase,
  { system, sender }: { system: string; sender: string },
): number {
  return atomically(db, () => {
    let removed = 0
    for (const patientRow of samplePatients(db, system)) {
      const who = { patientRow, sender }
      const theirs = `SELECT entry.row FROM record_entry AS entry JOIN record_word ON record_word.row = entry.sender_row
        WHERE entry.patient_row = :patientRow AND word = :sender`
      // What models said of values that are gone would be nobody's history.
      eraseEstimates(db, patientRow)
      change(db, `DELETE FROM record_sighting WHERE entry_row IN (${theirs})`, who)
      removed += change(db, `DELETE FROM record_entry WHERE row IN (${theirs})`, who)
    }
    return removed
  })
}

/**
 * Also the people themselves, but for those of whom there is something else: an image, or what another sender said.
 * @returns how many people were taken away
 */
export function removeSamplePeople(db: WritableDatabase, sample: { system: string; sender: string }): number {
  return atomically(db, () => {
    clearSampleStatements(db, sample)
    return samplePatients(db, sample.system).reduce(
      (sum, patientRow) =>
        sum +
        change(
          db,
          `DELETE FROM patient WHERE row = :patientRow
             AND NOT EXISTS (SELECT 1 FROM record_entry WHERE patient_row = :patientRow)
             AND NOT EXISTS (SELECT 1 FROM study WHERE patient_row = :patientRow)`,
          { patientRow },
        ),
      0,
    )
  })
}
