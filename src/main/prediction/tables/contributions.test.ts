import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fakeRuns, tableModel } from '../../../test-support/tiny-table'
import { contributionsOf } from './contributions'

/** Each column by itself, made to fit the outputs of a graph. */
const terms = ([age = 0, chol = 0, smokes = 0, sex = 0]: readonly number[]) => [
  0.05 * age + 0.0004 * age * age,
  chol / 200,
  0.8 * smokes,
  -0.3 * sex,
]
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const logit = (row: readonly number[], together: number) => {
  const [age = 0, , smokes = 0] = row
  return sum(terms(row)) + (together * smokes * (age - 50)) / 10
}
const runs = (together: number) =>
  fakeRuns({
    'tiny-table': (row) => ({ logit: [logit(row, together)], additive: terms(row) }),
  })
const whole = (min: number, max: number) => fc.integer({ min, max })
const row = (...values: number[]) => Float32Array.from(values)

describe('contributionsOf', () => {
  it('is exact for an additive model, whatever the orders', async () => {
    // Means over the backgrounds of the manifest: ages 40 and 60, cholesterol 180 (1 of 4) and 240, half smoke, all men.
    const usual = [
      (0.05 * 40 + 0.0004 * 1600 + 0.05 * 60 + 0.0004 * 3600) / 2,
      (180 + 3 * 240) / 4 / 200,
      0.4,
      -0.3,
    ]
    const check = async (age: number, chol: number, smokes: number) => {
      const explained = row(age, chol, smokes, 1)
      const { contributions } = await contributionsOf(runs(0), tableModel(), explained, { orders: 8 })
      for (const [at, term] of terms([...explained]).entries()) {
        expect(contributions[at]!.logOdds).toBeCloseTo(term - usual[at]!, 4)
        expect(contributions[at]!.alone).toBeCloseTo(term - usual[at]!, 4)
      }
    }
    const [age, chol, smokes] = [whole(20, 90), whole(100, 400), whole(0, 1)]
    await fc.assert(fc.asyncProperty(age, chol, smokes, check), { numRuns: 40 })
  })

  it('adds up from the base to the row', async () => {
    const check = async (age: number, smokes: number, together: number) => {
      const explained = row(age, 200, smokes, 0)
      const { base, total, contributions } = await contributionsOf(runs(together), tableModel(), explained, {
        orders: 10,
      })
      expect(base + sum(contributions.map(({ logOdds }) => logOdds))).toBeCloseTo(total, 4)
    }
    const [age, smokes, together] = [whole(20, 90), whole(0, 1), fc.double({ min: -2, max: 2, noNaN: true })]
    await fc.assert(fc.asyncProperty(age, smokes, together, check), { numRuns: 40 })
  })

  it('shares what two columns do together out among them, as Shapley’s formula says', async () => {
    const { contributions } = await contributionsOf(runs(1), tableModel(), row(70, 200, 1, 1), {
      orders: 4000,
    })
    const together = contributions.map(({ logOdds, alone }) => logOdds - alone!)
    // The term is smokes * (age - 50) / 10: 2 for this row; backgrounds with mean 0 for the age part and 0.5 for smoking.
    // Age gets (0.5 + 1) / 2 * 2, smoking (2 + 0) / 2 * 0.5, by both orders of the two.
    expect(together[0]).toBeCloseTo(1.5, 1)
    expect(together[2]).toBeCloseTo(0.5, 1)
    expect(together[1]).toBeCloseTo(0, 4)
    expect(together[3]).toBeCloseTo(0, 4)
  })

  it('names an empty cell as such and asks the graph once', async () => {
    const inference = fakeRuns({
      'tiny-table': (values) => ({
        logit: [values.reduce((total, value) => total + (Number.isNaN(value) ? 0 : value), 0)],
        additive: [0, 0, 0, 0],
      }),
    })
    const { contributions } = await contributionsOf(inference, tableModel(), row(50, NaN, 0, 1), {
      orders: 4,
    })
    expect(contributions[1]).toMatchObject({ column: 'chol', value: null })
    expect(inference.runs).toEqual([{ id: 'tiny-table', rows: 1 + 4 * 5 }])
  })
})
