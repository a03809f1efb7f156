/** A film with one finding's map over it, as a PNG with a scale and the words that belong to it. */
import { PNG } from 'pngjs'
import type { z } from 'zod'
import type { Calibration } from '../../../shared/domain/models/manifest'
import type { ActivationMap } from '../../store/queries/analysis-runs'
import { calibrate } from '../interpret-outputs'
import type { GrayImage } from '../preprocess/resize-triangle'
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
const margin = 8
const scaleHeight = 10

/**
 * The map in the terms of the answer: at each place the probability that the whole film would have if every place
 * looked like this one. Comparable between films, 0..1.
 */
export function localProbabilities({ map, bias, calibration }: Pick<Overlay, 'map' | 'bias' | 'calibration'>): Float32Array {
  return Float32Array.from(map.data, (value) => calibrate(value + bias, calibration))
}

/** Nothing below half the threshold, then steadily more. */
function opacityOf(probability: number, threshold: number): number {
  const from = threshold / 2
  return strongest * Math.min(1, Math.max(0, (probability - from) / (1 - from)))
}

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
  const { film, map, threshold, caption } = overlay
  const textScale = Math.max(1, Math.floor(film.columns / 450))
  const lineHeight = (glyphHeight + 3) * textScale
  const widest = Math.max(...caption.map((line) => line.length)) * glyphWidth * textScale
  const width = Math.max(film.columns, widest + 2 * margin)
  const height = film.rows + 3 * margin + scaleHeight + caption.length * lineHeight
  const png = new PNG({ width, height, colorType: 2 })
  const paint = (x: number, y: number, [red, green, blue]: Rgb) => png.data.set([red, green, blue, 255], (y * width + x) * 4)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) paint(x, y, [0, 0, 0])

  const values = localProbabilities(overlay)
  for (let y = 0; y < film.rows; y++) {
    for (let x = 0; x < film.columns; x++) {
      const gray = film.data[y * film.columns + x] as number
      const value = sampleBilinear(values, map.rows, map.columns, (x + 0.5) / film.columns, (y + 0.5) / film.rows)
      paint(x, y, blend(gray, colourAt(value), opacityOf(value, threshold)))
    }
  }
  drawScale(film, threshold, paint)
  const white: Rgb = [235, 235, 235]
  for (const [index, line] of caption.entries()) {
    const top = film.rows + 2 * margin + scaleHeight + index * lineHeight
    drawText(line, (x, y) => {
      for (let part = 0; part < textScale * textScale; part++) {
        paint(margin + x * textScale + (part % textScale), top + y * textScale + Math.floor(part / textScale), white)
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

/** The colours from 0 to 1 over black, as they lie over the film, with a white tick at the threshold. */
function drawScale(film: GrayImage, threshold: number, paint: (x: number, y: number, colour: Rgb) => void): void {
  const span = film.columns - 2 * margin
  for (let x = 0; x < span; x++) {
    const value = x / Math.max(1, span - 1)
    const tick = Math.abs(x - Math.round(threshold * (span - 1))) < 1
    for (let y = 0; y < scaleHeight; y++) {
      paint(margin + x, film.rows + margin + y, tick ? [255, 255, 255] : blend(40, colourAt(value), opacityOf(value, threshold) / strongest))
    }
  }
}
