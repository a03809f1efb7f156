/** A film with one finding's map over it, as a PNG with a scale and the words that belong to it. */
import { PNG } from 'pngjs'
import type { z } from 'zod'
import type { Calibration } from '../../../shared/domain/models/manifest'
import type { ActivationMap } from '../../store/queries/analysis-runs'
import type { GrayImage } from '../../imaging/grayscale'
import { colourAt, type Rgb } from './colour-ramp'
import { drawText, glyphHeight, glyphWidth } from './tiny-font'

export interface Overlay {
  film: GrayImage
  map: ActivationMap
  bias: number
  calibration: z.infer<typeof Calibration>
  threshold: number
  /** lines under the film; letters that the font has */
  caption: string[]
}

/** How much of the film the strongest colour hides. */
const strongest = 0.6
/** natural log-odds from the threshold to the end of the colour scale */
export const scaleLogOdds = 12
const margin = 8
const scaleHeight = 10

/**
 * The map in the terms of the answer: at each place the calibrated log-odds that the whole film would have if every
 * place looked like this one, counted from the threshold's and divided by {@link scaleLogOdds}. 0 is the threshold, 1 is
 * the end of the scale; the same colour means the same on every film.
 */
export function evidence({
  map,
  bias,
  calibration,
  threshold,
}: Omit<Overlay, 'film' | 'caption'>): Float32Array {
  const from = Math.log(threshold / (1 - threshold))
  const { slope, intercept } = calibration
  return Float32Array.from(map.data, (value) => (slope * (value + bias) + intercept - from) / scaleLogOdds)
}

/** Nothing up to the threshold, then steadily more. */
const opacityOf = (value: number): number => strongest * Math.min(1, Math.max(0, value) ** 0.7)

/** Value between the cells' centres, held at the borders; x and y in 0..1 of the map's area. */
function sampleBilinear(values: Float32Array, rows: number, columns: number, x: number, y: number): number {
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

export function drawOverlay(overlay: Overlay): Buffer {
  const { film, map, caption } = overlay
  const textScale = Math.max(1, Math.floor(film.columns / 450))
  const lineHeight = (glyphHeight + 3) * textScale
  const widest = Math.max(...caption.map((line) => line.length)) * glyphWidth * textScale
  const width = Math.max(film.columns, widest + 2 * margin)
  const height = film.rows + 3 * margin + scaleHeight + caption.length * lineHeight
  const png = new PNG({ width, height, colorType: 2 })
  const paint = (x: number, y: number, [red, green, blue]: Rgb) =>
    png.data.set([red, green, blue, 255], (y * width + x) * 4)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) paint(x, y, [0, 0, 0])

  const values = evidence(overlay)
  for (let y = 0; y < film.rows; y++) {
    for (let x = 0; x < film.columns; x++) {
      const gray = film.data[y * film.columns + x] as number
      const value = sampleBilinear(
        values,
        map.rows,
        map.columns,
        (x + 0.5) / film.columns,
        (y + 0.5) / film.rows,
      )
      paint(x, y, blend(gray, colourAt(value), opacityOf(value)))
    }
  }
  drawScale(film, paint)
  const white: Rgb = [235, 235, 235]
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

const blend = (gray: number, [red, green, blue]: Rgb, opacity: number): Rgb => [
  Math.round(gray + (red - gray) * opacity),
  Math.round(gray + (green - gray) * opacity),
  Math.round(gray + (blue - gray) * opacity),
]

/** The colours as they lie over a dark film, from the threshold (left) to the end of the scale. */
function drawScale(film: GrayImage, paint: (x: number, y: number, colour: Rgb) => void): void {
  const span = film.columns - 2 * margin
  for (let x = 0; x < span; x++) {
    const value = x / Math.max(1, span - 1)
    const colour = blend(40, colourAt(value), opacityOf(value) / strongest)
    for (let y = 0; y < scaleHeight; y++) paint(margin + x, film.rows + margin + y, colour)
  }
}
