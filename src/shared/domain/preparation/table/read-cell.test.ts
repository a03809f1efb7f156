/** Against what the Python twin reads from the same cells (scripts/preparation/make_fixtures.py). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { hashShare } from '../engine/split'
import { hashText, isEmptyCell, readCellNumber, readCellTime } from './read-cell'

const Reading = z.object({
  numbers: z.array(z.tuple([z.string(), z.number().nullable()])),
  empty: z.array(z.tuple([z.string(), z.boolean()])),
  times: z.array(z.tuple([z.string(), z.enum(['iso', 'min', 'h', 'd']), z.number().nullable()])),
})
const reading = Reading.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/reading.json'), 'utf8')),
)

describe('cells', () => {
  it.each(reading.numbers)('%j is the number %j', (cell, number) => {
    expect(readCellNumber(cell)).toBe(number ?? NaN)
  })

  it.each(reading.empty)('%j is empty: %j', (cell, empty) => {
    expect(isEmptyCell(cell)).toBe(empty)
  })

  it.each(reading.times)('%j in %s is %j minutes', (cell, unit, minutes) => {
    expect(readCellTime(cell, unit)).toBe(minutes ?? NaN)
  })

  it('are told apart by their hash', () => {
    const texts = Array.from({ length: 100_000 }, (_, at) => `P${at}\u001f${at % 97}\u001fHR`)
    expect(new Set(texts.map((text) => hashText(text).join())).size).toBe(texts.length)
    expect(hashText('')).toEqual(hashText(''))
  })
})

it('subjects spread evenly over the parts', () => {
  const shares = Array.from({ length: 20_000 }, (_, at) => hashShare(`1:${at}`))
  expect(Math.abs(shares.filter((share) => share < 0.8).length / 20_000 - 0.8)).toBeLessThan(0.01)
  expect(Math.min(...shares)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...shares)).toBeLessThan(1)
})
