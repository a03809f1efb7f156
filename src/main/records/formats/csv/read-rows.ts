/** Rows of a delimited text with their line numbers, in batches: the common ground of all tables. */
import { parse } from 'csv-parse/sync'
import { type CsvDialect, detectDialect } from './dialect'
import { mostRecordCharacters, type RawRecord, RecordSplitter } from './split-records'

export interface CsvRow {
  /** 1-based number of the line on which the row begins */
  line: number
  /** empty where there is a problem */
  cells: string[]
  /** as in the text, without the row end */
  raw: string
  problem?: 'quote' | 'too-long'
}

export interface CsvRows {
  /** the one that was told, or was found once the first batch came */
  dialect: () => CsvDialect
  batches: AsyncGenerator<CsvRow[], void, undefined>
}

export interface RowOptions {
  /** what is known of the dialect; the rest is found out */
  dialect?: Partial<CsvDialect> | undefined
  mostCharacters?: number | undefined
}

/** Characters from which the dialect is judged. */
const sampleCharacters = 64 * 1024

/** Takes a text apart into rows. Empty rows are left out; all others come, with a problem where they cannot be taken apart. */
export function readRows(text: AsyncIterable<string>, options: RowOptions = {}): CsvRows {
  let dialect: CsvDialect = { delimiter: ',', rowEnd: '\n' }
  const batches = (async function* (): AsyncGenerator<CsvRow[], void, undefined> {
    let sample = ''
    let splitter: RecordSplitter | null = null
    const begin = (): RecordSplitter => {
      dialect = { ...detectDialect(sample), ...options.dialect }
      return new RecordSplitter(dialect, options.mostCharacters ?? mostRecordCharacters)
    }
    for await (const piece of text) {
      let next = piece
      if (!splitter) {
        sample += piece
        if (sample.length < sampleCharacters) continue
        splitter = begin()
        next = sample
      }
      const rows = cellsOf(splitter.push(next), dialect)
      if (rows.length > 0) yield rows
    }
    const last = splitter ? [] : (splitter = begin()).push(sample)
    const rows = cellsOf([...last, ...splitter.end()], dialect)
    if (rows.length > 0) yield rows
  })()
  return { dialect: () => dialect, batches }
}

function cellsOf(records: RawRecord[], dialect: CsvDialect): CsvRow[] {
  const quoted: CsvRow[] = []
  const rows = records.map(({ line, text, problem }): CsvRow => {
    if (problem) return { line, cells: [], raw: text, problem }
    if (!text.includes('"')) return { line, cells: text.split(dialect.delimiter), raw: text }
    const row: CsvRow = { line, cells: [], raw: text }
    quoted.push(row)
    return row
  })
  const parsed = parseQuoted(quoted, dialect)
  for (const [index, row] of quoted.entries()) row.cells = parsed[index]!
  return rows
}

/** Takes all rows with quotes apart at once: the library's call costs more than a row. */
function parseQuoted(rows: CsvRow[], dialect: CsvDialect): string[][] {
  if (rows.length === 0) return []
  const parsed = parseText(rows.map(({ raw }) => raw).join('\n'), dialect)
  if (parsed.length === rows.length) return parsed
  // A lone \r or the like stood in a way that the library takes for a row end: one by one, its cells are those of one row.
  return rows.map(({ raw }) => parseText(raw, dialect).flat())
}

const parseText = (text: string, { delimiter }: CsvDialect): string[][] =>
  parse(text, {
    delimiter,
    record_delimiter: '\n',
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
  })

/** Writes cells as one row that {@link readRows} takes apart into the same. */
export function writeRow(cells: readonly string[], delimiter: string): string {
  const row = cells.map((cell) =>
    /["\n\r]/.test(cell) || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell,
  )
  return row.join(delimiter)
}
