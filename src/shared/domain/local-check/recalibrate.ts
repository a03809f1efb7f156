/**
 * A new calibration on top of the one a version has, as one that a manifest can hold. Fits are made on what the version
 * answers (its probability p, log-odds x); the manifest speaks of the graph's log-odds.
 */
import { calibrate } from '../models/calibration'
import type { Calibration } from '../models/manifest'
import { fitIsotonic, type IsotonicFit, isotonicValue } from './isotonic'
import type { Recalibration } from './local-check'
import { fitLogistic, logOdds, sigmoid } from './logistic-fit'

/** How p becomes the new probability. */
export type Mapping =
  | { kind: 'same' }
  /** sigmoid(slope * log-odds of p + intercept) */
  | { kind: 'logistic'; slope: number; intercept: number }
  | { kind: 'isotonic'; fit: IsotonicFit }

/** Null when the cases have no optimum. */
export function fitMapping(
  recalibration: Recalibration,
  probabilities: ArrayLike<number>,
  truths: ArrayLike<number>,
): Mapping | null {
  if (recalibration === 'keep') return { kind: 'same' }
  if (recalibration === 'isotonic') {
    const fit = fitIsotonic(probabilities, truths)
    return fit && { kind: 'isotonic', fit: withoutCertainty(fit, probabilities.length) }
  }
  const x = Float64Array.from(probabilities, logOdds)
  const fit = fitLogistic(x, truths, recalibration === 'platt' ? 'both' : 'slope')
  return fit && { kind: 'logistic', slope: fit.slope, intercept: fit.intercept }
}

/** The first and last block are often all of one class; n cases cannot show a chance nearer to 0 or 1 than half a case. */
function withoutCertainty({ scores, values }: IsotonicFit, n: number): IsotonicFit {
  const least = 1 / (2 * n)
  return { scores, values: values.map((value) => Math.min(1 - least, Math.max(least, value))) }
}

export function applyMapping(mapping: Mapping, probability: number): number {
  if (mapping.kind === 'same') return probability
  if (mapping.kind === 'isotonic') return isotonicValue(mapping.fit, probability)
  return sigmoid(mapping.slope * logOdds(probability) + mapping.intercept)
}

/** Whether a larger p never becomes a smaller one, and not all become the same. */
export function rises(mapping: Mapping): boolean {
  if (mapping.kind === 'logistic') return mapping.slope > 0
  if (mapping.kind === 'isotonic') return mapping.fit.values.at(-1)! > mapping.fit.values[0]!
  return true
}

/**
 * The version's calibration followed by the mapping. Null when no single calibration says the same: a logistic one behind
 * an isotonic one.
 *
 * @param prevalence share of positives that the mapping was fitted at
 */
export function combine(calibration: Calibration, mapping: Mapping, prevalence: number): Calibration | null {
  if (mapping.kind === 'same') return calibration
  if (mapping.kind === 'logistic') {
    if (calibration.method === 'isotonic') return null
    const [slope, intercept] =
      calibration.method === 'platt' ? [calibration.slope, calibration.intercept] : [1, 0]
    return {
      method: 'platt',
      slope: mapping.slope * slope,
      intercept: mapping.slope * intercept + mapping.intercept,
      prevalence,
      ...(calibration.method === 'platt' && calibration.neutral && { neutral: calibration.neutral }),
    }
  }
  return { method: 'isotonic', ...knotsOf(calibration, mapping.fit), prevalence }
}

interface Knots {
  score: number[]
  probability: number[]
}

function knotsOf(calibration: Calibration, fit: IsotonicFit): Knots {
  // A fit of one score has one knot; a line needs two.
  const [scores, values] =
    fit.scores.length > 1
      ? [fit.scores, fit.values]
      : [
          [0, 1],
          [fit.values[0]!, fit.values[0]!],
        ]
  if (calibration.method === 'isotonic') return knotsBehindKnots(calibration, fit)
  const rawOf = (probability: number) =>
    calibration.method === 'platt'
      ? sigmoid((logOdds(probability) - calibration.intercept) / calibration.slope)
      : probability
  const knots = scores.map((score, index): Knot => [rawOf(score), values[index]!])
  return ascending(calibration.method === 'platt' ? withNeutral(knots, calibration, fit) : knots)
}

type Knot = readonly [score: number, probability: number]

/** A neutral zone stays flat, with a step at each end. */
function withNeutral(
  knots: readonly Knot[],
  calibration: Extract<Calibration, { method: 'platt' }>,
  fit: IsotonicFit,
): readonly Knot[] {
  const { neutral } = calibration
  if (!neutral) return knots
  const [from, to] = [sigmoid(neutral.from), sigmoid(neutral.to)]
  const mapped = (raw: number) => isotonicValue(fit, calibrate(logOdds(raw), calibration))
  const [below, above] = [from - stepWidth, to + stepWidth]
  const step = [below, from, to, above].map((score): Knot => [score, mapped(score)])
  return [...knots.filter(([score]) => score < below), ...step, ...knots.filter(([score]) => score > above)]
}

/** of the step at an end of a neutral zone, in scores: a line can only come near to one */
const stepWidth = 1e-9

/** Straight lines behind straight lines: knots are those of the first and where it reaches those of the second. */
function knotsBehindKnots(first: { score: number[]; probability: number[] }, fit: IsotonicFit): Knots {
  const at = new Set(first.score)
  for (const wanted of fit.scores) {
    for (let index = 1; index < first.score.length; index++) {
      const [low, high] = [first.probability[index - 1]!, first.probability[index]!]
      if (!(low < wanted && wanted < high)) continue
      const part = (wanted - low) / (high - low)
      at.add(first.score[index - 1]! + part * (first.score[index]! - first.score[index - 1]!))
    }
  }
  const inner = { scores: first.score, values: first.probability }
  return ascending(
    [...at].sort((a, b) => a - b).map((score) => [score, isotonicValue(fit, isotonicValue(inner, score))]),
  )
}

/** Scores that rounding made equal are one knot; of two such the later, larger value stands. */
function ascending(knots: readonly (readonly [number, number])[]): Knots {
  const out: Knots = { score: [], probability: [] }
  for (const [score, probability] of knots) {
    if (out.score.at(-1) === score) {
      out.probability[out.probability.length - 1] = probability
      continue
    }
    out.score.push(score)
    out.probability.push(probability)
  }
  if (out.score.length === 1) {
    out.score.push(Math.min(1, out.score[0]! + 1e-9))
    out.probability.push(out.probability[0]!)
  }
  return out
}
