/** Reading a record: curves, latest values, lists, and where each of them comes from. */
import { z } from 'zod'
import type { RecordEntry } from '../../../shared/domain/record/entry'
import type {
  KnownAt,
  LatestQuery,
  ListQuery,
  RecordCode,
  Timeline,
  TimelinePoint,
  TimelineQuery,
  Trace,
} from '../../../shared/domain/record/reading'
import { EntryStatus } from '../../../shared/domain/record/entry'
import { codeSystems } from '../../../shared/domain/record/coding'
import { thinOut } from '../../../shared/domain/record/thin-out'
import { convertValue } from '../../../shared/domain/units/convert'
import { AppException } from '../../../shared/result'
import type { ReadableDatabase } from '../open-database'
import { all, one } from '../statements'
import { identifiersOf } from './patient-identifiers'
import { groupOf } from './patient-merges'
import { findCodeRow } from './record-dictionary'
import {
  comparatorOf,
  kindNumber,
  removedStatus,
  StoredEntry,
  storedColumns,
  storedFrom,
  unpackEntry,
} from './record-packing'

const Row = z.object({ row: z.number() })

export function isKnownIdentity(db: ReadableDatabase, identity: Uint8Array): boolean {
  const sql = `SELECT 1 AS row FROM record_entry WHERE identity = :identity
    UNION ALL SELECT 1 FROM record_sighting WHERE identity = :identity LIMIT 1`
  return one(db, Row, sql, { identity }) !== null
}

/** Rows of everybody who is one person with the patient. @throws AppException NOT_FOUND */
export function personRows(db: ReadableDatabase, patientId: string): number[] {
  const found = one(db, Row, 'SELECT row FROM patient WHERE id = :patientId', { patientId })
  if (!found) throw new AppException('NOT_FOUND', 'There is no such patient.')
  return groupOf(db, found.row)
}

/** A condition on versions, for {@link knownParameters}. */
export function knownSql(knownAt: KnownAt | undefined): string {
  if (!knownAt) return 'entry.known_to_ms IS NULL'
  return knownAt.by === 'sender'
    ? 'entry.known_from_ms <= :known AND (entry.known_to_ms IS NULL OR entry.known_to_ms > :known)'
    : 'entry.recorded_ms <= :known AND (entry.overtaken_ms IS NULL OR entry.overtaken_ms > :known)'
}

export const knownParameters = (knownAt: KnownAt | undefined): Record<string, number> =>
  knownAt ? { known: knownAt.instantMs } : {}

const Point = z.object({
  entryId: z.number(),
  timeMs: z.number(),
  value: z.number(),
  unit: z.string(),
  comparator: z.number().nullable(),
})

/** The numbers of a code over time, in one unit. @throws AppException NOT_FOUND */
export function timeline(db: ReadableDatabase, query: TimelineQuery): Timeline {
  const { code, fromMs, toMs, knownAt, mostPoints } = query
  const codeRow = findCodeRow(db, code.system, code.code)
  const rows = personRows(db, query.patientId)
  if (codeRow === null) return { unit: query.unit ?? '', points: [], total: 0, otherUnits: 0 }
  const sql = `SELECT entry.row AS entryId, entry.start_ms AS timeMs, entry.value, record_unit.ucum AS unit, entry.comparator
    FROM record_entry AS entry JOIN record_unit ON record_unit.row = entry.unit_row
    WHERE entry.patient_row = :patientRow AND entry.kind = ${kindNumber('observation')} AND entry.code_row = :codeRow
      AND entry.start_ms BETWEEN :fromMs AND :toMs AND ${knownSql(knownAt)} AND entry.status <> ${removedStatus}
      AND entry.value IS NOT NULL ORDER BY entry.start_ms`
  const found = rows.map((patientRow) =>
    all(db, Point, sql, {
      patientRow,
      codeRow,
      fromMs: fromMs ?? earliestMs,
      toMs: toMs ?? latestMs,
      ...knownParameters(knownAt),
    }),
  )
  const unit = query.unit ?? mostFrequent(found.flat().map((point) => point.unit))
  const converted = found.map((points) => inUnit(points, unit, code))
  const points = joinPeople(converted)
  return {
    unit,
    points: thinOut(points, mostPoints ?? Number.POSITIVE_INFINITY),
    total: points.length,
    otherUnits: found.flat().length - converted.flat().length,
  }
}

/** Of the dates that ISO 8601 writes with four digits. */
const earliestMs = Date.UTC(1000, 0)
const latestMs = Date.UTC(9999, 11, 31)

function mostFrequent(units: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const unit of units) counts.set(unit, (counts.get(unit) ?? 0) + 1)
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? ''
}

export function inUnit(
  points: readonly z.output<typeof Point>[],
  unit: string,
  { system, code }: RecordCode,
): TimelinePoint[] {
  const loinc = system === codeSystems.loinc ? code : undefined
  const converted: TimelinePoint[] = []
  for (const point of points) {
    // What is stored has a known unit, and most of what is asked for is asked in it.
    const value =
      point.unit === unit
        ? ({ ok: true, value: point.value } as const)
        : convertValue(point.value, point.unit, unit, loinc)
    if (!value.ok) continue
    const comparator = comparatorOf(point.comparator)
    const { entryId, timeMs } = point
    converted.push({ entryId, timeMs, value: value.value, ...(comparator ? { comparator } : {}) })
  }
  return converted
}

/** Patients that were merged after both had been sent the same value have it once. */
function joinPeople(people: readonly TimelinePoint[][]): TimelinePoint[] {
  const [first = [], ...others] = people
  if (others.every((points) => points.length === 0)) return first
  const seen = new Set(first.map(({ timeMs, value }) => `${timeMs} ${value.toPrecision(6)}`))
  const points = [...first]
  for (const person of others) {
    const fresh = person.filter(({ timeMs, value }) => !seen.has(`${timeMs} ${value.toPrecision(6)}`))
    for (const { timeMs, value } of fresh) seen.add(`${timeMs} ${value.toPrecision(6)}`)
    points.push(...fresh)
  }
  return points.toSorted((a, b) => a.timeMs - b.timeMs)
}

/**
 * The newest number of a code not after an instant, in the asked unit; null where there is none or its unit does not convert.
 * @throws AppException NOT_FOUND
 */
export function latestValue(
  db: ReadableDatabase,
  { patientId, code, unit, beforeMs, knownAt }: LatestQuery,
): (TimelinePoint & { unit: string }) | null {
  const codeRow = findCodeRow(db, code.system, code.code)
  const rows = personRows(db, patientId)
  if (codeRow === null) return null
  const sql = `SELECT entry.row AS entryId, entry.start_ms AS timeMs, entry.value, record_unit.ucum AS unit, entry.comparator
    FROM record_entry AS entry JOIN record_unit ON record_unit.row = entry.unit_row
    WHERE entry.patient_row = :patientRow AND entry.kind = ${kindNumber('observation')} AND entry.code_row = :codeRow
      AND entry.start_ms <= :beforeMs AND ${knownSql(knownAt)} AND entry.status <> ${removedStatus}
      AND entry.value IS NOT NULL ORDER BY entry.start_ms DESC, entry.known_from_ms DESC LIMIT 20`
  const points = rows
    .flatMap((patientRow) =>
      all(db, Point, sql, { patientRow, codeRow, beforeMs, ...knownParameters(knownAt) }),
    )
    .toSorted((a, b) => b.timeMs - a.timeMs)
  for (const point of points) {
    const wanted = unit ?? point.unit
    const [converted] = inUnit([point], wanted, code)
    if (converted) return { ...converted, unit: wanted }
  }
  return null
}

/** An entry with the number under which {@link traceEntry} finds where it comes from. */
export interface ListedEntry {
  entryId: number
  entry: Exclude<RecordEntry, { kind: 'removal' }>
  knownFromMs: number
  recordedMs: number
}

/** Entries of some kinds, by their number; with `atMs`, those that had begun and had not ended. @throws AppException NOT_FOUND */
export function listEntries(
  db: ReadableDatabase,
  { patientId, kinds, atMs, knownAt, limit, afterEntryId = 0 }: ListQuery,
): ListedEntry[] {
  const rows = personRows(db, patientId)
  const sql = `SELECT ${storedColumns} FROM ${storedFrom}
    WHERE entry.patient_row IN (SELECT value FROM json_each(:rows)) AND entry.kind IN (SELECT value FROM json_each(:kinds))
      AND ${knownSql(knownAt)} AND entry.status <> ${removedStatus} AND entry.row > :afterEntryId
      ${atMs === undefined ? '' : 'AND (entry.start_ms IS NULL OR entry.start_ms <= :atMs) AND (entry.end_ms IS NULL OR entry.end_ms > :atMs)'}
    ORDER BY entry.row LIMIT :limit`
  const stored = all(db, StoredEntry, sql, {
    rows: JSON.stringify(rows),
    kinds: JSON.stringify(kinds.map(kindNumber)),
    limit,
    afterEntryId,
    ...(atMs === undefined ? {} : { atMs }),
    ...knownParameters(knownAt),
  })
  return listed(db, stored)
}

export function listed(db: ReadableDatabase, stored: readonly StoredEntry[]): ListedEntry[] {
  const keys = new Map<number, ReturnType<typeof identifiersOf>>()
  return stored.flatMap((row): ListedEntry[] => {
    const { patientRow } = row
    if (patientRow === null) return []
    const key = keys.get(patientRow) ?? identifiersOf(db, patientRow)
    keys.set(patientRow, key)
    const entry = unpackEntry(row, key)
    return entry
      ? [{ entryId: row.row, entry, knownFromMs: row.knownFromMs, recordedMs: row.recordedMs }]
      : []
  })
}

/** What senders say of the person itself. @throws AppException NOT_FOUND */
export function patientStatements(db: ReadableDatabase, patientId: string): ListedEntry[] {
  const sql = `SELECT ${storedColumns} FROM ${storedFrom}
    WHERE entry.patient_row IN (SELECT value FROM json_each(:rows)) AND entry.kind = ${kindNumber('patient')}
      AND entry.known_to_ms IS NULL AND entry.status <> ${removedStatus} ORDER BY entry.known_from_ms DESC`
  return listed(db, all(db, StoredEntry, sql, { rows: JSON.stringify(personRows(db, patientId)) }))
}

const SourceRow = z.object({
  sender: z.string(),
  number: z.string().nullable(),
  file: z.string(),
  position: z.union([z.string(), z.number()]),
  importId: z.string(),
  importedAtMs: z.number(),
  importedBy: z.string(),
})

const sourcesSql = `SELECT word AS sender, said.number, path AS file, said.position, record_import.id AS importId,
    started_at_ms AS importedAtMs, started_by AS importedBy
  FROM (SELECT sender_row, number, file_row, position FROM record_entry WHERE row = :entryId
    UNION ALL SELECT sender_row, number, file_row, position FROM record_sighting WHERE entry_row = :entryId) AS said
  JOIN record_word ON record_word.row = said.sender_row JOIN record_file ON record_file.row = said.file_row
  JOIN record_import ON record_import.row = import_row`

const VersionRow = z.object({
  entryId: z.number(),
  status: z.number(),
  value: z.number().nullable(),
  unit: z.string().nullable(),
  knownFromMs: z.number(),
  knownToMs: z.number().nullable(),
  recordedMs: z.number(),
})

const versionsSql = `SELECT entry.row AS entryId, entry.status, entry.value, ucum AS unit, entry.known_from_ms AS knownFromMs,
    entry.known_to_ms AS knownToMs, entry.recorded_ms AS recordedMs
  FROM record_entry AS entry LEFT JOIN record_unit ON record_unit.row = entry.unit_row
  WHERE entry.identity = (SELECT identity FROM record_entry WHERE row = :entryId) ORDER BY entry.known_from_ms, entry.row`

/** From a value to the file and row of each sender that said it, and to what was said before. @throws AppException NOT_FOUND */
export function traceEntry(db: ReadableDatabase, entryId: number): Trace {
  const sources = all(db, SourceRow, sourcesSql, { entryId })
  if (sources.length === 0) throw new AppException('NOT_FOUND', 'There is no such entry.')
  const versions = all(db, VersionRow, versionsSql, { entryId }).map((version) => ({
    ...version,
    status: EntryStatus.options[version.status] ?? 'final',
  }))
  return { entryId, sources, versions }
}

const Counted = z.object({
  system: z.string(),
  code: z.string(),
  display: z.string(),
  count: z.number(),
  firstMs: z.number().nullable(),
  lastMs: z.number().nullable(),
})
export type CodeCount = z.output<typeof Counted>

/** Which codes of observations the person has, how often and since when. @throws AppException NOT_FOUND */
export function codesOfPatient(db: ReadableDatabase, patientId: string): CodeCount[] {
  return all(
    db,
    Counted,
    `SELECT system, code, display, count(*) AS count, min(start_ms) AS firstMs, max(start_ms) AS lastMs
     FROM record_entry AS entry JOIN record_code ON record_code.row = code_row
     WHERE patient_row IN (SELECT value FROM json_each(:rows)) AND kind = ${kindNumber('observation')}
       AND known_to_ms IS NULL AND status <> ${removedStatus}
     GROUP BY code_row ORDER BY count DESC`,
    { rows: JSON.stringify(personRows(db, patientId)) },
  )
}
