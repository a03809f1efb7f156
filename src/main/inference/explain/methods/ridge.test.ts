import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fixtures } from '../analytic-models.fixture'
import { fitRidge, predictRow, weightedR2 } from './ridge'

interface Case {
  alpha: number
  rows: number[][]
  values: number[]
  weights: number[]
  intercept: number
  coefficients: number[]
  r2: number
}
const cases = JSON.parse(readFileSync(join(fixtures, 'ridge.json'), 'utf8')) as Case[]

test.each(cases)('agrees with scikit-learn to nine digits (alpha $alpha)', (sample) => {
  const fit = fitRidge(sample, sample.coefficients.length, sample.alpha)
  expect(fit.intercept).toBeCloseTo(sample.intercept, 9)
  for (const [at, value] of sample.coefficients.entries()) expect(fit.coefficients[at]).toBeCloseTo(value, 9)
  const predicted = sample.rows.map((row) => predictRow(fit, row))
  expect(weightedR2(predicted, sample)).toBeCloseTo(sample.r2, 9)
})

test('a feature that never changes gets nothing', () => {
  const rows = [
    [1, 0],
    [1, 1],
    [1, 0],
    [1, 1],
  ]
  const { coefficients } = fitRidge({ rows, values: [0, 2, 0, 2], weights: [1, 1, 1, 1] }, 2, 1e-9)
  expect(coefficients[0]).toBeCloseTo(0, 9)
  expect(coefficients[1]).toBeCloseTo(2, 6)
})

test('nothing to explain is explained, unless it is missed', () => {
  const flat = { values: [2, 2, 2], weights: [1, 1, 1] }
  expect(weightedR2([2, 2, 2], flat)).toBe(1)
  expect(weightedR2([2, 2, 3], flat)).toBe(0)
})
