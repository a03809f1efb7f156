/**
 * A simple chest in three dimensions, made of analytic solids and tubes. Sizes follow a child's or an adult's build in
 * the large (chest width and height by age, cardiothoracic ratio, number and course of ribs); it is drawn to look like a
 * chest and to be told from one, not to be an atlas.
 */
import { column, ellipsoid, type Point, smoothStep, type Solid, type Tube } from './solids'
import { SeededRandom } from './random'

export interface Consolidation {
  side: 'left' | 'right'
  /** 0 = base, 1 = apex */
  height: number
  /** 0 = at the hilum, 1 = at the chest wall */
  outward: number
  /** mean radius in mm for a 3-year-old; grows with the chest */
  radiusMm: number
}

export interface ChestOptions {
  seed: number
  ageYears: number
  consolidation: Consolidation | null
}

/** CT numbers of the materials, HU. */
export const hounsfield = { air: -1000, lung: -830, fat: -90, soft: 45, blood: 50, liver: 58, disc: 70, marrow: 230, cortex: 1500 }

/** One material in one solid. Later layers replace earlier ones where they overlap. */
export interface Layer {
  name: 'body' | 'fat' | 'lung' | 'abdomen' | 'mediastinum' | 'heart' | 'trachea' | 'stomach' | 'spine' | 'arm'
  solid: Solid
  hu: (z: number) => number
}

/** A tube of cortex around marrow (bone) or of blood (vessel). */
export interface TubeLayer {
  name: 'rib' | 'clavicle' | 'scapula' | 'humerus' | 'vessel'
  tube: Tube
  wallHu: number
  coreHu: number
  /** core radius as a share of the radius */
  core: number
}

export interface Chest {
  /** factor on all lengths: 1 = a 3-year-old */
  scale: number
  layers: Layer[]
  tubes: TubeLayer[]
  /** soft clouds of consolidated lung: centre, radius (1 standard deviation) in mm, share of air replaced */
  clouds: { center: Point; radiusMm: number; share: number }[]
  /** the box that a film or a scan covers, mm */
  bounds: { halfWidth: number; halfDepth: number; low: number; high: number }
}

/** Chest size by age relative to three years (chest circumference grows about 3 % a year in childhood, then slower). */
export function chestScale(ageYears: number): number {
  if (ageYears <= 12) return 0.92 * (1 + 0.03 * ageYears)
  return 1.25 + 0.2 * Math.min(1, (ageYears - 12) / 6)
}

export function buildChest({ seed, ageYears, consolidation }: ChestOptions): Chest {
  const random = new SeededRandom(seed)
  const scale = chestScale(ageYears) * random.between(0.97, 1.03)
  const layers = buildLayers(random)
  return {
    scale,
    layers,
    tubes: [...ribs(random), ...shoulderBones(), ...lungVessels(random)],
    clouds: consolidation ? cloudsOf(consolidation, random) : [],
    bounds: { halfWidth: 108, halfDepth: 72, low: -112, high: 104 },
  }
}

/** Everything below is in the measures of a three-year-old; the projections multiply by `scale`. */
function buildLayers(random: SeededRandom): Layer[] {
  const heartSize = random.between(0.95, 1.06)
  const domeRight = random.between(-50, -44)
  const domeLeft = domeRight - random.between(4, 8)
  const constant = (hu: number) => () => hu
  const layer = (name: Layer['name'], solid: Solid, hu: number): Layer => ({ name, solid, hu: constant(hu) })
  return [
    layer('arm', arm(1), hounsfield.soft),
    layer('arm', arm(-1), hounsfield.soft),
    layer('fat', column((z) => trunk(z, 0)), hounsfield.fat),
    layer('body', column((z) => trunk(z, 4)), hounsfield.soft),
    ...lung(-1),
    ...lung(1),
    layer('abdomen', ellipsoid({ x: -38, y: 4, z: domeRight - 56 }, 52, 60, 58), hounsfield.liver),
    layer('abdomen', ellipsoid({ x: 41, y: 4, z: domeLeft - 56 }, 49, 60, 58), hounsfield.soft),
    layer('stomach', ellipsoid({ x: 46, y: -18, z: domeLeft - 16 }, 15, 13, 9, 12), hounsfield.air + 60),
    layer('mediastinum', column(mediastinum), hounsfield.soft),
    layer('mediastinum', ellipsoid({ x: 11, y: 8, z: 34 }, 9.5, 11, 9), hounsfield.blood),
    layer('heart', ellipsoid({ x: 13, y: -14, z: -22 }, 36 * heartSize, 30, 25 * heartSize, 32), hounsfield.blood),
    layer('heart', ellipsoid({ x: -10, y: -8, z: -16 }, 20 * heartSize, 26, 26 * heartSize), hounsfield.blood),
    layer('heart', ellipsoid({ x: 15, y: -12, z: 12 }, 12, 15, 13), hounsfield.blood),
    { name: 'spine', solid: column(vertebra), hu: vertebraHu },
    layer('trachea', column(trachea), hounsfield.air + 30),
    layer('trachea', bronchus(1), hounsfield.air + 60),
    layer('trachea', bronchus(-1), hounsfield.air + 60),
  ]
}

/** The trunk from abdomen over shoulders to the neck; `inset` mm below the skin. */
function trunk(z: number, inset: number): { x: number; y: number; halfWidth: number; halfDepth: number } | null {
  const shoulder = smoothStep(40, 72, z)
  const neck = smoothStep(70, 92, z)
  const chestWidth = 88 - 5 * smoothStep(-40, -110, z)
  const width = chestWidth + 12 * shoulder * (1 - neck) - (chestWidth - 36) * neck
  const depth = 60 - 8 * smoothStep(10, 70, z) - 20 * neck
  return { x: 0, y: 0, halfWidth: width - inset, halfDepth: depth - inset }
}

/** Each lung: a long ellipsoid for its body, one that fills the flank, one for the apex. */
function lung(side: 1 | -1): Layer[] {
  const solids = [
    ellipsoid({ x: side * 42, y: 6, z: -12 }, 35, 50, 84, side * -3),
    ellipsoid({ x: side * 48, y: 8, z: -40 }, 31.5, 48, 64, side * 2),
    ellipsoid({ x: side * 34, y: 10, z: 40 }, 25, 34, 36, side * 12),
  ]
  return solids.map((solid) => ({ name: 'lung', solid, hu: () => hounsfield.lung }))
}

function mediastinum(z: number): { x: number; y: number; halfWidth: number; halfDepth: number } {
  const thymus = 4.5 * Math.exp(-(((z - 36) / 16) ** 2))
  const waist = 13.5 + thymus + 5 * smoothStep(46, 72, z) + 7 * smoothStep(-16, -66, z) + 0.8 * Math.sin(z / 7)
  return { x: 1.2 + 1.6 * Math.sin(z / 23), y: -2, halfWidth: waist, halfDepth: 46 }
}

const trachea = (z: number) => (z < 26 ? null : { x: -1.5, y: 8, halfWidth: 4.6, halfDepth: 5 })

/** A main bronchus from the bifurcation towards the hilum; the right one is steeper. */
function bronchus(side: 1 | -1): Solid {
  const tilt = side === 1 ? 38 : -52
  return ellipsoid({ x: side === 1 ? 9 : -9.5, y: 9, z: side === 1 ? 20 : 17 }, side === 1 ? 13 : 12, 3.6, 3.1, tilt)
}

const vertebraPitchMm = 13.5
const vertebraPhase = (z: number) => ((((z + 200) % vertebraPitchMm) + vertebraPitchMm) % vertebraPitchMm) / vertebraPitchMm

function vertebra(z: number): { x: number; y: number; halfWidth: number; halfDepth: number } {
  const phase = vertebraPhase(z)
  const waist = 1 - 0.1 * Math.sin(Math.PI * Math.min(1, phase / 0.8))
  return { x: 0, y: 34, halfWidth: 11.5 * waist, halfDepth: 12 }
}

function vertebraHu(z: number): number {
  const phase = vertebraPhase(z)
  if (phase > 0.8) return hounsfield.disc
  const nearPlate = Math.min(phase, 0.8 - phase)
  return nearPlate < 0.08 ? 430 : hounsfield.marrow + 40
}

function arm(side: 1 | -1): Solid {
  return ellipsoid({ x: side * 104, y: 4, z: 60 }, 22, 24, 60, side * 24)
}

/** Twelve ribs a side, from the spine round the flank to the front, sloping down; the front stretch is cartilage and not seen. */
function ribs(random: SeededRandom): TubeLayer[] {
  const tubes: TubeLayer[] = []
  for (let number = 1; number <= 12; number += 1) {
    const spineZ = 72 - (number - 1) * 13.2 + random.between(-0.8, 0.8)
    const barrel = Math.sin(Math.PI * Math.min(1, (number + 1.2) / 13))
    const width = 46 + 36 * Math.pow(barrel, 0.6) - (number === 1 ? 8 : 0)
    const depth = 30 + 22 * barrel
    const drop = 20 + 26 * Math.min(1, number / 7)
    const lastAngle = number <= 2 ? 150 : number <= 7 ? 146 : number <= 10 ? 132 : 84
    for (const side of [-1, 1] as const) {
      const points: Point[] = []
      const radiiMm: number[] = []
      for (let step = 0; step <= 96; step += 1) {
        const angle = (lastAngle * step) / 96
        const radians = (angle * Math.PI) / 180
        // The neck of the rib first rises a little, then the arch sinks towards the front.
        const sink = drop * smoothStep(8, 150, angle) - 3.2 * Math.sin(Math.min(Math.PI, radians * 2.2))
        points.push({
          x: side * Math.max(9, width * Math.pow(Math.sin(Math.max(radians, 0.02)), 0.82)),
          y: 2 + depth * Math.cos(radians) * (angle < 90 ? 0.86 : 0.95),
          z: spineZ - sink,
        })
        radiiMm.push((number === 1 ? 3.3 : 3) * (0.85 + 0.15 * Math.sin((Math.PI * step) / 96)))
      }
      tubes.push({ name: 'rib', tube: { points, radiiMm }, wallHu: hounsfield.cortex, coreHu: hounsfield.marrow + 120, core: 0.66 })
    }
  }
  return tubes
}

function shoulderBones(): TubeLayer[] {
  const tubes: TubeLayer[] = []
  for (const side of [-1, 1] as const) {
    const bone = (name: TubeLayer['name'], points: [number, number, number][], radiiMm: number[], core = 0.68): void => {
      const placed = points.map(([x, y, z]) => ({ x: side * x, y, z }))
      tubes.push({ name, tube: smoothed({ points: placed, radiiMm }), wallHu: 900, coreHu: hounsfield.marrow - 60, core })
    }
    bone('clavicle', [[10, -34, 61], [22, -38, 64], [38, -34, 69], [55, -20, 74], [70, -6, 77]], [4.2, 3.3, 2.9, 3, 3.4]) // prettier-ignore
    bone('scapula', [[76, 30, 70], [82, 36, 48], [84, 38, 24], [78, 40, 2]], [2.6, 2.1, 2, 1.7], 0.5)
    bone('scapula', [[76, 30, 70], [66, 40, 52], [64, 43, 26], [78, 40, 2]], [2, 1.5, 1.5, 1.6], 0.5)
    bone('scapula', [[62, 40, 58], [76, 34, 66], [90, 16, 74]], [1.9, 2.4, 2.9], 0.55)
    bone('humerus', [[93, 6, 68], [99, 6, 56], [108, 6, 30], [116, 6, 0]], [8, 6, 5, 4.8], 0.66)
  }
  return tubes
}

/** Catmull-Rom through the given points. */
function smoothed({ points, radiiMm }: Tube): Tube {
  const out: { points: Point[]; radiiMm: number[] } = { points: [], radiiMm: [] }
  const at = (index: number) => points[Math.min(points.length - 1, Math.max(0, index))] as Point
  const radius = (index: number) => radiiMm[Math.min(radiiMm.length - 1, index)] as number
  const blend = (p: number, q: number, r: number, s: number, t: number) =>
    q + 0.5 * t * (r - p + t * (2 * p - 5 * q + 4 * r - s + t * (3 * (q - r) + s - p)))
  for (let index = 0; index < points.length - 1; index += 1) {
    const [p, q, r, s] = [at(index - 1), at(index), at(index + 1), at(index + 2)]
    for (let step = 0; step < 20; step += 1) {
      const t = step / 20
      out.points.push({ x: blend(p.x, q.x, r.x, s.x, t), y: blend(p.y, q.y, r.y, s.y, t), z: blend(p.z, q.z, r.z, s.z, t) })
      out.radiiMm.push(radius(index) * (1 - t) + radius(index + 1) * t)
    }
  }
  out.points.push(at(points.length - 1))
  out.radiiMm.push(radius(points.length - 1))
  return out
}

/** Two trees of vessels from the hila, forking and thinning outwards. */
function lungVessels(random: SeededRandom): TubeLayer[] {
  const tubes: TubeLayer[] = []
  const grow = (from: Point, direction: Point, radiusMm: number, lengthMm: number, depth: number): void => {
    const points: Point[] = [from]
    const radiiMm = [radiusMm]
    let at = from
    let heading = direction
    const steps = 7
    for (let step = 1; step <= steps; step += 1) {
      const wander = 0.16
      heading = unit({
        x: heading.x + random.between(-wander, wander),
        y: heading.y + random.between(-wander, wander),
        z: heading.z + random.between(-wander, wander),
      })
      const stride = lengthMm / steps
      at = { x: at.x + heading.x * stride, y: at.y + heading.y * stride, z: at.z + heading.z * stride }
      points.push(at)
      radiiMm.push(radiusMm * (1 - (0.32 * step) / steps))
    }
    tubes.push({ name: 'vessel', tube: { points, radiiMm }, wallHu: hounsfield.blood, coreHu: hounsfield.blood, core: 0 })
    if (depth === 0) return
    for (let child = 0; child < 3; child += 1) {
      const spread = 0.75
      grow(
        at,
        unit({
          x: heading.x + random.between(-spread, spread),
          y: heading.y + random.between(-spread, spread) * 0.8,
          z: heading.z + random.between(-spread, spread),
        }),
        radiusMm * random.between(0.52, 0.68),
        lengthMm * random.between(0.62, 0.8),
        depth - 1,
      )
    }
  }
  for (const side of [-1, 1] as const) {
    const hilum = { x: side * 17, y: 8, z: side === 1 ? 14 : 8 }
    for (const [z, reach] of [[0.95, 26], [0.35, 24], [-0.25, 26], [-0.85, 30], [-1.5, 34]] as const) {
      grow(hilum, unit({ x: side, y: random.between(-0.5, 0.7), z }), random.between(2.7, 3.4), reach, 4)
    }
  }
  return tubes
}

/** A consolidation is no ball: several clouds of different size beside one another, inside the lung. */
function cloudsOf({ side, height, outward, radiusMm }: Consolidation, random: SeededRandom): Chest['clouds'] {
  const sign = side === 'left' ? 1 : -1
  const center = { x: sign * (24 + 42 * outward), y: 12, z: -48 + 100 * height }
  return Array.from({ length: 9 }, (_, index) => {
    const spread = index === 0 ? 0 : radiusMm * 0.75
    return {
      center: {
        x: center.x + random.normal() * spread,
        y: center.y + random.normal() * spread,
        z: center.z + random.normal() * spread * 0.8,
      },
      radiusMm: radiusMm * (index === 0 ? 0.8 : random.between(0.3, 0.6)),
      share: index === 0 ? 0.62 : random.between(0.35, 0.6),
    }
  })
}

function unit({ x, y, z }: Point): Point {
  const length = Math.hypot(x, y, z)
  return { x: x / length, y: y / length, z: z / length }
}
