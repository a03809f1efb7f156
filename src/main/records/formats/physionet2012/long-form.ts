/**
 * The table of many stays, a row a measurement: `RecordID,minute,parameter,value`. What its columns are and what a row says
 * is told here once, for the record and for predictions.
 */
import { type ReadNumber, readNumber } from '../text/read-number'

export const longFormColumns = ['RecordID', 'minute', 'parameter', 'value'] as const
type LongFormColumn = (typeof longFormColumns)[number]

/** Index of each column among the cells of a row. */
export type LongFormPlaces = readonly [record: number, minute: number, parameter: number, value: number]

/** The columns may stand in any order and among others, their names in capitals or not; @returns what is missing, else. */
export function longFormPlaces(header: readonly string[]): LongFormPlaces | { missing: LongFormColumn[] } {
  const names = header.map((name) => name.trim().toLowerCase())
  const places = longFormColumns.map((name) => names.indexOf(name.toLowerCase()))
  const missing = longFormColumns.filter((_, at) => places[at] === -1)
  return missing.length > 0 ? { missing } : (places as unknown as LongFormPlaces)
}

export interface LongFormRow {
  /** '' where the row names no stay */
  record: string
  /** since admission; null where the cell is no plain number */
  minute: number | null
  parameter: string
  /** as it is written */
  text: string
  /** null where the cell is no plain number: `<0.01` is none that could be counted with */
  value: ReadNumber | null
}

export function readLongFormRow(
  cells: readonly string[],
  [recordAt, minuteAt, parameterAt, valueAt]: LongFormPlaces,
): LongFormRow {
  const text = trimmed(cells[valueAt])
  return {
    record: trimmed(cells[recordAt]),
    minute: plainNumber(trimmed(cells[minuteAt]))?.value ?? null,
    parameter: trimmed(cells[parameterAt]),
    text,
    value: plainNumber(text),
  }
}

const trimmed = (cell: string | undefined): string => cell?.trim() ?? ''

/** Null for what is no number, or one with `<` or `>`. */
export function plainNumber(text: string): ReadNumber | null {
  const number = readNumber(text)
  return number?.comparator === undefined ? number : null
}
