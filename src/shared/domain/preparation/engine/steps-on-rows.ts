/** Steps that compare rows: duplicates, the last value of the same subject, rows that lack something. */
import type { PreparationStep } from '../pipeline'
import type { PreparedTable } from './prepared-table'
import { measurementsAlike, rowsAlike } from './row-groups'

type StepOf<Kind extends PreparationStep['step']> = Extract<PreparationStep, { step: Kind }>

/**
 * Looked for within each part only: what stands in both is a leak, and told as one. Rows without a time are no doubles of a
 * measurement: two values without one need not be the same.
 */
export function applyDuplicates(table: PreparedTable, step: StepOf<'duplicates'>, place: number): void {
  const { bound, parts } = table
  const { times, rows } = bound
  const isByRow = step.same === 'row'
  const parameterOf = isByRow || bound.form === 'wide' ? null : parametersByRow(table)
  const groups = [0, 1, 2].map(() =>
    isByRow ? rowsAlike(bound.alike) : measurementsAlike(bound.subjectOf, parameterOf, times),
  )
  for (let at = 0; at < rows; at++) {
    const row = step.keep === 'first' ? at : rows - 1 - at
    if (table.removed[row] === 1) continue
    const isOpen =
      !isByRow && ((times !== null && Number.isNaN(times[row]!)) || (parameterOf?.[row] ?? 0) < 0)
    if (isOpen || groups[parts[row]!]!.firstLike(row) === row) continue
    table.remove(place, row, isByRow ? 'duplicate-row' : 'duplicate-measurement')
  }
}

/** Of each row of a long table the place of its parameter, -1 for those that the pipeline does not name. */
export function parametersByRow({ bound }: PreparedTable): Int32Array {
  const found = new Int32Array(bound.rows).fill(-1)
  for (let parameter = 0; parameter < bound.cells.length; parameter++)
    for (const row of bound.cells[parameter]!.rows) found[row] = parameter
  return found
}

export function applyForwardFill(table: PreparedTable, step: StepOf<'forward-fill'>, place: number): void {
  const { subjectOf, times } = table.bound
  if (times === null) return
  for (const parameter of table.chosen(step.only)) {
    const { rows, values } = table.bound.cells[parameter]!
    if (!values.some(Number.isNaN)) continue
    const usable = Int32Array.from(values.keys()).filter((cell) => {
      const row = rows[cell]!
      return table.removed[row] === 0 && !Number.isNaN(times[row]!)
    })
    // In order of subject and time; rows of one time in the order of the file.
    const order = (a: number, b: number) => {
      const [one, other] = [rows[a]!, rows[b]!]
      return subjectOf[one]! - subjectOf[other]! || times[one]! - times[other]! || a - b
    }
    if (usable.some((cell, at) => at > 0 && order(usable[at - 1]!, cell) > 0)) usable.sort(order)
    let last = -1
    for (const cell of usable) {
      const row = rows[cell]!
      if (last >= 0 && subjectOf[rows[last]!] !== subjectOf[row]) last = -1
      if (!Number.isNaN(values[cell]!)) last = cell
      else if (last >= 0 && times[row]! - times[rows[last]!]! <= step.limitMinutes)
        table.change(place, parameter, cell, values[last]!, 'filled-forward')
    }
  }
}

export function applyDropEmpty(table: PreparedTable, step: StepOf<'drop-empty'>, place: number): void {
  for (const parameter of table.chosen(step.only)) {
    const { rows, values } = table.bound.cells[parameter]!
    for (let cell = 0; cell < values.length; cell++)
      if (Number.isNaN(values[cell]!) && table.removed[rows[cell]!] === 0)
        table.remove(place, rows[cell]!, 'row-lacks-value')
  }
}
