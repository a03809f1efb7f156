import { describe, expect, it } from 'vitest'
import { column, ellipsoid, smoothStep, type Solid } from './solid'

function cut(solid: Solid, x: number, z: number): number[] | null {
  const out = new Float64Array(2)
  return solid.atHeight(z)?.(x, out) ? [...out] : null
}

describe('ellipsoid', () => {
  const solid = ellipsoid({ x: 10, y: -5, z: 2 }, { a: 4, b: 6, c: 8 })

  it('is cut through its centre over its whole depth', () => {
    expect(cut(solid, 10, 2)).toEqual([-11, 1])
  })

  it('is cut at half of its half axis over √(3/4) of its depth', () => {
    const [from, to] = cut(solid, 12, 2) ?? []
    expect(from).toBeCloseTo(-5 - 6 * Math.sqrt(0.75), 12)
    expect(to).toBeCloseTo(-5 + 6 * Math.sqrt(0.75), 12)
  })

  it('is missed beside and above', () => {
    expect(cut(solid, 14.01, 2)).toBeNull()
    expect(cut(solid, 10, 10.01)).toBeNull()
  })

  it('turns its left end down', () => {
    const turned = ellipsoid({ x: 0, y: 0, z: 0 }, { a: 10, b: 5, c: 1 }, 30)
    const left = { x: 9 * Math.cos(Math.PI / 6), z: -9 * Math.sin(Math.PI / 6) }
    expect(cut(turned, left.x, left.z)).not.toBeNull()
    expect(cut(turned, left.x, -left.z)).toBeNull()
  })
})

it('a column of roundness 0.5 is an elliptical cylinder', () => {
  const solid = column(() => ({ x: 0, y: 1, halfWidth: 5, halfDepth: 2, roundness: 0.5 }))
  const [from, to] = cut(solid, 3, 100) ?? []
  expect(from).toBeCloseTo(1 - 2 * 0.8, 12)
  expect(to).toBeCloseTo(1 + 2 * 0.8, 12)
  expect(cut(solid, 5.1, 0)).toBeNull()
})

it('smooth steps run either way', () => {
  expect(smoothStep(0, 2, 1)).toBe(0.5)
  expect(smoothStep(2, 0, 0.5)).toBeCloseTo(0.84375, 12)
})
