/** Newest values of people on a ward: for the early warning score, and of the laboratory. */
import { z } from 'zod'
import { ObservationValue, ReferenceRange } from '../../../shared/domain/record/entry'
import type { RecordCode } from '../../../shared/domain/record/reading'
import {
  codesOfPart,
  type Reading,
  type WarningPart,
  warningParts,
  type WarningReadings,
  warningSystem,
} from '../../../shared/domain/ward/early-warning'
import type { ReadableDatabase } from '../open-database'
import { all, one } from '../statements'
import { findCodeRow } from './record-dictionary'
import { kindNumber, removedStatus } from './record-packing'

const ReadingRow = z.object({
  entryId: z.number(),
  timeMs: z.number(),
  codeRow: z.number(),
  value: z.number().nullable(),
  unit: z.string().nullable(),
  comparator: z.number().nullable(),
})
type ReadingRow = z.output<typeof ReadingRow>

const columns = `entry.row AS entryId, entry.start_ms AS timeMs, entry.code_row AS codeRow, entry.value,
  record_unit.ucum AS unit, entry.comparator`
const from = `record_entry AS entry LEFT JOIN record_unit ON record_unit.row = entry.unit_row
  WHERE entry.patient_row = :patientRow AND entry.kind = ${kindNumber('observation')}
    AND entry.known_to_ms IS NULL AND entry.status <> ${removedStatus}`

const windowSql = `SELECT ${columns} FROM ${from} AND entry.code_row IN (SELECT value FROM json_each(:codeRows))
  AND entry.start_ms BETWEEN :fromMs AND :toMs ORDER BY entry.start_ms, entry.known_from_ms`
const newestSql = `SELECT ${columns} FROM ${from} AND entry.code_row = :codeRow AND entry.start_ms <= :atMs
  ORDER BY entry.start_ms DESC, entry.known_from_ms DESC LIMIT :limit`

/** Rows of codes in this vault's dictionary; a code that nobody has used has none. */
export class CodeRows {
  private readonly known = new Map<string, number | null>()
  private readonly names = new Map<number, RecordCode>()

  constructor(private readonly db: ReadableDatabase) {}

  rowOf({ system, code }: RecordCode): number | null {
    const key = `${system}\n${code}`
    const known = this.known.get(key)
    if (known !== undefined) return known
    const row = findCodeRow(this.db, system, code)
    this.known.set(key, row)
    if (row !== null) this.names.set(row, { system, code })
    return row
  }

  rowsOf(codes: readonly RecordCode[]): number[] {
    return codes.flatMap((code) => this.rowOf(code) ?? [])
  }

  /** of a row that was looked up before */
  codeOf(row: number): RecordCode | undefined {
    return this.names.get(row)
  }
}

const partCodes = Object.fromEntries(
  warningParts.map((part) => [part, codesOfPart[part].map((code) => ({ system: warningSystem, code }))]),
) as Record<WarningPart, RecordCode[]>

/**
 * Readings of the score's parts from `fromMs` to `toMs`; of a part that was not measured within that time, the newest one
 * before, so that the list can show how old it is.
 */
export function warningReadings(
  db: ReadableDatabase,
  codes: CodeRows,
  rows: readonly number[],
  { fromMs, toMs }: { fromMs: number; toMs: number },
): WarningReadings {
  const readings = Object.fromEntries(warningParts.map((part) => [part, [] as Reading[]])) as Record<
    WarningPart,
    Reading[]
  >
  const partOf = new Map<number, WarningPart>()
  for (const part of warningParts) for (const row of codes.rowsOf(partCodes[part])) partOf.set(row, part)
  const codeRows = JSON.stringify([...partOf.keys()])
  for (const patientRow of rows)
    for (const row of all(db, ReadingRow, windowSql, { patientRow, codeRows, fromMs, toMs }))
      readings[partOf.get(row.codeRow)!].push(toReading(db, codes, row))
  for (const part of warningParts) {
    if (readings[part].length === 0)
      readings[part].push(...newestBefore(db, codes, rows, partCodes[part], fromMs, 1))
    else if (rows.length > 1) readings[part].sort((a, b) => a.timeMs - b.timeMs)
  }
  return readings
}

/** The newest `limit` readings of any of the codes not after `atMs`, the earliest first. */
export function newestBefore(
  db: ReadableDatabase,
  codes: CodeRows,
  rows: readonly number[],
  asked: readonly RecordCode[],
  atMs: number,
  limit: number,
): Reading[] {
  const found = rows.flatMap((patientRow) =>
    codes
      .rowsOf(asked)
      .flatMap((codeRow) => all(db, ReadingRow, newestSql, { patientRow, codeRow, atMs, limit })),
  )
  return found
    .toSorted((a, b) => a.timeMs - b.timeMs)
    .slice(-limit)
    .map((row) => toReading(db, codes, row))
}

/** Readings of any of the codes within a time, the earliest first. */
export function readingsWithin(
  db: ReadableDatabase,
  codes: CodeRows,
  rows: readonly number[],
  asked: readonly RecordCode[],
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Reading[] {
  const codeRows = JSON.stringify(codes.rowsOf(asked))
  const found = rows.flatMap((patientRow) =>
    all(db, ReadingRow, windowSql, { patientRow, codeRows, fromMs, toMs }),
  )
  return found.toSorted((a, b) => a.timeMs - b.timeMs).map((row) => toReading(db, codes, row))
}

/** A value that is only known to be above or below something is no number to compare with. */
function toReading(db: ReadableDatabase, codes: CodeRows, row: ReadingRow): Reading {
  const { entryId, timeMs, codeRow, unit, comparator } = row
  const value = comparator === null || comparator === 0 ? row.value : null
  const answers = row.value === null ? answersOf(db, entryId) : []
  return { entryId, timeMs, code: codes.codeOf(codeRow)?.code ?? '', value, unit, answers }
}

const DetailRow = z.object({ detail: z.string().nullable() })
const detailSql = 'SELECT detail FROM record_entry WHERE row = :entryId'
const Answered = z.object({ value: ObservationValue.optional() })

function answersOf(db: ReadableDatabase, entryId: number): string[] {
  const detail = one(db, DetailRow, detailSql, { entryId })?.detail
  const parsed = Answered.safeParse(detail == null ? {} : JSON.parse(detail))
  const value = parsed.success ? parsed.data.value : undefined
  return value?.type === 'concept' ? value.concept.codings.map(({ code }) => code) : []
}

const Ranged = z.object({ referenceRange: z.array(ReferenceRange).optional() })

/** The range that the laboratory stated with a value; nothing where it stated none. */
export function statedRange(db: ReadableDatabase, entryId: number): ReferenceRange | null {
  const detail = one(db, DetailRow, detailSql, { entryId })?.detail
  const parsed = Ranged.safeParse(detail == null ? {} : JSON.parse(detail))
  return (parsed.success ? parsed.data.referenceRange?.[0] : undefined) ?? null
}
