import { describe, expect, it } from 'vitest'
import { valueUnit } from './presets'
import { decimalsFor } from './value-text'

describe('valueUnit', () => {
  it('is HU for CT unless the file says otherwise', () => {
    expect(valueUnit('CT', '')).toBe('HU')
    expect(valueUnit('CT', 'HU')).toBe('HU')
    expect(valueUnit('CT', 'US')).toBe('')
    expect(valueUnit('CT', 'MGML')).toBe('MGML')
  })
  it('is never made up for other modalities', () => {
    expect(valueUnit('MR', '')).toBe('')
    expect(valueUnit('CR', 'US')).toBe('')
    expect(valueUnit('PT', 'BQML')).toBe('BQML')
  })
})

describe('decimalsFor', () => {
  it('gives more decimals to smaller ranges', () => {
    expect(decimalsFor(4000)).toBe(0)
    expect(decimalsFor(15)).toBe(1)
    expect(decimalsFor(1)).toBe(2)
    expect(decimalsFor(0.01)).toBe(4)
    expect(decimalsFor(0)).toBe(0)
  })
})
