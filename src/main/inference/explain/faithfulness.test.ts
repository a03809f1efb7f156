import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SeededRandom } from '../../imaging/synthetic/random'
import { filmWeights, linearModel } from './analytic-models.fixture'
import { blurPlane } from './blur'
import { measureChance, measureFaithfulness, rankSquares, squaresOf, summarise } from './faithfulness'
import type { HiddenFilm } from './film-tensor'

const parameters = { place: 1, steps: 20, randomOrders: 8, seed: 3 }

function hiddenFilm(): HiddenFilm {
  const random = new SeededRandom(4)
  const film = Float32Array.from({ length: 64 }, () => random.next())
  return { shape: { rows: 8, columns: 8, channels: 1, layout: 'NCHW' }, film, fill: new Float32Array(64) }
}

const mapOf = (values: ArrayLike<number>) => ({ rows: 8, columns: 8, values: Float32Array.from(values) })

describe('deletion and insertion', () => {
  test('the true order is better than chance, its reverse worse, and no order beats it', async () => {
    const evaluator = (await linearModel())()
    const hidden = hiddenFilm()
    const truth = filmWeights.map((weight, at) => weight * hidden.film[at]!)
    const chance = await measureChance(evaluator, hidden, parameters)
    const measure = (values: ArrayLike<number>) =>
      measureFaithfulness(evaluator, hidden, mapOf(values), chance, parameters)
    const right = await measure(truth)
    const wrong = await measure(truth.map((value) => -value))
    expect(right.deletion.logOdds).toBeLessThan(right.random.logOdds - 3 * right.randomSpread)
    expect(right.insertion.logOdds).toBeGreaterThan(right.random.logOdds + 3 * right.randomSpread)
    expect(right.score).toBeGreaterThan(0.3)
    expect(wrong.score).toBeCloseTo(-right.score!, 5)
    const random = new SeededRandom(8)
    const others: number[] = []
    for (let other = 0; other < 20; other++) {
      const { score } = await measure(truth.map(() => random.next()))
      expect(score).toBeLessThan(right.score!)
      others.push(score!)
    }
    expect(Math.abs(others.reduce((sum, score) => sum + score, 0) / 20)).toBeLessThan(0.1)
  })

  test('of a linear model the curve is the sum of what is left', async () => {
    const evaluator = (await linearModel())()
    const hidden = hiddenFilm()
    const truth = filmWeights.map((weight, at) => weight * hidden.film[at]!)
    const chance = await measureChance(evaluator, hidden, parameters)
    const { deletion, filmLogOdds, hiddenLogOdds } = await measureFaithfulness(
      evaluator,
      hidden,
      mapOf(truth),
      chance,
      parameters,
    )
    const falling = truth.toSorted((one, other) => other - one)
    const curve = Array.from(
      { length: 21 },
      (_, step) => 0.5 + falling.slice(Math.round((step / 20) * 64)).reduce((sum, value) => sum + value, 0),
    )
    const area = curve.slice(1).reduce((sum, value, at) => sum + (value + curve[at]!) / 40, 0)
    expect(deletion.logOdds).toBeCloseTo(area, 4)
    expect([filmLogOdds, hiddenLogOdds]).toEqual([expect.closeTo(curve[0]!, 4), expect.closeTo(0.5, 5)])
  })

  test('an answer that never changes has no score', () => {
    const flat = new Float64Array(19).fill(1.5)
    const { score, deletion, random } = summarise(flat, flat, {
      film: 1.5,
      hidden: 1.5,
      orders: [flat, flat],
    })
    expect(score).toBeNull()
    expect(deletion.logOdds).toBeCloseTo(1.5)
    expect(deletion.probability).toBeCloseTo(1 / (1 + Math.exp(-1.5)))
    expect(random.logOdds).toBeCloseTo(1.5)
  })

  test('the score stays within -1 and 1 whatever the curves', () => {
    const curve = fc.array(fc.double({ min: -30, max: 30, noNaN: true }), { minLength: 19, maxLength: 19 })
    fc.assert(
      fc.property(
        curve,
        curve,
        curve,
        fc.double({ min: -30, max: 30, noNaN: true }),
        (one, other, random, end) => {
          const orders = [Float64Array.from(random)]
          const { score, deletion } = summarise(Float64Array.from(one), Float64Array.from(other), {
            film: end,
            hidden: -end,
            orders,
          })
          expect(score === null || Math.abs(score) <= 1).toBe(true)
          expect(deletion.probability).toBeGreaterThanOrEqual(0)
          expect(deletion.probability).toBeLessThanOrEqual(1)
        },
      ),
    )
  })
})

describe('squares', () => {
  test('cover the input once each, whatever its size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 9 }),
        (rows, columns, side) => {
          const { groups, count } = squaresOf({ rows, columns, channels: 1, layout: 'NCHW' }, side)
          expect(new Set(groups).size).toBe(count)
          expect(Math.max(...groups)).toBe(count - 1)
        },
      ),
    )
  })

  test('are ranked by a coarse map where it lies', () => {
    const shape = { rows: 32, columns: 32, channels: 1, layout: 'NCHW' } as const
    const squares = squaresOf(shape, 8)
    const [first] = rankSquares(
      { rows: 4, columns: 4, values: Float32Array.from({ length: 16 }, (_, at) => (at === 6 ? 1 : 0)) },
      shape,
      squares,
    )
    expect(first).toBe(6)
  })
})

describe('the blur', () => {
  test('keeps a flat plane and the sum of a spot, and has about the asked width', () => {
    const shape = { rows: 101, columns: 101 }
    const flat = blurPlane(new Float32Array(101 * 101).fill(0.7), shape, 6)
    expect(Math.max(...flat.map((value) => Math.abs(value - 0.7)))).toBeLessThan(1e-5)
    const spot = new Float32Array(101 * 101)
    spot[50 * 101 + 50] = 1
    for (const sigma of [1.5, 4, 8]) {
      const spread = blurPlane(spot, shape, sigma)
      const total = spread.reduce((sum, value) => sum + value, 0)
      const variance = spread.reduce((sum, value, at) => sum + value * ((at % 101) - 50) ** 2, 0)
      expect(total).toBeCloseTo(1, 4)
      expect(Math.sqrt(variance) / sigma).toBeGreaterThan(0.93)
      expect(Math.sqrt(variance) / sigma).toBeLessThan(1.07)
    }
  })

  test('of nothing is a copy', () => {
    const plane = Float32Array.of(1, 2, 3, 4)
    expect(blurPlane(plane, { rows: 2, columns: 2 }, 0)).toEqual(plane)
  })
})
