/** A film with a map over it, as a PNG with a scale and the words that belong to it. */
import { PNG } from 'pngjs'
import type { InputRegion } from '../../../shared/domain/models/input-region'
import type { GrayImage } from '../../imaging/grayscale'
import type { Rgb } from './colour-ramp'
import { drawText, glyphHeight, glyphWidth } from './tiny-font'

/** How values become colours. */
export interface MapColours {
  /** ends of the scale that is drawn under the film */
  from: number
  to: number
  colour(value: number): Rgb
  /** 0..1, how much of the film the colour hides */
  opacity(value: number): number
  /** the largest of these */
  strongest: number
}

export interface DrawnMap {
  film: GrayImage
  /** what of the film the map lies over */
  region: InputRegion
  map: { rows: number; columns: number; values: Float32Array }
  colours: MapColours
  /** lines under the film; letters that the font has */
  caption: readonly string[]
}

const margin = 8
const scaleHeight = 10
const white: Rgb = [235, 235, 235]

type Paint = (x: number, y: number, colour: Rgb) => void

export function drawMap({ film, region, map, colours, caption }: DrawnMap): Buffer {
  const textScale = Math.max(1, Math.floor(film.columns / 450))
  const lineHeight = (glyphHeight + 3) * textScale
  const widest = Math.max(...caption.map((line) => line.length)) * glyphWidth * textScale
  const width = Math.max(film.columns, widest + 2 * margin)
  const height = film.rows + 3 * margin + scaleHeight + caption.length * lineHeight
  const png = new PNG({ width, height, colorType: 2 })
  const paint: Paint = (x, y, [red, green, blue]) =>
    png.data.set([red, green, blue, 255], (y * width + x) * 4)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) paint(x, y, [0, 0, 0])

  for (let y = 0; y < film.rows; y++) {
    for (let x = 0; x < film.columns; x++) {
      const gray = film.data[y * film.columns + x] as number
      const across = ((x + 0.5) / film.columns - region.left) / region.width
      const down = ((y + 0.5) / film.rows - region.top) / region.height
      const isOutside = across < 0 || across > 1 || down < 0 || down > 1
      const value = isOutside ? null : sampleBilinear(map, across, down)
      const shown: Rgb =
        value === null ? [gray, gray, gray] : blend(gray, colours.colour(value), colours.opacity(value))
      paint(x, y, shown)
    }
  }
  drawScale(film, colours, paint)
  for (const [index, line] of caption.entries()) {
    const top = film.rows + 2 * margin + scaleHeight + index * lineHeight
    drawText(line, (x, y) => {
      for (let part = 0; part < textScale * textScale; part++) {
        paint(
          margin + x * textScale + (part % textScale),
          top + y * textScale + Math.floor(part / textScale),
          white,
        )
      }
    })
  }
  return PNG.sync.write(png, { colorType: 2 })
}

/** Value between the cells' centres, held at the borders; x and y in 0..1 of the map's area. */
function sampleBilinear({ rows, columns, values }: DrawnMap['map'], x: number, y: number): number {
  const column = Math.min(columns - 1, Math.max(0, x * columns - 0.5))
  const row = Math.min(rows - 1, Math.max(0, y * rows - 0.5))
  const [left, top] = [Math.floor(column), Math.floor(row)]
  const [right, bottom] = [Math.min(left + 1, columns - 1), Math.min(top + 1, rows - 1)]
  const at = (r: number, c: number) => values[r * columns + c] as number
  const across = column - left
  const upper = at(top, left) * (1 - across) + at(top, right) * across
  const lower = at(bottom, left) * (1 - across) + at(bottom, right) * across
  return upper * (1 - (row - top)) + lower * (row - top)
}

const blend = (gray: number, [red, green, blue]: Rgb, opacity: number): Rgb => [
  Math.round(gray + (red - gray) * opacity),
  Math.round(gray + (green - gray) * opacity),
  Math.round(gray + (blue - gray) * opacity),
]

/** The colours as they lie over a dark film, the scale's first value left and its last one right. */
function drawScale(
  film: GrayImage,
  { from, to, colour, opacity, strongest }: MapColours,
  paint: Paint,
): void {
  const span = film.columns - 2 * margin
  for (let x = 0; x < span; x++) {
    const value = from + ((to - from) * x) / Math.max(1, span - 1)
    const shown = blend(40, colour(value), opacity(value) / strongest)
    for (let y = 0; y < scaleHeight; y++) paint(margin + x, film.rows + margin + y, shown)
  }
}
