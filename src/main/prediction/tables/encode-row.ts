/** Cells of rows, as text, through the model's preparation to the values that its graph is fed, or why a row is not assessed. */
import type { NotAssessedCode } from '../../../shared/domain/analysis/analysis'
import type { TableColumn, TablePopulation } from '../../../shared/domain/models/manifest'
import { AppException } from '../../../shared/result'
import type { FittedPipeline } from '../../inference/tables/fitted-pipeline'
import { numbersForMissing, plainNumber, wordsForMissing } from '../../inference/tables/missing-words'
import { type PreparedCell, type PreparedRows, prepareRows } from './prepare-rows'

/** How programs write an empty cell. A column's own words for it come from the manifest. */
const emptyWords = new Set(['', 'na', 'n/a', 'nan', 'null', '?'])

/** Stands for an empty cell. */
const unknown = NaN

export interface Refusal {
  code: Extract<
    NotAssessedCode,
    'AGE_UNKNOWN' | 'AGE_OUTSIDE_POPULATION' | 'VALUE_OUTSIDE_RANGE' | 'TOO_LITTLE_KNOWN'
  >
  message: string
}

export interface EncodedRow {
  /** as they are known: NaN for an empty cell */
  values: Float32Array
  /** what the graph is fed: the same, with what the preparation put into empty cells; the graph fills the others */
  fed: Float32Array
  /** cells that the preparation changed */
  prepared: readonly PreparedCell[]
  /** columns that were empty */
  missing: string[]
  /** why the row must not be assessed; empty where it may */
  refusals: Refusal[]
}

interface CellReader {
  /** the value, NaN for an empty cell, null where it cannot be read; the preparation takes out what stands for "not known" */
  read: (cell: string) => number | null
  /** of a column of codes, whether it is one; a number's range is the preparation's to look at */
  allows: (value: number) => boolean
}

export class RowEncoder {
  private readonly readers: readonly CellReader[]
  private readonly ageAt: number

  constructor(
    private readonly columns: readonly TableColumn[],
    private readonly population: TablePopulation,
    private readonly preparation: FittedPipeline,
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
   * Each row in order: what is known of it, or why it cannot be read (TABLE_ROW_MALFORMED, TABLE_VALUE_INVALID).
   * @param rows null for one that could not be taken apart
   * @param places of {@link placesIn}
   */
  encode(
    rows: readonly (readonly string[] | null)[],
    places: readonly number[],
  ): (EncodedRow | AppException)[] {
    const read = rows.map((cells) => (cells ? this.readRow(cells, places) : malformed()))
    const sound = read.filter((values): values is number[] => !(values instanceof AppException))
    const columns = this.columns.map((_, at) => Float64Array.from(sound, (values) => values[at]!))
    const prepared = prepareRows(this.preparation, columns)
    let row = 0
    return read.map((values) => (values instanceof AppException ? values : this.encoded(prepared, row++)))
  }

  /** TABLE_VALUE_INVALID where a cell is neither empty nor what its column holds. */
  private readRow(cells: readonly string[], places: readonly number[]): number[] | AppException {
    const values: number[] = []
    for (const [at, { read }] of this.readers.entries()) {
      const value = read(cells[places[at] ?? -1]?.trim() ?? '')
      if (value === null) {
        const { name } = this.columns[at]!
        return new AppException('TABLE_VALUE_INVALID', `The cell of ${name} cannot be read.`, {
          column: name,
        })
      }
      values.push(value)
    }
    return values
  }

  private encoded({ cleaned, fed, changes, impossible }: PreparedRows, row: number): EncodedRow {
    const values = Float32Array.from(cleaned, (column) => column[row]!)
    const missing: string[] = []
    const refusals: Refusal[] = []
    for (const [at, column] of this.columns.entries()) {
      const value = cleaned[at]![row]!
      if (Number.isNaN(value)) missing.push(column.name)
      else if (impossible[row]!.has(at) || !this.readers[at]!.allows(value))
        refusals.push(outsideRange(column))
    }
    refusals.push(...this.outsidePopulation(values, missing))
    return {
      values,
      fed: Float32Array.from(fed, (column) => column[row]!),
      prepared: changes[row]!,
      missing,
      refusals,
    }
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

const malformed = () => new AppException('TABLE_ROW_MALFORMED', 'The row does not have the header’s columns.')

/** The message names the limits and not the value: it may be logged. */
function outsideRange({ name, cells, unit }: TableColumn): Refusal {
  const allowed =
    cells.kind === 'number'
      ? `from ${cells.low} to ${cells.high}${unit ? ` ${unit}` : ''}`
      : `one of ${cells.choices.map(({ cell }) => cell).join(', ')}`
  return { code: 'VALUE_OUTSIDE_RANGE', message: `${name} is outside of what the model takes: ${allowed}.` }
}

function cellReader({ cells, missing }: TableColumn): CellReader {
  const words = new Set([...emptyWords, ...wordsForMissing(missing)])
  if (cells.kind === 'number')
    return {
      read: (cell) => (words.has(cell.toLowerCase()) ? unknown : plainNumber(cell)),
      allows: () => true,
    }
  const numbers = new Set(numbersForMissing(missing))
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
      if (value !== null && numbers.has(value)) return value
      // A number where the column has words stands for nothing.
      if (value === null || byNumber.has(null)) return null
      return byNumber.get(value) ?? value
    },
    allows: (value) => codes.has(value),
  }
}
