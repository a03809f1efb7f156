import { describe, expect, it } from 'vitest'
import { enlargeSmoothly } from './enlarge-smoothly'

const ramp = (rows: number, columns: number) =>
  Float32Array.from(
    { length: rows * columns },
    (_, index) => 0.1 * (index % columns) + 0.02 * Math.floor(index / columns),
  )

describe('enlargeSmoothly', () => {
  it('fades a pattern from pixel to pixel to a third', () => {
    const stripes = Float32Array.from({ length: 64 }, (_, index) => (index % 2 === 0 ? 1 : -1))
    const same = enlargeSmoothly({ rows: 8, columns: 8, values: stripes }, 8, 8)
    for (let column = 1; column < 7; column += 1)
      expect(same[3 * 8 + column]).toBeCloseTo((column % 2 === 0 ? 1 : -1) / 3, 6)
  })

  it('keeps a slope straight away from the border, at each pixel’s own centre', () => {
    const large = enlargeSmoothly({ rows: 8, columns: 8, values: ramp(8, 8) }, 32, 24)
    for (const [row, column] of [
      [12, 9],
      [16, 12],
      [19, 15],
    ] as const) {
      const across = ((column + 0.5) * 8) / 24 - 0.5
      const down = ((row + 0.5) * 8) / 32 - 0.5
      expect(large[row * 24 + column]).toBeCloseTo(0.1 * across + 0.02 * down, 6)
    }
  })

  it('keeps a flat raster flat up to the border', () => {
    const flat = new Float32Array(16).fill(0.4)
    const large = enlargeSmoothly({ rows: 4, columns: 4, values: flat }, 13, 17)
    for (const value of large) expect(value).toBeCloseTo(0.4, 6)
  })
})
