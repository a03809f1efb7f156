import fc from 'fast-check'
import { expect, test } from 'vitest'
import { around, held, lastOf, panned, shortestMs, zoomed } from './time-window'

const day = 86_400_000
const bounds = { fromMs: 0, toMs: 100 * day }

test('zooming keeps the time under the pointer where it is', () => {
  const before = { fromMs: 20 * day, toMs: 60 * day }
  const after = zoomed(before, 0.5, 0.25, bounds)
  expect(after).toEqual({ fromMs: 25 * day, toMs: 45 * day })
  // 30 days stand at a quarter of the width before and after
  expect(after.fromMs + (after.toMs - after.fromMs) * 0.25).toBe(30 * day)
})

test('panning stops at the ends without changing the length', () => {
  expect(panned({ fromMs: 90 * day, toMs: 98 * day }, 1, bounds)).toEqual({
    fromMs: 92 * day,
    toMs: 100 * day,
  })
  expect(panned({ fromMs: 1 * day, toMs: 5 * day }, -3, bounds)).toEqual({ fromMs: 0, toMs: 4 * day })
})

test('one moment alone still has a stretch of time around it', () => {
  const shown = around({ fromMs: 5, toMs: 5 })
  expect(shown.toMs - shown.fromMs).toBe(shortestMs)
  expect(lastOf(bounds, 7 * day)).toEqual({ fromMs: 93 * day, toMs: 100 * day })
})

test('whatever is done, the window stays within the bounds and does not vanish', () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('zoom'),
      by: fc.double({ min: 0.01, max: 100, noNaN: true }),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    fc.record({
      kind: fc.constant('pan'),
      by: fc.double({ min: -5, max: 5, noNaN: true }),
      at: fc.constant(0),
    }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let window = held({ fromMs: 10 * day, toMs: 20 * day }, bounds)
      for (const { kind, by, at } of steps)
        window = kind === 'zoom' ? zoomed(window, by, at, bounds) : panned(window, by, bounds)
      expect(window.fromMs).toBeGreaterThanOrEqual(bounds.fromMs - 1e-3)
      expect(window.toMs).toBeLessThanOrEqual(bounds.toMs + 1e-3)
      expect(window.toMs - window.fromMs).toBeGreaterThanOrEqual(shortestMs - 1e-3)
    }),
  )
})
