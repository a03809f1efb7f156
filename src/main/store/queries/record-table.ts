/** Numbers of the record, for a table to be prepared: what there is, and the values patient by patient. */
import { z } from 'zod'
import {
  type RecordQuantity,
  RecordQuantity as Quantity,
} from '../../../shared/domain/preparation/record-table'
import type { RecordCode } from '../../../shared/domain/record/reading'
import type { ReadableDatabase } from '../open-database'
import { all } from '../statements'
import { groupOf } from './patient-merges'
import { findCodeRow } from './record-dictionary'
import { comparatorOf, kindNumber, removedStatus } from './record-packing'

/** Numbers that stand now, with a patient and a time. */
const stands = `entry.kind = ${kindNumber('observation')} AND entry.known_to_ms IS NULL AND entry.status <> ${removedStatus}
  AND entry.value IS NOT NULL AND entry.code_row IS NOT NULL AND entry.patient_row IS NOT NULL AND entry.start_ms IS NOT NULL`

const quantitiesSql = `WITH counted AS (
    SELECT code_row, unit_row, count(*) AS n FROM record_entry AS entry WHERE ${stands} GROUP BY code_row, unit_row),
  people AS (SELECT code_row, count(DISTINCT patient_row) AS n FROM record_entry AS entry
    WHERE ${stands} GROUP BY code_row),
  totals AS (SELECT code_row, sum(n) AS n FROM counted GROUP BY code_row)
  SELECT record_code.system, record_code.code, record_code.display, totals.n AS "values", people.n AS patients,
    (SELECT record_unit.ucum FROM counted LEFT JOIN record_unit ON record_unit.row = counted.unit_row
     WHERE counted.code_row = totals.code_row ORDER BY counted.n DESC LIMIT 1) AS unit
  FROM totals JOIN people USING (code_row) JOIN record_code ON record_code.row = totals.code_row
  ORDER BY totals.n DESC, record_code.code`

/** The most frequent first. Reads every observation once. */
export const recordQuantities = (db: ReadableDatabase): RecordQuantity[] => all(db, Quantity, quantitiesSql)

export interface RecordTablePage {
  rows: RecordTableValue[]
  /** where the next page begins; null: this was the last one */
  afterRow: number | null
  /** of the patients, 0 to 1 */
  share: number
}

export interface RecordTableValue {
  /** the program's own id of the person, merged ones under the one that was kept */
  patient: string
  /** the sender's number of the encounter, '' where there is none */
  stay: string
  timeMs: number
  /** place in the codes that were asked for */
  quantity: number
  /** with the sign of a limit before it where it is one (`<0.01`) */
  value: string
  /** UCUM, '' for none */
  unit: string
}

const ValueRow = z.object({
  timeMs: z.number(),
  codeRow: z.number(),
  value: z.number(),
  unit: z.string().nullable(),
  comparator: z.number().nullable(),
  stay: z.string().nullable(),
})

const peopleOfPage = 200
const peopleSql = `SELECT row, id, (SELECT max(row) FROM patient) AS "last" FROM patient
  WHERE row > :after AND row NOT IN (SELECT merged_row FROM patient_merge WHERE undone_at_ms IS NULL)
  ORDER BY row LIMIT ${peopleOfPage}`
const Person = z.object({ row: z.number(), id: z.string(), last: z.number() })

const valuesSql = `SELECT entry.start_ms AS timeMs, entry.code_row AS codeRow, entry.value, record_unit.ucum AS unit,
    entry.comparator, record_word.word AS stay
  FROM record_entry AS entry LEFT JOIN record_unit ON record_unit.row = entry.unit_row
    LEFT JOIN record_word ON record_word.row = entry.encounter_row
  WHERE ${stands} AND entry.patient_row IN (SELECT value FROM json_each(:people))
    AND entry.code_row IN (SELECT value FROM json_each(:codes))
  ORDER BY entry.start_ms, entry.code_row, entry.row`

/** So many values a page, or somewhat more: a person is not parted. */
const valuesOfPage = 20_000

export function recordTablePage(
  db: ReadableDatabase,
  { codes, afterRow }: { codes: readonly RecordCode[]; afterRow: number },
): RecordTablePage {
  const places = new Map(codes.map(({ system, code }, at) => [findCodeRow(db, system, code), at]))
  const codeRows = JSON.stringify([...places.keys()].filter((row) => row !== null))
  const rows: RecordTableValue[] = []
  const people = all(db, Person, peopleSql, { after: afterRow })
  for (const { row, id, last } of people) {
    const group = JSON.stringify(groupOf(db, row))
    for (const { timeMs, codeRow, value, unit, comparator, stay } of all(db, ValueRow, valuesSql, {
      people: group,
      codes: codeRows,
    }))
      rows.push({
        patient: id,
        stay: stay ?? '',
        timeMs,
        quantity: places.get(codeRow)!,
        value: `${comparatorOf(comparator) ?? ''}${value}`,
        unit: unit ?? '',
      })
    if (rows.length >= valuesOfPage) return { rows, afterRow: row, share: row / last }
  }
  const end = people.at(-1)
  return people.length < peopleOfPage || !end
    ? { rows, afterRow: null, share: 1 }
    : { rows, afterRow: end.row, share: end.row / end.last }
}
