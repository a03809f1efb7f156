/** Plane affine maps. `[a, b, c, d, e, f]` sends (x, y) to (a x + c y + e, b x + d y + f), as canvas transforms do. */
export type Affine = readonly [number, number, number, number, number, number]
export type Point = readonly [number, number]

/** The map that sends (0, 0), (1, 0) and (0, 1) to the three points. */
export const affineThrough = (origin: Point, unitX: Point, unitY: Point): Affine => [
  unitX[0] - origin[0],
  unitX[1] - origin[1],
  unitY[0] - origin[0],
  unitY[1] - origin[1],
  origin[0],
  origin[1],
]

export const applyAffine = ([a, b, c, d, e, f]: Affine, [x, y]: Point): Point => [
  a * x + c * y + e,
  b * x + d * y + f,
]

/** Lengths of one image column step and one image row step on the screen, CSS px for each image px. */
export const affineScale = ([a, b, c, d]: Affine): { column: number; row: number } => ({
  column: Math.hypot(a, b),
  row: Math.hypot(c, d),
})
