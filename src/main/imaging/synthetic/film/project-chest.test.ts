import { describe, expect, it } from 'vitest'
import { buildChest, type Chest } from '../anatomy/chest'
import { attenuationPerMm, hounsfield } from '../anatomy/materials'
import { ellipsoid } from '../anatomy/solid'
import { segmentsOf } from '../anatomy/tube'
import { planeFor, projectChest, SoftRay } from './project-chest'

/** water of 60 mm half depth around air of 20 mm half depth */
function phantom(): Chest {
  const { build } = buildChest({ seed: 1, ageYears: 3, sex: 'F', consolidation: null })
  const half = { a: 70, b: 60, c: 50 }
  return {
    build,
    layers: [
      { name: 'water', hu: () => 0, solid: ellipsoid({ x: 0, y: 0, z: 0 }, half) },
      { name: 'hole', hu: () => -1000, solid: ellipsoid({ x: 0, y: 10, z: 0 }, { a: 20, b: 20, c: 20 }) },
    ],
    lungLayer: -1,
    rods: [],
    clouds: [],
  }
}

describe('the line integral', () => {
  it('through water of 120 mm less 40 mm of air is 80 mm of water', () => {
    const ray = new SoftRay(phantom())
    ray.setHeight(0)
    expect(ray.attenuation(0)).toBeCloseTo(0.0199 * 80, 9)
  })

  it('beside the hole is the chord of the ellipsoid', () => {
    const ray = new SoftRay(phantom())
    ray.setHeight(30)
    // √(1 - (30/50)²) = 0.8
    expect(ray.attenuation(0)).toBeCloseTo(0.0199 * 120 * 0.8, 9)
    expect(ray.attenuation(56)).toBe(0)
  })

  it('adds what a hollow rod absorbs more than what it displaces', () => {
    const chest = phantom()
    const knots = [-60, 60].map((x) => ({ x, y: -40, z: 30, high: 5, thick: 4 }))
    const materials = { wallHu: 900, coreHu: 160, aroundHu: 0, wallMm: 1 }
    chest.rods = [{ name: 'rib', knots, segments: segmentsOf(knots), ...materials }]
    const plane = { rows: 5, columns: 5, pixelSpacingMm: 1, left: -2, top: 32 }
    const center = projectChest(chest, plane)[12]
    const extra = attenuationPerMm(900) * 2 + attenuationPerMm(160) * 6 - attenuationPerMm(0) * 8
    expect(center).toBeCloseTo(0.0199 * 120 * 0.8 + extra, 5)
  })

  it('counts bone more than its CT number says, water as itself', () => {
    expect(attenuationPerMm(0)).toBe(0.0199)
    expect(attenuationPerMm(-1000)).toBe(0)
    expect(attenuationPerMm(hounsfield.cortex)).toBeGreaterThan(0.0199 * 1.9)
  })
})

describe('a chest', () => {
  const options = { seed: 5, ageYears: 3, sex: 'M', consolidation: null } as const
  const healthy = buildChest(options)
  const plane = planeFor(healthy, 128)
  const wanted = {
    side: 'right',
    height: 0.3,
    outward: 0.5,
    depth: 0.6,
    size: 0.4,
    density: 0.9,
    airBronchogram: false,
  } as const

  it('absorbs more where lung is consolidated, and the same elsewhere', () => {
    const sick = buildChest({ ...options, consolidation: wanted })
    const before = projectChest(healthy, plane)
    const after = projectChest(sick, plane)
    const main = sick.clouds[0]
    if (!main) throw new Error('no cloud')
    const at = (x: number, z: number): number =>
      Math.round((plane.top - z) / plane.pixelSpacingMm) * plane.columns +
      Math.round((x - plane.left) / plane.pixelSpacingMm)
    const center = at(main.center.x, main.center.z)
    expect((after[center] ?? 0) - (before[center] ?? 0)).toBeGreaterThan(0.3)
    const changed = after.map((value, index) => value - (before[index] ?? 0))
    expect(changed.every((difference) => difference >= 0)).toBe(true)
    for (let index = 0; index < changed.length; index += 1) {
      const x = plane.left + (index % plane.columns) * plane.pixelSpacingMm
      if (x > 0) expect(changed[index]).toBe(0)
    }
  })

  it('is wider and higher in an adult than in a child', () => {
    const adult = buildChest({ ...options, ageYears: 40 }).build
    expect(adult.halfWidth / healthy.build.halfWidth).toBeGreaterThan(1.4)
    expect(adult.lungHeight / adult.halfWidth).toBeGreaterThan(
      healthy.build.lungHeight / healthy.build.halfWidth,
    )
    expect(adult.cardioThoracicRatio).toBeLessThan(0.5)
  })

  it('refuses an age that no one has', () => {
    expect(() => buildChest({ ...options, ageYears: -1 })).toThrow(RangeError)
    expect(() => buildChest({ ...options, ageYears: Number.NaN })).toThrow(RangeError)
  })
})
