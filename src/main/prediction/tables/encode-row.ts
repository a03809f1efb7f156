/** Cells of a row, as text, to the values that a graph of tables is fed, or why the row is not assessed. */
import type { NotAssessedCode } from '../../../shared/domain/analysis/analysis'
import type { TableColumn, TablePopulation } from '../../../shared/domain/models/manifest'
import { AppException } from '../../../shared/result'
import { readNumber } from '../../records/formats/text/read-number'

/** How programs write an empty cell. A column's own words for it come from the manifest. */
const emptyWords = new Set(['', 'na', 'n/a', 'nan', 'null', '?'])

/** Stands for an empty cell; the graph fills it. */
const unknown = NaN

export interface Refusal {
  code: Extract<
    NotAssessedCode,
    'AGE_UNKNOWN' | 'AGE_OUTSIDE_POPULATION' | 'VALUE_OUTSIDE_RANGE' | 'TOO_LITTLE_KNOWN'
  >
  message: string
}

export interface EncodedRow {
  /** NaN for an empty cell */
  values: Float32Array
  /** columns that were empty */
  missing: string[]
  /** why the row must not be assessed; empty where it may */
  refusals: Refusal[]
}

interface CellReader {
  /** the value, NaN for an empty cell, null where it cannot be read */
  read: (cell: string) => number | null
  allows: (value: number) => boolean
}

export class RowEncoder {
  private readonly readers: readonly CellReader[]
  private readonly ageAt: number

  constructor(
    private readonly columns: readonly TableColumn[],
    private readonly population: TablePopulation,
  ) {
    this.readers = columns.map(cellReader)
    this.ageAt = columns.findIndex(({ name }) => name === population.age?.column)
  }

  /**
   * Place of each column among the cells of a row; names are compared without regard to case.
   * @throws AppException TABLE_COLUMN_MISSING, TABLE_COLUMN_TWICE
   */
  placesIn(header: readonly string[]): number[] {
    const names = header.map((name) => name.toLowerCase())
    const missing: string[] = []
    const places = this.columns.map(({ name, aliases }) => {
      const wanted = [name, ...aliases].map((each) => each.toLowerCase())
      const found = names.flatMap((each, at) => (wanted.includes(each) ? [at] : []))
      if (found.length > 1)
        throw new AppException('TABLE_COLUMN_TWICE', `The column ${name} comes twice.`, { column: name })
      if (found.length === 0) missing.push(name)
      return found[0] ?? -1
    })
    if (missing.length > 0)
      throw new AppException('TABLE_COLUMN_MISSING', `The table lacks the columns ${missing.join(', ')}.`, {
        columns: missing.join(', '),
      })
    return places
  }

  /** Whether the row is one of those that the threshold finds too seldom; an empty cell belongs to no group. */
  isInWeakGroup(values: Float32Array): boolean {
    return this.population.weakGroups.some(({ column, below }) => {
      const at = this.columns.findIndex(({ name }) => name === column)
      return (values[at] ?? NaN) < below
    })
  }

  /**
   * @param places of {@link placesIn}
   * @throws AppException TABLE_VALUE_INVALID where a cell is neither empty nor what its column holds
   */
  encode(cells: readonly string[], places: readonly number[]): EncodedRow {
    const values = new Float32Array(this.columns.length)
    const missing: string[] = []
    const refusals: Refusal[] = []
    for (const [at, { read, allows }] of this.readers.entries()) {
      const column = this.columns[at]!
      const value = read(cells[places[at] ?? -1]?.trim() ?? '')
      if (value === null)
        throw new AppException('TABLE_VALUE_INVALID', `The cell of ${column.name} cannot be read.`, {
          column: column.name,
        })
      values[at] = value
      if (Number.isNaN(value)) missing.push(column.name)
      else if (!allows(value)) refusals.push(outsideRange(column))
    }
    refusals.push(...this.outsidePopulation(values, missing))
    return { values, missing, refusals }
  }

  private outsidePopulation(values: Float32Array, missing: readonly string[]): Refusal[] {
    const { age, leastKnown } = this.population
    const found: Refusal[] = []
    const years = values[this.ageAt] ?? unknown
    if (age && Number.isNaN(years)) found.push({ code: 'AGE_UNKNOWN', message: 'The age is not known.' })
    if (age && (years < age.min || years > age.max)) {
      const message = `The model is for ages from ${age.min} to ${age.max} years.`
      found.push({ code: 'AGE_OUTSIDE_POPULATION', message })
    }
    const known = this.columns.length - missing.length
    if (known < leastKnown) {
      const message = `Only ${known} columns are known; the model needs ${leastKnown}.`
      found.push({ code: 'TOO_LITTLE_KNOWN', message })
    }
    return found
  }
}

/** The message names the limits and not the value: it may be logged. */
function outsideRange({ name, cells, unit }: TableColumn): Refusal {
  const allowed =
    cells.kind === 'number'
      ? `from ${cells.low} to ${cells.high}${unit ? ` ${unit}` : ''}`
      : `one of ${cells.choices.map(({ cell }) => cell).join(', ')}`
  return { code: 'VALUE_OUTSIDE_RANGE', message: `${name} is outside of what the model takes: ${allowed}.` }
}

const plainNumber = (cell: string): number | null => {
  const read = readNumber(cell)
  return read && read.comparator === undefined ? read.value : null
}

function cellReader({ cells, missing }: TableColumn): CellReader {
  const words = new Set([...emptyWords, ...missing.map((word) => word.toLowerCase())])
  const numbers = new Set(missing.map(plainNumber).filter((value) => value !== null))
  if (cells.kind === 'number') {
    const { low, high } = cells
    return {
      read: (cell) => {
        if (words.has(cell.toLowerCase())) return unknown
        const value = plainNumber(cell)
        return value !== null && numbers.has(value) ? unknown : value
      },
      allows: (value) => value >= low && value <= high,
    }
  }
  const byWord = new Map(cells.choices.map(({ cell, code }) => [cell.toLowerCase(), code]))
  // `1.0` is the code 1 where a program wrote the column as decimals.
  const byNumber = new Map(cells.choices.map(({ cell, code }) => [plainNumber(cell), code]))
  const codes = new Set(byWord.values())
  return {
    read: (cell) => {
      const word = cell.toLowerCase()
      const code = byWord.get(word)
      if (code !== undefined) return code
      if (words.has(word)) return unknown
      const value = plainNumber(cell)
      // A number where the column has words stands for nothing.
      if (value === null || byNumber.has(null)) return null
      return numbers.has(value) ? unknown : (byNumber.get(value) ?? value)
    },
    allows: (value) => codes.has(value),
  }
}
