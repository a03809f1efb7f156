/** Right and wrong answers at one threshold, with Wilson's interval for each share (JASA 22, 1927). */
import { normal975 } from './auc-interval'

export interface ConfusionCounts {
  truePositives: number
  falsePositives: number
  falseNegatives: number
  trueNegatives: number
}

/** A share k / n with its 95 % interval; null where n is 0: nothing is known then. */
export interface Proportion {
  value: number
  low: number
  high: number
  count: number
  of: number
}

/** At or above the threshold is positive, as everywhere in the program. */
export function confusionAt(
  scores: ArrayLike<number>,
  truths: ArrayLike<number>,
  threshold: number,
): ConfusionCounts {
  const counts = { truePositives: 0, falsePositives: 0, falseNegatives: 0, trueNegatives: 0 }
  for (let row = 0; row < scores.length; row++) {
    const called = scores[row]! >= threshold
    if (truths[row]) counts[called ? 'truePositives' : 'falseNegatives']++
    else counts[called ? 'falsePositives' : 'trueNegatives']++
  }
  return counts
}

/** Wilson score interval without continuity correction. */
export function wilson(count: number, of: number): Proportion | null {
  if (of === 0) return null
  const z2 = normal975 ** 2
  const centre = (count + z2 / 2) / (of + z2)
  const half = (normal975 / (of + z2)) * Math.sqrt((count * (of - count)) / of + z2 / 4)
  return {
    value: count / of,
    // Rounding must not leave a bound a hair beside the value that it meets.
    low: count === 0 ? 0 : Math.max(0, centre - half),
    high: count === of ? 1 : Math.min(1, centre + half),
    count,
    of,
  }
}

export interface ConfusionRates {
  sensitivity: Proportion | null
  specificity: Proportion | null
  positivePredictiveValue: Proportion | null
  negativePredictiveValue: Proportion | null
  accuracy: Proportion | null
}

export function confusionRates(counts: ConfusionCounts): ConfusionRates {
  const { truePositives, falsePositives, falseNegatives, trueNegatives } = counts
  return {
    sensitivity: wilson(truePositives, truePositives + falseNegatives),
    specificity: wilson(trueNegatives, trueNegatives + falsePositives),
    positivePredictiveValue: wilson(truePositives, truePositives + falsePositives),
    negativePredictiveValue: wilson(trueNegatives, trueNegatives + falseNegatives),
    accuracy: wilson(
      truePositives + trueNegatives,
      truePositives + falsePositives + falseNegatives + trueNegatives,
    ),
  }
}

export interface PredictiveValues {
  positive: number | null
  negative: number | null
}

/**
 * Predictive values where a share `prevalence` of the patients has the finding (Bayes), which the cases' own share need not
 * be. Null where nobody would be called so.
 */
export function predictiveValues(
  sensitivity: number,
  specificity: number,
  prevalence: number,
): PredictiveValues {
  const calledRightly = sensitivity * prevalence
  const calledWrongly = (1 - specificity) * (1 - prevalence)
  const clearedRightly = specificity * (1 - prevalence)
  const clearedWrongly = (1 - sensitivity) * prevalence
  const share = (right: number, wrong: number) => (right + wrong > 0 ? right / (right + wrong) : null)
  return {
    positive: share(calledRightly, calledWrongly),
    negative: share(clearedRightly, clearedWrongly),
  }
}
