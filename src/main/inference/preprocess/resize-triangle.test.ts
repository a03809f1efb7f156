import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { resizeTriangle } from './resize-triangle'

const folder = join(import.meta.dirname, '../fixtures/resize')
const cases = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as {
  files: { name: string; rows: number; columns: number; width: number; height: number }[]
  noise: { rows: number; columns: number; width: number; height: number; seed: number; sha256: string }[]
}

/** The same bytes as `noise` in make-fixtures.py. */
function noise(length: number, seed: number): Uint8Array {
  let state = seed
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0
    return state >>> 24
  })
}

describe('resizeTriangle gives the bytes of Pillow', () => {
  it.each(cases.files)(
    '$name: $columns x $rows to $width x $height',
    ({ name, rows, columns, width, height }) => {
      const data = new Uint8Array(readFileSync(join(folder, `${name}.in.u8`)))
      const expected = new Uint8Array(readFileSync(join(folder, `${name}.out.u8`)))
      const result = resizeTriangle({ rows, columns, data }, width, height)
      expect(result).toEqual({ rows: height, columns: width, data: expected })
    },
  )

  it.each(cases.noise)('noise of $columns x $rows', ({ rows, columns, width, height, seed, sha256 }) => {
    const image = { rows, columns, data: noise(rows * columns, seed) }
    const { data } = resizeTriangle(image, width, height)
    expect(createHash('sha256').update(data).digest('hex')).toBe(sha256)
  })
})
