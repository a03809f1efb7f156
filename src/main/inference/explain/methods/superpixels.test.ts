import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fixtures } from '../analytic-models.fixture'
import { type GrayPlane, segment, type Segments } from './superpixels'

const draw = (rows: number, columns: number, level: (x: number, y: number) => number): GrayPlane => ({
  rows,
  columns,
  values: Float32Array.from({ length: rows * columns }, (_, at) =>
    level(at % columns, Math.floor(at / columns)),
  ),
})

/** Pieces that hang together by their sides, of each segment. */
function piecesOf({ rows, columns }: GrayPlane, { groups }: Segments): number {
  const seen = new Uint8Array(groups.length)
  let pieces = 0
  for (let start = 0; start < groups.length; start++) {
    if (seen[start]) continue
    pieces++
    const found = [start]
    seen[start] = 1
    for (const at of found) {
      const [x, y] = [at % columns, Math.floor(at / columns)]
      const around = [
        x > 0 && at - 1,
        x < columns - 1 && at + 1,
        y > 0 && at - columns,
        y < rows - 1 && at + columns,
      ]
      for (const next of around) {
        if (next === false || seen[next] || groups[next] !== groups[start]) continue
        seen[next] = 1
        found.push(next)
      }
    }
  }
  return pieces
}

/** Share of the grey's variance that the segments' means explain. */
function explained({ values }: GrayPlane, { groups, count }: Segments): number {
  const sums = new Float64Array(count)
  const sizes = new Float64Array(count)
  for (const [at, group] of groups.entries()) {
    sums[group]! += values[at]!
    sizes[group]! += 1
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  let missed = 0
  let spread = 0
  for (const [at, group] of groups.entries()) {
    missed += (values[at]! - sums[group]! / sizes[group]!) ** 2
    spread += (values[at]! - mean) ** 2
  }
  return 1 - missed / spread
}

describe('superpixels', () => {
  test('explain the grey of a drawn picture as well as scikit-image’s do', async () => {
    const reference = JSON.parse(readFileSync(join(fixtures, 'superpixels.json'), 'utf8')) as {
      rows: number
      columns: number
      wanted: number
      segments: number
      explained: number
    }
    const plane = draw(reference.rows, reference.columns, (x, y) => {
      const disc = (x - 30) ** 2 + (y - 40) ** 2 < 400 ? 0.9 : 0.3
      return disc + 0.2 * Math.sin(x / 9) + (0.1 * ((x + 2 * y) % 7)) / 7
    })
    const segments = await segment(plane, { segments: reference.wanted, compactness: 0.1 })
    expect(explained(plane, segments)).toBeGreaterThan(reference.explained - 0.02)
    expect(segments.count).toBeGreaterThan(reference.wanted * 0.6)
    expect(segments.count).toBeLessThan(reference.wanted * 1.5)
  })

  test('do not cross a sharp edge', async () => {
    const plane = draw(64, 64, (x) => (x < 29 ? 0 : 1))
    const { groups } = await segment(plane, { segments: 36, compactness: 0.05 })
    const left = new Set(groups.filter((_, at) => at % 64 < 29))
    const right = new Set(groups.filter((_, at) => at % 64 >= 29))
    expect([...left].filter((group) => right.has(group))).toEqual([])
  })

  test('are numbered without gaps and hang together, on any plane', async () => {
    const size = fc.integer({ min: 2, max: 40 })
    await fc.assert(
      fc.asyncProperty(
        size,
        size,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 1e6 }),
        async (rows, columns, wanted, seed) => {
          let state = seed
          const plane = draw(rows, columns, () => {
            state = (Math.imul(state, 1664525) + 1013904223) >>> 0
            return (state >>> 24) / 255
          })
          const segments = await segment(plane, { segments: wanted, compactness: 0.3 })
          expect(new Set(segments.groups).size).toBe(segments.count)
          expect(Math.max(...segments.groups)).toBe(segments.count - 1)
          expect(piecesOf(plane, segments)).toBe(segments.count)
        },
      ),
      { numRuns: 40 },
    )
  })

  test('of a plane without contrast are the grid', async () => {
    const { count } = await segment(
      draw(32, 32, () => 0.5),
      { segments: 16, compactness: 0.1 },
    )
    expect(count).toBe(16)
  })
})
