/** What could not be stored, with its reason, until somebody repairs or drops it. */
import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { IntakeOptions, Quarantined } from '../../../shared/domain/record/intake'
import { AppException } from '../../../shared/result'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { all, change, changeOne, one } from '../statements'

export interface NewQuarantined {
  fileRow: number
  position: number | string
  form: 'row' | 'entry'
  reason: string
  detail: string
  raw: string
  /** of the import, so that equal rows of two senders stay two */
  namespace: string
  recordedMs: number
}

/** @returns false where the same row waits, was repaired or was dropped already */
export function quarantine(db: WritableDatabase, added: NewQuarantined): boolean {
  const { namespace, ...row } = added
  const digest = createHash('sha256')
    .update(
      JSON.stringify([namespace, row.form, row.reason, row.form === 'row' ? row.position : '', row.raw]),
    )
    .digest()
  return (
    change(
      db,
      `INSERT INTO record_quarantine (id, file_row, position, form, reason, detail, raw, digest, state, recorded_ms)
       VALUES (:id, :fileRow, :position, :form, :reason, :detail, :raw, :digest, 'waiting', :recordedMs)
       ON CONFLICT (digest) DO NOTHING`,
      { ...row, id: randomUUID(), digest },
    ) === 1
  )
}

const columns = `held.id, record_import.id AS intakeId, path, position, form, reason, detail, raw, held.state`
const joined = `record_quarantine AS held JOIN record_file ON record_file.row = file_row
  JOIN record_import ON record_import.row = import_row`

/** What waits, of one import or of all, in the order in which it came. */
export function listQuarantine(
  db: ReadableDatabase,
  { intakeId, offset, limit }: { intakeId: string | null; offset: number; limit: number },
): Quarantined[] {
  return all(
    db,
    Quarantined,
    `SELECT ${columns} FROM ${joined} WHERE held.state = 'waiting' AND (:intakeId IS NULL OR record_import.id = :intakeId)
     ORDER BY held.row LIMIT :limit OFFSET :offset`,
    { intakeId, offset, limit },
  )
}

/** How many wait for each reason. */
export function quarantineCounts(db: ReadableDatabase): { reason: string; count: number }[] {
  return all(
    db,
    z.object({ reason: z.string(), count: z.number() }),
    `SELECT reason, count(*) AS count FROM record_quarantine WHERE state = 'waiting' GROUP BY reason ORDER BY count DESC`,
  )
}

export interface HeldRow {
  held: Quarantined
  fileRow: number
  options: IntakeOptions
  companions: Record<string, string>
  /** of the import */
  startedAtMs: number
}

/** @throws AppException NOT_FOUND where nothing with the id waits */
export function requireHeld(db: ReadableDatabase, id: string): HeldRow {
  const Row = Quarantined.extend({
    fileRow: z.number(),
    options: z.string(),
    companions: z.string(),
    startedAtMs: z.number(),
  })
  const found = one(
    db,
    Row,
    `SELECT ${columns}, file_row AS fileRow, options, companions, started_at_ms AS startedAtMs FROM ${joined} WHERE held.id = :id AND held.state = 'waiting'`,
    { id },
  )
  if (!found) throw new AppException('NOT_FOUND', 'Nothing with this id waits.')
  const { fileRow, options, companions, startedAtMs, ...held } = found
  return {
    held,
    fileRow,
    startedAtMs,
    options: IntakeOptions.parse(JSON.parse(options)),
    companions: z.record(z.string(), z.string()).parse(JSON.parse(companions)),
  }
}

export function settleQuarantined(
  db: WritableDatabase,
  {
    id,
    state,
    repaired,
    by,
  }: { id: string; state: 'repaired' | 'dropped'; repaired: string | null; by: string },
  nowMs = Date.now(),
): void {
  changeOne(
    db,
    'quarantined row',
    `UPDATE record_quarantine SET state = :state, repaired = :repaired, settled_at_ms = :nowMs, settled_by = :by
     WHERE id = :id AND state = 'waiting'`,
    { id, state, repaired, by, nowMs },
  )
}
