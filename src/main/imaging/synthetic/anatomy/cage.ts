/** The inner surface of the rib cage: lungs fill it, ribs run along it. Lengths in mm. */
import type { Build } from './build'
import type { Point, Section } from './solid'
import { mix } from './solid'

/** 0 at the lowest corner of the lung, 1 at its apex. */
export const heightShare = (build: Build, z: number): number =>
  (z - build.angleZ) / (build.apexZ - build.angleZ)

/** Like a beehive: widest low, closing towards the apex; the back wall bends forward above. */
export function cageSection(build: Build, z: number): Section | null {
  const t = heightShare(build, z)
  if (t >= 1) return null
  const up = Math.max(0, (t - 0.3) / 0.7)
  const down = Math.max(0, (0.3 - t) / 0.3)
  const halfWidth = build.halfWidth * Math.sqrt(1 - Math.pow(up, 2.7)) * (1 - 0.05 * Math.min(2, down) ** 1.5)
  const halfDepth = build.halfDepth * mix(0.3, 1, Math.sqrt(1 - Math.pow(up, 2.1))) * (1 - 0.03 * down)
  const back = build.halfDepth * (1 - 0.22 * up * up)
  return { x: 0, y: back - halfDepth, halfWidth, halfDepth, roundness: 0.42 }
}

/**
 * A point `outside` mm outside the cage at height z; `angleDegrees` goes from the spine (0) over the flank (90) to the
 * breastbone (180) on `side` (1 = the patient's left).
 */
export function cagePoint(
  build: Build,
  z: number,
  angleDegrees: number,
  side: 1 | -1,
  outside: number,
): Point {
  // Above the apex the first rib still needs a course: that of the highest section that is wide enough.
  const highest = build.apexZ - 0.035 * build.lungHeight
  const section = cageSection(build, Math.min(z, highest))
  if (!section) throw new RangeError('The cage has no section here.')
  const radians = (angleDegrees * Math.PI) / 180
  const u = Math.sin(radians)
  const depth = Math.pow(Math.max(0, 1 - u * u), section.roundness) * Math.sign(Math.cos(radians))
  return {
    x: side * (section.halfWidth + outside) * u,
    y: section.y + (section.halfDepth + outside) * depth,
    z,
  }
}

/** Height of the upper plate of thoracic vertebra `number` (1..12), where the rib of that number begins. */
export const vertebraTopZ = (build: Build, number: number): number =>
  build.apexZ + 0.02 * build.lungHeight - (number - 1) * build.vertebraPitch

/** Centre of the vertebral bodies at height z: they follow the back wall. */
export function spineY(build: Build, z: number): number {
  const section = cageSection(build, Math.min(z, build.apexZ - 0.12 * build.lungHeight))
  if (!section) throw new RangeError('The cage has no section here.')
  return section.y + section.halfDepth - 0.15 * build.halfWidth
}
