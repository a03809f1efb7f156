/**
 * Isotonic regression by pooling adjacent violators (Ayer et al., Annals of Mathematical Statistics 26, 1955; for
 * probabilities: Zadrozny, Elkan, KDD 2002).
 */

/** Ascending scores and never descending values between which one goes in straight lines; constant outside. */
export interface IsotonicFit {
  scores: number[]
  values: number[]
}

/** Equal scores count as one case with their mean truth. Null for no case. */
export function fitIsotonic(scores: ArrayLike<number>, truths: ArrayLike<number>): IsotonicFit | null {
  if (scores.length === 0) return null
  const blocks = pool(distinctScores(scores, truths))
  const fit: IsotonicFit = { scores: [], values: [] }
  for (const { first, last, sum, weight } of blocks) {
    fit.scores.push(first)
    fit.values.push(sum / weight)
    // Both ends of a flat part are kept; what lies between them says nothing more.
    if (last !== first) {
      fit.scores.push(last)
      fit.values.push(sum / weight)
    }
  }
  return fit
}

interface Block {
  first: number
  last: number
  sum: number
  weight: number
}

function distinctScores(scores: ArrayLike<number>, truths: ArrayLike<number>): Block[] {
  const order = Uint32Array.from({ length: scores.length }, (_, index) => index).sort(
    (a, b) => scores[a]! - scores[b]!,
  )
  const blocks: Block[] = []
  for (const row of order) {
    const score = scores[row]!
    const truth = truths[row] ? 1 : 0
    const last = blocks.at(-1)
    if (last?.first === score) {
      last.sum += truth
      last.weight++
    } else blocks.push({ first: score, last: score, sum: truth, weight: 1 })
  }
  return blocks
}

function pool(cases: readonly Block[]): Block[] {
  const pooled: Block[] = []
  for (const next of cases) {
    let block = { ...next }
    for (let before = pooled.at(-1); before; before = pooled.at(-1)) {
      if (before.sum * block.weight < block.sum * before.weight) break
      pooled.pop()
      block = {
        first: before.first,
        last: block.last,
        sum: before.sum + block.sum,
        weight: before.weight + block.weight,
      }
    }
    pooled.push(block)
  }
  return pooled
}

/** The fitted value at a score. */
export function isotonicValue({ scores, values }: IsotonicFit, score: number): number {
  const last = scores.length - 1
  if (score <= scores[0]!) return values[0]!
  if (score >= scores[last]!) return values[last]!
  let [low, high] = [0, last]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (scores[middle]! <= score) low = middle
    else high = middle
  }
  const part = (score - scores[low]!) / (scores[high]! - scores[low]!)
  return values[low]! + part * (values[high]! - values[low]!)
}
