/** Ridge regression by the normal equations; the intercept is not shrunk (Hoerl, Kennard 1970). */
import { type InSlices, partOf } from './in-slices'

/** Of the work: the products of the columns; solving takes the rest. */
const productsShare = 0.8

/**
 * Weights and, last, the intercept of `target` on all other columns.
 * @param columns standardised values, column by column
 * @param rows those that count; of none nothing is learnt: all weights are 0
 * @param penalty added to the diagonal, above 0
 */
export function* ridgeOnOthers(
  columns: readonly Float64Array[],
  target: number,
  rows: Int32Array,
  penalty: number,
): InSlices<number[]> {
  if (rows.length === 0) return new Array<number>(columns.length + 1).fill(0)
  const others = columns.map((_, at) => at).filter((at) => at !== target)
  const means = columns.map((values) => meanOf(values, rows))
  const centred = others.map((at) => centredOn(columns[at]!, rows, means[at]!))
  const wanted = centredOn(columns[target]!, rows, means[target]!)
  const size = others.length
  const gram = new Float64Array(size * size)
  const moment = new Float64Array(size)
  for (let a = 0; a < size; a++) {
    for (let b = 0; b <= a; b++) gram[a * size + b] = dot(centred[a]!, centred[b]!)
    gram[a * size + a]! += penalty
    moment[a] = dot(centred[a]!, wanted)
    yield (productsShare * (a + 1)) / size
  }
  const solved = yield* partOf(solveCholesky(gram, moment, size), productsShare, 1)
  const weights = new Array<number>(columns.length + 1).fill(0)
  let intercept = means[target]!
  for (const [place, at] of others.entries()) {
    weights[at] = solved[place]!
    intercept -= solved[place]! * means[at]!
  }
  weights[columns.length] = intercept
  return weights
}

function meanOf(values: Float64Array, rows: Int32Array): number {
  let sum = 0
  for (const row of rows) sum += values[row]!
  return sum / rows.length
}

function centredOn(values: Float64Array, rows: Int32Array, mean: number): Float64Array {
  const out = new Float64Array(rows.length)
  for (let at = 0; at < rows.length; at++) out[at] = values[rows[at]!]! - mean
  return out
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!
  return sum
}

/** x of A x = b, A symmetric and positive definite, its lower half given row by row; A is overwritten. */
function* solveCholesky(a: Float64Array, b: Float64Array, size: number): InSlices<Float64Array> {
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = a[row * size + column]!
      for (let k = 0; k < column; k++) sum -= a[row * size + k]! * a[column * size + k]!
      a[row * size + column] = row === column ? Math.sqrt(sum) : sum / a[column * size + column]!
    }
    yield (row + 1) / size
  }
  const x = Float64Array.from(b)
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < row; k++) x[row]! -= a[row * size + k]! * x[k]!
    x[row]! /= a[row * size + row]!
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let k = row + 1; k < size; k++) x[row]! -= a[k * size + row]! * x[k]!
    x[row]! /= a[row * size + row]!
  }
  return x
}
