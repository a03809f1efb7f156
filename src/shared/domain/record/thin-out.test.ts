import fc from 'fast-check'
import { expect, test } from 'vitest'
import { thinOut } from './thin-out'

const curve = fc
  .array(
    fc.record({
      timeMs: fc.integer({ min: 0, max: 1e6 }),
      value: fc.double({ min: -1e3, max: 1e3, noNaN: true }),
    }),
    { maxLength: 300 },
  )
  .map((points) => points.toSorted((a, b) => a.timeMs - b.timeMs))

test('keeps ends and peaks, in order, and no more points than asked for', () => {
  fc.assert(
    fc.property(curve, fc.integer({ min: 4, max: 100 }), (points, most) => {
      const kept = thinOut(points, most)
      expect(kept.length).toBeLessThanOrEqual(Math.max(most, 4))
      expect(kept.every((point) => points.includes(point))).toBe(true)
      expect(kept).toEqual(kept.toSorted((a, b) => a.timeMs - b.timeMs))
      if (points.length === 0) return
      expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)])
      const range = (list: typeof points) => [
        Math.min(...list.map(({ value }) => value)),
        Math.max(...list.map(({ value }) => value)),
      ]
      expect(range(kept)).toEqual(range(points))
    }),
  )
})
