/** A table as the steps work on it: for each parameter its cells, whichever form the file has. */
import type { ParameterRule, PreparationPipeline } from '../pipeline'
import type { ChangeReason } from '../report'
import { ChangeLog } from './change-log'

/** Cells of one parameter: in a long table those of its rows, in a wide one those of all rows. */
export interface ParameterCells {
  /** row of each cell, ascending */
  rows: Int32Array
  /** NaN: empty */
  values: Float64Array
  /** place in `unitWords` of each cell; null where the table has no column of units */
  unitOf: Int32Array | null
}

/** What the reader of a file, or a test, gives. */
export interface BoundTable {
  form: 'long' | 'wide'
  rows: number
  /** of the file, 1-based */
  lines: Int32Array
  /** place in `subjectNames` */
  subjectOf: Int32Array
  subjectNames: readonly string[]
  /** minutes; NaN: unknown. Null: the table has none. */
  times: Float64Array | null
  /** two numbers a row that are equal for rows alike in every column (and, for all that can be told, only for those) */
  alike: Uint32Array
  unitWords: readonly string[]
  /** in the order of the pipeline's parameters */
  cells: readonly ParameterCells[]
}

/** Part of a row: what is learnt from, what is judged on, what is used for neither. */
export const partNumbers = { aside: 0, train: 1, test: 2 } as const

export class PreparedTable {
  /** 1: the row was removed */
  readonly removed: Uint8Array
  readonly log = new ChangeLog()
  /** what the table was when it was read */
  readonly original: readonly Float64Array[]

  constructor(
    readonly pipeline: PreparationPipeline,
    readonly bound: BoundTable,
    /** of each row, {@link partNumbers} */
    readonly parts: Uint8Array,
  ) {
    this.removed = new Uint8Array(bound.rows)
    this.original = bound.cells.map(({ values }) => Float64Array.from(values))
  }

  rule(parameter: number): ParameterRule {
    return this.pipeline.parameters[parameter]!
  }

  isNumber(parameter: number): boolean {
    return this.rule(parameter).values.kind === 'number'
  }

  /** Places of the parameters that a step works on: inputs, and of those the named ones. */
  chosen(only: readonly string[] | null): number[] {
    const names = only === null ? null : new Set(only)
    return this.pipeline.parameters.flatMap(({ name, role }, at) =>
      role === 'input' && (names === null || names.has(name)) ? [at] : [],
    )
  }

  /** Values of the training part as they stand now, empty ones and removed rows left out. */
  trainingValues(parameter: number): Float64Array {
    const { rows, values } = this.bound.cells[parameter]!
    const kept = new Float64Array(values.length)
    let count = 0
    for (let cell = 0; cell < values.length; cell++) {
      const row = rows[cell]!
      const value = values[cell]!
      if (this.parts[row] === partNumbers.train && this.removed[row] === 0 && !Number.isNaN(value))
        kept[count++] = value
    }
    return kept.subarray(0, count)
  }

  /** Puts `after` into the cell and writes it down. */
  change(
    step: number,
    parameter: number,
    cell: number,
    after: number,
    reason: ChangeReason,
    slip = '',
  ): void {
    const { rows, values } = this.bound.cells[parameter]!
    const before = values[cell]!
    values[cell] = after
    this.log.add({ step, row: rows[cell]!, cell, parameter, reason, slip, before, after, marked: false })
  }

  /** Writes down that a value is doubtful, and leaves it. */
  mark(step: number, parameter: number, cell: number, reason: ChangeReason): void {
    const { rows, values } = this.bound.cells[parameter]!
    const before = values[cell]!
    this.log.add({
      step,
      row: rows[cell]!,
      cell,
      parameter,
      reason,
      slip: '',
      before,
      after: before,
      marked: true,
    })
  }

  remove(step: number, row: number, reason: ChangeReason): void {
    this.removed[row] = 1
    this.log.add({
      step,
      row,
      cell: -1,
      parameter: -1,
      reason,
      slip: '',
      before: NaN,
      after: NaN,
      marked: false,
    })
  }

  /** Values of a parameter as they stood after a step (-1: as read), those of rows removed until then empty. */
  valuesAfter(parameter: number, step: number): Float64Array {
    const values = Float64Array.from(this.original[parameter]!)
    const gone = new Uint8Array(this.bound.rows)
    for (let at = 0; at < this.log.length; at++) {
      const change = this.log.at(at)
      if (change.step > step) break
      if (change.parameter < 0) gone[change.row] = 1
      else if (change.parameter === parameter) values[change.cell] = change.after
    }
    const { rows } = this.bound.cells[parameter]!
    return values.map((value, cell) => (gone[rows[cell]!] === 1 ? NaN : value))
  }

  /** Takes every change back, the last one first: afterwards the table is as it was read. */
  undo(): void {
    for (let at = this.log.length - 1; at >= 0; at--) {
      const { parameter, row, cell, before } = this.log.at(at)
      if (parameter < 0) this.removed[row] = 0
      else this.bound.cells[parameter]!.values[cell] = before
    }
  }
}
