import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shapleyValues } from './shapley'

const play = (players: number, worth: (mask: number) => number) =>
  shapleyValues(players, (coalitions) => Promise.resolve(coalitions.map(worth)))

describe('shapleyValues', () => {
  it('divides the glove game as in the textbook: one left glove, two right ones, a pair is worth 1', async () => {
    const shares = await play(3, (mask) => ((mask & 1) !== 0 && (mask & 6) !== 0 ? 1 : 0))
    expect(shares).toEqual([expect.closeTo(2 / 3, 12), expect.closeTo(1 / 6, 12), expect.closeTo(1 / 6, 12)])
  })

  it('adds up to the whole, gives nothing to who adds nothing, and gives each its own in a sum', async () => {
    const values = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 16, maxLength: 16 })
    await fc.assert(
      fc.asyncProperty(values, async (worths) => {
        const shares = await play(5, (mask) => worths[mask & 15] ?? 0)
        const sum = shares.reduce((total, share) => total + share, 0)
        expect(sum).toBeCloseTo((worths[15] ?? 0) - (worths[0] ?? 0), 9)
        expect(shares[4]).toBe(0)
      }),
      { numRuns: 30 },
    )
    const own = [1, -2, 0.5]
    const shares = await play(3, (mask) =>
      own.reduce((sum, value, at) => sum + (mask & (1 << at) ? value : 0), 4),
    )
    shares.forEach((share, at) => expect(share).toBeCloseTo(own[at] ?? NaN, 12))
  })

  it('refuses more players than can be waited for', async () => {
    await expect(play(13, () => 0)).rejects.toThrow(RangeError)
  })
})
