/** Ribs, collar bones, shoulder blades, upper arms and the processes of the vertebrae, as rods of cortex around marrow. */
import type { SeededRandom } from '../random'
import type { Build } from './build'
import { cagePoint, spineY, vertebraTopZ } from './cage'
import { hounsfield } from './materials'
import { armAxis } from './soft-parts'
import { mix, type Point, smoothStep } from './solid'
import { type Knot, smoothed } from './tube'

/** A rod with a wall of one material around a core of another, embedded in a third. */
export interface Rod {
  name: 'rib' | 'clavicle' | 'scapula' | 'humerus' | 'process' | 'vessel' | 'airway'
  knots: Knot[]
  wallHu: number
  coreHu: number
  /** mm of wall around the core */
  wallMm: number
  /** what would be there without the rod */
  aroundHu: number
}

export function bones(build: Build, random: SeededRandom): Rod[] {
  const sides = [1, -1] as const
  return [
    ...sides.flatMap((side) => Array.from({ length: 12 }, (_, index) => rib(build, index + 1, side, random))),
    ...sides.flatMap((side) => [
      clavicle(build, side, random),
      ...scapula(build, side),
      humerus(build, side),
    ]),
    ...processes(build),
  ]
}

/** Young bone holds less mineral. */
const cortexHu = (build: Build): number => mix(800, hounsfield.cortex, Math.min(1, build.ageYears / 16))

function bone(build: Build, name: Rod['name'], knots: Knot[], wallMm: number): Rod {
  return {
    name,
    knots,
    wallHu: cortexHu(build),
    coreHu: hounsfield.marrow,
    wallMm: wallMm * (0.35 + 0.65 * build.bone),
    aroundHu: hounsfield.muscle,
  }
}

/**
 * From the vertebra a little up, then falling round the flank and on to the front, where bone ends and cartilage, which a
 * film does not show, begins.
 */
function rib(build: Build, number: number, side: 1 | -1, random: SeededRandom): Rod {
  const pitch = build.vertebraPitch
  const startZ = vertebraTopZ(build, number) + random.between(-0.06, 0.06) * pitch
  const upper = Math.min(1, (number - 1) / 4)
  const flankDrop = pitch * mix(0.75, 1.9, build.ribSlope) * mix(0.75, 1, upper)
  const frontDrop = pitch * mix(0.8, 1.75, build.ribSlope) * mix(0.6, 1, upper)
  const endAngle =
    number === 1
      ? 152
      : number <= 5
        ? 146 - number
        : number <= 8
          ? 142 - 2 * (number - 5)
          : number <= 10
            ? 132 - 6 * (number - 8)
            : 96 - 34 * (number - 11)
  const startAngle = 9
  const outside = 1.2 + 2.6 * build.bone
  const knots: Knot[] = []
  const steps = 40
  for (let step = 0; step <= steps; step += 1) {
    const angle = mix(startAngle, endAngle, step / steps)
    const rise = 0.22 * pitch * Math.sin((Math.PI * Math.min(angle, 44)) / 44)
    const fall = flankDrop * smoothStep(14, 118, angle) + frontDrop * smoothStep(70, 175, angle) * 1.15
    const z = startZ + rise - fall
    // Under the lowest corner of the lungs the cage goes on as wide as it was.
    const place = cagePoint(build, Math.max(z, build.angleZ - 0.2 * build.lungHeight), angle, side, outside)
    const neck = smoothStep(26, 8, angle)
    const spineSide = 0.13 * build.halfWidth
    const along = Math.min(1, step / 6)
    const swell = 1 + 0.18 * smoothStep(0.85, 1, step / steps)
    knots.push({
      x:
        side *
        mix(
          Math.max(spineSide, Math.abs(place.x)),
          spineSide + (Math.abs(place.x) - spineSide) * along,
          neck,
        ),
      y: place.y - neck * 0.1 * build.halfWidth,
      z,
      high:
        (number === 1 ? 5.2 : number > 10 ? 4 : 5.4) *
        build.bone *
        mix(0.78, 1, smoothStep(8, 40, angle)) *
        swell,
      thick: 3.5 * build.bone * swell,
    })
  }
  return bone(build, 'rib', knots, 1.3)
}

function placed(
  build: Build,
  side: 1 | -1,
  rows: readonly (readonly [number, number, number, number, number])[],
): Knot[] {
  const { halfWidth: width, halfDepth: depth, lungHeight: height } = build
  return rows.map(([x, y, z, high, thick]) => ({
    x: side * x * width,
    y: y * depth,
    z: build.apexZ + z * height,
    high: high * build.bone,
    thick: thick * build.bone,
  }))
}

/** S-shaped, from the breastbone to the shoulder. Rows: x, y, height below the apex in shares, half axes in adult mm. */
function clavicle(build: Build, side: 1 | -1, random: SeededRandom): Rod {
  const lift = random.between(-0.012, 0.012)
  const rows = [
    [0.13, -0.66, -0.115 + lift, 10.5, 9],
    [0.2, -0.7, -0.09 + lift, 7.6, 7],
    [0.36, -0.66, -0.055 + lift, 6, 6],
    [0.55, -0.48, -0.03 + lift, 5.4, 5.6],
    [0.75, -0.24, -0.012 + lift, 5.2, 6],
    [0.93, -0.08, -0.01 + lift, 5.4, 7.5],
    [1.04, 0.06, -0.025 + lift, 6, 8],
  ] as const
  return bone(build, 'clavicle', smoothed(placed(build, side, rows)), 1.7)
}

/** The blade's plate is too thin to be seen; its borders, spine and the joint are what a film shows. */
function scapula(build: Build, side: 1 | -1): Rod[] {
  const rod = (rows: readonly (readonly [number, number, number, number, number])[], wallMm: number): Rod =>
    bone(build, 'scapula', smoothed(placed(build, side, rows)), wallMm)
  return [
    // outer border, down to the lower angle
    rod(
      [
        [1.0, 0.32, -0.16, 6, 7],
        [0.97, 0.5, -0.27, 4.2, 4.5],
        [0.93, 0.66, -0.42, 3.6, 3.8],
        [0.87, 0.74, -0.56, 4, 3.6],
      ],
      1.1,
    ),
    // inner border
    rod(
      [
        [0.87, 0.74, -0.56, 3, 2.4],
        [0.78, 0.84, -0.42, 2, 1.8],
        [0.73, 0.86, -0.24, 1.9, 1.8],
        [0.76, 0.7, -0.1, 2.2, 2],
      ],
      0.7,
    ),
    // upper border to the coracoid
    rod(
      [
        [0.76, 0.7, -0.1, 2, 2],
        [0.86, 0.46, -0.075, 2.4, 2.4],
        [0.93, 0.24, -0.09, 5, 4.5],
        [0.9, -0.02, -0.115, 5.4, 5],
      ],
      0.8,
    ),
    // spine of the blade to the acromion
    rod(
      [
        [0.75, 0.86, -0.17, 2.4, 2.6],
        [0.88, 0.82, -0.11, 3.8, 3],
        [1.02, 0.56, -0.045, 5, 4],
        [1.12, 0.22, -0.035, 5.5, 9],
      ],
      0.9,
    ),
    // rim of the shoulder joint
    rod(
      [
        [1.01, 0.2, -0.07, 5, 6],
        [1.025, 0.22, -0.115, 7, 8],
        [1.0, 0.26, -0.17, 5, 6],
      ],
      1,
    ),
  ]
}

function humerus(build: Build, side: 1 | -1): Rod {
  const { shoulder, elbow } = armAxis(build, side)
  const at = (share: number, high: number): Knot => ({
    x: mix(shoulder.x, elbow.x, share) + side * 0.02 * build.halfWidth,
    y: shoulder.y,
    z: mix(shoulder.z, elbow.z, share),
    high: high * build.bone,
    thick: high * build.bone,
  })
  return bone(
    build,
    'humerus',
    smoothed(
      [at(-0.04, 13), at(0.04, 22), at(0.1, 21), at(0.2, 14), at(0.34, 11.5), at(0.7, 11), at(1, 12)],
      24,
    ),
    2.6,
  )
}

/** Pedicles seen end-on as small rings, transverse processes to the sides, spinous processes pointing down. */
function processes(build: Build): Rod[] {
  const { halfWidth: width, bone: size } = build
  const rods: Rod[] = []
  for (let number = -1; number <= 13; number += 1) {
    const top = vertebraTopZ(build, number)
    const middle = top - 0.3 * build.vertebraPitch
    const y = spineY(build, middle)
    const knot = (place: Point, high: number, thick: number): Knot => ({
      ...place,
      high: high * size,
      thick: thick * size,
    })
    for (const side of [1, -1] as const) {
      const x = side * 0.092 * width
      rods.push(
        bone(
          build,
          'process',
          [
            knot({ x, y: y + 0.1 * width, z: middle }, 6, 3.4),
            knot({ x, y: y + 0.2 * width, z: middle }, 6, 3.4),
          ],
          0.4,
        ),
      )
      if (number >= 1)
        rods.push(
          bone(
            build,
            'process',
            [
              knot({ x: side * 0.1 * width, y: y + 0.2 * width, z: middle + 0.5 * size }, 5, 4),
              knot({ x: side * 0.24 * width, y: y + 0.26 * width, z: middle + 2.5 * size }, 5.4, 4.5),
            ],
            0.8,
          ),
        )
    }
    rods.push(
      bone(
        build,
        'process',
        [
          knot({ x: 0, y: y + 0.27 * width, z: middle - 3 * size }, 6, 3),
          knot({ x: 0, y: y + 0.36 * width, z: middle - 0.75 * build.vertebraPitch }, 7, 3.4),
        ],
        0.8,
      ),
    )
  }
  return rods
}
