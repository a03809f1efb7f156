/**
 * Subsampled colour components to full size. Factors of two are interpolated linearly between sample centres as the
 * Independent JPEG Group's software and libjpeg-turbo do (the same weights and rounding); other factors are repeated.
 */

export interface Plane {
  samples: Uint8Array | Uint16Array
  /** samples a row as stored */
  stride: number
  /** the component's own size */
  columns: number
  rows: number
}

/** Writes `plane`, enlarged by `x` and `y`, as every `step`-th value of `out`, starting at `first`. */
export function upsampleInto(
  plane: Plane,
  x: number,
  y: number,
  out: Uint8Array | Uint16Array,
  first: number,
  step: number,
  columns: number,
  rows: number,
): void {
  const line = new Int32Array(plane.columns * 2 + 2)
  const isSmooth =
    x <= 2 && y <= 2 && (x === 1 || plane.columns > 2) && Number.isInteger(x) && Number.isInteger(y)
  for (let row = 0; row < rows; row += 1) {
    let at = first + row * columns * step
    if (!isSmooth || (x === 1 && y === 1)) {
      const from = Math.min(Math.floor(row / y), plane.rows - 1) * plane.stride
      for (let column = 0; column < columns; column += 1, at += step) {
        out[at] = plane.samples[from + (x === 1 ? column : Math.floor(column / x))] as number
      }
      continue
    }
    smoothLine(plane, x, y, row, line)
    for (let column = 0; column < columns; column += 1, at += step) out[at] = line[column] as number
  }
}

function smoothLine(plane: Plane, x: number, y: number, row: number, line: Int32Array): void {
  const near = Math.floor(row / y)
  const isUpper = y === 2 && row % 2 === 0
  const far = y === 1 ? near : Math.max(0, Math.min(plane.rows - 1, isUpper ? near - 1 : near + 1))
  if (x === 1) blendRows(plane, near, far, isUpper ? 1 : 2, line)
  else if (y === 1) doubleLine(plane, near, line)
  else doubleBlended(plane, near, far, line)
}

function blendRows(
  { samples, stride, columns }: Plane,
  near: number,
  far: number,
  bias: number,
  line: Int32Array,
): void {
  for (let column = 0; column < columns; column += 1) {
    const value = (samples[near * stride + column] as number) * 3 + (samples[far * stride + column] as number)
    line[column] = (value + bias) >> 2
  }
}

function doubleLine({ samples, stride, columns }: Plane, row: number, line: Int32Array): void {
  const from = row * stride
  const last = columns - 1
  for (let column = 0; column < columns; column += 1) {
    const value = samples[from + column] as number
    line[column * 2] = column === 0 ? value : (value * 3 + (samples[from + column - 1] as number) + 1) >> 2
    line[column * 2 + 1] =
      column === last ? value : (value * 3 + (samples[from + column + 1] as number) + 2) >> 2
  }
}

function doubleBlended(
  { samples, stride, columns }: Plane,
  near: number,
  far: number,
  line: Int32Array,
): void {
  const sum = (column: number) =>
    (samples[near * stride + column] as number) * 3 + (samples[far * stride + column] as number)
  let before = sum(0)
  let value = before
  for (let column = 0; column < columns; column += 1) {
    const isLast = column === columns - 1
    const after = isLast ? value : sum(column + 1)
    line[column * 2] = column === 0 ? (value * 4 + 8) >> 4 : (value * 3 + before + 8) >> 4
    line[column * 2 + 1] = isLast ? (value * 4 + 7) >> 4 : (value * 3 + after + 7) >> 4
    before = value
    value = after
  }
}
