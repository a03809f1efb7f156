import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanValue } from './clean-value'
import { icuMeasurements } from './icu-model.fixture'

const grid = icuMeasurements()
const all = [...grid.series, ...grid.statics]
const clean = (name: string, value: number) => {
  const measurement = all.find((each) => each.name === name)
  if (!measurement) throw new Error(name)
  return cleanValue(value, measurement, grid.missing)
}

describe('cleanValue', () => {
  it.each([
    ['pH', 735, 7.35],
    ['pH', 73.4, 7.34],
    ['Temp', 98.6, 37],
    ['Height', 68, 172.72],
    ['Height', 1.8, 180],
    ['Height', 431.8, 170],
    ['FiO2', 40, 0.4],
    ['SaO2', 0.97, 97],
    ['WBC', 12500, 12.5],
  ])('repairs %s %d to %d', (name, given, wanted) => {
    const cleaned = clean(name, given)
    expect(cleaned.what).toBe('repaired')
    expect('value' in cleaned && cleaned.value).toBeCloseTo(wanted, 9)
  })

  it.each([
    ['pH', 7.35],
    ['Temp', 26],
    ['Urine', 0],
    ['Gender', 0],
    ['GCS', 15],
  ])('keeps %s %d as it is', (name, value) => {
    expect(clean(name, value)).toEqual({ what: 'kept', value })
  })

  it.each([
    ['pH', 0],
    ['SysABP', 0],
    ['MAP', 295],
    ['Temp', 1.2],
    ['Weight', 472],
    ['Height', 15.2],
    ['Gender', 0.5],
    ['ICUType', 7],
    ['HR', Number.MAX_VALUE],
  ])('refuses %s %d', (name, value) => {
    expect(clean(name, value)).toEqual({ what: 'refused' })
  })

  it('takes the word for missing for what it is', () => {
    for (const { name } of all) expect(clean(name, -1)).toEqual({ what: 'missing' })
  })

  it('never gives a value outside the plausible range, and never clips', () => {
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.double({ noNaN: true }), (measurement, value) => {
        const cleaned = cleanValue(value, measurement, grid.missing)
        if (!('value' in cleaned)) return
        const { low, high } = measurement.plausible
        expect(cleaned.value).toBeGreaterThanOrEqual(low)
        expect(cleaned.value).toBeLessThanOrEqual(high)
        if (cleaned.what === 'kept') expect(cleaned.value).toBe(value)
      }),
    )
  })
})
