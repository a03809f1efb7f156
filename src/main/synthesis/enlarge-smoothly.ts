/**
 * Enlarging by the cubic B-spline (Hou, Andrews 1978): smooth everywhere, and a pattern from pixel to pixel, which a generator's
 * last layers are prone to, fades to a third.
 */

export interface Samples {
  rows: number
  columns: number
  values: Float32Array
}

/** Weights of the four samples around a place that lies `share` (0..1) behind the second of them. */
function weights(share: number): [number, number, number, number] {
  const [s, s2, s3] = [share, share * share, share * share * share]
  return [
    (1 - 3 * s + 3 * s2 - s3) / 6,
    (3 * s3 - 6 * s2 + 4) / 6,
    (-3 * s3 + 3 * s2 + 3 * s + 1) / 6,
    s3 / 6,
  ]
}

interface Tap {
  from: readonly [number, number, number, number]
  weight: readonly [number, number, number, number]
}

/** Where each of `count` places takes its value from; the border is repeated. */
function taps(length: number, count: number): Tap[] {
  const inside = (index: number): number => Math.min(length - 1, Math.max(0, index))
  return Array.from({ length: count }, (_, place) => {
    const at = ((place + 0.5) * length) / count - 0.5
    const before = Math.floor(at)
    return {
      from: [inside(before - 1), inside(before), inside(before + 1), inside(before + 2)],
      weight: weights(at - before),
    }
  })
}

/** Values of a raster of `rows` x `columns`; centres of pixels stay where they are. */
export function enlargeSmoothly(small: Samples, rows: number, columns: number): Float32Array {
  const wide = new Float32Array(small.rows * columns)
  for (const [column, tap] of taps(small.columns, columns).entries()) {
    for (let row = 0; row < small.rows; row += 1)
      wide[row * columns + column] = valueAt(small.values, row * small.columns, 1, tap)
  }
  const large = new Float32Array(rows * columns)
  for (const [row, tap] of taps(small.rows, rows).entries()) {
    for (let column = 0; column < columns; column += 1)
      large[row * columns + column] = valueAt(wide, column, columns, tap)
  }
  return large
}

function valueAt(values: Float32Array, start: number, stride: number, { from, weight }: Tap): number {
  return (
    (values[start + from[0] * stride] ?? 0) * weight[0] +
    (values[start + from[1] * stride] ?? 0) * weight[1] +
    (values[start + from[2] * stride] ?? 0) * weight[2] +
    (values[start + from[3] * stride] ?? 0) * weight[3]
  )
}
