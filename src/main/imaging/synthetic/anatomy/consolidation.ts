/** Air in the lung replaced by fluid: a main cloud with smaller ones around it, patchy at the edge, airways left open in it. */
import type { SeededRandom } from '../random'
import type { Rod } from './bones'
import type { Build } from './build'
import { hounsfield } from './materials'
import type { Point } from './solid'
import { type Knot, unit } from './tube'

export interface Consolidation {
  side: 'left' | 'right'
  /** 0 = base, 1 = apex */
  height: number
  /** 0 = at the hilum, 1 = at the chest wall */
  outward: number
  /** 0 = front, 1 = back */
  depth: number
  /** share of the chest's inner half width */
  size: number
  /** share of the air replaced in the middle, 0..1 */
  density: number
  /** draws branching airways that stay open */
  airBronchogram: boolean
}

export interface Cloud {
  center: Point
  /** the cloud thins out as a bell curve of this standard deviation */
  radiusMm: number
  share: number
}

/** beyond this many standard deviations a cloud is nothing */
const reach = 2.6

export function cloudsOf(wanted: Consolidation, build: Build, random: SeededRandom): Cloud[] {
  const center = centerOf(wanted, build)
  const radiusMm = 0.5 * wanted.size * build.halfWidth
  const clouds: Cloud[] = [{ center, radiusMm, share: wanted.density }]
  for (let index = 0; index < 12; index += 1) {
    const away = unit({ x: random.normal(), y: random.normal(), z: 0.8 * random.normal() })
    const distance = radiusMm * random.between(0.7, 1.7)
    clouds.push({
      center: {
        x: center.x + away.x * distance,
        y: center.y + away.y * distance,
        z: center.z + away.z * distance,
      },
      radiusMm: radiusMm * random.between(0.22, 0.45),
      share: wanted.density * random.between(0.35, 0.9),
    })
  }
  return clouds
}

function centerOf({ side, height, outward, depth }: Consolidation, build: Build): Point {
  const sign = side === 'left' ? 1 : -1
  return {
    x: sign * build.halfWidth * (0.3 + 0.5 * outward),
    y: build.halfDepth * (depth - 0.45) * 1.2,
    z: build.domeRightZ + (build.apexZ - build.domeRightZ) * (0.05 + 0.8 * height),
  }
}

/** Share of lung air that is replaced at a point, 0..0.97. */
export function cloudShare(clouds: readonly Cloud[], x: number, y: number, z: number): number {
  let open = 1
  for (const { center, radiusMm, share } of clouds) {
    const squared = ((x - center.x) ** 2 + (y - center.y) ** 2 + (z - center.z) ** 2) / (radiusMm * radiusMm)
    if (squared < reach * reach) open *= 1 - Math.min(0.97, share * 1.25 * Math.exp(-squared / 2))
  }
  return Math.min(0.97, 1 - open)
}

/** The box outside which {@link cloudShare} is 0. */
export function cloudBox(clouds: readonly Cloud[]): { low: Point; high: Point } | null {
  if (clouds.length === 0) return null
  const low = { x: Infinity, y: Infinity, z: Infinity }
  const high = { x: -Infinity, y: -Infinity, z: -Infinity }
  for (const { center, radiusMm } of clouds) {
    for (const axis of ['x', 'y', 'z'] as const) {
      low[axis] = Math.min(low[axis], center[axis] - reach * radiusMm)
      high[axis] = Math.max(high[axis], center[axis] + reach * radiusMm)
    }
  }
  return { low, high }
}

/** Open airways from the hilum's side through the main cloud. */
export function openAirways(
  wanted: Consolidation,
  build: Build,
  clouds: readonly Cloud[],
  random: SeededRandom,
): Rod[] {
  const main = clouds[0]
  if (!wanted.airBronchogram || !main) return []
  const sign = wanted.side === 'left' ? 1 : -1
  const rods: Rod[] = []
  for (let branch = 0; branch < 5; branch += 1) {
    const turn = (branch - 2) * 0.36
    const heading = unit({ x: sign * Math.cos(turn), y: random.between(-0.3, 0.3), z: Math.sin(turn) - 0.25 })
    const knots: Knot[] = []
    const length = 1.7 * main.radiusMm
    for (let step = 0; step <= 6; step += 1) {
      const along = (step / 6 - 0.45) * length
      const radius = 0.014 * build.halfWidth * (1 - 0.1 * step)
      knots.push({
        x: main.center.x + heading.x * along,
        y: main.center.y + heading.y * along + random.between(-0.3, 0.3),
        z: main.center.z + heading.z * along + random.between(-0.3, 0.3),
        high: radius,
        thick: radius,
      })
    }
    const middle = knots[3] ?? main.center
    const filled =
      hounsfield.lung +
      cloudShare(clouds, middle.x, middle.y, middle.z) * (hounsfield.muscle - hounsfield.lung)
    rods.push({ name: 'airway', knots, wallHu: -950, coreHu: -950, wallMm: 1e3, aroundHu: filled })
  }
  return rods
}
