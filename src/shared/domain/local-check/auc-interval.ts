/**
 * Confidence interval of the area under the ROC curve from its structural components (DeLong, DeLong, Clarke-Pearson,
 * Biometrics 44, 1988), by midranks (Sun, Xu, IEEE Signal Processing Letters 21, 2014); where patients have several cases,
 * their components are added up first (Obuchowski, Biometrics 53, 1997), which is the same for one case a patient.
 */
import type { ScoredCases } from './scored-cases'

/** 97.5th percentile of the standard normal distribution */
export const normal975 = 1.959963984540054

export interface AucInterval {
  auc: number
  standardError: number
  low: number
  high: number
}

/** For each value its rank among all, tied values with the mean of their ranks; the first rank is 1. */
export function midranks(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, index) => index).sort(
    (a, b) => values[a]! - values[b]!,
  )
  const ranks = new Float64Array(values.length)
  for (let start = 0; start < order.length;) {
    let end = start
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++
    for (let place = start; place < end; place++) ranks[order[place]!] = (start + end + 1) / 2
    start = end
  }
  return ranks
}

interface Components {
  auc: number
  /** for each case: the share of the other class that it is ordered rightly against, ties as one half */
  placements: Float64Array
  positives: number
  negatives: number
}

function structuralComponents({ scores, truths }: ScoredCases): Components | null {
  const positiveRows: number[] = []
  const negativeRows: number[] = []
  for (let row = 0; row < truths.length; row++) (truths[row] ? positiveRows : negativeRows).push(row)
  const [positives, negatives] = [positiveRows.length, negativeRows.length]
  if (positives === 0 || negatives === 0) return null
  const all = midranks(scores)
  const placements = new Float64Array(scores.length)
  const amongOwn = (rows: readonly number[]) => midranks(rows.map((row) => scores[row]!))
  const amongPositives = amongOwn(positiveRows)
  const amongNegatives = amongOwn(negativeRows)
  let sum = 0
  for (const [place, row] of positiveRows.entries()) {
    placements[row] = (all[row]! - amongPositives[place]!) / negatives
    sum += placements[row] ?? 0
  }
  for (const [place, row] of negativeRows.entries())
    placements[row] = 1 - (all[row]! - amongNegatives[place]!) / positives
  return { auc: sum / positives, placements, positives, negatives }
}

/**
 * 95 % interval, normal on the scale of the area, cut at 0 and 1. Null without two patients of each class: a spread
 * cannot be had from one.
 */
export function aucInterval(cases: ScoredCases): AucInterval | null {
  const components = structuralComponents(cases)
  if (!components) return null
  const { auc, placements, positives, negatives } = components
  /** patient -> sum of (placement - auc) over the positives and over the negatives */
  const sums = new Map<number, { positive: number; negative: number; positives: number; negatives: number }>()
  for (let row = 0; row < placements.length; row++) {
    const patient = cases.patients[row]!
    let sum = sums.get(patient)
    if (!sum) sums.set(patient, (sum = { positive: 0, negative: 0, positives: 0, negatives: 0 }))
    const deviation = placements[row]! - auc
    if (cases.truths[row]) {
      sum.positive += deviation
      sum.positives++
    } else {
      sum.negative += deviation
      sum.negatives++
    }
  }
  let [ofPositives, ofNegatives, together] = [0, 0, 0]
  let [withPositives, withNegatives] = [0, 0]
  for (const { positive, negative, ...has } of sums.values()) {
    ofPositives += positive * positive
    ofNegatives += negative * negative
    together += positive * negative
    if (has.positives > 0) withPositives++
    if (has.negatives > 0) withNegatives++
  }
  if (withPositives < 2 || withNegatives < 2) return null
  const inflate = (patients: number) => patients / (patients - 1)
  const variance =
    (inflate(withPositives) * ofPositives) / positives ** 2 +
    (inflate(withNegatives) * ofNegatives) / negatives ** 2 +
    (2 * inflate(sums.size) * together) / (positives * negatives)
  const standardError = Math.sqrt(Math.max(0, variance))
  return {
    auc,
    standardError,
    low: Math.max(0, auc - normal975 * standardError),
    high: Math.min(1, auc + normal975 * standardError),
  }
}
