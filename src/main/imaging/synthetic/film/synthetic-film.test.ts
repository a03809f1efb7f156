import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type Film, makeFilm, markRow } from './synthetic-film'

const child = { seed: 21, ageYears: 3, sex: 'F', consolidation: null } as const
const columns = 384
const film = makeFilm(child, columns)

/** Mean of a square around a place given in shares of width and height. */
function brightness({ pixels, rows, columns: width }: Film, across: number, down: number): number {
  let sum = 0
  const reach = 4
  const row = Math.round(down * rows)
  const column = Math.round(across * width)
  for (let r = row - reach; r <= row + reach; r += 1) {
    for (let c = column - reach; c <= column + reach; c += 1) sum += pixels[r * width + c] ?? NaN
  }
  return sum / (2 * reach + 1) ** 2
}

const digest = ({ pixels }: Film): string =>
  createHash('sha256').update(new Uint8Array(pixels.buffer)).digest('hex')

describe('a synthetic film', () => {
  it('is the same for the same seed and another for another', () => {
    expect(digest(makeFilm(child, columns))).toBe(digest(film))
    expect(digest(makeFilm({ ...child, seed: 22 }, columns))).not.toBe(digest(film))
  })

  it('uses twelve bits', () => {
    const largest = film.pixels.reduce((most, value) => Math.max(most, value), 0)
    expect(largest).toBe(4095)
  })

  it('shows lung darker than heart, spine and liver, and air around the body darkest', () => {
    const rightLung = brightness(film, 0.3, 0.5)
    const leftLung = brightness(film, 0.7, 0.45)
    const heart = brightness(film, 0.6, 0.6)
    const spine = brightness(film, 0.5, 0.6)
    const liver = brightness(film, 0.3, 0.9)
    const air = brightness(film, 0.97, 0.04)
    for (const lung of [rightLung, leftLung]) {
      expect(lung).toBeGreaterThan(air + 300)
      for (const dense of [heart, spine, liver]) expect(dense).toBeGreaterThan(lung + 400)
    }
  })

  it('has the heart on the patient’s left, which is the right of the picture', () => {
    const level = 0.62
    const mirrored = [0.06, 0.1, 0.14, 0.18].map(
      (off) => brightness(film, 0.5 + off, level) - brightness(film, 0.5 - off, level),
    )
    expect(mirrored.reduce((sum, value) => sum + value, 0) / mirrored.length).toBeGreaterThan(200)
  })

  it('is brighter only where the lung is consolidated', () => {
    const sick = makeFilm(
      {
        ...child,
        consolidation: {
          side: 'right',
          height: 0.25,
          outward: 0.45,
          depth: 0.6,
          size: 0.4,
          density: 0.95,
          airBronchogram: true,
        },
      },
      columns,
    )
    expect(brightness(sick, 0.31, 0.6) - brightness(film, 0.31, 0.6)).toBeGreaterThan(300)
    // Display processing looks at the whole film, so the other side may change a little.
    expect(Math.abs(brightness(sick, 0.75, 0.35) - brightness(film, 0.75, 0.35))).toBeLessThan(120)
  })

  it('says at its lower left that it is synthetic', () => {
    const dot = Math.round(columns / 340)
    const at = (row: number, column: number): number | undefined => film.pixels[row * film.columns + column]
    // The top of the T, fourth letter of the word, is a bar of five dots.
    const top = markRow(film.rows)
    const left = 5 * dot + 3 * 6 * dot
    for (let dots = 0; dots < 5; dots += 1) expect(at(top, left + dots * dot)).toBe(4095)
    expect(at(top + dot, left)).toBe(0)
    expect(at(top + dot, left + 2 * dot)).toBe(4095)
  })
})
