import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppException } from '../../../shared/result'
import { declaredPreparation, fittedPreparation, tinyTable } from '../../../test-support/tiny-table'
import { RowEncoder } from './encode-row'

const manifest = tinyTable()
const encoder = new RowEncoder(
  manifest.inputs[0]!.columns,
  manifest.population,
  declaredPreparation(manifest),
)
const places = [0, 1, 2, 3]
const encode = (...cells: string[]) => {
  const [row] = encoder.encode([cells], places)
  if (!row || row instanceof AppException) throw row ?? new Error('no row')
  return row
}
const codes = (...cells: string[]) => encode(...cells).refusals.map(({ code }) => code)

describe('placesIn', () => {
  it('finds columns in any order, by alias and case, and passes others over', () => {
    expect(encoder.placesIn(['time', 'SEX', 'Cholesterol', 'age', 'smokes'])).toEqual([3, 2, 4, 1])
  })

  it('refuses a table without a column, or with one twice', () => {
    expect(() => encoder.placesIn(['age', 'sex'])).toThrow('lacks the columns chol, smokes')
    expect(() => encoder.placesIn(['age', 'chol', 'cholesterol', 'smokes', 'sex'])).toThrow(
      'chol comes twice',
    )
  })
})

describe('encode', () => {
  it('reads numbers, words and codes', () => {
    expect([...encode('63.5', '233', 'yes', '1.0').values]).toEqual([63.5, 233, 1, 1])
  })

  it('takes empty cells, words for empty and a column’s own sign for missing', () => {
    const { values, missing, refusals } = encode('63', '0.0', 'NA', ' ')
    expect([...values]).toEqual([63, NaN, NaN, NaN])
    expect(missing).toEqual(['chol', 'smokes', 'sex'])
    expect(refusals.map(({ code }) => code)).toEqual(['TOO_LITTLE_KNOWN'])
  })

  it('refuses what is outside, and keeps the value for an evaluation without gates', () => {
    expect(codes('63', '2330', 'Yes', '1')).toEqual(['VALUE_OUTSIDE_RANGE'])
    expect(codes('63', '233', 'Yes', '2')).toEqual(['VALUE_OUTSIDE_RANGE'])
    expect(codes('19', '233', 'Yes', '1')).toEqual(['AGE_OUTSIDE_POPULATION'])
    expect(codes('91', '233', 'Yes', '1')).toEqual(['AGE_OUTSIDE_POPULATION'])
    expect(codes('', '233', 'Yes', '1')).toEqual(['AGE_UNKNOWN'])
    expect(encode('63', '2330', 'Yes', '1').values[1]).toBe(2330)
  })

  it('takes rows of all kinds side by side, and says what was done to each', () => {
    const [one, none, odd, empty] = encoder.encode(
      [['63', '0', 'Yes', '1'], null, ['old', '233', 'Yes', '1'], ['', '', '', '']],
      places,
    )
    const emptied = { step: 'clean', reason: 'word-for-missing', column: 'chol', before: 0, after: null }
    expect(one).toMatchObject({ prepared: [emptied], missing: ['chol'] })
    expect(none).toMatchObject({ code: 'TABLE_ROW_MALFORMED' })
    expect(odd).toMatchObject({ code: 'TABLE_VALUE_INVALID' })
    expect(empty).toMatchObject({ prepared: [], missing: ['age', 'chol', 'smokes', 'sex'] })
  })

  it('feeds the graph what the preparation has learnt, and keeps what is known apart from it', () => {
    const preparation = fittedPreparation(manifest)
    const filling = new RowEncoder(manifest.inputs[0]!.columns, manifest.population, preparation)
    const [row] = filling.encode([['63', '0', 'Yes', '']], places)
    if (!row || row instanceof AppException) throw row ?? new Error('no row')
    expect([...row.values]).toEqual([63, NaN, 1, NaN])
    expect([...row.fed]).toEqual([63, 222, 1, NaN])
    expect(row.missing).toEqual(['chol', 'sex'])
    expect(row.prepared.map(({ step, before, after }) => [step, before, after])).toEqual([
      ['clean', 0, null],
      ['fill', null, 222],
    ])
  })

  it('names limits and no value in the reason', () => {
    const [refusal] = encode('63', '2330', 'Yes', '1').refusals
    expect(refusal?.message).toBe('chol is outside of what the model takes: from 40 to 1000 mg/dL.')
  })

  it.each([
    ['a word in a number', ['old', '233', 'Yes', '1']],
    ['a comparator', ['63', '<40', 'Yes', '1']],
    ['another word in a choice', ['63', '233', 'sometimes', '1']],
    ['a number in a choice of words', ['63', '233', '1', '1']],
    ['a decimal comma', ['63,5', '233', 'Yes', '1']],
  ])('cannot read %s', (_name, cells) => {
    expect(() => encode(...cells)).toThrow(expect.objectContaining({ code: 'TABLE_VALUE_INVALID' }) as Error)
  })

  it('never refuses an allowed number, and gives it as float32', () => {
    const between = (min: number, max: number) => fc.double({ min, max, noNaN: true })
    fc.assert(
      fc.property(between(20, 90), between(40, 1000), (age, chol) => {
        const { values, refusals } = encode(String(age), String(chol), 'No', '0')
        expect([...values]).toEqual([Math.fround(age), Math.fround(chol), 0, 0])
        expect(refusals).toEqual([])
      }),
    )
  })

  it('lets nothing through that it cannot read', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 4, maxLength: 4 }), (cells) => {
        try {
          const { values, refusals } = encode(...cells)
          if (refusals.length > 0) return
          for (const value of values) expect(Number.isNaN(value) || Number.isFinite(value)).toBe(true)
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'TABLE_VALUE_INVALID' })
        }
      }),
    )
  })
})
