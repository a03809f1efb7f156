/**
 * Statements that are parts of another one of the same sender (`Observation/17#8480-6` of `Observation/17`). A sender that
 * takes the whole back names only the whole, and one that corrects it leaves out what it says no more: which parts a whole had,
 * and which of them a version of it named, nobody but these lists remembers.
 */
import { z } from 'zod'
import type { ClinicalEntry } from '../../../shared/domain/record/entry'
import { wholeOfEntry } from '../../../shared/domain/record/parts'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { all, change, insert, isFound, one } from '../statements'
import { identityDigest, removedStatus } from './record-packing'
import { isSameFile, type Version, type VersionOrigin, versionsOf } from './record-versions'

/** The digest of the whole that an entry is a part of, or null for one that stands by itself. */
export function wholeOf(entry: ClinicalEntry): Uint8Array | null {
  const whole = wholeOfEntry(entry)
  return whole === null ? null : identityDigest(entry.identity.namespace, entry.kind, whole)
}

export function notePart(db: WritableDatabase, whole: Uint8Array, identity: Uint8Array): void {
  change(db, 'INSERT OR IGNORE INTO record_part (whole, identity) VALUES (:whole, :identity)', {
    whole,
    identity,
  })
}

const Part = z.object({ identity: z.instanceof(Uint8Array) })

/** Digests of the parts that ever came. */
export const partsOf = (db: ReadableDatabase, whole: Uint8Array): Uint8Array[] =>
  all(db, Part, 'SELECT identity FROM record_part WHERE whole = :whole', { whole }).map(
    ({ identity }) => identity,
  )

/** Whether parts of the statement ever came. */
export const hasParts = (db: ReadableDatabase, whole: Uint8Array): boolean =>
  isFound(db, 'SELECT 1 FROM record_part WHERE whole = ? LIMIT 1', [whole])

const numberSql = `SELECT number FROM record_entry WHERE identity = :identity
  UNION ALL SELECT number FROM record_sighting WHERE identity = :identity LIMIT 1`

/** The sender's number of a statement, null where it was not kept. */
export const numberOf = (db: WritableDatabase, identity: Uint8Array): string | null =>
  one(db, z.object({ number: z.string().nullable() }), numberSql, { identity })?.number ?? null

/** Where and when a sender said something of a whole. */
type PartsEnd = Pick<VersionOrigin, 'issuedMs' | 'issuedForm' | 'knownFromMs' | 'fileRow' | 'position'>

const RosterRow = z.object({
  parts: z.instanceof(Uint8Array),
  issuedMs: z.number().nullable(),
  issuedForm: z.number().nullable(),
  knownFromMs: z.number(),
  fileRow: z.number(),
  position: z.union([z.number(), z.string()]),
})
type RosterRow = z.output<typeof RosterRow>

const rostersSql = `SELECT parts, issued_ms AS issuedMs, issued_form AS issuedForm, known_from_ms AS knownFromMs,
  file_row AS fileRow, position FROM record_roster WHERE whole = :whole ORDER BY known_from_ms, row`

const digestBytes = 16

function packParts(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts.toSorted((a, b) => Buffer.compare(a, b)))
}

const names = ({ parts }: RosterRow, identity: Uint8Array): boolean => {
  const wanted = Buffer.from(identity)
  for (let at = 0; at < parts.length; at += digestBytes)
    if (wanted.equals(parts.subarray(at, at + digestBytes))) return true
  return false
}

/**
 * Keeps which parts a version of a whole has.
 * @returns false where nothing new is said: the same version again, or without a time of its own the same parts or the same file
 */
export function noteRoster(
  db: WritableDatabase,
  { identity, issuedMs, issuedForm, knownFromMs, fileRow, position }: VersionOrigin,
  named: readonly Uint8Array[],
): boolean {
  const parts = packParts(named)
  const rosters = all(db, RosterRow, rostersSql, { whole: identity })
  const same = rosters.filter((roster) => Buffer.compare(roster.parts, parts) === 0)
  const isSaid =
    issuedMs === null
      ? rosters.at(-1) === same.at(-1) && same.length > 0
      : same.some((roster) => roster.knownFromMs === knownFromMs)
  const isOfSameFile = (roster: RosterRow) =>
    roster.position === position && isSameFile(db, roster.fileRow, fileRow)
  if (isSaid || (issuedMs === null && same.some(isOfSameFile))) return false
  insert(
    db,
    `INSERT INTO record_roster (whole, parts, issued_ms, issued_form, known_from_ms, file_row, position)
     VALUES (:whole, :parts, :issuedMs, :issuedForm, :knownFromMs, :fileRow, :position)`,
    { whole: identity, parts, issuedMs, issuedForm, knownFromMs, fileRow, position },
  )
  return true
}

const Detail = z.looseObject({ panel: z.string().optional() })

/** One that has parts carries its own number as its panel. */
const hasNoParts = ({ status, detail }: Version): boolean =>
  status === removedStatus || detail === null || Detail.parse(JSON.parse(detail)).panel === undefined

/** What first ended a part behind a time of knowledge: its whole was taken back, or said again without it; undefined where nothing did. */
export function endOfPart(
  db: WritableDatabase,
  whole: Uint8Array,
  { identity, knownFromMs }: Pick<VersionOrigin, 'identity' | 'knownFromMs'>,
): PartsEnd | undefined {
  const ends: PartsEnd[] = [
    ...versionsOf(db, whole).filter(hasNoParts),
    ...all(db, RosterRow, rostersSql, { whole }).filter((roster) => !names(roster, identity)),
  ]
  const [first] = ends
    .filter((end) => end.knownFromMs > knownFromMs)
    .toSorted((a, b) => a.knownFromMs - b.knownFromMs)
  if (!first) return undefined
  const { issuedMs, issuedForm, fileRow, position } = first
  return { issuedMs, issuedForm, knownFromMs: first.knownFromMs, fileRow, position }
}
