/** What goes into a generator and how its small picture becomes a film. */
import { burnMark } from '../imaging/synthetic/burn-mark'
import { markRow, syntheticMark } from '../imaging/synthetic/film/synthetic-film'
import { SeededRandom } from '../imaging/synthetic/random'
import { enlargeSmoothly } from './enlarge-smoothly'

export interface GrayRaster {
  rows: number
  columns: number
  /** 12 bits, dense = bright (MONOCHROME2) */
  pixels: Uint16Array
}

export const filmBits = 12
const white = (1 << filmBits) - 1

/** px. The films of the training were squeezed to squares; 4 : 5 gives a child's chest natural proportions (judged by eye). */
const filmColumns = 640
const filmRows = 512

/** Standard normal numbers that depend on the seed alone. */
export function noiseOf(seed: number, size: number): Float32Array {
  const random = new SeededRandom(seed)
  return Float32Array.from({ length: size }, () => random.normal())
}

/** @throws RangeError for a place that is not among the classes */
export function oneHot(place: number, classes: number): Float32Array {
  if (!Number.isInteger(place) || place < 0 || place >= classes)
    throw new RangeError('There is no such class.')
  return Float32Array.from({ length: classes }, (_, index) => (index === place ? 1 : 0))
}

/**
 * Enlarges a generated picture to the size of a film, without adding detail that the model did not draw, and writes into
 * its pixels that it is synthetic.
 * @param image values in 0..1, `side` rows of `side`
 */
export function toFilm(image: Float32Array, side: number): GrayRaster {
  const large = enlargeSmoothly({ values: image, rows: side, columns: side }, filmRows, filmColumns)
  const pixels = Uint16Array.from(large, (value) => Math.round(white * Math.min(1, Math.max(0, value))))
  const film = { rows: filmRows, columns: filmColumns, pixels }
  const dot = Math.round(filmColumns / 340)
  const column = 5 * dot
  const row = markRow(filmRows)
  burnMark(film, syntheticMark, { row, column, dot }, white, 0)
  burnMark(film, 'NO PATIENT', { row: row + 9 * dot, column, dot }, white, 0)
  return film
}
