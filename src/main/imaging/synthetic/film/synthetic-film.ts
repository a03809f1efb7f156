/** A frontal chest film of a patient who does not exist. */
import { buildChest, type ChestOptions } from '../anatomy/chest'
import { burnMark } from '../burn-mark'
import { exposeFilm, filmBits } from './expose-film'
import { planeFor, projectChest } from './project-chest'

export interface Film {
  rows: number
  columns: number
  pixelSpacingMm: number
  /** 12-bit values, dense = bright (MONOCHROME2), rows from the head down, the patient's left at the right */
  pixels: Uint16Array
}

export const syntheticMark = 'SYNTHETIC'

/** Row at which the mark begins in an image of so many rows. */
export const markRow = (rows: number): number => Math.floor(0.82 * rows)

/** The same options give the same pixels. Takes about a second for 1024 columns. */
export function makeFilm(options: ChestOptions, columns = 1024): Film {
  const chest = buildChest(options)
  const plane = planeFor(chest, columns)
  const pixels = exposeFilm(projectChest(chest, plane), plane.rows, plane.columns, options.seed + 5)
  const film = { rows: plane.rows, columns: plane.columns, pixelSpacingMm: plane.pixelSpacingMm, pixels }
  const dot = Math.max(1, Math.round(columns / 340))
  const white = (1 << filmBits) - 1
  const column = 5 * dot
  // Clear of the corners, where viewers write.
  const row = markRow(film.rows)
  burnMark(film, syntheticMark, { row, column, dot }, white, 0)
  burnMark(film, 'NO PATIENT', { row: row + 9 * dot, column, dot }, white, 0)
  // The side's letter, as a radiographer puts it on the cassette.
  burnMark(film, 'R', { row: Math.round(0.13 * film.rows), column, dot: 2 * dot }, white)
  return film
}
