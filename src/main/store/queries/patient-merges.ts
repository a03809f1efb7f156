/**
 * Two patients that are one person. A merge is a link from one to the other and changes neither: what is stored of each
 * stays with it, reading goes over both, and undoing the link restores what was. Links form a tree; its root is whom the
 * person is shown as. History stays.
 */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import {
  type MergeSuggestion,
  type MergeSuggestions,
  PatientMerge,
} from '../../../shared/domain/record/same-person'
import { AppException } from '../../../shared/result'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { all, atomically, changeOne, insert, one } from '../statements'
import { patientColumns, PatientRow, toPatient } from './patients'
import type { PatientSummary } from '../../../shared/domain/worklist/worklist'

const Row = z.object({ row: z.number() })

/** The patient that the person is shown as. */
export function rootOf(db: ReadableDatabase, patientRow: number): number {
  const sql = `WITH RECURSIVE up (row, depth) AS (
      SELECT :patientRow, 0
      UNION ALL SELECT kept_row, depth + 1 FROM up JOIN patient_merge ON merged_row = up.row AND undone_at_ms IS NULL)
    SELECT row FROM up ORDER BY depth DESC LIMIT 1`
  return one(db, Row, sql, { patientRow })?.row ?? patientRow
}

/** All patients that are one person with this one, itself included, the root first. */
export function groupOf(db: ReadableDatabase, patientRow: number): number[] {
  const sql = `WITH RECURSIVE down (row) AS (
      SELECT :root UNION SELECT merged_row FROM down JOIN patient_merge ON kept_row = down.row AND undone_at_ms IS NULL)
    SELECT row FROM down`
  return all(db, Row, sql, { root: rootOf(db, patientRow) }).map(({ row }) => row)
}

/** @returns whether a link was made: not where both are one already, or where somebody has undone that link before and `unlessUndone` */
export function linkPatients(
  db: WritableDatabase,
  aRow: number,
  bRow: number,
  {
    reason,
    by,
    nowMs = Date.now(),
    unlessUndone = false,
  }: { reason: string; by: string; nowMs?: number; unlessUndone?: boolean },
): string | null {
  const [kept, merged] = [rootOf(db, aRow), rootOf(db, bRow)]
  if (kept === merged) return null
  if (unlessUndone && wasUndone(db, groupOf(db, kept), groupOf(db, merged))) return null
  const id = randomUUID()
  insert(
    db,
    `INSERT INTO patient_merge (id, kept_row, merged_row, reason, merged_at_ms, merged_by)
     VALUES (:id, :kept, :merged, :reason, :nowMs, :by)`,
    { id, kept, merged, reason, nowMs, by },
  )
  return id
}

/** Somebody has undone a link between the two, or has said that they are two people. */
function wasUndone(db: ReadableDatabase, a: readonly number[], b: readonly number[]): boolean {
  const between = (
    one: string,
    other: string,
  ) => `(${one} IN (SELECT value FROM json_each(:a)) AND ${other} IN (SELECT value FROM json_each(:b))
      OR ${one} IN (SELECT value FROM json_each(:b)) AND ${other} IN (SELECT value FROM json_each(:a)))`
  const sql = `SELECT 1 AS row FROM patient_merge WHERE undone_at_ms IS NOT NULL AND ${between('kept_row', 'merged_row')}
    UNION ALL SELECT 1 FROM patient_apart WHERE ${between('a_row', 'b_row')} LIMIT 1`
  return one(db, Row, sql, { a: JSON.stringify(a), b: JSON.stringify(b) }) !== null
}

function rowOf(db: ReadableDatabase, patientId: string): number {
  const found = one(db, Row, 'SELECT row FROM patient WHERE id = :patientId', { patientId })
  if (!found) throw new AppException('NOT_FOUND', 'There is no such patient.')
  return found.row
}

export interface MergeRequest {
  /** the person is shown as this one */
  keptId: string
  mergedId: string
  reason: string
  by: string
}

/** @returns the id of the link @throws AppException NOT_FOUND, INVALID_INPUT where both are one person already */
export function mergePatients(db: WritableDatabase, { keptId, mergedId, reason, by }: MergeRequest): string {
  return atomically(db, () => {
    const id = linkPatients(db, rowOf(db, keptId), rowOf(db, mergedId), { reason, by })
    if (id === null) throw new AppException('INVALID_INPUT', 'The two patients are one already.')
    return id
  })
}

/** Takes the link back. @throws AppException NOT_FOUND where it does not stand */
export function unmergePatients(
  db: WritableDatabase,
  { mergeId, by }: { mergeId: string; by: string },
  nowMs = Date.now(),
): void {
  changeOne(
    db,
    'merge',
    'UPDATE patient_merge SET undone_at_ms = :nowMs, undone_by = :by WHERE id = :mergeId AND undone_at_ms IS NULL',
    { mergeId, by, nowMs },
  )
}

/** Every merge that the patient took part in, undone ones too, the newest first. */
export function mergeHistory(db: ReadableDatabase, patientId: string): PatientMerge[] {
  return all(
    db,
    PatientMerge,
    `SELECT link.id, kept.id AS keptId, merged.id AS mergedId, reason, merged_at_ms AS mergedAtMs, merged_by AS mergedBy,
       undone_at_ms AS undoneAtMs, undone_by AS undoneBy
     FROM patient_merge AS link JOIN patient AS kept ON kept.row = kept_row JOIN patient AS merged ON merged.row = merged_row
     WHERE :patientId IN (kept.id, merged.id) ORDER BY link.row DESC`,
    { patientId },
  )
}

const Pair = z.object({ a: z.number(), b: z.number() })

/** Birth dates or sexes that differ speak against one person, and so does somebody who said that they are two. */
const mayBeOne = `(a.birth_date IS NULL OR b.birth_date IS NULL OR a.birth_date = b.birth_date)
  AND (a.sex NOT IN ('M', 'F') OR b.sex NOT IN ('M', 'F') OR a.sex = b.sex)
  AND NOT EXISTS (SELECT 1 FROM patient_apart WHERE a_row = min(a.row, b.row) AND b_row = max(a.row, b.row))`
const everyPair = 'a.row < b.row'
/** From the rows of one person to everybody else. */
const pairsOfPerson = 'a.row IN (SELECT value FROM json_each(:rows)) AND a.row <> b.row'

const pairsSql = {
  identifier: (which: string) => `SELECT DISTINCT a.row AS a, b.row AS b
    FROM patient AS a JOIN patient_identifier AS one ON one.patient_row = a.row
    JOIN patient_identifier AS other ON other.value = one.value AND other.system = one.system
    JOIN patient AS b ON b.row = other.patient_row WHERE ${which} AND ${mayBeOne} ORDER BY a.row, b.row`,
  'name-and-birth-date': (which: string) => `SELECT a.row AS a, b.row AS b
    FROM patient AS a JOIN patient AS b ON b.match_key = a.match_key AND b.match_key <> ''
    WHERE a.match_key <> '' AND ${which} AND ${mayBeOne} ORDER BY a.row, b.row`,
} as const

export interface SuggestionQuery {
  /** null: of everybody */
  patientId: string | null
  limit: number
}

/**
 * Patients that may be one person and are not linked, a common number first; and how many pairs there are beyond the limit.
 * @throws AppException NOT_FOUND
 */
export function suggestMerges(db: ReadableDatabase, { patientId, limit }: SuggestionQuery): MergeSuggestions {
  const rows = patientId === null ? null : groupOf(db, rowOf(db, patientId))
  const [which, parameters] =
    rows === null ? [everyPair, {}] : ([pairsOfPerson, { rows: JSON.stringify(rows) }] as const)
  const roots = linkedRoots(db)
  const seen = new Set<string>()
  const found = (['identifier', 'name-and-birth-date'] as const).flatMap((because) =>
    all(db, Pair, pairsSql[because](which), parameters).flatMap(({ a, b }) => {
      const key = a < b ? `${a} ${b}` : `${b} ${a}`
      if (seen.has(key) || (roots.get(a) ?? a) === (roots.get(b) ?? b)) return []
      seen.add(key)
      return [{ a: Math.min(a, b), b: Math.max(a, b), because }]
    }),
  )
  const pairs = found.slice(0, limit).map(({ a, b, because }): MergeSuggestion => ({
    patients: [patientAt(db, a), patientAt(db, b)],
    because,
  }))
  return { pairs, more: found.length - pairs.length }
}

/** The patient that each one who is linked to another is shown as. */
function linkedRoots(db: ReadableDatabase): Map<number, number> {
  const Link = z.object({ kept: z.number(), merged: z.number() })
  const sql = 'SELECT kept_row AS kept, merged_row AS merged FROM patient_merge WHERE undone_at_ms IS NULL'
  const up = new Map(all(db, Link, sql).map(({ kept, merged }) => [merged, kept]))
  return new Map(
    [...up.keys()].map((merged) => {
      let root = merged
      for (let next = up.get(root); next !== undefined; next = up.get(root)) root = next
      return [merged, root]
    }),
  )
}

function patientAt(db: ReadableDatabase, row: number): PatientSummary {
  const found = one(db, PatientRow, `SELECT ${patientColumns} FROM patient WHERE row = :row`, { row })
  if (!found) throw new AppException('NOT_FOUND', 'There is no such patient.')
  return toPatient(found)
}
