import { describe, expect, it } from 'vitest'
import { statedAgeYears } from './stated-age'

describe('statedAgeYears', () => {
  it('reads years and months', () => {
    expect(statedAgeYears({ text: '3', unit: 'years' })).toBe(3)
    expect(statedAgeYears({ text: '18', unit: 'months' })).toBe(1.5)
    expect(statedAgeYears({ text: ' 2,5 ', unit: 'years' })).toBe(2.5)
  })
  it('accepts a newborn and refuses what is no age', () => {
    expect(statedAgeYears({ text: '0', unit: 'months' })).toBe(0)
    for (const text of ['', '-1', '3e2', 'three', '131'])
      expect(statedAgeYears({ text, unit: 'years' })).toBeNull()
  })
})
