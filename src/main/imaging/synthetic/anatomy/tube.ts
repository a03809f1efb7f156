/** Bent rods with an elliptical cross-section (bones, vessels, airways), cut by rays along y and by slices across z. */
import type { Point } from './solid'

export interface Knot extends Point {
  /** half axis across the rod in the direction nearest to up-down, mm */
  high: number
  /** the other half axis, mm */
  thick: number
}

/** A straight stretch between two knots, bounded by the planes that halve the bends, so that neighbours neither gap nor overlap. */
export interface Segment {
  from: Knot
  to: Knot
  along: Point
  up: Point
  across: Point
  startNormal: Point
  endNormal: Point
  high: number
  thick: number
}

const subtract = (a: Point, b: Point): Point => ({ x: a.x - b.x, y: a.y - b.y, z: a.z - b.z })
const dot = (a: Point, b: Point): number => a.x * b.x + a.y * b.y + a.z * b.z
const cross = (a: Point, b: Point): Point => ({
  x: a.y * b.z - a.z * b.y,
  y: a.z * b.x - a.x * b.z,
  z: a.x * b.y - a.y * b.x,
})

export function unit({ x, y, z }: Point): Point {
  const length = Math.hypot(x, y, z)
  return length > 0 ? { x: x / length, y: y / length, z: z / length } : { x: 0, y: 0, z: 1 }
}

export function segmentsOf(knots: readonly Knot[]): Segment[] {
  const stretches: { from: Knot; to: Knot; along: Point }[] = []
  for (const [index, to] of knots.entries()) {
    const from = knots[index - 1]
    if (from) stretches.push({ from, to, along: unit(subtract(to, from)) })
  }
  return stretches.map(({ from, to, along }, index) => {
    // A rod that runs straight up has no up of its own; then x stands in.
    const reference = Math.abs(along.z) > 0.97 ? { x: 1, y: 0, z: 0 } : { x: 0, y: 0, z: 1 }
    const across = unit(cross(along, reference))
    const before = stretches[index - 1]?.along ?? along
    const after = stretches[index + 1]?.along ?? along
    return {
      from,
      to,
      along,
      across,
      up: cross(across, along),
      startNormal: unit({ x: along.x + before.x, y: along.y + before.y, z: along.z + before.z }),
      endNormal: unit({ x: along.x + after.x, y: along.y + after.y, z: along.z + after.z }),
      high: (from.high + to.high) / 2,
      thick: (from.thick + to.thick) / 2,
    }
  })
}

/** Length in mm of the ray (x, ·, z) inside the segment whose half axes are made smaller by `inset` mm. */
export function chordAlongRay(segment: Segment, x: number, z: number, inset: number): number {
  const high = segment.high - inset
  const thick = segment.thick - inset
  if (high <= 0 || thick <= 0) return 0
  const dx = x - segment.from.x
  const dz = z - segment.from.z
  // Position along the ray is measured from the segment's first knot.
  const u0 = (dx * segment.up.x + dz * segment.up.z) / high
  const v0 = (dx * segment.across.x + dz * segment.across.z) / thick
  const u1 = segment.up.y / high
  const v1 = segment.across.y / thick
  const a = u1 * u1 + v1 * v1
  const b = u0 * u1 + v0 * v1
  const c = u0 * u0 + v0 * v0 - 1
  let near = -1e3
  let far = 1e3
  if (a > 1e-9) {
    const rest = b * b - a * c
    if (rest <= 0) return 0
    const root = Math.sqrt(rest)
    near = (-b - root) / a
    far = (-b + root) / a
  } else if (c >= 0) return 0
  const { startNormal: s, endNormal: e } = segment
  const atStart = dx * s.x + dz * s.z
  if (s.y > 1e-9) near = Math.max(near, -atStart / s.y)
  else if (s.y < -1e-9) far = Math.min(far, -atStart / s.y)
  else if (atStart < 0) return 0
  const atEnd = (x - segment.to.x) * e.x + (z - segment.to.z) * e.z
  const endY = segment.to.y - segment.from.y
  if (e.y > 1e-9) far = Math.min(far, endY - atEnd / e.y)
  else if (e.y < -1e-9) near = Math.max(near, endY - atEnd / e.y)
  else if (atEnd > 0) return 0
  return far > near ? far - near : 0
}

/** How deep a point lies in the segment: 1 at its axis, 0 at its surface, negative outside. */
export function depthIn(segment: Segment, point: Point, inset: number): number {
  const offset = subtract(point, segment.from)
  if (dot(offset, segment.startNormal) < 0 || dot(subtract(point, segment.to), segment.endNormal) > 0)
    return -1
  const u = dot(offset, segment.up) / Math.max(0.05, segment.high - inset)
  const v = dot(offset, segment.across) / Math.max(0.05, segment.thick - inset)
  return 1 - u * u - v * v
}

/** Catmull-Rom through the knots, `steps` to each gap. */
export function smoothed(knots: readonly Knot[], steps = 8): Knot[] {
  const out: Knot[] = []
  const at = (index: number): Knot => {
    const knot = knots[Math.min(knots.length - 1, Math.max(0, index))]
    if (!knot) throw new RangeError('A rod needs knots.')
    return knot
  }
  for (let index = 0; index + 1 < knots.length; index += 1) {
    const [p, q, r, s] = [at(index - 1), at(index), at(index + 1), at(index + 2)]
    for (let step = 0; step < steps; step += 1) {
      const t = step / steps
      const blend = (pick: (knot: Knot) => number): number => {
        const [kp, kq, kr, ks] = [pick(p), pick(q), pick(r), pick(s)]
        return kq + 0.5 * t * (kr - kp + t * (2 * kp - 5 * kq + 4 * kr - ks + t * (3 * (kq - kr) + ks - kp)))
      }
      out.push({
        x: blend((knot) => knot.x),
        y: blend((knot) => knot.y),
        z: blend((knot) => knot.z),
        high: blend((knot) => knot.high),
        thick: blend((knot) => knot.thick),
      })
    }
  }
  out.push(at(knots.length - 1))
  return out
}
