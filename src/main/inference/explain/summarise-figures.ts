/** Means over many films of how far each method's maps can be believed, for a model card. */
import type { ExplanationFigures, ExplanationMethod } from '../../../shared/domain/analysis/explanation'

/** Mean with its 95 % interval (normal approximation over films). */
export interface MeanOverFilms {
  mean: number
  ci95: [low: number, high: number]
}

export interface MethodSummary {
  method: ExplanationMethod
  films: number
  /** -1..1, 0 is chance; over the films whose answer changed at all */
  score: MeanOverFilms | null
  /** mean log-odds along the curve */
  deletion: MeanOverFilms
  insertion: MeanOverFilms
  random: MeanOverFilms
  /** how much lower than chance the deletion is and how much higher the insertion, log-odds, film by film */
  deletionGain: MeanOverFilms
  insertionGain: MeanOverFilms
  /** the curves' mean probabilities, uncalibrated, as they are usually published */
  deletionProbability: MeanOverFilms
  insertionProbability: MeanOverFilms
  /** share of the films where deletion and insertion together are better than chance by two standard deviations of it */
  betterThanChance: number
  r2: MeanOverFilms | null
  heldOutR2: MeanOverFilms | null
  /** error of the completeness over the change it should add up to */
  completenessError: MeanOverFilms | null
  secondsPerFilm: number
  evaluationsPerFilm: number
}

/** @param figures of at least one film */
export function summariseFigures(
  method: ExplanationMethod,
  figures: readonly ExplanationFigures[],
): MethodSummary {
  const faithful = figures.map(({ faithfulness }) => faithfulness)
  const meanOf = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length
  const over = (read: (each: ExplanationFigures) => number | null | undefined) =>
    meanWithInterval(figures.flatMap((each) => read(each) ?? []))
  const always = (read: (each: ExplanationFigures['faithfulness']) => number) =>
    meanWithInterval(faithful.map(read)) ?? { mean: NaN, ci95: [NaN, NaN] }
  return {
    method,
    films: figures.length,
    score: over(({ faithfulness }) => faithfulness.score),
    deletion: always(({ deletion }) => deletion.logOdds),
    insertion: always(({ insertion }) => insertion.logOdds),
    random: always(({ random }) => random.logOdds),
    deletionGain: always(({ random, deletion }) => random.logOdds - deletion.logOdds),
    insertionGain: always(({ random, insertion }) => insertion.logOdds - random.logOdds),
    deletionProbability: always(({ deletion }) => deletion.probability),
    insertionProbability: always(({ insertion }) => insertion.probability),
    betterThanChance: meanOf(
      faithful.map(({ insertion, deletion, randomSpread }) =>
        (insertion.logOdds - deletion.logOdds) / 2 > 2 * randomSpread ? 1 : 0,
      ),
    ),
    r2: over(({ surrogate }) => surrogate?.r2),
    heldOutR2: over(({ surrogate }) => surrogate?.heldOutR2),
    completenessError: over(({ completeness }) =>
      completeness && completeness.change !== 0 ? completeness.error / Math.abs(completeness.change) : null,
    ),
    secondsPerFilm: meanOf(figures.map(({ ms }) => ms / 1000)),
    evaluationsPerFilm: meanOf(
      figures.map(({ evaluations, gradientEvaluations }) => evaluations + gradientEvaluations),
    ),
  }
}

function meanWithInterval(values: readonly number[]): MeanOverFilms | null {
  if (values.length === 0) return null
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  if (values.length === 1) return { mean, ci95: [mean, mean] }
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  const half = 1.96 * Math.sqrt(variance / values.length)
  return { mean, ci95: [mean - half, mean + half] }
}
