/**
 * What "now" is for a person's record. De-identified data are shifted, MIMIC-III into the years 2100 to 2200: judged by our
 * clock, none of its values would have been measured yet.
 */
import { z } from 'zod'
import type { KnownAt } from '../../../shared/domain/record/reading'
import type { ReadableDatabase } from '../open-database'
import { one } from '../statements'
import { kindNumber, removedStatus } from './record-packing'
import { knownParameters, knownSql, personRows } from './record-reading'

const Spread = z.object({ total: z.number(), beyond: z.number(), newestMs: z.number().nullable() })

/**
 * The instant up to which values count: the asked one or ours; where most of the person's observations lie beyond it, that of
 * the newest. A single value with a mistyped year does not move it. By the sender's clock an asked instant is one of the
 * record's own time, and stays as it is.
 *
 * @throws AppException NOT_FOUND
 */
export function recordNow(
  db: ReadableDatabase,
  { patientId, knownAt }: { patientId: string; knownAt?: KnownAt | undefined },
  nowMs = Date.now(),
): number {
  if (knownAt?.by === 'sender') return knownAt.instantMs
  const limitMs = knownAt?.instantMs ?? nowMs
  const sql = `SELECT count(start_ms) AS total, coalesce(sum(start_ms > :limitMs), 0) AS beyond, max(start_ms) AS newestMs
    FROM record_entry AS entry WHERE patient_row IN (SELECT value FROM json_each(:rows))
      AND kind = ${kindNumber('observation')} AND ${knownSql(knownAt)} AND status <> ${removedStatus}`
  const rows = JSON.stringify(personRows(db, patientId))
  const found = one(db, Spread, sql, { rows, limitMs, ...knownParameters(knownAt) })
  return found?.newestMs != null && found.beyond * 2 > found.total ? found.newestMs : limitMs
}
