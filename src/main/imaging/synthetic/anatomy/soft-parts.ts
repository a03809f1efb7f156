/** Skin, muscle, lungs and the organs under the diaphragm, with what lies between the lungs, as solids painted in order. */
import type { SeededRandom } from '../random'
import type { Build } from './build'
import { cageSection, heightShare } from './cage'
import { type Layer, layer } from './layer'
import { hounsfield } from './materials'
import { airways, descendingAorta, gullet, heart, mediastinum, spine, sternum } from './mediastinum'
import { column, ellipsoid, mix, type Point, type Section, smoothStep, type Solid } from './solid'

export function softParts(build: Build, sex: 'M' | 'F', random: SeededRandom): Layer[] {
  return [
    ...arms(build),
    layer(
      'fat',
      hounsfield.fat,
      column((z) => trunk(build, z, 0)),
    ),
    layer(
      'muscle',
      hounsfield.muscle,
      column((z) => trunk(build, z, build.wall * 0.38)),
    ),
    ...(sex === 'F' && build.ageYears >= 14 ? breasts(build) : []),
    layer(
      'lung',
      hounsfield.lung,
      column((z) => lungSection(build, z)),
    ),
    ...abdomen(build, random),
    ...mediastinum(build),
    ...heart(build, random),
    layer('aorta', hounsfield.blood, descendingAorta(build)),
    layer('sternum', hounsfield.marrow, sternum(build)),
    ...spine(build),
    layer('gullet', hounsfield.muscle - 15, gullet(build)),
    ...airways(build),
  ]
}

/** From the belly over the shoulders to the neck, `inset` mm under the skin. */
function trunk(build: Build, z: number, inset: number): Section {
  const t = heightShare(build, z)
  const { halfWidth: width, halfDepth: depth } = build
  const chest = width + build.wall + 4 * build.bone - 0.04 * width * smoothStep(0.15, -0.3, t)
  const shoulder = chest + (1.2 * width - chest) * smoothStep(0.42, 0.86, t)
  const neck = 0.36 * width + 0.05 * width * smoothStep(1.35, 1.6, t)
  // The line of the shoulder falls evenly and turns into the neck.
  const slope = Math.min(1, Math.max(0, (t - 0.94) / 0.2))
  const halfWidth = mix(shoulder, neck, Math.pow(slope, 0.75))
  const halfDepth = mix(
    depth + build.wall + 4 * build.bone + 0.05 * width,
    0.46 * width,
    smoothStep(0.72, 1.3, t),
  )
  return {
    x: 0,
    y: mix(0.05 * width, 0.1 * depth, smoothStep(0.5, 1, t)),
    halfWidth: halfWidth - inset,
    halfDepth: halfDepth - inset,
    roundness: 0.42,
  }
}

function arms(build: Build): Layer[] {
  return ([1, -1] as const).flatMap((side) => {
    const { shoulder, elbow } = armAxis(build, side)
    const middle = { x: (shoulder.x + elbow.x) / 2, y: shoulder.y, z: (shoulder.z + elbow.z) / 2 }
    const length = Math.hypot(shoulder.x - elbow.x, shoulder.z - elbow.z)
    const lean = (Math.atan2(shoulder.x - elbow.x, shoulder.z - elbow.z) * 180) / Math.PI
    const thick = 0.21 * build.halfWidth
    const cap = {
      x: shoulder.x - side * 0.02 * build.halfWidth,
      y: shoulder.y,
      z: shoulder.z - 0.02 * build.lungHeight,
    }
    return [
      layer('arm', hounsfield.muscle - 25, ellipsoid(middle, { a: thick, b: thick, c: 0.68 * length }, lean)),
      layer(
        'shoulder',
        hounsfield.muscle - 15,
        ellipsoid(cap, { a: 0.25 * build.halfWidth, b: 0.3 * build.halfWidth, c: 0.17 * build.lungHeight }),
      ),
    ]
  })
}

/** Upper arms a little away from the chest, as the reader of a film likes them. */
export function armAxis(build: Build, side: 1 | -1): { shoulder: Point; elbow: Point } {
  const { halfWidth: width, lungHeight: height, halfDepth: depth } = build
  const shoulder = { x: side * 1.1 * width, y: 0.15 * depth, z: build.apexZ - 0.1 * height }
  return {
    shoulder,
    elbow: { x: side * (1.1 * width + 0.5 * height), y: shoulder.y, z: shoulder.z - 0.95 * height },
  }
}

function breasts(build: Build): Layer[] {
  return ([1, -1] as const).map((side) =>
    layer(
      'breast',
      hounsfield.fat + 60,
      ellipsoid(
        { x: side * 0.52 * build.halfWidth, y: -1.16 * build.halfDepth, z: -0.3 * build.lungHeight },
        { a: 0.4 * build.halfWidth, b: 0.2 * build.halfDepth, c: 0.25 * build.lungHeight },
      ),
    ),
  )
}

function lungSection(build: Build, z: number): Section | null {
  const cage = z > build.angleZ ? cageSection(build, z) : null
  if (!cage) return null
  const gap = 1.5 + 1.5 * build.bone
  // Below the domes only a rim of lung is left, deepest behind.
  const low = Math.max(0, 1 - (z - build.angleZ) / (0.24 * build.lungHeight))
  const halfDepth = (cage.halfDepth - gap) * Math.sqrt(1 - low * low)
  return {
    ...cage,
    y: cage.y + 0.5 * (cage.halfDepth - gap - halfDepth),
    halfWidth: cage.halfWidth - gap,
    halfDepth,
  }
}

/** Liver and spleen push the two domes of the diaphragm up; the stomach holds a bubble of air. */
function abdomen(build: Build, random: SeededRandom): Layer[] {
  const { halfWidth: width, halfDepth: depth, lungHeight: height } = build
  const dome = (side: 1 | -1, topZ: number): Solid => {
    const high = topZ - (build.angleZ - 0.12 * height)
    return ellipsoid(
      { x: side * 0.47 * width, y: -0.04 * depth, z: topZ - high },
      { a: 0.57 * width, b: 0.98 * depth, c: high },
    )
  }
  const bubble = {
    x: random.between(0.36, 0.52) * width,
    y: -0.25 * depth,
    z: build.domeLeftZ - random.between(0.1, 0.13) * height,
  }
  return [
    layer('liver', hounsfield.liver, dome(-1, build.domeRightZ)),
    layer('spleen', hounsfield.muscle, dome(1, build.domeLeftZ)),
    layer(
      'stomach',
      hounsfield.air + 40,
      ellipsoid(bubble, { a: 0.19 * width, b: 0.24 * depth, c: 0.06 * height }, random.between(4, 16)),
    ),
  ]
}
