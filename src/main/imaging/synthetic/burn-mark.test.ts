import { expect, it } from 'vitest'
import { burnMark, markWidth } from './burn-mark'

it('draws each dot in its size and leaves the rest alone', () => {
  const raster = { rows: 16, columns: 12, pixels: new Uint16Array(16 * 12) }
  burnMark(raster, 'T', { row: 1, column: 1, dot: 2 }, 7)
  const lines = Array.from({ length: 16 }, (_, row) =>
    [...raster.pixels.subarray(row * 12, row * 12 + 12)].map((value) => (value === 7 ? '#' : '.')).join(''),
  )
  const stem = '.....##.....'
  expect(lines).toEqual([
    '............',
    '.##########.',
    '.##########.',
    ...Array.from({ length: 12 }, () => stem),
    '............',
  ])
  expect(markWidth('T', 2)).toBe(10)
})

it('puts a box behind the letters where asked to', () => {
  const raster = { rows: 9, columns: 7, pixels: new Uint16Array(63).fill(3) }
  burnMark(raster, 'I', { row: 1, column: 1, dot: 1 }, 7, 0)
  expect([...raster.pixels.subarray(0, 7)]).toEqual([0, 0, 0, 0, 0, 0, 0])
  expect([...raster.pixels.subarray(7, 14)]).toEqual([0, 0, 7, 7, 7, 0, 0])
  expect(raster.pixels.includes(3)).toBe(false)
})

it('refuses what it cannot write whole', () => {
  const raster = { rows: 7, columns: 11, pixels: new Uint16Array(77) }
  expect(() => burnMark(raster, 'NO', { row: 0, column: 0, dot: 1 }, 1)).not.toThrow()
  expect(() => burnMark(raster, 'NO', { row: 0, column: 1, dot: 1 }, 1)).toThrow(RangeError)
  expect(() => burnMark(raster, '?', { row: 0, column: 0, dot: 1 }, 1)).toThrow(RangeError)
})
