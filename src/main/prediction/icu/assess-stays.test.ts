import { describe, expect, it } from 'vitest'
import { assessStays, type StayResult } from './assess-stays'
import { drawnStays, icuMeasurements, pretendModel } from './icu-model.fixture'
import { Stay } from './stay'
import { GridMaker } from './stay-grid'
import type { StayModel } from './stay-model'

const { indexOf } = new GridMaker(icuMeasurements())
const all = async (model: StayModel, stays: readonly Stay[], ignoreGates = false) => {
  const results: StayResult[] = []
  for await (const result of assessStays(model, stays, { ignoreGates })) results.push(result)
  return results
}
const child = () => {
  const stay = new Stay('child')
  stay.add(0, indexOf.get('Age') ?? 255, 15)
  stay.add(3, indexOf.get('HR') ?? 255, 90)
  return stay
}
const codes = (result: StayResult | undefined) =>
  result && 'outcome' in result ? result.outcome.flags.map(({ code }) => code) : []

describe('assessStays', () => {
  it('answers in order, over many runs, with one finding and the length of stay', async () => {
    const stays = Array.from({ length: 30 }, () => drawnStays()).flat()
    const results = await all(
      pretendModel((grid) => grid[1] ?? 0),
      stays,
    )
    expect(results.map(({ record }) => record)).toEqual(stays.map(({ record }) => record))
    for (const result of results) {
      if (!('outcome' in result) || result.outcome.status !== 'assessed') throw new Error('not assessed')
      expect(result.outcome.outputs.map(({ label }) => label)).toEqual(['in-hospital-death'])
      expect(result.outcome.outputs[0]?.range?.members).toBe(5)
      expect(result.outcome.quantity).toMatchObject({ label: 'length-of-stay', unit: 'd' })
    }
  })

  it('flags what was never measured, repaired or refused, and a stay without any measurement', async () => {
    const results = await all(
      pretendModel(() => 0),
      drawnStays(),
    )
    expect(codes(results[0])).toContain('MEASUREMENTS_REFUSED')
    expect(codes(results.at(-1))).toEqual(['NO_MEASUREMENTS', 'MEASUREMENTS_NEVER_TAKEN'])
  })

  it('does not assess a child, unless told to for an evaluation', async () => {
    const model = pretendModel(() => 0)
    const [refused] = await all(model, [child()])
    expect(refused).toMatchObject({
      outcome: { status: 'not-assessed', reason: { code: 'AGE_OUTSIDE_POPULATION' } },
    })
    const [told] = await all(model, [child()], true)
    expect(codes(told)).toEqual(expect.arrayContaining(['AGE_OUTSIDE_POPULATION', 'GATES_IGNORED']))
  })

  it('gives the error of a run to each of its stays', async () => {
    const model = pretendModel(() => {
      throw new Error('broken')
    })
    const results = await all(model, drawnStays())
    expect(results.every((result) => 'error' in result)).toBe(true)
  })
})
