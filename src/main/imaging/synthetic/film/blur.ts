/** Blurs of a raster, in place. Edges are repeated. */

/** Running mean over `radius` pixels to each side, along rows and then columns. Three passes come close to a Gaussian. */
export function boxBlur(values: Float32Array, rows: number, columns: number, radius: number): void {
  if (radius < 1) return
  const line = new Float32Array(Math.max(rows, columns))
  const sweep = (start: number, stride: number, length: number): void => {
    for (let index = 0; index < length; index += 1) line[index] = values[start + index * stride] ?? 0
    const last = length - 1
    let sum = (line[0] ?? 0) * (radius + 1)
    for (let index = 1; index <= radius; index += 1) sum += line[Math.min(last, index)] ?? 0
    const share = 1 / (2 * radius + 1)
    for (let index = 0; index < length; index += 1) {
      values[start + index * stride] = sum * share
      sum += (line[Math.min(last, index + radius + 1)] ?? 0) - (line[Math.max(0, index - radius)] ?? 0)
    }
  }
  for (let row = 0; row < rows; row += 1) sweep(row * columns, 1, columns)
  for (let column = 0; column < columns; column += 1) sweep(column, columns, rows)
}

/** A wide, smooth blur (three running means) made on a raster `step` times coarser, then enlarged. */
export function wideBlur(
  values: Float32Array,
  rows: number,
  columns: number,
  radius: number,
  step: number,
): Float32Array {
  const small = shrink(values, rows, columns, step)
  for (let pass = 0; pass < 3; pass += 1)
    boxBlur(small.values, small.rows, small.columns, Math.max(1, Math.round(radius / step)))
  return enlarge(small.values, small.rows, small.columns, rows, columns, step, (step - 1) / 2)
}

function shrink(values: Float32Array, rows: number, columns: number, step: number) {
  const smallRows = Math.ceil(rows / step)
  const smallColumns = Math.ceil(columns / step)
  const out = new Float32Array(smallRows * smallColumns)
  for (let row = 0; row < smallRows; row += 1) {
    for (let column = 0; column < smallColumns; column += 1) {
      let sum = 0
      let count = 0
      for (let r = row * step; r < Math.min(rows, (row + 1) * step); r += 1) {
        for (let c = column * step; c < Math.min(columns, (column + 1) * step); c += 1) {
          sum += values[r * columns + c] ?? 0
          count += 1
        }
      }
      out[row * smallColumns + column] = sum / count
    }
  }
  return { values: out, rows: smallRows, columns: smallColumns }
}

/** Bilinear; the coarse sample (0, 0) lies at the fine pixel (`offset`, `offset`). */
export function enlarge(
  coarse: Float32Array,
  coarseRows: number,
  coarseColumns: number,
  rows: number,
  columns: number,
  step: number,
  offset: number,
): Float32Array {
  const out = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row += 1) {
    const down = Math.min(coarseRows - 1, Math.max(0, (row - offset) / step))
    const top = Math.min(coarseRows - 2, Math.floor(down))
    const low = down - top
    for (let column = 0; column < columns; column += 1) {
      const across = Math.min(coarseColumns - 1, Math.max(0, (column - offset) / step))
      const left = Math.min(coarseColumns - 2, Math.floor(across))
      const right = across - left
      const at = top * coarseColumns + left
      const upper = (coarse[at] ?? 0) * (1 - right) + (coarse[at + 1] ?? 0) * right
      const lower =
        (coarse[at + coarseColumns] ?? 0) * (1 - right) + (coarse[at + coarseColumns + 1] ?? 0) * right
      out[row * columns + column] = upper * (1 - low) + lower * low
    }
  }
  return out
}
