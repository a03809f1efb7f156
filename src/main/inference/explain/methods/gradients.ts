/**
 * Explanations from the gradient graph. Integrated gradients (Sundararajan et al., ICML 2017): the gradient's mean on the
 * straight way from the blurred film to the film, times what was added on it. SmoothGrad (Smilkov et al., 2017): the mean
 * gradient of the film under noise, times the same, so that both maps speak of what the film has and its blurred self lacks.
 */
import type { ExplanationFigures } from '../../../../shared/domain/analysis/explanation'
import { SeededRandom } from '../../../imaging/synthetic/random'
import type { Evaluator } from '../evaluator'
import type { PlaceMap } from '../faithfulness'
import { type InputShape, productPlane } from '../film-tensor'
import type { GradientParameters, SmoothGradParameters } from '../parameters'

/** A film and what its evidence is counted from. */
export interface FilmAndBaseline {
  shape: InputShape
  film: Float32Array
  baseline: Float32Array
}

/**
 * @param whole log-odds of the film
 * @returns the share of each pixel in the change from the baseline to the film, log-odds; they add up to it but for `completeness.error`
 */
export async function integratedGradients(
  evaluator: Evaluator,
  pair: FilmAndBaseline,
  whole: number,
  { steps }: GradientParameters,
): Promise<{ map: PlaceMap; completeness: NonNullable<ExplanationFigures['completeness']> }> {
  // The midpoint of each step: its error shrinks with the square of their number.
  const { film, baseline } = pair
  const gradient = await evaluator.meanGradient(steps, (step, image) => {
    const share = (step + 0.5) / steps
    for (let at = 0; at < image.length; at++) image[at] = baseline[at]! + share * (film[at]! - baseline[at]!)
  })
  const map = timesAdded(gradient, pair)
  const [from = NaN] = await evaluator.logOdds(1, (_, image) => image.set(baseline))
  const sum = map.values.reduce((total, value) => total + value, 0)
  const change = whole - from
  return { map, completeness: { sum, change, error: Math.abs(sum - change), steps } }
}

/** @returns to first order what each pixel adds to the log-odds, smoothed over noise */
export async function smoothGrad(
  evaluator: Evaluator,
  pair: FilmAndBaseline,
  { steps, noise, seed }: SmoothGradParameters,
): Promise<PlaceMap> {
  const { film } = pair
  const random = new SeededRandom(seed)
  const low = film.reduce((least, value) => Math.min(least, value), Infinity)
  const high = film.reduce((most, value) => Math.max(most, value), -Infinity)
  const deviation = noise * (high - low)
  const gradient = await evaluator.meanGradient(steps, (_, image) => {
    for (let at = 0; at < image.length; at++) image[at] = film[at]! + deviation * random.normal()
  })
  return timesAdded(gradient, pair)
}

function timesAdded(gradient: Float64Array, { film, baseline, shape }: FilmAndBaseline): PlaceMap {
  const added = Float64Array.from(film, (value, at) => value - baseline[at]!)
  return { rows: shape.rows, columns: shape.columns, values: productPlane(gradient, added, shape) }
}
