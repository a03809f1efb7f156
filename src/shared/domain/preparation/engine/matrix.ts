/** The parameters side by side: of a wide table its rows, of a long one what was measured of a subject at one time. */
import { type PreparedTable, partNumbers } from './prepared-table'
import type { Moments } from './statistics'

export interface SideBySide {
  /** standardised, NaN for empty, column by column */
  columns: Float64Array[]
  height: number
  /** rows of the matrix that belong to the training part and have a value */
  training: Int32Array
  /** for each column the cells that are empty, with their row of the matrix */
  gaps: { cell: number; row: number }[][]
}

export function sideBySide(
  table: PreparedTable,
  parameters: readonly number[],
  scales: readonly Moments[],
): SideBySide {
  const { place, height } = table.bound.form === 'wide' ? wideRows(table) : momentsOfSubjects(table)
  const columns = parameters.map(() => new Float64Array(height).fill(NaN))
  const gaps = parameters.map((): { cell: number; row: number }[] => [])
  const isTraining = new Uint8Array(height)
  for (const [at, parameter] of parameters.entries()) {
    const { rows, values } = table.bound.cells[parameter]!
    const { mean, spread } = scales[at]!
    const column = columns[at]!
    for (let cell = 0; cell < values.length; cell++) {
      const tableRow = rows[cell]!
      const row = place[tableRow]!
      if (row < 0 || table.removed[tableRow] === 1) continue
      const value = values[cell]!
      if (Number.isNaN(value)) gaps[at]!.push({ cell, row })
      else {
        // Of two values of one moment the first counts.
        if (Number.isNaN(column[row]!)) column[row] = (value - mean) / spread
        if (table.parts[tableRow] === partNumbers.train) isTraining[row] = 1
      }
    }
  }
  const training = Int32Array.from(isTraining.keys()).filter((row) => isTraining[row] === 1)
  return { columns, height, training, gaps }
}

function wideRows({ bound }: PreparedTable): { place: Int32Array; height: number } {
  return { place: Int32Array.from({ length: bound.rows }, (_, row) => row), height: bound.rows }
}

/** Rows of one subject and time stand in one row; rows without a time in none (-1). In order of subject, then time. */
function momentsOfSubjects({ bound }: PreparedTable): { place: Int32Array; height: number } {
  const { subjectOf, times, rows } = bound
  const place = new Int32Array(rows).fill(-1)
  if (times === null) return { place, height: 0 }
  const ordered = Int32Array.from({ length: rows }, (_, row) => row)
    .filter((row) => !Number.isNaN(times[row]!))
    .sort((a, b) => subjectOf[a]! - subjectOf[b]! || times[a]! - times[b]! || a - b)
  let height = 0
  for (const [at, row] of ordered.entries()) {
    const before = ordered[at - 1]
    const isSame =
      before !== undefined && subjectOf[before] === subjectOf[row] && times[before] === times[row]
    if (!isSame) height++
    place[row] = height - 1
  }
  return { place, height }
}
