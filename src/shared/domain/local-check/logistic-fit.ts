/**
 * Logistic regression of the truth on one number, without penalty, by Newton's method: calibration slope and intercept
 * (Cox, Biometrika 45, 1958), Platt scaling, temperature scaling (Guo et al., ICML 2017).
 */

export interface LogisticFit {
  slope: number
  intercept: number
  /** of the slope and of the intercept, from the observed information; null for one that was held fixed */
  standardErrors: { slope: number | null; intercept: number | null }
}

/** Which of the two are fitted; the other stays at 1 (slope) or 0 (intercept). */
export type FreeParameters = 'both' | 'slope' | 'intercept'

export const sigmoid = (x: number): number =>
  x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))

/** Probabilities nearer to 0 or 1 than this have the log-odds of this: a graph's 0 or 1 is a rounded number, no certainty. */
const nearest = 1e-12

/** ln(p / (1 - p)), finite for 0 and 1. */
export function logOdds(probability: number): number {
  const p = Math.min(1 - nearest, Math.max(nearest, probability))
  return Math.log(p / (1 - p))
}

/**
 * The maximum of the likelihood. Null when there is none: one class only, no spread in `x`, or classes that `x` separates
 * without overlap (then ever steeper curves fit ever better).
 */
export function fitLogistic(
  x: ArrayLike<number>,
  truths: ArrayLike<number>,
  free: FreeParameters,
): LogisticFit | null {
  if (!hasFiniteOptimum(x, truths, free)) return null
  let [slope, intercept] = [free === 'intercept' ? 1 : 0, 0]
  let current = likelihood(x, truths, slope, intercept)
  for (let round = 0; round < 200; round++) {
    const step = newtonStep(current, free)
    if (!step) return null
    let size = 1
    let next = likelihood(x, truths, slope + step.slope, intercept + step.intercept)
    // Far from the optimum a full step may overshoot.
    while (next.value < current.value - 1e-12 * Math.abs(current.value) && size > 1e-10) {
      size /= 2
      next = likelihood(x, truths, slope + size * step.slope, intercept + size * step.intercept)
    }
    slope += size * step.slope
    intercept += size * step.intercept
    current = next
    const moved = Math.abs(step.slope) + Math.abs(step.intercept)
    if (moved <= 1e-14 * (1 + Math.abs(slope) + Math.abs(intercept))) break
  }
  return { slope, intercept, standardErrors: standardErrors(current, free) }
}

interface Likelihood {
  value: number
  /** first derivatives */
  bySlope: number
  byIntercept: number
  /** information: negative second derivatives */
  slopeSlope: number
  slopeIntercept: number
  interceptIntercept: number
}

function likelihood(
  x: ArrayLike<number>,
  truths: ArrayLike<number>,
  slope: number,
  intercept: number,
): Likelihood {
  const sums = {
    value: 0,
    bySlope: 0,
    byIntercept: 0,
    slopeSlope: 0,
    slopeIntercept: 0,
    interceptIntercept: 0,
  }
  for (let row = 0; row < x.length; row++) {
    const at = x[row]!
    const score = slope * at + intercept
    const p = sigmoid(score)
    const signed = truths[row] ? score : -score
    sums.value -= signed > 0 ? Math.log1p(Math.exp(-signed)) : Math.log1p(Math.exp(signed)) - signed
    const residual = (truths[row] ? 1 : 0) - p
    const weight = p * (1 - p)
    sums.bySlope += residual * at
    sums.byIntercept += residual
    sums.slopeSlope += weight * at * at
    sums.slopeIntercept += weight * at
    sums.interceptIntercept += weight
  }
  return sums
}

function newtonStep(at: Likelihood, free: FreeParameters): { slope: number; intercept: number } | null {
  if (free === 'slope') return at.slopeSlope > 0 ? { slope: at.bySlope / at.slopeSlope, intercept: 0 } : null
  if (free === 'intercept')
    return at.interceptIntercept > 0 ? { slope: 0, intercept: at.byIntercept / at.interceptIntercept } : null
  const determinant = at.slopeSlope * at.interceptIntercept - at.slopeIntercept ** 2
  if (!(determinant > 0)) return null
  return {
    slope: (at.interceptIntercept * at.bySlope - at.slopeIntercept * at.byIntercept) / determinant,
    intercept: (at.slopeSlope * at.byIntercept - at.slopeIntercept * at.bySlope) / determinant,
  }
}

function standardErrors(at: Likelihood, free: FreeParameters): LogisticFit['standardErrors'] {
  if (free === 'slope') return { slope: 1 / Math.sqrt(at.slopeSlope), intercept: null }
  if (free === 'intercept') return { slope: null, intercept: 1 / Math.sqrt(at.interceptIntercept) }
  const determinant = at.slopeSlope * at.interceptIntercept - at.slopeIntercept ** 2
  return {
    slope: Math.sqrt(at.interceptIntercept / determinant),
    intercept: Math.sqrt(at.slopeSlope / determinant),
  }
}

interface Range {
  low: number
  high: number
}

function rangeOf(x: ArrayLike<number>, truths: ArrayLike<number>, truth: boolean): Range | null {
  const range = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY }
  for (let row = 0; row < x.length; row++) {
    if (Boolean(truths[row]) !== truth) continue
    range.low = Math.min(range.low, x[row]!)
    range.high = Math.max(range.high, x[row]!)
  }
  return range.low <= range.high ? range : null
}

/** Albert, Anderson, Biometrika 71, 1984: the optimum is finite exactly where the classes overlap. */
function hasFiniteOptimum(x: ArrayLike<number>, truths: ArrayLike<number>, free: FreeParameters): boolean {
  const positives = rangeOf(x, truths, true)
  const negatives = rangeOf(x, truths, false)
  if (!positives || !negatives) return free === 'slope' && hasBothSigns(positives ?? negatives)
  if (free === 'intercept') return true
  if (free === 'slope') {
    const someRight = positives.high > 0 || negatives.low < 0
    const someWrong = positives.low < 0 || negatives.high > 0
    return someRight && someWrong
  }
  return negatives.low < positives.high && positives.low < negatives.high
}

const hasBothSigns = (range: Range | null): boolean => range !== null && range.low < 0 && range.high > 0
