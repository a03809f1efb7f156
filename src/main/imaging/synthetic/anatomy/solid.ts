/**
 * Solids that a ray from front to back cuts in one stretch. Coordinates are DICOM's patient system in mm: +x to the
 * patient's left, +y to the back, +z to the head (PS3.3 C.7.6.2.1.1); the ray runs along +y.
 */

/** Writes the stretch inside the solid to `cut[0]`, `cut[1]` and says whether there is one. */
export type CutAlongRay = (x: number, cut: Float64Array) => boolean

export interface Solid {
  /** the solid at one height, or null where it does not reach; rays of one height share this work */
  atHeight(z: number): CutAlongRay | null
}

export interface Point {
  x: number
  y: number
  z: number
}

/** Half axes (a, b, c) along x, y, z; `tiltDegrees` turns it in the x-z plane (positive: the patient's left end down). */
export function ellipsoid(center: Point, half: { a: number; b: number; c: number }, tiltDegrees = 0): Solid {
  const cos = Math.cos((tiltDegrees * Math.PI) / 180)
  const sin = Math.sin((tiltDegrees * Math.PI) / 180)
  const reach = Math.hypot(half.a * sin, half.c * cos)
  return {
    atHeight: (z) => {
      const dz = z - center.z
      if (Math.abs(dz) >= reach) return null
      return (x, cut) => {
        const dx = x - center.x
        const u = (dx * cos - dz * sin) / half.a
        const w = (dx * sin + dz * cos) / half.c
        const rest = 1 - u * u - w * w
        if (rest <= 0) return false
        const depth = half.b * Math.sqrt(rest)
        cut[0] = center.y - depth
        cut[1] = center.y + depth
        return true
      }
    },
  }
}

/** A cross-section of a {@link column}; `roundness` 0.5 is an ellipse, less is flatter in front and behind. */
export interface Section {
  x: number
  y: number
  halfWidth: number
  halfDepth: number
  roundness: number
}

export function column(section: (z: number) => Section | null): Solid {
  return {
    atHeight: (z) => {
      const at = section(z)
      if (!at || at.halfWidth <= 0 || at.halfDepth <= 0) return null
      return (x, cut) => {
        const u = (x - at.x) / at.halfWidth
        const rest = 1 - u * u
        if (rest <= 0) return false
        const depth = at.halfDepth * Math.pow(rest, at.roundness)
        cut[0] = at.y - depth
        cut[1] = at.y + depth
        return true
      }
    },
  }
}

/** Smooth step from 0 at `from` to 1 at `to`; `from` may be above `to`. */
export function smoothStep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)))
  return t * t * (3 - 2 * t)
}

export const mix = (from: number, to: number, share: number): number => from + (to - from) * share
