/** A table of one course in time, as text, to the values that a model of series wants. */
import { AppException } from '../../../shared/result'
import type { SeriesContract } from '../model-contract'

/** Rows beyond this are no course that a person has been watched over. */
const mostSteps = 100_000

/**
 * The first line names the columns; columns that the model does not know are passed over, their order does not matter.
 * Separated by commas, semicolons or tabs, whichever the first line has most of; names may stand in double quotes.
 * @returns steps x features, each (value - mean) / spread
 * @throws AppException SERIES_COLUMN_MISSING, SERIES_WRONG_LENGTH, SERIES_VALUE_INVALID, FILE_EMPTY
 */
export function parseSeries(
  text: string,
  { steps, features }: SeriesContract['input'],
): { values: Float32Array; steps: number } {
  const [head, ...rows] = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
  if (head === undefined) throw new AppException('FILE_EMPTY', 'The file is empty.')
  const separator = separatorOf(head)
  const columns = placesOf(splitLine(head, separator), features)
  requireSteps(rows.length, steps)
  const values = new Float32Array(rows.length * features.length)
  for (const [step, row] of rows.entries()) {
    const cells = splitLine(row, separator)
    for (const [at, { name, mean, spread }] of features.entries()) {
      const value = readNumber(cells[columns[at] ?? -1])
      if (value === null)
        throw new AppException('SERIES_VALUE_INVALID', `Row ${step + 1} has no number for ${name}.`, {
          row: step + 1,
          column: name,
        })
      values[step * features.length + at] = (value - mean) / spread
    }
  }
  return { values, steps: rows.length }
}

function separatorOf(head: string): string {
  const counted = [',', ';', '\t'].map((sign) => ({ sign, count: head.split(sign).length }))
  return counted.reduce((best, each) => (each.count > best.count ? each : best)).sign
}

const splitLine = (line: string, separator: string): string[] =>
  line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))

/** The column of each feature. */
function placesOf(names: readonly string[], features: readonly { name: string }[]): number[] {
  const missing = features.filter(({ name }) => !names.includes(name)).map(({ name }) => name)
  if (missing.length > 0)
    throw new AppException('SERIES_COLUMN_MISSING', `The table lacks the columns ${missing.join(', ')}.`, {
      columns: missing.join(', '),
    })
  const doubled = features.find(({ name }) => names.indexOf(name) !== names.lastIndexOf(name))
  if (doubled)
    throw new AppException('SERIES_VALUE_INVALID', `The column ${doubled.name} comes twice.`, {
      row: 0,
      column: doubled.name,
    })
  return features.map(({ name }) => names.indexOf(name))
}

function requireSteps(given: number, wanted: number | null): void {
  if (wanted === null ? given > 0 && given <= mostSteps : given === wanted) return
  const expected = wanted === null ? `1 to ${mostSteps}` : `${wanted}`
  throw new AppException('SERIES_WRONG_LENGTH', `The table has ${given} rows; the model wants ${expected}.`, {
    given,
    wanted: expected,
  })
}

/** Null for an empty cell and for what is no decimal number; a comma is no decimal point here. */
function readNumber(cell: string | undefined): number | null {
  if (cell === undefined || !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell)) return null
  const value = Number(cell)
  return Number.isFinite(value) ? value : null
}
