/** Burns a short text into pixels, so that a synthetic image says so wherever it goes. */

/** 5 x 7 letters, a row each, most significant of five bits left. */
const glyphs: Record<string, readonly number[]> = {
  S: [15, 16, 16, 14, 1, 1, 30],
  Y: [17, 17, 10, 4, 4, 4, 4],
  N: [17, 25, 21, 19, 17, 17, 17],
  T: [31, 4, 4, 4, 4, 4, 4],
  H: [17, 17, 17, 31, 17, 17, 17],
  E: [31, 16, 16, 30, 16, 16, 31],
  I: [14, 4, 4, 4, 4, 4, 14],
  C: [14, 17, 16, 16, 16, 17, 14],
  L: [16, 16, 16, 16, 16, 16, 31],
  ' ': [0, 0, 0, 0, 0, 0, 0],
}

export interface Raster {
  rows: number
  columns: number
  pixels: { [index: number]: number }
}

/** Writes `text` (letters of {@link glyphs}) with its upper left corner at (row, column), each dot `dot` pixels wide. */
export function burnMark(raster: Raster, text: string, place: { row: number; column: number; dot: number }, value: number): void {
  let column = place.column
  for (const letter of text) {
    const glyph = glyphs[letter]
    if (!glyph) throw new RangeError(`There is no glyph for ${letter}.`)
    for (const [line, bits] of glyph.entries()) {
      for (let dot = 0; dot < 5; dot += 1) {
        if (bits & (16 >> dot)) fill(raster, place.row + line * place.dot, column + dot * place.dot, place.dot, value)
      }
    }
    column += 6 * place.dot
  }
}

/** Width in pixels of `text` at `dot` pixels a dot. */
export const markWidth = (text: string, dot: number) => text.length * 6 * dot - dot

function fill(raster: Raster, row: number, column: number, size: number, value: number): void {
  for (let r = Math.max(0, row); r < Math.min(raster.rows, row + size); r += 1) {
    for (let c = Math.max(0, column); c < Math.min(raster.columns, column + size); c += 1) {
      raster.pixels[r * raster.columns + c] = value
    }
  }
}
