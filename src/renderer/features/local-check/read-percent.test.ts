import { expect, test } from 'vitest'
import { readPercent } from './read-percent'

test('reads percentages as people type them', () => {
  expect(readPercent('12.5', 0, 100)).toBeCloseTo(0.125)
  expect(readPercent(' 12,5 % ', 0, 100)).toBeCloseTo(0.125)
  expect(readPercent('12,5%', 0, 100)).toBeCloseTo(0.125)
  expect(readPercent('0', 0.1, 99)).toBeNull()
  expect(readPercent('100', 0.1, 99)).toBeNull()
  expect(readPercent('', 0, 100)).toBeNull()
  expect(readPercent('1e1', 0, 100)).toBeNull()
})
