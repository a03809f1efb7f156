/** Rows that were held back, for screens: pages, counts, and steps that many of them take at once. */
import { z } from 'zod'
import { IntakeOptions, senderOf } from '../../../shared/domain/record/intake'
import type {
  HeldChoice,
  HeldCounts,
  HeldPage,
  HeldQuery,
  HeldRow,
} from '../../../shared/domain/record-import/held-row'
import { Quarantined } from '../../../shared/domain/record/intake'
import { shortName } from '../short-name'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { all, atomically, change, one } from '../statements'
import type { HeldRow as QuarantinedRow } from './record-quarantine'

const Row = Quarantined.omit({ raw: true }).extend({ options: z.string(), startedAtMs: z.number() })

const joined = `record_quarantine AS held JOIN record_file ON record_file.row = held.file_row
  JOIN record_import ON record_import.row = record_file.import_row`
const meant = `held.state = 'waiting' AND (:intakeId IS NULL OR record_import.id = :intakeId)
  AND (:reason IS NULL OR held.reason = :reason)`

export function toHeldRow({ path, options: text, ...row }: z.output<typeof Row>): HeldRow {
  const options = IntakeOptions.parse(JSON.parse(text))
  return { ...row, fileName: shortName(path), format: options.format, sender: senderOf(options) }
}

/** What waits, in the order in which it came. */
export function heldPage(db: ReadableDatabase, { offset, limit, ...which }: HeldQuery): HeldPage {
  const total = one(
    db,
    z.object({ total: z.number() }),
    `SELECT count(*) AS total FROM ${joined} WHERE ${meant}`,
    which,
  )
  const rows = all(
    db,
    Row,
    `SELECT held.id, record_import.id AS intakeId, path, position, form, reason, detail, held.state,
       record_import.options, record_import.started_at_ms AS startedAtMs
     FROM ${joined} WHERE ${meant} ORDER BY held.row LIMIT :limit OFFSET :offset`,
    { ...which, limit, offset },
  )
  return { total: total?.total ?? 0, rows: rows.map(toHeldRow) }
}

/** What waits, was repaired and was discarded for each reason; what waits most first. */
export function heldCounts(db: ReadableDatabase, intakeId: string | null): HeldCounts {
  const Count = z.object({
    reason: z.string(),
    waiting: z.number(),
    repaired: z.number(),
    dropped: z.number(),
  })
  return all(
    db,
    Count,
    `SELECT held.reason, sum(held.state = 'waiting') AS waiting, sum(held.state = 'repaired') AS repaired,
       sum(held.state = 'dropped') AS dropped
     FROM ${joined} WHERE :intakeId IS NULL OR record_import.id = :intakeId
     GROUP BY held.reason ORDER BY waiting DESC, held.reason`,
    { intakeId },
  )
}

/** The same for each import that has held rows, by its id. */
export function heldOfIntakes(
  db: ReadableDatabase,
): Map<string, { waiting: number; repaired: number; dropped: number }> {
  const Count = z.object({
    id: z.string(),
    waiting: z.number(),
    repaired: z.number(),
    dropped: z.number(),
  })
  const found = all(
    db,
    Count,
    `SELECT record_import.id, sum(held.state = 'waiting') AS waiting, sum(held.state = 'repaired') AS repaired,
       sum(held.state = 'dropped') AS dropped FROM ${joined} GROUP BY record_import.row`,
  )
  return new Map(found.map(({ id, ...counts }) => [id, counts]))
}

/** Ids of waiting rows behind a row, in the order in which they came, with what is needed to tell whether they are alike. */
export function waitingBehind(
  db: ReadableDatabase,
  query: { intakeId: string | null; reason: string | null; afterRow: number; limit: number },
): { row: number; id: string }[] {
  return all(
    db,
    z.object({ row: z.number(), id: z.string() }),
    `SELECT held.row, held.id FROM ${joined} WHERE ${meant} AND held.row > :afterRow ORDER BY held.row LIMIT :limit`,
    query,
  )
}

const Alike = Quarantined.extend({
  row: z.number(),
  fileRow: z.number(),
  companions: z.string(),
  startedAtMs: z.number(),
})

const rowsTogether = 500

/**
 * Waiting rows with the reason, format and sender of one, itself left out, whose text holds some words; page by page, so that
 * a caller may stop or give way between them.
 */
export function* waitingLike(
  db: ReadableDatabase,
  like: QuarantinedRow,
  words: string,
): Generator<QuarantinedRow[]> {
  const Import = z.object({ id: z.string(), options: z.string() })
  const options = new Map(
    all(db, Import, 'SELECT id, options FROM record_import').map((one) => [
      one.id,
      IntakeOptions.parse(JSON.parse(one.options)),
    ]),
  )
  const isOfSender = (other: IntakeOptions) =>
    other.format === like.options.format && senderOf(other) === senderOf(like.options)
  const imports = [...options].flatMap(([id, other]) => (isOfSender(other) ? [id] : []))
  const sql = `SELECT held.row, held.id, record_import.id AS intakeId, path, position, form, reason, detail, raw, held.state,
      held.file_row AS fileRow, companions, started_at_ms AS startedAtMs
    FROM ${joined} WHERE held.state = 'waiting' AND held.reason = :reason AND held.id <> :id AND held.row > :afterRow
      AND record_import.id IN (SELECT value FROM json_each(:imports)) AND instr(held.raw, :words) > 0
    ORDER BY held.row LIMIT ${rowsTogether}`
  const { id, reason } = like.held
  for (let afterRow = 0; ;) {
    const page = all(db, Alike, sql, { id, reason, imports: JSON.stringify(imports), words, afterRow })
    yield page.map(({ row: _, fileRow, companions, startedAtMs, ...held }) => ({
      held,
      fileRow,
      startedAtMs,
      options: options.get(held.intakeId) ?? like.options,
      companions: z.record(z.string(), z.string()).parse(JSON.parse(companions)),
    }))
    if (page.length < rowsTogether) return
    afterRow = page.at(-1)?.row ?? 0
  }
}

/** @returns how many were discarded, and the mark by which {@link restoreHeld} brings exactly these back */
export function dropHeld(
  db: WritableDatabase,
  { choice, by }: { choice: HeldChoice; by: string },
  nowMs = Date.now(),
): { dropped: number; mark: number } {
  return atomically(db, () => {
    const mark = freeMark(db, nowMs)
    const settled = `UPDATE record_quarantine SET state = 'dropped', repaired = NULL, settled_at_ms = :mark, settled_by = :by
      WHERE state = 'waiting' AND`
    if ('ids' in choice) {
      const ids = JSON.stringify(choice.ids)
      return {
        dropped: change(db, `${settled} id IN (SELECT value FROM json_each(:ids))`, { mark, by, ids }),
        mark,
      }
    }
    const which = `row IN (SELECT held.row FROM ${joined} WHERE ${meant})`
    return { dropped: change(db, `${settled} ${which}`, { mark, by, ...choice }), mark }
  })
}

/** Two steps of the same millisecond are told apart, so that undoing one leaves the other. */
function freeMark(db: ReadableDatabase, nowMs: number): number {
  const sql = `SELECT max(settled_at_ms) AS latest FROM record_quarantine WHERE state = 'dropped' AND settled_at_ms >= :nowMs`
  const latest = one(db, z.object({ latest: z.number().nullable() }), sql, { nowMs })?.latest ?? null
  return latest === null ? nowMs : latest + 1
}

/** Brings back what was discarded in one step. @returns how many wait again */
export function restoreHeld(db: WritableDatabase, mark: number): number {
  return change(
    db,
    `UPDATE record_quarantine SET state = 'waiting', settled_at_ms = NULL, settled_by = NULL
     WHERE state = 'dropped' AND settled_at_ms = :mark`,
    { mark },
  )
}
