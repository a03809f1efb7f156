/**
 * Statements that are parts of another one of the same sender (`Observation/17#8480-6` of `Observation/17`). A sender that
 * takes the whole back names only the whole; which parts it had, nobody but this list remembers.
 */
import { z } from 'zod'
import type { ClinicalEntry } from '../../../shared/domain/record/entry'
import type { WritableDatabase } from '../open-database'
import { all, change, one } from '../statements'
import { identityDigest } from './record-packing'

/** The number of the whole that a statement's number makes it a part of, or null. */
export const partOf = (panel: string, number: string): string | null =>
  number.startsWith(`${panel}#`) ? panel : null

/** The digest of the whole that an entry is a part of, or null for one that stands by itself. */
export function wholeOf(entry: ClinicalEntry): Uint8Array | null {
  const panel = 'panel' in entry ? entry.panel : undefined
  const { namespace, id } = entry.identity
  const whole = panel === undefined ? null : partOf(panel, id)
  return whole === null ? null : identityDigest(namespace, entry.kind, whole)
}

export function notePart(db: WritableDatabase, whole: Uint8Array, identity: Uint8Array): void {
  change(db, 'INSERT OR IGNORE INTO record_part (whole, identity) VALUES (:whole, :identity)', {
    whole,
    identity,
  })
}

const Part = z.object({ identity: z.instanceof(Uint8Array) })

/** Digests of the parts that ever came. */
export const partsOf = (db: WritableDatabase, whole: Uint8Array): Uint8Array[] =>
  all(db, Part, 'SELECT identity FROM record_part WHERE whole = :whole', { whole }).map(
    ({ identity }) => identity,
  )

const numberSql = `SELECT number FROM record_entry WHERE identity = :identity
  UNION ALL SELECT number FROM record_sighting WHERE identity = :identity LIMIT 1`

/** The sender's number of a statement, null where it was not kept. */
export const numberOf = (db: WritableDatabase, identity: Uint8Array): string | null =>
  one(db, z.object({ number: z.string().nullable() }), numberSql, { identity })?.number ?? null
