/** Burns words into pixels, so that a synthetic image says what it is wherever it goes. */

export interface Raster {
  rows: number
  columns: number
  pixels: Uint16Array | Int16Array
}

/** Capital letters of 5 x 7 dots: a row each, the highest of five bits at the left. */
const glyphs: Readonly<Record<string, readonly number[]>> = {
  ' ': [0, 0, 0, 0, 0, 0, 0],
  A: [14, 17, 17, 31, 17, 17, 17],
  C: [14, 17, 16, 16, 16, 17, 14],
  E: [31, 16, 16, 30, 16, 16, 31],
  H: [17, 17, 17, 31, 17, 17, 17],
  I: [14, 4, 4, 4, 4, 4, 14],
  N: [17, 25, 21, 21, 19, 17, 17],
  O: [14, 17, 17, 17, 17, 17, 14],
  P: [30, 17, 17, 30, 16, 16, 16],
  R: [30, 17, 17, 30, 20, 18, 17],
  S: [15, 16, 16, 14, 1, 1, 30],
  T: [31, 4, 4, 4, 4, 4, 4],
  Y: [17, 17, 10, 4, 4, 4, 4],
}

export interface MarkPlace {
  row: number
  column: number
  /** pixels a dot */
  dot: number
}

/** Width in pixels of a text at `dot` pixels a dot. */
export const markWidth = (text: string, dot: number): number => (6 * text.length - 1) * dot

/**
 * @param ground the value of a box behind the letters, a dot wider all round; without it what is there stays
 * @throws RangeError for a letter without a glyph or a text that does not fit
 */
export function burnMark(
  raster: Raster,
  text: string,
  { row, column, dot }: MarkPlace,
  value: number,
  ground?: number,
): void {
  if (
    row < 0 ||
    column < 0 ||
    row + 7 * dot > raster.rows ||
    column + markWidth(text, dot) > raster.columns
  ) {
    throw new RangeError('The mark does not fit into the image.')
  }
  if (ground !== undefined) {
    const from = Math.max(0, column - dot)
    const to = Math.min(raster.columns, column + markWidth(text, dot) + dot)
    for (let r = Math.max(0, row - dot); r < Math.min(raster.rows, row + 8 * dot); r += 1) {
      raster.pixels.fill(ground, r * raster.columns + from, r * raster.columns + to)
    }
  }
  for (const [place, letter] of [...text].entries()) {
    const glyph = glyphs[letter]
    if (!glyph) throw new RangeError(`There is no glyph for ${letter}.`)
    for (const [line, bits] of glyph.entries()) {
      for (let across = 0; across < 5; across += 1) {
        if (bits & (16 >> across))
          fillDot(raster, row + line * dot, column + (6 * place + across) * dot, dot, value)
      }
    }
  }
}

function fillDot(raster: Raster, row: number, column: number, size: number, value: number): void {
  for (let r = row; r < row + size; r += 1) {
    raster.pixels.fill(value, r * raster.columns + column, r * raster.columns + column + size)
  }
}
