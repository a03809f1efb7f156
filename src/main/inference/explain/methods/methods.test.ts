import { describe, expect, test } from 'vitest'
import { SeededRandom } from '../../../imaging/synthetic/random'
import { classModel, classWeights, curvedModel, filmWeights, linearModel } from '../analytic-models.fixture'
import { type HiddenFilm, stridesOf, valuesOf } from '../film-tensor'
import type { Evaluator } from '../evaluator'
import { explainFilm, plannedRuns } from '../explain-film'
import { parametersFor } from '../parameters'
import { activationMap } from './activation-map'
import { integratedGradients, smoothGrad } from './gradients'
import { lime } from './lime'
import { occlusion } from './occlusion'

const pixel = { patch: 1, stride: 1 }
const limeOf = { segments: 64, compactness: 1e6, samples: 400, kernelWidth: 0.25, ridge: 1e-6, seed: 5 }

/** Eighths, so that sums are exact; filled with a quarter. */
function hiddenFilm({ shape }: Evaluator): HiddenFilm {
  const random = new SeededRandom(11)
  const film = Float32Array.from({ length: valuesOf(shape) }, () => Math.floor(random.next() * 9) / 8)
  return { shape, film, fill: new Float32Array(film.length).fill(0.25) }
}
/** What each pixel adds to the linear graph's logit beyond its fill. */
const shares = ({ film, fill }: HiddenFilm) =>
  filmWeights.map((weight, at) => weight * (film[at]! - fill[at]!))

const expectClose = (values: ArrayLike<number>, expected: ArrayLike<number>, digits: number) => {
  expect(values.length).toBe(expected.length)
  for (let at = 0; at < values.length; at++) expect(values[at], `at ${at}`).toBeCloseTo(expected[at]!, digits)
}

async function wholeLogOdds(evaluator: Evaluator, { film }: HiddenFilm): Promise<number> {
  return (await evaluator.logOdds(1, (_, image) => image.set(film)))[0]!
}

describe('on a linear model every method gives the known weights', () => {
  test('occlusion by single pixels', async () => {
    const evaluator = (await linearModel())()
    const hidden = hiddenFilm(evaluator)
    const map = await occlusion(evaluator, hidden, await wholeLogOdds(evaluator, hidden), pixel)
    expectClose(map.values, shares(hidden), 5)
  })

  test('occlusion by squares: the mean over the squares that hid a pixel', async () => {
    const evaluator = (await linearModel())()
    const hidden = hiddenFilm(evaluator)
    const map = await occlusion(evaluator, hidden, await wholeLogOdds(evaluator, hidden), {
      patch: 4,
      stride: 4,
    })
    const own = shares(hidden)
    const ofSquare = (top: number, left: number) =>
      own
        .filter((_, at) => Math.floor(at / 8) >> 2 === top && (at % 8) >> 2 === left)
        .reduce((a, b) => a + b, 0)
    expect(map.values[0]).toBeCloseTo(ofSquare(0, 0), 5)
    expect(map.values[7 * 8 + 1]).toBeCloseTo(ofSquare(1, 0), 5)
    expect(map.values[63]).toBeCloseTo(ofSquare(1, 1), 5)
  })

  test('LIME with a pixel a segment, and its stand-in misses nothing', async () => {
    const evaluator = (await linearModel())()
    const hidden = hiddenFilm(evaluator)
    const { map, surrogate } = await lime(evaluator, hidden, limeOf)
    expect(surrogate.segments).toBe(64)
    expectClose(map.values, shares(hidden), 3)
    expect(surrogate.r2).toBeGreaterThan(0.9999)
    expect(surrogate.heldOutR2).toBeGreaterThan(0.9999)
  })

  test('integrated gradients and SmoothGrad', async () => {
    const evaluator = (await linearModel())()
    const hidden = hiddenFilm(evaluator)
    const pair = { ...hidden, baseline: hidden.fill }
    const whole = await wholeLogOdds(evaluator, hidden)
    const { map, completeness } = await integratedGradients(evaluator, pair, whole, {
      steps: 32,
      baselineSigma: 1,
      smoothing: 0,
    })
    expectClose(map.values, shares(hidden), 5)
    expect(completeness.error).toBeLessThan(1e-4)
    const smooth = await smoothGrad(evaluator, pair, {
      steps: 4,
      baselineSigma: 1,
      smoothing: 0,
      noise: 0.1,
      seed: 1,
    })
    expectClose(smooth.values, shares(hidden), 5)
  })

  test('the exact map, whose mean is the log-odds', async () => {
    const evaluator = (await linearModel())()
    const hidden = hiddenFilm(evaluator)
    const map = activationMap(evaluator.target, await evaluator.outputs(hidden.film))
    expectClose(
      map.values,
      filmWeights.map((weight, at) => 64 * weight * hidden.film[at]! + 0.5),
      4,
    )
    const mean = map.values.reduce((sum, value) => sum + value, 0) / 64
    expect(mean).toBeCloseTo(await wholeLogOdds(evaluator, hidden), 4)
  })

  test('the opposite label has the opposite map', async () => {
    const plain = (await linearModel())()
    const opposite = (await linearModel())({ target: { ...plain.target, sign: -1 } })
    const hidden = hiddenFilm(plain)
    const maps = await Promise.all(
      [plain, opposite].map(async (each) => occlusion(each, hidden, await wholeLogOdds(each, hidden), pixel)),
    )
    expectClose(
      maps[1]!.values,
      maps[0]!.values.map((value) => -value),
      5,
    )
  })
})

test('integrated gradients of a cubic add up to the change, and the error shrinks with the steps', async () => {
  const evaluator = (await curvedModel())()
  const hidden = hiddenFilm(evaluator)
  const pair = { ...hidden, baseline: hidden.fill }
  const whole = await wholeLogOdds(evaluator, hidden)
  const errors: number[] = []
  for (const steps of [4, 16, 64]) {
    const { map, completeness } = await integratedGradients(evaluator, pair, whole, {
      steps,
      baselineSigma: 1,
      smoothing: 0,
    })
    errors.push(completeness.error)
    expect(completeness.sum).toBeCloseTo(
      map.values.reduce((sum, value) => sum + value, 0),
      6,
    )
  }
  const [few = NaN, some = NaN, many = NaN] = errors
  expect(few / some).toBeGreaterThan(10)
  expect(many).toBeLessThan(1e-3)
  // The integral of 3 (f + a d)² d over a is the difference of cubes, pixel by pixel.
  const { map } = await integratedGradients(evaluator, pair, whole, {
    steps: 256,
    baselineSigma: 1,
    smoothing: 0,
  })
  expectClose(
    map.values,
    filmWeights.map((weight, at) => weight * (hidden.film[at]! ** 3 - 0.25 ** 3)),
    3,
  )
})

describe('a softmax over channels-last pictures, one a run', () => {
  const logits = (image: ArrayLike<number>) =>
    [0, 1, 2].map((label) =>
      Array.from(image).reduce((sum, value, at) => sum + value * classWeights[at * 3 + label]!, 0),
    )
  const logOdds = (image: ArrayLike<number>, label: number) => {
    const values = logits(image)
    return (
      values[label]! -
      Math.log(values.reduce((sum, value, at) => sum + (at === label ? 0 : Math.exp(value)), 0))
    )
  }

  test('occlusion hides all channels of a pixel', async () => {
    const evaluator = (await classModel(1))()
    const hidden = hiddenFilm(evaluator)
    const map = await occlusion(evaluator, hidden, logOdds(hidden.film, 1), pixel)
    const { place, channel } = stridesOf(hidden.shape)
    for (const at of [0, 9, 35, 63]) {
      const without = hidden.film.slice()
      for (let c = 0; c < 3; c++) without[at * place + c * channel] = 0.25
      expect(map.values[at]).toBeCloseTo(logOdds(hidden.film, 1) - logOdds(without, 1), 4)
    }
  })

  test('every label of it can be explained from end to end', async () => {
    for (const label of [0, 1, 2]) {
      const evaluator = (await classModel(label))()
      const { film } = hiddenFilm(evaluator)
      for (const method of ['occlusion', 'lime'] as const) {
        const { figures, map } = await explainFilm({ evaluator, film, method, chance: null })
        expect(figures.faithfulness.filmLogOdds).toBeCloseTo(logOdds(film, label), 3)
        expect(figures.faithfulness.score).toBeGreaterThan(0)
        expect(map.values.every(Number.isFinite)).toBe(true)
      }
    }
  })
})

describe('explaining a film', () => {
  test('makes as many runs as planned, tells of each, and gives the same again', async () => {
    for (const method of [
      'activation-map',
      'occlusion',
      'lime',
      'integrated-gradients',
      'smoothgrad',
    ] as const) {
      let told = 0
      const evaluator = (await linearModel())({ onProgress: (done) => (told += done) })
      const { film } = hiddenFilm(evaluator)
      const first = await explainFilm({ evaluator, film, method, chance: null })
      const runs = first.figures.evaluations + first.figures.gradientEvaluations
      expect(runs).toBe(plannedRuns(method, evaluator.shape, false))
      expect(told).toBe(runs)
      const again = await explainFilm({ evaluator, film, method, chance: first.chance })
      expect(again.figures.evaluations + again.figures.gradientEvaluations).toBe(
        plannedRuns(method, evaluator.shape, true),
      )
      expect(again.map).toEqual(first.map)
      expect(again.figures.faithfulness).toEqual(first.figures.faithfulness)
    }
  })

  test('stops when it is cancelled', async () => {
    const cancel = new AbortController()
    const evaluator = (await linearModel())({
      signal: cancel.signal,
      onProgress: () => cancel.abort(),
    })
    const { film } = hiddenFilm(evaluator)
    await expect(explainFilm({ evaluator, film, method: 'lime', chance: null })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    expect(evaluator.evaluations).toBeLessThan(40)
  })

  test('refuses gradients where there are none', async () => {
    const evaluator = (await classModel(0))()
    const { film } = hiddenFilm(evaluator)
    await expect(explainFilm({ evaluator, film, method: 'smoothgrad', chance: null })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    })
  })
})

test('the parameters fit every common grid', () => {
  for (const side of [8, 28, 144, 224, 512]) {
    const shape = { rows: side, columns: side, channels: 1, layout: 'NCHW' } as const
    const { occlusion: patches, lime: samples, integratedGradients: steps } = parametersFor(shape)
    expect(patches.stride).toBeLessThanOrEqual(patches.patch)
    expect(samples.samples).toBeGreaterThanOrEqual(300)
    expect(steps.steps).toBeGreaterThanOrEqual(32)
    expect(plannedRuns('occlusion', shape, false)).toBeLessThan(600)
  }
})
