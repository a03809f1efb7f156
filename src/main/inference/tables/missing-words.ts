/** A column's own signs for "not known": numbers are the preparation's to empty, words are empty cells. */
import { readNumber } from '../../records/formats/text/read-number'

/** A number as it stands in a cell; null for anything else, a limit such as `<0.01` among it. */
export function plainNumber(cell: string): number | null {
  const read = readNumber(cell)
  return read && read.comparator === undefined ? read.value : null
}

export const numbersForMissing = (missing: readonly string[]): number[] =>
  missing.map(plainNumber).filter((value) => value !== null)

/** In small letters. */
export const wordsForMissing = (missing: readonly string[]): string[] =>
  missing.filter((word) => plainNumber(word) === null).map((word) => word.toLowerCase())
