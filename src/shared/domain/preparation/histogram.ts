/** Distributions in classes. */
import type { Histogram } from './report'

const classes = 40

/** Classes of equal width over low..high; the last one holds its upper end. */
export function histogramOf(values: Float64Array, low: number, high: number): Histogram {
  const counts = new Array<number>(classes).fill(0)
  let [below, above, n] = [0, 0, 0]
  for (const value of values) {
    if (Number.isNaN(value)) continue
    n++
    if (value < low) below++
    else if (value > high) above++
    else counts[Math.min(classes - 1, Math.floor(((value - low) / (high - low)) * classes))]!++
  }
  return { low, high, counts, below, above, n }
}

/** Limits that show all but the outermost per mille on either side, and never a single point. */
export function shownRange(sorted: Float64Array): { low: number; high: number } {
  const low = sorted[Math.floor(sorted.length * 0.001)] ?? 0
  const high = sorted[Math.max(0, Math.ceil(sorted.length * 0.999) - 1)] ?? 1
  if (high > low) return { low, high }
  const room = Math.max(0.5, Math.abs(low) * 0.05)
  return { low: low - room, high: low + room }
}
