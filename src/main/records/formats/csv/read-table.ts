/**
 * The common ground of readers of tables: bytes to rows with a header, each row to what the format says of it, everything
 * that cannot be read to a rejected item with the text that can be read again.
 */
import type { RecordEntry } from '../../../../shared/domain/record/entry'
import {
  mostRawCharacters,
  type ReadItem,
  type RejectReason,
} from '../../../../shared/domain/record/read-item'
import { decodeText, replacementCharacter, utf8Mark } from '../text/decode-text'
import type { TextEncoding } from '../text/encodings'
import { gunzipWhereNeeded } from '../text/gunzip-bytes'
import { UnreadableContent } from '../text/unreadable-content'
import type { CsvDialect } from './dialect'
import { type CsvRow, readRows } from './read-rows'

/** What a row says: an entry, or why not. `column` names the cell where a row says several things. */
export type RowOutcome =
  | { entry: RecordEntry; column?: string }
  | { reason: { code: RejectReason; detail: string }; column?: string }

export interface TableRow {
  line: number
  cells: readonly string[]
  raw: string
}

export interface Table {
  header: readonly string[]
  dialect: CsvDialect
  /**
   * Text that stands before a rejected row so that both can be read again as a table of their own: the header, and what a
   * format adds because later rows need it.
   */
  prefix: string
}

/** Reads one row. It is called once for each row, in order. */
export type RowReader = (row: TableRow) => Iterable<RowOutcome>

export interface TableOptions {
  encoding?: TextEncoding | undefined
  dialect?: Partial<CsvDialect> | undefined
  /** number of the row that names the columns, empty rows not counted; 0: none, columns are 1, 2, 3 … (default 1) */
  headerRow?: number | undefined
}

/**
 * @param prepare looks at the header and gives the reader of the rows, or the reason why no row can be read
 */
export async function* readTable(
  bytes: AsyncIterable<Uint8Array>,
  options: TableOptions,
  prepare: (table: Table) => RowReader | { code: RejectReason; detail: string },
): AsyncGenerator<ReadItem, void, undefined> {
  try {
    const text = decodeText(gunzipWhereNeeded(bytes), options.encoding).text
    const rows = readRows(text, { dialect: options.dialect })
    const headerRow = options.headerRow ?? 1
    const before: CsvRow[] = []
    let reading: { table: Table; read: RowReader } | null = null
    for await (const batch of rows.batches) {
      for (const row of batch) {
        if (reading) yield* readRow(row, reading)
        else {
          before.push(row)
          if (before.length < headerRow) continue
          const table = begin(before, headerRow, rows.dialect())
          const read = prepare(table)
          if (typeof read !== 'function') {
            yield {
              kind: 'rejected',
              source: { row: `line ${row.line}` },
              reason: read,
              raw: clipped(utf8Mark + table.prefix),
            }
            return
          }
          reading = { table, read }
          if (headerRow === 0) yield* readRow(row, reading)
        }
      }
    }
    if (!reading)
      yield {
        kind: 'rejected',
        source: { row: 'line 1' },
        reason: { code: 'malformed', detail: 'the table has no header' },
        raw: '',
      }
  } catch (error) {
    if (!(error instanceof UnreadableContent)) throw error
    yield {
      kind: 'rejected',
      source: { row: 'end' },
      reason: { code: error.reason, detail: error.message },
      raw: '',
    }
  }
}

function begin(before: readonly CsvRow[], headerRow: number, dialect: CsvDialect): Table {
  if (headerRow === 0)
    return { header: before[0]!.cells.map((_, index) => String(index + 1)), dialect, prefix: '' }
  const prefix = before.map(({ raw }) => `${raw}\n`).join('')
  return { header: before[headerRow - 1]!.cells.map((cell) => cell.trim()), dialect, prefix }
}

function* readRow(
  row: CsvRow,
  { table, read }: { table: Table; read: RowReader },
): Generator<ReadItem, void, undefined> {
  const source = { row: `line ${row.line}` }
  const reason = rowProblem(row, table)
  if (reason) {
    yield { kind: 'rejected', source, reason, raw: rawOf(row, table) }
    return
  }
  for (const outcome of read(row)) {
    const said = outcome.column === undefined ? source : { row: `line ${row.line}, ${outcome.column}` }
    if ('entry' in outcome) yield { kind: 'entry', source: said, entry: outcome.entry }
    else yield { kind: 'rejected', source: said, reason: outcome.reason, raw: rawOf(row, table) }
  }
}

/** Why a row cannot be looked at, or null. */
export function rowProblem(
  row: CsvRow,
  { header }: Pick<Table, 'header'>,
): { code: RejectReason; detail: string } | null {
  if (row.problem === 'quote')
    return { code: 'malformed', detail: 'a quotation mark in this line is not closed' }
  if (row.problem === 'too-long') return { code: 'too-large', detail: 'the row is longer than a row may be' }
  if (row.cells.length !== header.length)
    return { code: 'malformed', detail: `the row has ${row.cells.length} cells, the header ${header.length}` }
  if (row.raw.includes(replacementCharacter))
    return { code: 'encoding', detail: 'bytes of this row are no characters of the encoding' }
  return null
}

const rawOf = (row: CsvRow, table: Table): string => clipped(`${utf8Mark}${table.prefix}${row.raw}\n`)

const clipped = (text: string): string => text.slice(0, mostRawCharacters)
