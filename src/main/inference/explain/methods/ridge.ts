/** Weighted ridge regression with a free intercept: min Σ wᵢ (yᵢ - b - xᵢ·c)² + α |c|². */

export interface Samples {
  /** one row a sample, `features` values each */
  rows: readonly ArrayLike<number>[]
  values: ArrayLike<number>
  weights: ArrayLike<number>
}

export interface LinearFit {
  intercept: number
  coefficients: Float64Array
}

export function fitRidge(samples: Samples, features: number, alpha: number): LinearFit {
  const { rows, values, weights } = samples
  const total = rows.reduce((sum, _, at) => sum + weights[at]!, 0)
  const means = new Float64Array(features)
  let meanValue = 0
  for (const [at, row] of rows.entries()) {
    const share = weights[at]! / total
    meanValue += share * values[at]!
    for (let feature = 0; feature < features; feature++) means[feature]! += share * row[feature]!
  }
  const products = Array.from({ length: features }, () => new Float64Array(features))
  const right = new Float64Array(features)
  const centred = new Float64Array(features)
  for (const [at, row] of rows.entries()) {
    for (let feature = 0; feature < features; feature++) centred[feature] = row[feature]! - means[feature]!
    for (let one = 0; one < features; one++) {
      const weighted = weights[at]! * centred[one]!
      right[one]! += weighted * (values[at]! - meanValue)
      for (let other = 0; other <= one; other++) products[one]![other]! += weighted * centred[other]!
    }
  }
  for (let feature = 0; feature < features; feature++) products[feature]![feature]! += alpha
  const coefficients = solveSymmetric(products, right)
  const intercept = meanValue - coefficients.reduce((sum, value, at) => sum + value * means[at]!, 0)
  return { intercept, coefficients }
}

/** Cholesky; `lower` holds the lower triangle of a positive definite matrix and is overwritten. */
function solveSymmetric(lower: Float64Array[], right: Float64Array): Float64Array {
  const size = right.length
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let rest = lower[row]![column]!
      for (let at = 0; at < column; at++) rest -= lower[row]![at]! * lower[column]![at]!
      // A feature that never changes leaves nothing on the diagonal but what alpha put there.
      lower[row]![column] =
        row === column ? Math.sqrt(Math.max(rest, 1e-300)) : rest / lower[column]![column]!
    }
  }
  const solved = right.slice()
  for (let row = 0; row < size; row++) {
    for (let at = 0; at < row; at++) solved[row]! -= lower[row]![at]! * solved[at]!
    solved[row]! /= lower[row]![row]!
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let at = row + 1; at < size; at++) solved[row]! -= lower[at]![row]! * solved[at]!
    solved[row]! /= lower[row]![row]!
  }
  return solved
}

export const predictRow = ({ intercept, coefficients }: LinearFit, row: ArrayLike<number>): number =>
  coefficients.reduce((sum, value, at) => sum + value * row[at]!, intercept)

/** Weighted coefficient of determination; 1 where there is nothing to explain and nothing is missed. */
export function weightedR2(
  predicted: ArrayLike<number>,
  { values, weights }: Pick<Samples, 'values' | 'weights'>,
): number {
  let total = 0
  let sum = 0
  for (let at = 0; at < values.length; at++) {
    total += weights[at]!
    sum += weights[at]! * values[at]!
  }
  const mean = sum / total
  let missed = 0
  let spread = 0
  for (let at = 0; at < values.length; at++) {
    missed += weights[at]! * (values[at]! - predicted[at]!) ** 2
    spread += weights[at]! * (values[at]! - mean) ** 2
  }
  if (spread === 0) return missed === 0 ? 1 : 0
  return 1 - missed / spread
}
