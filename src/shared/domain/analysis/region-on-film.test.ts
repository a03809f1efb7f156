import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wholeFilm } from '../models/input-region'
import { regionOnFilm } from './region-on-film'

const grid = (rows: number, columns: number, inside: (x: number, y: number) => boolean) => ({
  rows,
  columns,
  data: Uint8Array.from({ length: rows * columns }, (_, at) =>
    inside(at % columns, Math.floor(at / columns)) ? 1 : 0,
  ),
})

describe('regionOnFilm', () => {
  it('is the grid itself on a film of its size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(),
        (rows, columns, seed) => {
          const mask = grid(rows, columns, (x, y) => (((x * 7 + y * 13 + seed) >> 1) & 1) === 1)
          expect(regionOnFilm(mask, wholeFilm, { rows, columns })).toEqual(mask.data)
        },
      ),
    )
  })

  it('keeps halves where they are on a film of another shape', () => {
    const film = regionOnFilm(
      grid(4, 4, (x) => x >= 2),
      wholeFilm,
      { rows: 10, columns: 100 },
    )
    expect([...film.subarray(0, 100)].lastIndexOf(0)).toBe(49)
    expect(film.reduce((sum, value) => sum + value, 0)).toBe(500)
  })

  it('marks nothing outside the part that the model saw', () => {
    const middle = { left: 0.25, top: 0, width: 0.5, height: 1 }
    const film = regionOnFilm(
      grid(4, 4, () => true),
      middle,
      { rows: 2, columns: 8 },
    )
    expect([...film]).toEqual([0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0])
  })
})
