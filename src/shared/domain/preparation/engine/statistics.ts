/**
 * Sums and quantiles in a fixed order of operations. The Python twin does the same operations in the same order, so that a value
 * at a limit falls on the same side in both.
 */

/** What a conversion leaves behind the twelfth digit is rounding: 735 * 0.01 is 7.35. */
export const withoutRounding = (value: number): number => Number(value.toPrecision(12))

/** Values in ascending order. */
export const ascending = (values: Float64Array): Float64Array => Float64Array.from(values).sort()

/** Linear between the two neighbours (numpy's `linear`, Hyndman and Fan's type 7). NaN of no values. */
export function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1)
  const below = Math.floor(at)
  const low = sorted[below]
  if (low === undefined) return NaN
  const high = sorted[below + 1] ?? low
  return low + (high - low) * (at - below)
}

export const median = (sorted: Float64Array): number => {
  const middle = sorted.length >> 1
  if (sorted.length === 0) return NaN
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Median of the absolute deviations from the median, not scaled. */
export function medianDeviation(sorted: Float64Array, centre: number): number {
  return median(ascending(sorted.map((value) => Math.abs(value - centre))))
}

export interface Moments {
  mean: number
  /** of the population; 1 where all values are equal */
  spread: number
}

export function moments(values: Float64Array): Moments {
  let sum = 0
  for (const value of values) sum += value
  const mean = sum / values.length
  let squares = 0
  for (const value of values) squares += (value - mean) * (value - mean)
  const spread = Math.sqrt(squares / values.length)
  // What is left of equal values by rounding is no spread.
  return { mean, spread: isTiny(spread, mean) ? 1 : spread }
}

/** Whether a width is nothing but rounding of values of that size. */
export const isTiny = (width: number, size: number): boolean => !(width > 1e-12 * Math.max(1, Math.abs(size)))

/** The value that occurs most; of equals the smallest. NaN of no values. */
export function mostFrequent(sorted: Float64Array): number {
  let best = NaN
  let most = 0
  for (let start = 0; start < sorted.length;) {
    let end = start
    while (end < sorted.length && sorted[end] === sorted[start]) end++
    if (end - start > most) {
      most = end - start
      best = sorted[start]!
    }
    start = end
  }
  return best
}

/** At most `most` of 0..count - 1, evenly spread. */
export function evenlyPicked(count: number, most: number): Int32Array {
  if (count <= most) return Int32Array.from({ length: count }, (_, at) => at)
  return Int32Array.from({ length: most }, (_, at) => Math.floor((at * count) / most))
}
