/** Versions of one statement: which stood when, by the sender's clock and by ours. See 0070-record.ts for the two axes. */
import { z } from 'zod'
import type { WritableDatabase } from '../open-database'
import { all, change, changeOne, insert, isFound, one } from '../statements'
import { kindNumber, type PackedContent, removedStatus, storedKinds } from './record-packing'

const content = {
  codeRow: 'code_row',
  conceptRow: 'concept_row',
  startMs: 'start_ms',
  startForm: 'start_form',
  endMs: 'end_ms',
  endForm: 'end_form',
  status: 'status',
  value: 'value',
  unitRow: 'unit_row',
  comparator: 'comparator',
  decimals: 'decimals',
  encounterRow: 'encounter_row',
  authorRow: 'author_row',
  detail: 'detail',
} as const satisfies Record<keyof PackedContent, string>
const contentNames = Object.keys(content) as (keyof PackedContent)[]

const number = z.number().nullable()
const VersionRow = z.object({
  row: z.number(),
  patientRow: number,
  codeRow: number,
  conceptRow: number,
  startMs: number,
  startForm: number,
  endMs: number,
  endForm: number,
  status: z.number(),
  value: number,
  unitRow: number,
  comparator: number,
  decimals: number,
  encounterRow: number,
  authorRow: number,
  detail: z.string().nullable(),
  issuedMs: number,
  issuedForm: number,
  knownFromMs: z.number(),
  knownToMs: number,
  overtakenMs: number,
  fileRow: z.number(),
  position: z.union([z.number(), z.string()]),
})
export type Version = z.output<typeof VersionRow>

/** What a version is stored with beside its content. */
export interface VersionOrigin {
  identity: Uint8Array
  kind: number
  patientRow: number | null
  issuedMs: number | null
  issuedForm: number | null
  knownFromMs: number
  recordedMs: number
  fileRow: number
  position: number | string
  senderRow: number
  number: string | null
}

const versionsSql = `SELECT row, patient_row AS patientRow, ${contentNames
  .map((name) => `${content[name]} AS ${name}`)
  .join(', ')}, issued_ms AS issuedMs, issued_form AS issuedForm, known_from_ms AS knownFromMs,
  known_to_ms AS knownToMs, overtaken_ms AS overtakenMs, file_row AS fileRow, position
  FROM record_entry WHERE identity = :identity ORDER BY known_from_ms, row`

/** All versions of a statement, the earliest known first. */
export function versionsOf(db: WritableDatabase, identity: Uint8Array): Version[] {
  return all(db, VersionRow, versionsSql, { identity })
}

export const hasContent = (version: Version, packed: PackedContent): boolean =>
  contentNames.every((name) => version[name] === packed[name])

/** The versions between which one that is known from `knownFromMs` belongs. */
export function neighbours(
  versions: readonly Version[],
  knownFromMs: number,
): { before: Version | undefined; after: Version | undefined } {
  return {
    before: versions.findLast((version) => version.knownFromMs <= knownFromMs),
    after: versions.find((version) => version.knownFromMs > knownFromMs),
  }
}

// The kind stands in the text: SQLite plans a statement anew at every binding of a value that a partial index asks for.
const newsSql = storedKinds.map(
  (kind) => `SELECT 1 WHERE EXISTS (SELECT 1 FROM record_entry WHERE identity = ?)
  OR EXISTS (SELECT 1 FROM record_sighting WHERE identity = ?)
  OR EXISTS (SELECT 1 FROM record_part WHERE whole = ?)
  OR EXISTS (SELECT 1 FROM record_entry WHERE patient_row = ? AND kind = ${kindNumber(kind)} AND code_row IS ?
    AND start_ms IS ? AND known_to_ms IS NULL AND status <> ${removedStatus} AND sender_row <> ?)`,
)

/**
 * Whether nobody has said anything that a statement could be the same as: neither its sender under this identity nor another
 * one of this code and time. So it is for nearly every row of a first import, which then needs no other question.
 * @param patientRow a patient that is linked to no other
 */
export function isNews(
  db: WritableDatabase,
  patientRow: number,
  { codeRow, startMs }: PackedContent,
  { identity, kind, senderRow }: VersionOrigin,
): boolean {
  return !isFound(db, newsSql[kind] ?? '', [
    identity,
    identity,
    identity,
    patientRow,
    codeRow,
    startMs,
    senderRow,
  ])
}

const originColumns = `identity, kind, patient_row, issued_ms, issued_form, known_from_ms, known_to_ms, recorded_ms,
  overtaken_ms, file_row, position, sender_row, number`
const insertColumns = `${contentNames.map((name) => content[name]).join(', ')}, ${originColumns}`
// Marks in order: to bind by name costs a third of the insert's time.
const insertSql = `INSERT INTO record_entry (${insertColumns}) VALUES (${insertColumns.replaceAll(/\w+/g, '?')})`

/** @param after the version that follows in the sender's time; one that arrives after it was never the newest here */
export function insertVersion(
  db: WritableDatabase,
  packed: PackedContent,
  origin: VersionOrigin,
  after: { knownFromMs: number } | undefined,
): number {
  const { identity, kind, patientRow, issuedMs, issuedForm, knownFromMs, recordedMs } = origin
  return insert(db, insertSql, [
    ...contentNames.map((name) => packed[name]),
    identity,
    kind,
    patientRow,
    issuedMs,
    issuedForm,
    knownFromMs,
    after?.knownFromMs ?? null,
    recordedMs,
    after ? recordedMs : null,
    origin.fileRow,
    origin.position,
    origin.senderRow,
    origin.number,
  ])
}

/** The version stood until `knownToMs`. */
export function closeVersion(db: WritableDatabase, row: number, knownToMs: number, recordedMs: number): void {
  changeOne(
    db,
    'version',
    `UPDATE record_entry SET known_to_ms = :knownToMs, overtaken_ms = coalesce(overtaken_ms, :recordedMs) WHERE row = :row`,
    { row, knownToMs, recordedMs },
  )
}

/** Whether two files of imports are one file as it was. */
export function isSameFile(db: WritableDatabase, aRow: number, bRow: number): boolean {
  if (aRow === bRow) return true
  const sql = `SELECT a.row FROM record_file AS a JOIN record_file AS b USING (path, bytes, modified_at_ms)
    WHERE a.row = :aRow AND b.row = :bRow`
  return one(db, z.object({ row: z.number() }), sql, { aRow, bRow }) !== null
}

const SightingRow = z.object({
  row: z.number(),
  identity: z.instanceof(Uint8Array),
  entryRow: z.number(),
  senderRow: z.number(),
  number: z.string().nullable(),
  encounterRow: number,
  fileRow: z.number(),
  position: z.union([z.number(), z.string()]),
  knownFromMs: z.number(),
  recordedMs: z.number(),
})
export type Sighting = z.output<typeof SightingRow>

const sightingSql = `SELECT row, identity, entry_row AS entryRow, sender_row AS senderRow, number,
  encounter_row AS encounterRow, file_row AS fileRow, position, known_from_ms AS knownFromMs, recorded_ms AS recordedMs
  FROM record_sighting`

/** The statement of another sender that this one stands behind. */
export const sightingOf = (db: WritableDatabase, identity: Uint8Array): Sighting | null =>
  one(db, SightingRow, `${sightingSql} WHERE identity = :identity`, { identity })

export const sightingsOfEntry = (db: WritableDatabase, entryRow: number): Sighting[] =>
  all(db, SightingRow, `${sightingSql} WHERE entry_row = :entryRow ORDER BY row`, { entryRow })

export function addSighting(
  db: WritableDatabase,
  entryRow: number,
  { identity, senderRow, number: kept, fileRow, position, knownFromMs, recordedMs }: VersionOrigin,
  encounterRow: number | null,
): void {
  insert(
    db,
    `INSERT INTO record_sighting (identity, entry_row, sender_row, number, encounter_row, file_row, position, known_from_ms, recorded_ms)
     VALUES (:identity, :entryRow, :senderRow, :number, :encounterRow, :fileRow, :position, :knownFromMs, :recordedMs)`,
    { identity, entryRow, senderRow, number: kept, encounterRow, fileRow, position, knownFromMs, recordedMs },
  )
}

/**
 * The sender speaks for itself again: what it had said with another one becomes a version of its own.
 * @returns the row of that version
 */
export function endSighting(db: WritableDatabase, sighting: Sighting): number {
  const copied = `kind, patient_row, ${contentNames
    .filter((name) => name !== 'encounterRow')
    .map((name) => content[name])
    .join(', ')}`
  const entryRow = insert(
    db,
    `INSERT INTO record_entry (${copied}, identity, encounter_row, known_from_ms, recorded_ms, file_row, position, sender_row, number)
     SELECT ${copied}, :identity, :encounterRow, :knownFromMs, :recordedMs, :fileRow, :position, :senderRow, :number
     FROM record_entry WHERE row = :from`,
    {
      from: sighting.entryRow,
      identity: sighting.identity,
      encounterRow: sighting.encounterRow,
      knownFromMs: sighting.knownFromMs,
      recordedMs: sighting.recordedMs,
      fileRow: sighting.fileRow,
      position: sighting.position,
      senderRow: sighting.senderRow,
      number: sighting.number,
    },
  )
  changeOne(db, 'sighting', 'DELETE FROM record_sighting WHERE row = :row', { row: sighting.row })
  return entryRow
}

/**
 * A statement is closed, but other senders still say it: the first of them becomes its sender, the rest stand behind that one.
 */
export function rehomeSightings(db: WritableDatabase, closedRow: number): void {
  const [first, ...others] = sightingsOfEntry(db, closedRow)
  if (!first) return
  const entryRow = endSighting(db, first)
  for (const { row } of others)
    change(db, 'UPDATE record_sighting SET entry_row = :entryRow WHERE row = :row', { row, entryRow })
}

/** The sender says again what others stand behind. */
export function moveSightings(db: WritableDatabase, fromRow: number, entryRow: number): void {
  change(db, 'UPDATE record_sighting SET entry_row = :entryRow WHERE entry_row = :fromRow', {
    fromRow,
    entryRow,
  })
}
