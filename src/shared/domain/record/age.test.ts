import { expect, test } from 'vitest'
import { ageYears } from './age'

test('years are completed on the birthday', () => {
  expect(ageYears('1950-03-07', Date.parse('2026-03-06T23:00:00Z'))).toBe(75)
  expect(ageYears('1950-03-07', Date.parse('2026-03-07T00:00:00Z'))).toBe(76)
})

test('a small child has a part of years, and nobody an age before birth or without a birth date', () => {
  expect(ageYears('2026-01-01', Date.parse('2026-02-01'))).toBeCloseTo(31 / 365.25, 10)
  expect(ageYears('2026-01-01', Date.parse('2025-12-31'))).toBeNull()
  expect(ageYears(null, 0)).toBeNull()
})
