/**
 * Solids of which a ray along y (front to back) cuts one interval. Coordinates are DICOM's patient system in mm:
 * +x to the patient's left, +y to the back, +z to the head.
 */
export type Interval = readonly [from: number, to: number]

export interface Solid {
  /** where the ray (x, ·, z) is inside, or null */
  cut(x: number, z: number): Interval | null
}

export interface Point {
  x: number
  y: number
  z: number
}

/** Ellipsoid with half axes (a, b, c) along x, y, z, turned by `tiltDegrees` in the x-z plane (positive: its left side down). */
export function ellipsoid(center: Point, a: number, b: number, c: number, tiltDegrees = 0): Solid {
  const cos = Math.cos((tiltDegrees * Math.PI) / 180)
  const sin = Math.sin((tiltDegrees * Math.PI) / 180)
  return {
    cut: (x, z) => {
      const dx = x - center.x
      const dz = z - center.z
      const u = (dx * cos - dz * sin) / a
      const w = (dx * sin + dz * cos) / c
      const rest = 1 - u * u - w * w
      if (rest <= 0) return null
      const half = b * Math.sqrt(rest)
      return [center.y - half, center.y + half]
    },
  }
}

/** A body of elliptical cross-sections: half width, half depth and depth of the centre are functions of z. */
export function column(section: (z: number) => { x: number; y: number; halfWidth: number; halfDepth: number } | null): Solid {
  return {
    cut: (x, z) => {
      const at = section(z)
      if (!at || at.halfWidth <= 0) return null
      const u = (x - at.x) / at.halfWidth
      const rest = 1 - u * u
      if (rest <= 0) return null
      // The exponent flattens front and back, as a trunk is flatter than an ellipse.
      const half = at.halfDepth * Math.pow(rest, 0.4)
      return [at.y - half, at.y + half]
    },
  }
}

/** A bent rod: joined stretches with a radius each. */
export interface Tube {
  points: readonly Point[]
  radiiMm: readonly number[]
}

/** Smooth step from 0 at `from` to 1 at `to`. */
export function smoothStep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)))
  return t * t * (3 - 2 * t)
}
