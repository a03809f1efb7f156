/**
 * Percentile intervals of the ROC curve and its area by drawing patients with replacement (Efron, Tibshirani, An
 * Introduction to the Bootstrap, 1993). Patients, not images, are drawn: two films of one patient are not two witnesses.
 */
import { descendingOrder, percentile, type ScoredCases } from './scored-cases'
import { SeededRandom } from './seeded-random'

export interface BootstrapRoc {
  /** draws in which both classes occurred */
  replicates: number
  auc: { low: number; high: number }
  /** pointwise 95 % band of the true positive rate */
  band: { falsePositiveRate: number; low: number; high: number }[]
}

/** Points of the band between 0 and 1, ends included. */
export const bandPoints = 51

interface Ordered {
  /** dense patient number of each case, scores descending */
  patient: Int32Array
  truth: Uint8Array
  /** true where the next case has another score */
  endsStep: Uint8Array
  patients: number
}

function inOrder({ scores, truths, patients }: ScoredCases): Ordered {
  const order = descendingOrder(scores)
  const numbers = new Map<number, number>()
  const patient = new Int32Array(order.length)
  const truth = new Uint8Array(order.length)
  const endsStep = new Uint8Array(order.length)
  for (let place = 0; place < order.length; place++) {
    const row = order[place]!
    const id = patients[row]!
    let number = numbers.get(id)
    if (number === undefined) numbers.set(id, (number = numbers.size))
    patient[place] = number
    truth[place] = truths[row] ? 1 : 0
    const next = order[place + 1]
    endsStep[place] = next === undefined || scores[next] !== scores[row] ? 1 : 0
  }
  return { patient, truth, endsStep, patients: numbers.size }
}

/** Null when a class is missing or there are fewer than two patients. */
export function bootstrapRoc(
  cases: ScoredCases,
  { replicates = 1000, seed = 20240101 }: { replicates?: number; seed?: number } = {},
): BootstrapRoc | null {
  const ordered = inOrder(cases)
  if (ordered.patients < 2) return null
  const random = new SeededRandom(seed)
  const weights = new Uint16Array(ordered.patients)
  const areas: number[] = []
  const rates = Array.from({ length: bandPoints }, (): number[] => [])
  for (let draw = 0; draw < replicates; draw++) {
    weights.fill(0)
    for (let count = 0; count < ordered.patients; count++) {
      const drawn = random.integer(ordered.patients)
      weights[drawn] = weights[drawn]! + 1
    }
    const curve = weightedCurve(ordered, weights)
    if (!curve) continue
    areas.push(curve.area)
    for (const [point, list] of rates.entries()) list.push(curve.rates[point]!)
  }
  if (areas.length === 0) return null
  const interval = (values: number[]) => {
    const ascending = Float64Array.from(values).sort()
    return { low: percentile(ascending, 2.5), high: percentile(ascending, 97.5) }
  }
  return {
    replicates: areas.length,
    auc: interval(areas),
    band: rates.map((values, point) => ({
      falsePositiveRate: point / (bandPoints - 1),
      ...interval(values),
    })),
  }
}

/** Area and true positive rates at the band's points when each patient counts `weights` times; null without both classes. */
function weightedCurve(
  { patient, truth, endsStep }: Ordered,
  weights: Uint16Array,
): { area: number; rates: Float64Array } | null {
  let [positives, negatives] = [0, 0]
  for (let place = 0; place < patient.length; place++) {
    if (truth[place]) positives += weights[patient[place]!]!
    else negatives += weights[patient[place]!]!
  }
  if (positives === 0 || negatives === 0) return null
  const rates = new Float64Array(bandPoints)
  let [above, beside, aboveBefore, besideBefore, doubled, point] = [0, 0, 0, 0, 0, 0]
  for (let place = 0; place < patient.length; place++) {
    if (truth[place]) above += weights[patient[place]!]!
    else beside += weights[patient[place]!]!
    if (!endsStep[place]) continue
    const width = beside - besideBefore
    doubled += width * (above + aboveBefore)
    for (; point < bandPoints; point++) {
      const at = (point / (bandPoints - 1)) * negatives
      // A point on a vertical part waits for its upper end, which the next step to the right starts from.
      if (at >= beside) break
      rates[point] = (aboveBefore + ((at - besideBefore) / width) * (above - aboveBefore)) / positives
    }
    aboveBefore = above
    besideBefore = beside
  }
  for (; point < bandPoints; point++) rates[point] = 1
  return { area: doubled / (2 * positives * negatives), rates }
}
