/**
 * LIME (Ribeiro et al., KDD 2016): superpixels of the film are hidden at random, and a weighted linear model of which are
 * there stands in for the network around this film. Its coefficients are the map, its R² says how far it can stand in.
 */
import type { ExplanationFigures } from '../../../../shared/domain/analysis/explanation'
import { SeededRandom } from '../../../imaging/synthetic/random'
import type { Evaluator } from '../evaluator'
import type { PlaceMap } from '../faithfulness'
import { grayPlane, type HiddenFilm, writeWithout } from '../film-tensor'
import type { LimeParameters } from '../parameters'
import { fitRidge, type LinearFit, predictRow, type Samples, weightedR2 } from './ridge'
import { segment, type Segments } from './superpixels'

/** Lets other work of the thread go first. */
const breathe = () => new Promise<void>((resolve) => setImmediate(resolve))

export interface LimeResult {
  map: PlaceMap
  surrogate: NonNullable<ExplanationFigures['surrogate']>
}

/** The map holds in each pixel its segment's coefficient: what its presence adds to the log-odds of the stand-in. */
export async function lime(
  evaluator: Evaluator,
  hidden: HiddenFilm,
  parameters: LimeParameters,
): Promise<LimeResult> {
  const { shape, film } = hidden
  const plane = { rows: shape.rows, columns: shape.columns, values: grayPlane(film, shape) }
  const segments = await segment(plane, { ...parameters, breathe })
  const samples = await drawSamples(evaluator, hidden, segments, parameters)
  const fit = fitRidge(samples, segments.count, parameters.ridge)
  const predicted = samples.rows.map((row) => predictRow(fit, row))
  return {
    map: {
      rows: shape.rows,
      columns: shape.columns,
      values: Float32Array.from(segments.groups, (group) => fit.coefficients[group]!),
    },
    surrogate: {
      r2: weightedR2(predicted, samples),
      heldOutR2: weightedR2(await predictHeldOut(samples, segments.count, parameters.ridge), samples),
      samples: samples.rows.length,
      segments: segments.count,
    },
  }
}

async function drawSamples(
  evaluator: Evaluator,
  hidden: HiddenFilm,
  { groups, count }: Segments,
  { samples, seed, kernelWidth }: LimeParameters,
): Promise<Samples> {
  const random = new SeededRandom(seed)
  // The whole film is the first sample; in the others each segment stays with probability one half.
  const rows = Array.from({ length: samples }, (_, sample) =>
    Uint8Array.from({ length: count }, () => (sample === 0 || random.next() < 0.5 ? 1 : 0)),
  )
  const values = await evaluator.logOdds(samples, (index, image) =>
    writeWithout(
      image,
      hidden,
      groups,
      rows[index]!.map((there) => 1 - there),
    ),
  )
  return { rows, values, weights: rows.map((row) => kernel(row, kernelWidth)) }
}

/** Square root of exp(-d² / width²) over the cosine distance d from the whole film. */
function kernel(row: Uint8Array, width: number): number {
  const distance = 1 - Math.sqrt(row.reduce((sum, there) => sum + there, 0) / row.length)
  return Math.exp(-((distance / width) ** 2) / 2)
}

const folds = 5

/** Each sample as a stand-in says that was fitted without it. */
async function predictHeldOut({ rows, values, weights }: Samples, features: number, alpha: number) {
  const predicted = new Float64Array(rows.length)
  for (let fold = 0; fold < folds; fold++) {
    const indices = [...rows.keys()].filter((at) => at % folds !== fold)
    const fit: LinearFit = fitRidge(
      {
        rows: indices.map((at) => rows[at]!),
        values: indices.map((at) => values[at]!),
        weights: indices.map((at) => weights[at]!),
      },
      features,
      alpha,
    )
    for (let at = fold; at < rows.length; at += folds) predicted[at] = predictRow(fit, rows[at]!)
    await breathe()
  }
  return predicted
}
