/** From what a graph gives to log-odds, and from log-odds to a probability. Natural logarithms throughout. */
import type { Calibration, FindingLabel } from './manifest'

type Activation = FindingLabel['activation']

export const sigmoid = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds))

/** Graphs compute in float32: nearer to 0 or 1 than this, a probability says no more. */
const smallestProbability = 1e-7

/** ln(p / (1 - p)), held finite at both ends. */
export function logOddsOfProbability(probability: number): number {
  const inside = Math.min(1 - smallestProbability, Math.max(smallestProbability, probability))
  return Math.log(inside / (1 - inside))
}

/**
 * Log-odds of one label among the values of one image.
 * sigmoid: the value itself. softmax: its logit against all others together, which is ln(p / (1 - p)) of its share.
 * identity: the value is a probability.
 */
export function labelLogOdds(values: ArrayLike<number>, index: number, activation: Activation): number {
  const value = values[index] ?? NaN
  if (activation === 'sigmoid') return value
  if (activation === 'identity') return logOddsOfProbability(value)
  return value - logSumOfOthers(values, index)
}

function logSumOfOthers(values: ArrayLike<number>, index: number): number {
  let largest = -Infinity
  for (let at = 0; at < values.length; at++) if (at !== index) largest = Math.max(largest, values[at] ?? NaN)
  let sum = 0
  for (let at = 0; at < values.length; at++) if (at !== index) sum += Math.exp((values[at] ?? NaN) - largest)
  return largest + Math.log(sum)
}

export const isCalibrated = ({ method }: Calibration): boolean => method !== 'none'

/** The calibrated probability; with method `none` the uncalibrated one, which is a score. Never descends with the log-odds. */
export function calibrate(logOdds: number, calibration: Calibration): number {
  if (calibration.method === 'platt')
    return sigmoid(calibration.slope * evidenceOf(logOdds, calibration.neutral) + calibration.intercept)
  if (calibration.method === 'none') return sigmoid(logOdds)
  return interpolate(calibration.score, calibration.probability, sigmoid(logOdds))
}

type Neutral = Extract<Calibration, { method: 'platt' }>['neutral']

/** The log-odds, or the middle of the neutral zone that they lie in. */
function evidenceOf(logOdds: number, neutral: Neutral): number {
  return neutral && logOdds >= neutral.from && logOdds <= neutral.to
    ? (neutral.from + neutral.to) / 2
    : logOdds
}

/** Linear between the knots, constant outside; `from` ascends. */
function interpolate(from: readonly number[], to: readonly number[], value: number): number {
  let at = from.findIndex((knot) => knot >= value)
  if (at < 0) at = from.length
  if (at === 0) return to[0] ?? NaN
  if (at === from.length) return to[at - 1] ?? NaN
  const [low, high] = [from[at - 1] ?? NaN, from[at] ?? NaN]
  const [below, above] = [to[at - 1] ?? NaN, to[at] ?? NaN]
  return below + ((above - below) * (value - low)) / (high - low)
}

/**
 * `slope * logOdds + intercept` crosses the threshold's log-odds exactly where the calibrated probability crosses the
 * threshold: what maps are coloured by, counted from the threshold. With platt it is the calibrated log-odds everywhere.
 */
export function evidenceLine(
  calibration: Calibration,
  threshold: number,
): { slope: number; intercept: number } {
  if (calibration.method === 'platt') return { slope: calibration.slope, intercept: calibration.intercept }
  if (calibration.method === 'none') return { slope: 1, intercept: 0 }
  const crossing = interpolate(calibration.probability, calibration.score, threshold)
  return { slope: 1, intercept: logOddsOfProbability(threshold) - logOddsOfProbability(crossing) }
}
