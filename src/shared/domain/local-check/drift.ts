/**
 * Whether months differ from a reference time: population stability index, the Kolmogorov-Smirnov distance, and a
 * control chart of monthly means with CUSUM (Page, Biometrika 41, 1954).
 */
import { countBelow } from './calibration-error'
import { percentile } from './scored-cases'

/**
 * Sum of (share - share in the reference) * ln(ratio of the shares). Half a case is added to each class, so that an
 * empty one is no infinity. By custom below 0.1 is stable and from 0.25 on shifted (Siddiqi, Credit Risk Scorecards, 2006).
 */
export function stabilityIndex(reference: readonly number[], now: readonly number[]): number {
  const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count + 0.5, 0)
  const [before, after] = [total(reference), total(now)]
  return reference.reduce((sum, count, index) => {
    const expected = (count + 0.5) / before
    const actual = ((now[index] ?? 0) + 0.5) / after
    return sum + (actual - expected) * Math.log(actual / expected)
  }, 0)
}

/** Inner edges of bins with about equally many reference values; fewer where values repeat. */
export function quantileEdges(reference: ArrayLike<number>, bins = 10): number[] {
  const ascending = Float64Array.from(reference).sort()
  const edges = Array.from({ length: bins - 1 }, (_, index) =>
    percentile(ascending, ((index + 1) * 100) / bins),
  )
  return [...new Set(edges)]
}

/** How many values fall into each bin; one on an edge belongs to the bin below it. */
export function countInBins(values: ArrayLike<number>, edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length + 1).fill(0)
  for (const value of Array.from(values)) counts[countBelow(edges, value)]!++
  return counts
}

/** Largest distance between the two cumulative distributions. NaN where one is empty. */
export function kolmogorovSmirnov(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length === 0 || b.length === 0) return Number.NaN
  const [first, second] = [Float64Array.from(a).sort(), Float64Array.from(b).sort()]
  let [i, j, largest] = [0, 0, 0]
  while (i < first.length && j < second.length) {
    const value = Math.min(first[i]!, second[j]!)
    while (i < first.length && first[i] === value) i++
    while (j < second.length && second[j] === value) j++
    largest = Math.max(largest, Math.abs(i / first.length - j / second.length))
  }
  return largest
}

/** Chance of so large a distance when nothing changed, by the limiting distribution (Smirnov, 1948). */
export function kolmogorovSmirnovP(distance: number, n: number, m: number): number {
  const at = Math.sqrt((n * m) / (n + m)) * distance
  if (!(at > 0)) return 1
  // For small arguments the alternating sum does not settle; the other form of the same function does.
  if (at < 0.5) {
    let sum = 0
    for (let k = 1; k <= 20; k++) sum += Math.exp(-((2 * k - 1) ** 2 * Math.PI ** 2) / (8 * at * at))
    return 1 - (Math.sqrt(2 * Math.PI) / at) * sum
  }
  let sum = 0
  for (let k = 1; k <= 100; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * at * at)
  return Math.min(1, Math.max(0, sum))
}

export interface Moments {
  n: number
  mean: number
  /** standard deviation of the values, n - 1 below the root */
  spread: number
}

export function moments(values: ArrayLike<number>): Moments {
  const n = values.length
  let sum = 0
  for (let row = 0; row < n; row++) sum += values[row]!
  const mean = sum / n
  let squares = 0
  for (let row = 0; row < n; row++) squares += (values[row]! - mean) ** 2
  return { n, mean, spread: Math.sqrt(squares / (n - 1)) }
}

export interface ControlPoint {
  /** mean of the month in standard errors from the reference's mean */
  z: number
  /** sums of what lies more than half a standard error above and below; an alarm from 5 on */
  upper: number
  lower: number
  alarm: boolean
}

const slack = 0.5
const alarmAt = 5
const limit = 3

/**
 * Control chart of means against the reference: an alarm where one month is 3 standard errors off or where small steps
 * to one side have added up (CUSUM with k = 0.5, h = 5). Months with null have too few cases: they change nothing.
 */
export function controlChart(
  reference: Moments,
  months: readonly (Pick<Moments, 'n' | 'mean'> | null)[],
): (ControlPoint | null)[] {
  let [upper, lower] = [0, 0]
  return months.map((month) => {
    if (!month || !(reference.spread > 0)) return null
    const z = (month.mean - reference.mean) / (reference.spread / Math.sqrt(month.n))
    upper = Math.max(0, upper + z - slack)
    lower = Math.max(0, lower - z - slack)
    return { z, upper, lower, alarm: Math.abs(z) > limit || upper > alarmAt || lower > alarmAt }
  })
}
