/** One method on one prepared film: its map, and the figures that say how far the map can be believed. */
import type {
  ExplanationFigures,
  ExplanationMethod,
  ExplanationParameters,
} from '../../../shared/domain/analysis/explanation'
import { blurPlane, blurred } from './blur'
import type { Evaluator } from './evaluator'
import {
  type Chance,
  chanceRuns,
  curveRuns,
  measureChance,
  measureFaithfulness,
  type PlaceMap,
} from './faithfulness'
import { type HiddenFilm, type InputShape, meanFill } from './film-tensor'
import { activationMap } from './methods/activation-map'
import { type FilmAndBaseline, integratedGradients, smoothGrad } from './methods/gradients'
import { lime } from './methods/lime'
import { occlusion, occlusionRuns } from './methods/occlusion'
import { type GradientParameters, type Parameters, parametersFor, parametersOf } from './parameters'

export interface ExplainedFilm {
  map: PlaceMap
  parameters: ExplanationParameters
  figures: ExplanationFigures
  /** may be given to the next method on the same film and label */
  chance: Chance
}

export interface FilmToExplain {
  evaluator: Evaluator
  /** the values of one input */
  film: Float32Array
  method: ExplanationMethod
  /** of an earlier method on the same film and label; null measures it */
  chance: Chance | null
}

/** Rejects with AppException: CANCELLED, INVALID_INPUT for a method that the model does not allow, and what running gives. */
export async function explainFilm({
  evaluator,
  film,
  method,
  chance: known,
}: FilmToExplain): Promise<ExplainedFilm> {
  const startedAt = performance.now()
  const before = { runs: evaluator.evaluations, gradients: evaluator.gradientEvaluations }
  const { shape } = evaluator
  const parameters = parametersFor(shape)
  const hidden: HiddenFilm = { shape, film, fill: meanFill(film, shape) }
  const chance = known ?? (await measureChance(evaluator, hidden, parameters.faithfulness))
  const { map, ...own } = await drawMap(method, evaluator, hidden, chance, parameters)
  const faithfulness = await measureFaithfulness(evaluator, hidden, map, chance, parameters.faithfulness)
  return {
    map,
    parameters: parametersOf(method, parameters),
    chance,
    figures: {
      faithfulness,
      surrogate: own.surrogate ?? null,
      completeness: own.completeness ?? null,
      evaluations: evaluator.evaluations - before.runs,
      gradientEvaluations: evaluator.gradientEvaluations - before.gradients,
      ms: performance.now() - startedAt,
      largest: map.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
    },
  }
}

interface DrawnMap {
  map: PlaceMap
  surrogate?: NonNullable<ExplanationFigures['surrogate']>
  completeness?: NonNullable<ExplanationFigures['completeness']>
}

async function drawMap(
  method: ExplanationMethod,
  evaluator: Evaluator,
  hidden: HiddenFilm,
  chance: Chance,
  parameters: Parameters,
): Promise<DrawnMap> {
  switch (method) {
    case 'activation-map':
      return { map: activationMap(evaluator.target, await evaluator.outputs(hidden.film)) }
    case 'occlusion':
      return { map: await occlusion(evaluator, hidden, chance.film, parameters.occlusion) }
    case 'lime':
      return lime(evaluator, hidden, parameters.lime)
    case 'integrated-gradients': {
      const own = parameters.integratedGradients
      const pair = withBaseline(hidden, own)
      const { map, completeness } = await integratedGradients(evaluator, pair, chance.film, own)
      return { map: smoothed(map, own.smoothing), completeness }
    }
    case 'smoothgrad': {
      const own = parameters.smoothGrad
      const map = await smoothGrad(evaluator, withBaseline(hidden, own), own)
      return { map: smoothed(map, own.smoothing) }
    }
  }
}

const withBaseline = (
  { shape, film }: HiddenFilm,
  { baselineSigma }: GradientParameters,
): FilmAndBaseline => ({
  shape,
  film,
  baseline: blurred(film, shape, baselineSigma),
})

const smoothed = (map: PlaceMap, sigma: number): PlaceMap => ({
  ...map,
  values: blurPlane(map.values, map, sigma),
})

/** Runs of both graphs that {@link explainFilm} will make. */
export function plannedRuns(method: ExplanationMethod, shape: InputShape, chanceIsKnown: boolean): number {
  const parameters = parametersFor(shape)
  const own: Record<ExplanationMethod, number> = {
    'activation-map': 1,
    occlusion: occlusionRuns(shape, parameters.occlusion),
    lime: parameters.lime.samples,
    // and one for the baseline
    'integrated-gradients': parameters.integratedGradients.steps + 1,
    smoothgrad: parameters.smoothGrad.steps,
  }
  const chance = chanceIsKnown ? 0 : chanceRuns(parameters.faithfulness)
  return own[method] + chance + curveRuns(parameters.faithfulness)
}
