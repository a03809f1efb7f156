import type { InputRegion } from '../../../shared/domain/models/input-region'
import type { MapGrid } from './fetch-map'
import { upsampleBilinear } from './upsample'

/** Red, green, blue 0..255 and opacity 0..1 of a value. */
export type PaintValue = (value: number) => { colour: readonly [number, number, number]; opacity: number }

/**
 * A map over a whole image of `columns x rows`, its longer side `side` px: clear outside the part that the model saw,
 * interpolated before it is coloured.
 */
export function paintRegion(
  map: MapGrid,
  region: InputRegion,
  image: { columns: number; rows: number },
  side: number,
  paint: PaintValue,
): ImageData {
  const share = side / Math.max(image.columns, image.rows)
  const size = (pixels: number) => Math.max(1, Math.round(pixels * share))
  const [width, height] = [size(image.columns), size(image.rows)]
  const painted = new ImageData(width, height)
  const [left, top] = [Math.round(region.left * width), Math.round(region.top * height)]
  const across = Math.min(width - left, Math.max(1, Math.round(region.width * width)))
  const down = Math.min(height - top, Math.max(1, Math.round(region.height * height)))
  const values = upsampleBilinear(map.values, map.rows, map.columns, down, across)
  for (let at = 0; at < values.length; at += 1) {
    const { colour, opacity } = paint(values[at] ?? 0)
    const place = (top + Math.floor(at / across)) * width + left + (at % across)
    painted.data.set([colour[0], colour[1], colour[2], Math.round(255 * opacity)], place * 4)
  }
  return painted
}
