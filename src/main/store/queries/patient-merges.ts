/**
 * Two patients that are one person. A merge is a link from one to the other and changes neither: what is stored of each
 * stays with it, reading goes over both, and undoing the link restores what was. Links form a tree; its root is whom the
 * person is shown as. History stays.
 */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type MergeSuggestion, PatientMerge } from '../../../shared/domain/record/same-person'
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

const pairsSql = {
  identifier: `SELECT one.patient_row AS a, other.patient_row AS b FROM patient_identifier AS one
    JOIN patient_identifier AS other USING (value, system) WHERE one.patient_row < other.patient_row LIMIT :limit`,
  'name-and-birth-date': `SELECT one.row AS a, other.row AS b FROM patient AS one JOIN patient AS other USING (match_key)
    WHERE match_key <> '' AND one.row < other.row LIMIT :limit`,
} as const

/**
 * Patients that may be one person and are not linked; birth dates or sexes that differ speak against it and are left out, and
 * so are pairs of whom somebody said that they are two people.
 */
export function suggestMerges(db: ReadableDatabase, limit = 200): MergeSuggestion[] {
  const seen = new Set<string>()
  return (['identifier', 'name-and-birth-date'] as const).flatMap((because) =>
    all(db, Pair, pairsSql[because], { limit }).flatMap(({ a, b }): MergeSuggestion[] => {
      if (seen.has(`${a} ${b}`) || rootOf(db, a) === rootOf(db, b) || areApart(db, a, b)) return []
      seen.add(`${a} ${b}`)
      const patients = [patientAt(db, a), patientAt(db, b)] as const
      return contradict(...patients) ? [] : [{ patients: [...patients], because }]
    }),
  )
}

const areApart = (db: ReadableDatabase, a: number, b: number): boolean =>
  one(db, Row, 'SELECT a_row AS row FROM patient_apart WHERE a_row = :a AND b_row = :b', { a, b }) !== null

const contradict = (a: PatientSummary, b: PatientSummary) =>
  (a.birthDate !== null && b.birthDate !== null && a.birthDate !== b.birthDate) ||
  (['M', 'F'].includes(a.sex) && ['M', 'F'].includes(b.sex) && a.sex !== b.sex)

function patientAt(db: ReadableDatabase, row: number): PatientSummary {
  const found = one(db, PatientRow, `SELECT ${patientColumns} FROM patient WHERE row = :row`, { row })
  if (!found) throw new AppException('NOT_FOUND', 'There is no such patient.')
  return toPatient(found)
}
