/**
 * Bilinear enlargement of an activation map onto the whole image: the map's cells tile the image, cell centres at
 * (i + 0.5) / n, values beyond the outermost centres held. Returns `width x height` values, rows top to bottom.
 */
export function upsampleBilinear(
  map: Float32Array,
  rows: number,
  columns: number,
  height: number,
  width: number,
): Float32Array {
  const result = new Float32Array(width * height)
  const horizontal = Array.from({ length: width }, (_, x) => neighbours(x, width, columns))
  for (let y = 0; y < height; y += 1) {
    const v = neighbours(y, height, rows)
    for (let x = 0; x < width; x += 1) {
      const h = horizontal[x]
      if (!h) continue
      const at = (row: number, column: number) => map[row * columns + column] ?? 0
      const top = at(v.low, h.low) * (1 - h.share) + at(v.low, h.high) * h.share
      const bottom = at(v.high, h.low) * (1 - h.share) + at(v.high, h.high) * h.share
      result[y * width + x] = top * (1 - v.share) + bottom * v.share
    }
  }
  return result
}

function neighbours(position: number, size: number, cells: number) {
  const centre = Math.min(cells - 1, Math.max(0, ((position + 0.5) / size) * cells - 0.5))
  const low = Math.floor(centre)
  return { low, high: Math.min(cells - 1, low + 1), share: centre - low }
}
