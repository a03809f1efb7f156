import { describe, expect, it } from 'vitest'
import { brightness, lutBrightness, rampOf, windowOf } from './window'

// Worked examples of PS3.3 C.11.2.1.2.1: "c-0.5-(w-1)/2 < x <= c-0.5+(w-1)/2".
describe('LINEAR', () => {
  it('maps the standard’s examples', () => {
    expect(rampOf({ center: 2048, width: 4096, lutFunction: 'LINEAR' })).toEqual({ lower: 0, upper: 4095 })
    expect(rampOf({ center: 2048, width: 1, lutFunction: 'LINEAR' }).upper).toBeCloseTo(2047.5, 4)
    expect(rampOf({ center: 0, width: 100, lutFunction: 'LINEAR' })).toEqual({ lower: -50, upper: 49 })
  })
  it('is black at its lower end, white at its upper end', () => {
    const window = { center: 40, width: 400, lutFunction: 'LINEAR' } as const
    expect(brightness(-160, window)).toBe(0)
    expect(brightness(239, window)).toBe(1)
    expect(brightness(39.5, window)).toBeCloseTo(0.5)
  })
})

describe('LINEAR_EXACT', () => {
  it('maps the standard’s example', () => {
    expect(rampOf({ center: 2048, width: 4096, lutFunction: 'LINEAR_EXACT' })).toEqual({
      lower: 0,
      upper: 4096,
    })
  })
  it('is the inverse of windowOf', () => {
    for (const lutFunction of ['LINEAR', 'LINEAR_EXACT'] as const) {
      const ramp = { lower: -1024, upper: 3071 }
      expect(rampOf(windowOf(ramp, lutFunction))).toEqual(ramp)
    }
  })
})

describe('SIGMOID', () => {
  it('is half at the centre and has the slope of a window there', () => {
    const window = { center: 100, width: 200, lutFunction: 'SIGMOID' } as const
    expect(brightness(100, window)).toBe(0.5)
    expect(brightness(200, window)).toBeCloseTo(1 / (1 + Math.exp(-2)), 12)
    expect((brightness(100.5, window) - brightness(99.5, window)) * 200).toBeCloseTo(1, 3)
  })
})

describe('VOI LUT', () => {
  const lut = { explanation: '', firstMapped: 10, bits: 12, data: [0, 1000, 4095] }
  it('looks values up from the first mapped one and holds its ends', () => {
    expect(lutBrightness(-50, lut)).toBe(0)
    expect(lutBrightness(11, lut)).toBeCloseTo(1000 / 4095)
    expect(lutBrightness(12, lut)).toBe(1)
    expect(lutBrightness(900, lut)).toBe(1)
  })
})
