/** Two trees of vessels that grow from the hila, fork and thin towards the chest wall, denser below than above. */
import type { SeededRandom } from '../random'
import type { Rod } from './bones'
import type { Build } from './build'
import { carinaZ } from './mediastinum'
import { hounsfield } from './materials'
import type { Point } from './solid'
import { type Knot, unit } from './tube'

/** Says whether a point lies in air-filled lung; vessels outside it would not be seen. */
export type IsLung = (point: Point) => boolean

interface Branch {
  from: Point
  heading: Point
  radiusMm: number
  generation: number
}

const generations = 8

export function lungVessels(build: Build, isLung: IsLung, random: SeededRandom): Rod[] {
  const rods: Rod[] = []
  const waiting = roots(build, random)
  for (let branch = waiting.pop(); branch; branch = waiting.pop()) {
    const knots = growBranch(branch, build, isLung, random)
    const tip = knots.at(-1)
    if (!tip || knots.length < 2) continue
    rods.push(vessel(knots))
    if (branch.generation < generations) waiting.push(...forks(branch, knots, random))
  }
  return rods
}

const vessel = (knots: Knot[]): Rod => ({
  name: 'vessel',
  knots,
  wallHu: hounsfield.blood,
  coreHu: hounsfield.blood,
  wallMm: 1e3,
  aroundHu: hounsfield.lung,
})

function roots(build: Build, random: SeededRandom): Branch[] {
  const { halfWidth: width, halfDepth: depth, lungHeight: height } = build
  const branches: Branch[] = []
  for (const side of [1, -1] as const) {
    // The left hilum stands a little higher than the right one.
    const hilum = {
      x: side * 0.19 * width,
      y: 0.16 * depth,
      z: carinaZ(build) - (side === 1 ? 0.06 : 0.1) * height,
    }
    const elevations = [80, 64, 46, 30, 14, 0, -12, -24, -36, -48, -58, -68, -78, -86]
    for (const [index, elevation] of elevations.entries()) {
      const up = ((elevation + random.between(-7, 7)) * Math.PI) / 180
      const swing = random.between(-0.75, 0.75)
      branches.push({
        from: {
          x: hilum.x + side * random.between(-0.02, 0.02) * width,
          y: hilum.y + random.between(-0.08, 0.08) * depth,
          z: hilum.z - index * 0.012 * height,
        },
        heading: unit({ x: side * Math.cos(up), y: swing, z: Math.sin(up) }),
        // Standing, more blood flows below.
        radiusMm: (elevation > 0 ? 0.031 : 0.04) * width * random.between(0.85, 1.15),
        generation: 0,
      })
    }
  }
  return branches
}

function growBranch(branch: Branch, build: Build, isLung: IsLung, random: SeededRandom): Knot[] {
  const lengthMm =
    build.halfWidth *
    (branch.generation === 0 ? 0.26 : 0.22 * Math.pow(0.87, branch.generation)) *
    random.between(0.7, 1.3)
  const steps = 5
  const knots: Knot[] = []
  let at = branch.from
  let heading = branch.heading
  for (let step = 0; step <= steps; step += 1) {
    const radius = branch.radiusMm * (1 - (0.22 * step) / steps)
    // The first stretch of a root lies among the soft parts of the hilum.
    if (isLung(at)) knots.push({ ...at, high: radius, thick: radius })
    else if (branch.generation > 0 || knots.length > 0) break
    const bend = 0.13
    heading = unit({
      x: heading.x + random.between(-bend, bend),
      y: heading.y + random.between(-bend, bend),
      z: heading.z + random.between(-bend, bend),
    })
    const stride = lengthMm / steps
    at = { x: at.x + heading.x * stride, y: at.y + heading.y * stride, z: at.z + heading.z * stride }
  }
  return knots
}

function forks(branch: Branch, knots: readonly Knot[], random: SeededRandom): Branch[] {
  const tip = knots[knots.length - 1]
  const before = knots[knots.length - 2]
  if (!tip || !before) return []
  const heading = unit({ x: tip.x - before.x, y: tip.y - before.y, z: tip.z - before.z })
  const sideways = unit({ x: random.normal(), y: random.normal(), z: random.normal() })
  const share = random.between(0.35, 0.65)
  // Murray's law: the cubes of the daughters' radii add up to the mother's.
  const radii = [Math.cbrt(share), Math.cbrt(1 - share)].map((part) => part * tip.high)
  return radii
    .filter((radiusMm) => radiusMm > 0.14)
    .map((radiusMm, index) => {
      const turn =
        (index === 0 ? 1 : -1) * random.between(0.28, 0.62) * (index === 0 ? 1 - share + 0.4 : share + 0.4)
      return {
        from: tip,
        heading: unit({
          x: heading.x + turn * sideways.x,
          y: heading.y + turn * sideways.y,
          z: heading.z + turn * sideways.z,
        }),
        radiusMm,
        generation: branch.generation + 1,
      }
    })
}
