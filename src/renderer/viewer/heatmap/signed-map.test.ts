import { beforeAll, describe, expect, it, vi } from 'vitest'
import { divergingColour, divergingOpacity } from './diverging-scale'
import { fullValue, paintSigned, sharedFullValues } from './signed-map'

const luminance = (value: number) => {
  const [red, green, blue] = divergingColour(value)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

describe('the diverging scale', () => {
  it('grows lighter from nothing to both ends, alike on both sides', () => {
    for (let step = 1; step <= 20; step += 1) {
      for (const sign of [-1, 1])
        expect(luminance((sign * step) / 20)).toBeGreaterThan(luminance((sign * (step - 1)) / 20))
      expect(Math.abs(luminance(step / 20) - luminance(-step / 20))).toBeLessThan(22)
    }
  })
  it('tells the sides apart by blue against red', () => {
    for (const strength of [0.2, 0.6, 1]) {
      const [red, , blue] = divergingColour(strength)
      const [otherRed, , otherBlue] = divergingColour(-strength)
      expect(red - blue).toBeGreaterThan(80)
      expect(otherBlue - otherRed).toBeGreaterThan(80)
    }
  })
  it('leaves the film clear where there is nothing', () => {
    expect(divergingOpacity(0.04)).toBe(0)
    expect(divergingOpacity(-1)).toBe(1)
  })
})

describe('full colour', () => {
  it('is not set by one stray cell', () => {
    const values = new Float32Array(1000).fill(1)
    values[7] = 500
    expect(fullValue({ values })).toBe(1)
    expect(fullValue({ values: new Float32Array(9) })).toBe(0)
  })
  it('stands for the same share of the evidence on one scale, whatever the unit', () => {
    const sharp = { values: Float32Array.of(0, 0, 0, 8) }
    const flat = { values: Float32Array.of(-1, 1, -1, 1) }
    expect(sharedFullValues([sharp, flat])).toEqual([8, 4])
    const hundredfold = { values: flat.values.map((value) => value * 100) }
    expect(sharedFullValues([sharp, hundredfold])).toEqual([8, 400])
    expect(sharedFullValues([{ values: new Float32Array(4) }])).toEqual([0])
  })
})

describe('paintSigned', () => {
  beforeAll(() => {
    vi.stubGlobal(
      'ImageData',
      class {
        readonly data: Uint8ClampedArray
        constructor(
          readonly width: number,
          readonly height: number,
        ) {
          this.data = new Uint8ClampedArray(width * height * 4)
        }
      },
    )
  })
  const pixel = ({ data, width }: ImageData, x: number, y: number) => [
    ...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4),
  ]

  it('keeps to the part of the film that the model saw', () => {
    const map = { rows: 1, columns: 2, values: Float32Array.of(-1, 1) }
    const region = { left: 0.25, top: 0, width: 0.5, height: 1 }
    const painted = paintSigned(map, region, 1, { columns: 2000, rows: 1000 })
    expect([painted.width, painted.height]).toEqual([512, 256])
    expect(pixel(painted, 127, 128)[3]).toBe(0)
    expect(pixel(painted, 384, 128)[3]).toBe(0)
    const [red, , blue, alpha] = pixel(painted, 129, 128)
    expect([(blue ?? 0) > (red ?? 0), alpha]).toEqual([true, 255])
    const [otherRed, , otherBlue] = pixel(painted, 382, 128)
    expect(otherRed).toBeGreaterThan(otherBlue ?? 0)
  })

  it('paints nothing of a map of nothing', () => {
    const map = { rows: 1, columns: 1, values: Float32Array.of(0) }
    const painted = paintSigned(map, { left: 0, top: 0, width: 1, height: 1 }, 0, { columns: 10, rows: 10 })
    expect(painted.data.every((value, at) => at % 4 !== 3 || value === 0)).toBe(true)
  })
})
