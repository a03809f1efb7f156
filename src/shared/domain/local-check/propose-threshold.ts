/** Thresholds that a rule chooses from cases with known truth. */
import { type CumulativeCounts, cumulativeCounts } from './scored-cases'

export type ThresholdRule =
  /** as it is */
  | { kind: 'keep' }
  /** the highest threshold that still finds this share of the positive cases */
  | { kind: 'sensitivity'; atLeast: number }
  /** the largest sensitivity + specificity - 1 (Youden, Cancer 3, 1950) */
  | { kind: 'youden' }
  /** the smallest expected harm when a missed finding weighs `missCost` false alarms, at this prevalence */
  | { kind: 'cost'; missCost: number; prevalence: number }

/**
 * The threshold lies half way to the next lower score, so that it calls the given cases the same and the next ones fairly.
 * Null when a class that the rule needs is missing.
 */
export function proposeThreshold(
  scores: ArrayLike<number>,
  truths: ArrayLike<number>,
  rule: Exclude<ThresholdRule, { kind: 'keep' }>,
): number | null {
  const counts = cumulativeCounts(scores, truths)
  if (counts.positives === 0 || (rule.kind !== 'sensitivity' && counts.negatives === 0)) return null
  const step = chooseStep(counts, rule)
  const at = counts.thresholds[step]!
  const below = counts.thresholds[step + 1]
  return below === undefined ? at : (at + below) / 2
}

function chooseStep(counts: CumulativeCounts, rule: Exclude<ThresholdRule, { kind: 'keep' }>): number {
  const { positives, negatives, truePositives, falsePositives, thresholds } = counts
  if (rule.kind === 'sensitivity') {
    // 19 of 20 are 0.95 although 0.95 * 20 is a hair more than 19 in binary.
    const needed = rule.atLeast * positives - 1e-9
    return truePositives.findIndex((found) => found >= needed)
  }
  const [forMiss, forAlarm] =
    rule.kind === 'youden' ? [1, 1] : [rule.missCost * rule.prevalence, 1 - rule.prevalence]
  let best = 0
  let bestHarm = Number.POSITIVE_INFINITY
  for (let step = 0; step < thresholds.length; step++) {
    const harm =
      forMiss * (1 - truePositives[step]! / positives) + forAlarm * (falsePositives[step]! / negatives)
    if (harm < bestHarm - 1e-12) {
      best = step
      bestHarm = harm
    }
  }
  return best
}
