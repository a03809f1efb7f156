import { describe, expect, it } from 'vitest'
import { heatColour, heatOpacity } from './colour-scale'
import { evidenceLogits, fullScaleLogits } from './evidence'
import { upsampleBilinear } from './upsample'

describe('upsampleBilinear', () => {
  it('keeps a map of the same size', () => {
    const map = Float32Array.of(1, 2, 3, 4)
    expect(upsampleBilinear(map, 2, 2, 2, 2)).toEqual(map)
  })
  // Cell centres of two cells over four pixels lie at 0.5 and 2.5: worked by hand.
  it('interpolates between cell centres and holds the border', () => {
    expect(Array.from(upsampleBilinear(Float32Array.of(0, 4), 1, 2, 1, 4))).toEqual([0, 1, 3, 4])
    expect(Array.from(upsampleBilinear(Float32Array.of(0, 4), 2, 1, 4, 1))).toEqual([0, 1, 3, 4])
  })
  it('covers the whole image: a single cell fills it', () => {
    expect(Array.from(upsampleBilinear(Float32Array.of(5), 1, 1, 2, 3))).toEqual([5, 5, 5, 5, 5, 5])
  })
  it('puts a cell where it lies', () => {
    const map = new Float32Array(49)
    map[2 * 7 + 5] = 1
    const image = upsampleBilinear(map, 7, 7, 70, 140)
    const brightest = image.indexOf(Math.max(...image))
    expect(Math.floor(brightest / 140 / 10)).toBe(2)
    expect(Math.floor((brightest % 140) / 20)).toBe(5)
  })
})

describe('heatColour', () => {
  it('grows lighter all the way, so that the order survives without colour', () => {
    const luminance = Array.from({ length: 101 }, (_, i) => {
      const [r, g, b] = heatColour(i / 100)
      return 0.2126 * r + 0.7152 * g + 0.0722 * b
    })
    luminance.slice(1).forEach((value, i) => expect(value).toBeGreaterThanOrEqual(luminance[i] ?? 0))
  })
  it('leaves the film clear where there is no evidence', () => {
    expect(heatOpacity(0.05)).toBe(0)
    expect(heatOpacity(0.9)).toBe(1)
  })
})

describe('evidence', () => {
  const scale = { bias: 0.5, slope: 2, intercept: -1, threshold: 0.5 }
  it('begins where a film like the cell would reach the threshold', () => {
    expect(evidenceLogits(0, scale)).toBe(0)
    expect(evidenceLogits(-3, scale)).toBe(0)
    expect(evidenceLogits(0, { ...scale, threshold: 0.4 })).toBeCloseTo(Math.log(1.5))
    expect(evidenceLogits(1.25, scale)).toBeCloseTo(2.5)
  })
  it('does not stretch weak evidence over all colours, and does not cut off strong evidence', () => {
    expect(fullScaleLogits(Float32Array.of(-4, 0, 1), scale)).toBe(5)
    expect(fullScaleLogits(Float32Array.of(0, 10, 2), scale)).toBeCloseTo(20)
  })
})
