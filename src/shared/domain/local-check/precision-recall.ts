/** Precision against recall, and average precision as the sum of steps (no interpolation, which flatters; Davis, Goadrich, ICML 2006). */
import { cumulativeCounts } from './scored-cases'

export interface PrecisionRecallPoint {
  threshold: number
  recall: number
  precision: number
}

/** One point for each distinct score, scores descending (recall ascends). Null without a positive case. */
export function precisionRecallCurve(
  scores: ArrayLike<number>,
  truths: ArrayLike<number>,
): PrecisionRecallPoint[] | null {
  const { positives, thresholds, truePositives, falsePositives } = cumulativeCounts(scores, truths)
  if (positives === 0) return null
  return thresholds.map((threshold, index) => {
    const right = truePositives[index]!
    return {
      threshold,
      recall: right / positives,
      precision: right / (right + falsePositives[index]!),
    }
  })
}

/** Sum over the steps of (gain in recall) * precision. Null without a positive case. */
export function averagePrecision(scores: ArrayLike<number>, truths: ArrayLike<number>): number | null {
  const curve = precisionRecallCurve(scores, truths)
  if (!curve) return null
  let sum = 0
  let before = 0
  for (const { recall, precision } of curve) {
    sum += (recall - before) * precision
    before = recall
  }
  return sum
}
