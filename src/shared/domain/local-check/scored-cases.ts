/**
 * The cases that a model's answers are compared on, column by column (10,000 cases are ordinary), and the one ordering
 * that ROC, precision-recall and thresholds share. Rows with the same score are one step: no order among them is invented.
 */

/** Equally long columns: score 0..1 (or any real number), truth 0 or 1, and whose case it is (small integers). */
export interface ScoredCases {
  scores: ArrayLike<number>
  truths: ArrayLike<number>
  /** cases of one patient share a number; they are resampled and split together */
  patients: ArrayLike<number>
}

export interface ClassCounts {
  positives: number
  negatives: number
}

export function countClasses(truths: ArrayLike<number>): ClassCounts {
  const positives = Array.from(truths).filter(Boolean).length
  return { positives, negatives: truths.length - positives }
}

export function countPatients(patients: ArrayLike<number>): number {
  return new Set(Array.from(patients)).size
}

/** What is at or above each distinct score, scores descending. */
export interface CumulativeCounts extends ClassCounts {
  thresholds: number[]
  truePositives: number[]
  falsePositives: number[]
}

/** Indices of the scores, largest first. */
export function descendingOrder(scores: ArrayLike<number>): Uint32Array {
  const order = Uint32Array.from({ length: scores.length }, (_, index) => index)
  return order.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))
}

/** Counts at or above every distinct score. */
export function cumulativeCounts(scores: ArrayLike<number>, truths: ArrayLike<number>): CumulativeCounts {
  const order = descendingOrder(scores)
  const counts: CumulativeCounts = {
    thresholds: [],
    truePositives: [],
    falsePositives: [],
    ...countClasses(truths),
  }
  let truePositives = 0
  let falsePositives = 0
  for (let place = 0; place < order.length; place++) {
    const score = scores[order[place]!]!
    if (truths[order[place]!]) truePositives++
    else falsePositives++
    if (place + 1 < order.length && scores[order[place + 1]!] === score) continue
    counts.thresholds.push(score)
    counts.truePositives.push(truePositives)
    counts.falsePositives.push(falsePositives)
  }
  return counts
}

/** The rows whose index passes the test. */
export function selectCases(cases: ScoredCases, keep: (index: number) => boolean): ScoredCases {
  const rows: number[] = []
  for (let index = 0; index < cases.scores.length; index++) if (keep(index)) rows.push(index)
  return {
    scores: rows.map((row) => cases.scores[row]!),
    truths: rows.map((row) => cases.truths[row]!),
    patients: rows.map((row) => cases.patients[row]!),
  }
}

/** Percentile 0..100 of ascending values with linear interpolation between order statistics. NaN for none. */
export function percentile(ascending: ArrayLike<number>, percent: number): number {
  if (ascending.length === 0) return Number.NaN
  const place = ((ascending.length - 1) * percent) / 100
  const below = Math.floor(place)
  const low = ascending[below]!
  const high = ascending[Math.min(below + 1, ascending.length - 1)]!
  return low + (high - low) * (place - below)
}
