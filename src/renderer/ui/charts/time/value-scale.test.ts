import { expect, test } from 'vitest'
import { heightOf, valueScale } from './value-scale'

test('marks are round, few, and lie within the axis', () => {
  expect(valueScale(36.1, 39.4).ticks).toEqual([36, 37, 38, 39])
  expect(valueScale(60, 140)).toMatchObject({ ticks: [75, 100, 125], decimals: 0 })
  expect(valueScale(0.61, 1.32)).toMatchObject({ ticks: [0.6, 0.8, 1, 1.2], decimals: 1 })
  for (const [low, high] of [
    [0.0012, 0.0019],
    [-40, 12],
    [3, 1e7],
  ] as const) {
    // prettier-ignore
    const scale = valueScale(low, high)
    expect(scale.ticks.length).toBeGreaterThanOrEqual(2)
    expect(scale.ticks.length).toBeLessThanOrEqual(4)
    for (const tick of scale.ticks) expect(tick >= scale.low && tick <= scale.high).toBe(true)
  }
})

test('a value that never changes lies in the middle', () => {
  const scale = valueScale(5, 5)
  expect(heightOf(5, scale, 10, 40)).toBeCloseTo(30, 6)
  expect(valueScale(0, 0).high).toBeGreaterThan(0)
})

test('the largest is above the smallest', () => {
  const scale = valueScale(1, 3)
  expect(heightOf(3, scale, 0, 100)).toBeLessThan(heightOf(1, scale, 0, 100))
})
