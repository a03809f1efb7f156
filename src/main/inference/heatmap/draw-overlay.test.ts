import { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'
import { colourAt } from './colour-ramp'
import { drawOverlay, evidence, type Overlay } from './draw-overlay'

const calibration = { method: 'platt', slope: 1, intercept: 0, prevalence: 0.5 } as const
/** Strong evidence in the right half only. */
const overlay: Overlay = {
  film: { rows: 200, columns: 300, data: new Uint8Array(60_000).fill(100) },
  map: { label: 'pneumonia', rows: 1, columns: 2, data: Float32Array.of(-8, 8) },
  bias: 0,
  calibration,
  threshold: 0.4,
  caption: ['PNEUMONIA 0.97', 'NOT A DIAGNOSIS'],
}

describe('drawOverlay', () => {
  it('leaves the film alone where nothing speaks for the finding and colours it where something does', () => {
    const png = PNG.sync.read(drawOverlay(overlay))
    const pixel = (x: number, y: number) => [
      ...png.data.subarray((y * png.width + x) * 4, (y * png.width + x) * 4 + 3),
    ]
    expect(pixel(10, 100)).toEqual([100, 100, 100])
    const [red = 0, , blue = 0] = pixel(290, 100)
    expect(red - blue).toBeGreaterThan(60)
    expect([png.width, png.height]).toEqual([300, 254])
  })

  it('writes its caption under the film', () => {
    const png = PNG.sync.read(drawOverlay(overlay))
    const under = png.data.subarray(230 * png.width * 4)
    expect(under.includes(235)).toBe(true)
  })

  it('counts from the threshold, in log-odds', () => {
    const [none = NaN, half = NaN] = evidence({
      ...overlay,
      threshold: 0.5,
      map: { ...overlay.map, data: Float32Array.of(1, 5) },
      bias: -1,
    })
    expect(none).toBeCloseTo(0, 6)
    expect(half).toBeCloseTo(4 / 12, 6)
  })
})

describe('colourAt', () => {
  it('grows lighter from end to end', () => {
    const luminance = (value: number) => {
      const [red, green, blue] = colourAt(value)
      return 0.2126 * (red / 255) ** 2.2 + 0.7152 * (green / 255) ** 2.2 + 0.0722 * (blue / 255) ** 2.2
    }
    for (let step = 1; step <= 20; step++)
      expect(luminance(step / 20)).toBeGreaterThan(luminance((step - 1) / 20))
    expect(colourAt(-1)).toEqual(colourAt(0))
    expect(colourAt(2)).toEqual(colourAt(1))
  })
})
