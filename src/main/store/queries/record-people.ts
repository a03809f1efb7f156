/** Persons of the record: whoever has a number or an entry, those that were merged as one. */
import { z } from 'zod'
import type { PatientIdentifier } from '../../../shared/domain/record/entry'
import type { PatientSummary } from '../../../shared/domain/worklist/worklist'
import type { ReadableDatabase } from '../open-database'
import { all, one } from '../statements'
import { identifiersOf } from './patient-identifiers'
import { groupOf } from './patient-merges'
import { patientColumns, PatientRow, toPatient } from './patients'

export interface RecordPerson {
  patient: PatientSummary
  /** ids of the patients that were merged into this one */
  mergedIds: string[]
  identifiers: PatientIdentifier[]
  /** statements that stand now */
  entries: number
}

const Listed = PatientRow.extend({ entries: z.number() })

const peopleSql = `SELECT ${patientColumns}, (SELECT count(*) FROM record_entry
    WHERE patient_row = patient.row AND known_to_ms IS NULL) AS entries
  FROM patient WHERE row NOT IN (SELECT merged_row FROM patient_merge WHERE undone_at_ms IS NULL)`

/** Roots of merges only, in the order in which they came. */
export function listPeople(
  db: ReadableDatabase,
  { afterId, limit }: { afterId: string | null; limit: number },
): RecordPerson[] {
  const after =
    afterId === null
      ? 0
      : (one(db, z.object({ row: z.number() }), 'SELECT row FROM patient WHERE id = :afterId', { afterId })
          ?.row ?? 0)
  const found = all(db, Listed, `${peopleSql} AND row > :after ORDER BY row LIMIT :limit`, { after, limit })
  return found.map((row) => toPerson(db, row))
}

/** By the program's own id, or by any number that a sender gave. */
export function findPeople(db: ReadableDatabase, words: string): RecordPerson[] {
  const rows = all(
    db,
    z.object({ row: z.number() }),
    `SELECT row FROM patient WHERE id = :words UNION SELECT patient_row FROM patient_identifier WHERE value = :words
     UNION SELECT row FROM patient WHERE patient_id = :words LIMIT 100`,
    { words },
  )
  const roots = new Set(rows.map(({ row }) => groupOf(db, row)[0] ?? row))
  return [...roots].flatMap((root) => {
    const sql = `SELECT ${patientColumns}, (SELECT count(*) FROM record_entry
      WHERE patient_row = patient.row AND known_to_ms IS NULL) AS entries FROM patient WHERE row = :root`
    const row = one(db, Listed, sql, { root })
    return row ? [toPerson(db, row)] : []
  })
}

function toPerson(db: ReadableDatabase, row: z.output<typeof Listed>): RecordPerson {
  const [, ...merged] = groupOf(db, row.patientRow)
  const others = merged.flatMap((patientRow) =>
    all(
      db,
      Listed,
      `SELECT ${patientColumns}, (SELECT count(*) FROM record_entry WHERE patient_row = patient.row AND known_to_ms IS NULL) AS entries FROM patient WHERE row = :patientRow`,
      { patientRow },
    ),
  )
  return {
    patient: toPatient(row),
    mergedIds: others.map(({ patientKey }) => patientKey),
    identifiers: [row, ...others].flatMap(({ patientRow }) => identifiersOf(db, patientRow)),
    entries: [row, ...others].reduce((sum, { entries }) => sum + entries, 0),
  }
}
