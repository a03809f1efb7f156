import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gridColumns } from '../../../shared/domain/models/measurement-grid'
import { drawnGrids, drawnStays, icuMeasurements } from './icu-model.fixture'
import { Stay } from './stay'
import { GridMaker, gridUntil } from './stay-grid'

const spec = icuMeasurements()
const maker = new GridMaker(spec)
const { placeOf } = gridColumns(spec)
const stayOf = (...rows: readonly (readonly [number, string, number])[]) => {
  const stay = new Stay('1')
  for (const [minute, name, value] of rows) stay.add(minute, maker.indexOf.get(name) ?? 255, value)
  return stay
}
const cell = (values: Float32Array, hour: number, name: string, offset = 0) =>
  values[hour * maker.columns + (placeOf.get(name) ?? 0) + offset]

describe('GridMaker', () => {
  it('makes the same grids as the recipe of the model', () => {
    const wanted = drawnGrids()
    const stays = drawnStays()
    expect(stays.map(({ record }) => record)).toEqual([...wanted.keys()])
    for (const stay of stays) {
      const { values } = maker.make(stay)
      const expected = wanted.get(stay.record) ?? new Float32Array()
      expect(values.length).toBe(expected.length)
      let worst = 0
      values.forEach((value, at) => (worst = Math.max(worst, Math.abs(value - (expected[at] ?? NaN)))))
      expect(worst).toBeLessThanOrEqual(1e-6)
    }
  })

  it('takes means of an hour, sums of urine, and the last minute into the last hour', () => {
    const { values } = maker.make(
      stayOf(
        [0, 'HR', 80],
        [59, 'HR', 90],
        [60, 'HR', 70],
        [10, 'Urine', 100],
        [20, 'Urine', 50],
        [2880, 'HR', 60],
      ),
    )
    expect(cell(values, 0, 'HR')).toBe(85)
    expect(cell(values, 0, 'HR', 1)).toBe(2)
    expect(cell(values, 1, 'HR')).toBe(70)
    expect(cell(values, 0, 'Urine')).toBe(150)
    expect(cell(values, 47, 'HR')).toBe(60)
    expect(cell(values, 2, 'HR', 1)).toBe(0)
  })

  it('says what was done to the values', () => {
    const stay = stayOf(
      [0, 'pH', 735],
      [1, 'HR', 0],
      [2, 'HR', 80],
      [3000, 'HR', 90],
      [-5, 'HR', 90],
      [0, 'Height', -1],
    )
    stay.addUnknown('Mood')
    stay.unreadable = 2
    const { report } = maker.make(stay)
    expect(report).toMatchObject({
      used: 2,
      repaired: [{ parameter: 'pH', count: 1 }],
      refused: [{ parameter: 'HR', count: 1 }],
      outsideWindow: 2,
      unknown: [{ parameter: 'Mood', count: 1 }],
      unreadable: 2,
    })
    expect(report.neverTaken).toContain('Height')
    expect(report.neverTaken).not.toContain('HR')
  })

  it('gives after h hours what the whole grid gives when it is cut there', () => {
    const [stay] = drawnStays()
    if (!stay) throw new Error('no stay')
    const whole = maker.make(stay).values
    fc.assert(
      fc.property(fc.integer({ min: 1, max: spec.hours - 1 }), (hours) => {
        expect(maker.make(stay, hours).values).toEqual(gridUntil(whole, maker.columns, hours))
      }),
      { numRuns: 10 },
    )
  })

  it('knows nothing of what comes after the hours that are over', () => {
    const measurement = fc.tuple(
      fc.integer({ min: 0, max: 2880 }),
      fc.constantFrom(...spec.series.map(({ name }) => name)),
      fc.double({ min: 0, max: 200, noNaN: true }),
    )
    fc.assert(
      fc.property(fc.array(measurement), fc.array(measurement), (past, future) => {
        const before = past.map(([minute, name, value]) => [minute % (12 * 60), name, value] as const)
        const after = future.map(([minute, name, value]) => [12 * 60 + minute, name, value] as const)
        const known = maker.make(stayOf(...before), 12).values
        expect(maker.make(stayOf(...before, ...after), 12).values).toEqual(known)
      }),
      { numRuns: 30 },
    )
  })
})
