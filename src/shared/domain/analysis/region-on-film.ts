/** A region in the grid of a model's input, laid over the film that it was seen on. */
import type { InputRegion } from '../models/input-region'

export interface RegionGrid {
  rows: number
  columns: number
  /** 1 inside, 0 outside, row by row */
  data: Uint8Array
}

/**
 * Which pixels of a film of `size` lie inside: the grid's places are interpolated bilinearly between their centres, and
 * what reaches one half is inside. Outside the part that the model saw nothing is.
 * @returns one byte a pixel of the film, row by row
 */
export function regionOnFilm(
  { rows, columns, data }: RegionGrid,
  { left, top, width, height }: InputRegion,
  size: { rows: number; columns: number },
): Uint8Array {
  const film = new Uint8Array(size.rows * size.columns)
  const across = Array.from({ length: size.columns }, (_, x) =>
    neighbours(((x + 0.5) / size.columns - left) / width, columns),
  )
  for (let y = 0; y < size.rows; y += 1) {
    const vertical = neighbours(((y + 0.5) / size.rows - top) / height, rows)
    if (!vertical) continue
    const [upper, lower] = [vertical.low * columns, vertical.high * columns]
    for (let x = 0; x < size.columns; x += 1) {
      const horizontal = across[x]
      if (!horizontal) continue
      const { low, high, share } = horizontal
      const above = (data[upper + low] as number) * (1 - share) + (data[upper + high] as number) * share
      const below = (data[lower + low] as number) * (1 - share) + (data[lower + high] as number) * share
      if (above * (1 - vertical.share) + below * vertical.share >= 0.5) film[y * size.columns + x] = 1
    }
  }
  return film
}

/** @param position 0..1 of the model's view. Null outside it. */
function neighbours(position: number, cells: number): { low: number; high: number; share: number } | null {
  if (position < 0 || position > 1) return null
  const centre = Math.min(cells - 1, Math.max(0, position * cells - 0.5))
  const low = Math.floor(centre)
  return { low, high: Math.min(cells - 1, low + 1), share: centre - low }
}

/** Okabe and Ito's colours for the regions of a mask, in the order of its labels; red, green, blue 0..255. */
export const regionColours: readonly (readonly [number, number, number])[] = [
  [230, 159, 0],
  [86, 180, 233],
  [0, 158, 115],
  [240, 228, 66],
  [0, 114, 178],
  [213, 94, 0],
  [204, 121, 167],
]

export const regionColour = (index: number): readonly [number, number, number] =>
  regionColours[index % regionColours.length] as readonly [number, number, number]
