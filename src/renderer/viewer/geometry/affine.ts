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

/** null for a map that flattens the plane */
export function invertAffine([a, b, c, d, e, f]: Affine): Affine | null {
  const determinant = a * d - b * c
  if (!Number.isFinite(determinant) || Math.abs(determinant) < 1e-12) return null
  return [
    d / determinant,
    -b / determinant,
    -c / determinant,
    a / determinant,
    (c * f - d * e) / determinant,
    (b * e - a * f) / determinant,
  ]
}

/** Lengths of one image column step and one image row step on the screen, CSS px for each image px. */
export const affineScale = ([a, b, c, d]: Affine): { column: number; row: number } => ({
  column: Math.hypot(a, b),
  row: Math.hypot(c, d),
})

/** Bounding box of an image of columns x rows on the screen; pixel edges at 0 and columns, 0 and rows. */
export function imageBounds(affine: Affine, columns: number, rows: number) {
  const corners = [
    [0, 0],
    [columns, 0],
    [0, rows],
    [columns, rows],
  ].map(([x = 0, y = 0]) => applyAffine(affine, [x, y]))
  const xs = corners.map(([x]) => x)
  const ys = corners.map(([, y]) => y)
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  return { left, right, top, bottom, width: right - left, height: bottom - top }
}
