/** How far stated probabilities are from what came true: Brier score, log loss, reliability bins, ECE. */
import { percentile } from './scored-cases'

/** Mean squared distance of probability and truth; 0 is perfect. NaN for no case. */
export function brierScore(probabilities: ArrayLike<number>, truths: ArrayLike<number>): number {
  let sum = 0
  for (let row = 0; row < probabilities.length; row++) {
    const distance = probabilities[row]! - (truths[row] ? 1 : 0)
    sum += distance * distance
  }
  return sum / probabilities.length
}

/** Smallest distance of a probability from 0 and 1 that log loss uses: the rounding unit of a 64-bit number. */
const smallest = Number.EPSILON

/** Mean of -ln(probability given to what was true). NaN for no case. */
export function logLoss(probabilities: ArrayLike<number>, truths: ArrayLike<number>): number {
  let sum = 0
  for (let row = 0; row < probabilities.length; row++) {
    const p = Math.min(1 - smallest, Math.max(smallest, probabilities[row]!))
    sum -= truths[row] ? Math.log(p) : Math.log(1 - p)
  }
  return sum / probabilities.length
}

export interface ReliabilityBin {
  low: number
  high: number
  n: number
  positives: number
  meanProbability: number
  observed: number
}

export type Binning = 'equal-width' | 'quantile'

/**
 * Cases by stated probability; empty bins are left out. A value on an edge belongs to the bin below it. Quantile bins hold
 * about equally many cases; edges that fall together leave fewer bins.
 */
export function reliabilityBins(
  probabilities: ArrayLike<number>,
  truths: ArrayLike<number>,
  binning: Binning,
  bins = 10,
): ReliabilityBin[] {
  const edges = binEdges(probabilities, binning, bins)
  const found = edges.slice(1).map((high, index) => ({
    low: edges[index]!,
    high,
    n: 0,
    positives: 0,
    sum: 0,
  }))
  const inner = edges.slice(1, -1)
  for (let row = 0; row < probabilities.length; row++) {
    const bin = found[countBelow(inner, probabilities[row]!)]!
    bin.n++
    bin.sum += probabilities[row]!
    if (truths[row]) bin.positives++
  }
  return found
    .filter(({ n }) => n > 0)
    .map(({ sum, ...bin }) => ({
      ...bin,
      meanProbability: sum / bin.n,
      observed: bin.positives / bin.n,
    }))
}

function binEdges(probabilities: ArrayLike<number>, binning: Binning, bins: number): number[] {
  const parts = Array.from({ length: bins + 1 }, (_, index) => index / bins)
  if (binning === 'equal-width') return parts
  const ascending = Float64Array.from(probabilities).sort()
  return parts.map((part) => percentile(ascending, part * 100))
}

/** How many of the ascending edges are smaller than the value. */
export function countBelow(edges: readonly number[], value: number): number {
  let [low, high] = [0, edges.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (edges[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

/** Expected calibration error: mean distance of stated and observed share, bins weighted by their cases (Naeini et al., AAAI 2015). */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number {
  const n = bins.reduce((sum, bin) => sum + bin.n, 0)
  return bins.reduce((sum, bin) => sum + (bin.n / n) * Math.abs(bin.meanProbability - bin.observed), 0)
}
