/** Receiver operating characteristic (Fawcett, Pattern Recognition Letters 27, 2006) and the area under it. */
import { cumulativeCounts } from './scored-cases'

export interface RocPoint {
  /** cases at or above it are called positive; Infinity for the point where none is */
  threshold: number
  falsePositiveRate: number
  truePositiveRate: number
}

/**
 * One point for each distinct score, from (0, 0) to (1, 1). Null when one of the two classes is missing: then there is
 * no such curve.
 */
export function rocCurve(scores: ArrayLike<number>, truths: ArrayLike<number>): RocPoint[] | null {
  const counts = cumulativeCounts(scores, truths)
  if (counts.positives === 0 || counts.negatives === 0) return null
  return [
    { threshold: Number.POSITIVE_INFINITY, falsePositiveRate: 0, truePositiveRate: 0 },
    ...counts.thresholds.map((threshold, index) => ({
      threshold,
      falsePositiveRate: counts.falsePositives[index]! / counts.negatives,
      truePositiveRate: counts.truePositives[index]! / counts.positives,
    })),
  ]
}

/** Trapezoids under the curve: the chance that a positive scores higher than a negative, ties as one half. */
export function areaUnderRoc(scores: ArrayLike<number>, truths: ArrayLike<number>): number | null {
  const { positives, negatives, truePositives, falsePositives } = cumulativeCounts(scores, truths)
  if (positives === 0 || negatives === 0) return null
  let doubled = 0
  for (let step = 0; step < truePositives.length; step++) {
    const before = step === 0 ? 0 : truePositives[step - 1]!
    const newNegatives = falsePositives[step]! - (step === 0 ? 0 : falsePositives[step - 1]!)
    doubled += newNegatives * (truePositives[step]! + before)
  }
  return doubled / (2 * positives * negatives)
}

/** The curve without points that lie on a straight line between their neighbours, thinned to about `most` points. */
export function thinCurve<P>(
  points: readonly P[],
  xy: (point: P) => readonly [number, number],
  most = 400,
): P[] {
  const bends = points.filter((point, index) => {
    const before = points[index - 1]
    const after = points[index + 1]
    if (before === undefined || after === undefined) return true
    const [x, y] = xy(point)
    const [beforeX, beforeY] = xy(before)
    const [afterX, afterY] = xy(after)
    return Math.abs((x - beforeX) * (afterY - y) - (afterX - x) * (y - beforeY)) > 1e-15
  })
  if (bends.length <= most) return bends
  const step = (bends.length - 1) / (most - 1)
  return Array.from({ length: most }, (_, index) => bends[Math.round(index * step)]!)
}
