import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chordAlongRay, depthIn, type Knot, segmentsOf } from './tube'

const knot = (x: number, y: number, z: number, high = 2, thick = 1): Knot => ({ x, y, z, high, thick })

const through = (knots: Knot[], x: number, z: number, inset = 0): number =>
  segmentsOf(knots).reduce((sum, segment) => sum + chordAlongRay(segment, x, z, inset), 0)

describe('the chord of a ray', () => {
  it('across a level rod is its thickness, 2 mm', () => {
    expect(through([knot(-10, 0, 0), knot(10, 0, 0)], 0, 0)).toBeCloseTo(2, 9)
  })

  it('half way to the rim is √(3/4) of it, and nothing outside', () => {
    const rod = [knot(-10, 0, 0), knot(10, 0, 0)]
    expect(through(rod, 3, 1)).toBeCloseTo(2 * Math.sqrt(0.75), 9)
    expect(through(rod, 3, 2.01)).toBe(0)
    expect(through(rod, 10.01, 0)).toBe(0)
  })

  it('across a rod at 45 degrees is √2 of its thickness', () => {
    expect(through([knot(-10, -10, 0, 1, 1), knot(10, 10, 0, 1, 1)], 0, 0)).toBeCloseTo(2 * Math.SQRT2, 9)
  })

  it('along a rod is its length', () => {
    expect(through([knot(0, -7, 0), knot(0, 5, 0)], 0.2, 0.2)).toBeCloseTo(12, 9)
  })

  it('of the core leaves the wall out', () => {
    expect(through([knot(-10, 0, 0, 3, 3), knot(10, 0, 0, 3, 3)], 0, 0, 1)).toBeCloseTo(4, 9)
  })

  it('does not change when a straight rod is cut into pieces', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -8, max: 8, noNaN: true }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        (x, z) => {
          const whole = through([knot(-10, -4, 1), knot(10, 4, -1)], x, z)
          const pieces = through(
            [knot(-10, -4, 1), knot(-2, -0.8, 0.2), knot(5, 2, -0.5), knot(10, 4, -1)],
            x,
            z,
          )
          expect(pieces).toBeCloseTo(whole, 7)
        },
      ),
    )
  })

  it('neither gaps nor overlaps where the rod bends', () => {
    const bent = [knot(-10, 0, 0, 1, 1), knot(0, 0, 0, 1, 1), knot(10, 4, 0, 1, 1)]
    const chords = [-0.4, -0.2, 0, 0.2, 0.4].map((x) => through(bent, x, 0))
    for (const chord of chords) {
      expect(chord).toBeGreaterThan(1.9)
      expect(chord).toBeLessThan(2.2)
    }
  })
})

it('tells how deep a point lies', () => {
  const [segment] = segmentsOf([knot(-10, 0, 0), knot(10, 0, 0)])
  if (!segment) throw new Error('no segment')
  expect(depthIn(segment, { x: 0, y: 0, z: 0 }, 0)).toBe(1)
  expect(depthIn(segment, { x: 0, y: 1, z: 0 }, 0)).toBeCloseTo(0, 12)
  expect(depthIn(segment, { x: 0, y: 0, z: 1 }, 0)).toBeCloseTo(0.75, 12)
  expect(depthIn(segment, { x: 11, y: 0, z: 0 }, 0)).toBeLessThan(0)
})
