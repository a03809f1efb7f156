import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scores } from './all-scores'
import { assess, reasonsOf, result } from './assess.fixture'
import { curb65 } from './curb-65'
import { type InputId, inputOf } from './score-input'
import { ScoreResult } from './score-result'

const well = {
  pneumoniaConfusion: 'no',
  pneumoniaFromCommunity: 'yes',
  urea: { value: 5, unit: 'mmol/L' },
  respiratoryRate: 18,
  systolicPressure: 120,
  diastolicPressure: 75,
  age: 50,
}

describe('a score of given values', () => {
  it('keeps what it used: the value in its unit, as it was given, when and from where', () => {
    const pressure = { value: 16, unit: 'kPa', date: '2026-03-01', source: 'row 7' }
    const { used } = result(curb65, { ...well, systolicPressure: pressure })
    const found = used.find(({ input }) => input === 'systolicPressure')
    expect(found).toMatchObject({
      unit: 'mm[Hg]',
      given: { value: 16, unit: 'kPa' },
      at: '2026-03-01',
      source: 'row 7',
    })
    expect(found?.value).toBeCloseTo(120.0, 1)
  })

  it('reads numbers and answers as people write them', () => {
    expect(result(curb65, { ...well, respiratoryRate: ' 30 ', pneumoniaConfusion: true }).value).toBe(2)
    expect(result(curb65, { ...well, pneumoniaConfusion: 'Yes' }).value).toBe(1)
    for (const value of ['thirty', '', '0x1E', '1,5', true, NaN, Infinity])
      expect(reasonsOf(curb65, { ...well, respiratoryRate: value })).toEqual(['NOT_A_NUMBER respiratoryRate'])
    expect(reasonsOf(curb65, { ...well, pneumoniaConfusion: 'perhaps' })).toEqual([
      'NOT_AN_ANSWER pneumoniaConfusion',
    ])
  })

  it('names whom it is for first, then what is wrong, then what is missing', () => {
    const { urea: _urea, diastolicPressure: _diastolic, ...rest } = well
    expect(reasonsOf(curb65, { ...rest, age: 10, systolicPressure: 900 })).toEqual([
      'AGE_OUTSIDE_POPULATION age',
      'OUT_OF_POSSIBLE_RANGE systolicPressure',
      'MISSING diastolicPressure',
    ])
  })

  it('flags what it does not ask for', () => {
    expect(
      result(curb65, { ...well, sistolicPressure: 80, toString: 1 }).flags.map(({ input }) => input),
    ).toEqual(['sistolicPressure', 'toString'])
  })

  it('flags a number without a unit only where another unit would make it possible too', () => {
    const flags = (values: object) => result(curb65, { ...well, ...values }).flags.map(({ code }) => code)
    expect(flags({ urea: 5 })).toEqual(['UNIT_ASSUMED'])
    // nobody has 120 kPa
    expect(flags({ systolicPressure: 120 })).toEqual([])
  })

  it('counts a day without a clock time as a whole day, and refuses what is no date', () => {
    const dated = (date: string) => reasonsOf(curb65, { ...well, respiratoryRate: { value: 18, date } })
    expect(dated('2026-03-01')).toEqual([])
    expect(dated('2026-02-28')).toEqual([])
    expect(dated('2026-02-27')).toEqual(['TOO_OLD respiratoryRate'])
    expect(dated('2026-03-02')).toEqual(['LATER_THAN_ASSESSMENT respiratoryRate'])
    expect(dated('yesterday')).toEqual(['TIME_INVALID respiratoryRate'])
  })

  it.each(scores.map((score) => [score.id, score] as const))(
    '%s: whatever comes in, a valid answer comes out',
    (_id, score) => {
      const ids = Object.keys(score.inputs) as InputId[]
      const anything = (id: InputId) => {
        const input = inputOf(id)
        const likely =
          input.kind === 'choice'
            ? fc.constantFrom(...input.options)
            : fc.double({ min: input.possible.min, max: input.possible.max, noNaN: true })
        return fc.oneof(
          { weight: 12, arbitrary: likely },
          fc.string(),
          fc.double(),
          fc.boolean(),
          fc.constant(undefined),
        )
      }
      const values = fc.record(Object.fromEntries(ids.map((id) => [id, anything(id)])))
      fc.assert(
        fc.property(values, (each) => {
          const given = Object.fromEntries(Object.entries(each).filter(([, value]) => value !== undefined))
          const outcome = ScoreResult.parse(assess(score, given as Record<string, string>))
          if (outcome.status === 'not-assessed') return
          expect(Number.isFinite(outcome.value)).toBe(true)
          const { range } = score.result
          if (range) expect(outcome.value >= range.min && outcome.value <= range.max).toBe(true)
          if (outcome.items.length > 0)
            expect(outcome.items.reduce((sum, { points }) => sum + points, 0)).toBeCloseTo(outcome.value, 9)
          if (score.bands.length > 0) expect(score.bands.map(({ id }) => id)).toContain(outcome.band)
        }),
      )
    },
  )
})
