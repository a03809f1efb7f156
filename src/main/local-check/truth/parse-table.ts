/** Delimited text (RFC 4180, and its relatives with semicolons or tabs): quoted cells, doubled quotes, line breaks in cells. */
import type { TruthPreview } from '../../../shared/domain/local-check/truth-file'
import { AppException } from '../../../shared/result'

export type Delimiter = TruthPreview['delimiter']

export interface TableRow {
  /** line where the row starts, the first is 1 */
  line: number
  cells: string[]
}

const delimiters: readonly Delimiter[] = [',', ';', '\t']

/** The one that splits the header into most cells. */
export function findDelimiter(text: string): Delimiter {
  const cellsOf = (delimiter: Delimiter) => parseRows(text, delimiter, 1)[0]?.cells.length ?? 0
  return delimiters.reduce((best, next) => (cellsOf(next) > cellsOf(best) ? next : best))
}

/**
 * Rows without those that are empty. @param most stops after so many
 * @throws AppException TRUTH_FILE_MALFORMED where a quoted cell never ends
 */
export function parseRows(text: string, delimiter: Delimiter, most = Number.POSITIVE_INFINITY): TableRow[] {
  const rows: TableRow[] = []
  let at = 0
  let line = 1
  while (at < text.length && rows.length < most) {
    const row: TableRow = { line, cells: [] }
    for (let ended = false; !ended;) {
      const cell = readCell(text, at, delimiter, line)
      row.cells.push(cell.value)
      line += cell.breaks
      at = cell.next
      if (text[at] === delimiter) at++
      else ended = true
    }
    if (text[at] === '\r') at++
    if (text[at] === '\n') at++
    line++
    if (row.cells.some((cell) => cell.trim() !== '')) rows.push(row)
  }
  return rows
}

interface Cell {
  value: string
  /** where the delimiter, the line break or the end stands */
  next: number
  /** line breaks inside */
  breaks: number
}

function readCell(text: string, start: number, delimiter: Delimiter, line: number): Cell {
  if (text[start] !== '"') {
    const next = endOfBareCell(text, start, delimiter)
    return { value: text.slice(start, next), next, breaks: 0 }
  }
  let value = ''
  for (let at = start + 1; ;) {
    const quote = text.indexOf('"', at)
    if (quote < 0)
      throw new AppException(
        'TRUTH_FILE_MALFORMED',
        `A quoted cell that starts in line ${line} never ends.`,
        {
          line,
        },
      )
    value += text.slice(at, quote)
    if (text[quote + 1] === '"') {
      value += '"'
      at = quote + 2
      continue
    }
    // What stands between the closing quote and the delimiter belongs to the cell as well.
    const next = endOfBareCell(text, quote + 1, delimiter)
    value += text.slice(quote + 1, next)
    return { value, next, breaks: text.slice(start, next).match(/\r\n|\r|\n/g)?.length ?? 0 }
  }
}

function endOfBareCell(text: string, start: number, delimiter: Delimiter): number {
  let at = start
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') at++
  return at
}
