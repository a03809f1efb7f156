import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reasonsOf, result } from './assess.fixture'
import { egfrCombined, egfrCreatinine, egfrCystatin } from './ckd-epi-2021'

const creatinine = (value: number) => ({ value, unit: 'mg/dL' })

describe('eGFR, CKD-EPI 2021', () => {
  it('agrees with the calculator of the National Kidney Foundation: 55 years, male, 1.2 mg/dL: 71', () => {
    expect(result(egfrCreatinine, { age: 55, sex: 'male', creatinine: creatinine(1.2) }).shown).toBe(71)
  })

  it.each([
    ['female', 1, 1.5, 54],
    ['female', 0.6, 0.7, 115],
    ['male', 0.6, 0.7, 123],
    ['female', 0.6, 0.8, 111],
    ['male', 0.6, 0.8, 118],
  ])(
    'agrees with the documented examples of the R package tabletools (%s, %d mg/dL, %d mg/L: %d)',
    (sex, mg, cystatinC, shown) => {
      expect(result(egfrCombined, { age: 50, sex, creatinine: creatinine(mg), cystatinC }).shown).toBe(shown)
    },
  )

  it.each([
    // at the knots and at birth of the exponent every factor but the constants falls away
    ['female', 0.7, 142 * 1.012],
    ['male', 0.9, 142],
  ])('is the constant of the paper at the knot (%s, %d mg/dL)', (sex, knot, constant) => {
    const { value } = result(egfrCreatinine, { age: 18, sex, creatinine: creatinine(knot) })
    expect(value / 0.9938 ** 18).toBeCloseTo(constant, 9)
  })

  it('has the slopes of the papers on both sides of the knots', () => {
    const slope = (
      score: typeof egfrCreatinine | typeof egfrCystatin,
      id: string,
      sex: string,
      from: number,
    ) => {
      const at = (value: number) => result(score, { age: 50, sex, [id]: value }).value
      return Math.log(at(from * 1.01) / at(from)) / Math.log(1.01)
    }
    expect(slope(egfrCreatinine, 'creatinine', 'female', 0.5)).toBeCloseTo(-0.241, 9)
    expect(slope(egfrCreatinine, 'creatinine', 'male', 0.5)).toBeCloseTo(-0.302, 9)
    expect(slope(egfrCreatinine, 'creatinine', 'female', 2)).toBeCloseTo(-1.2, 9)
    expect(slope(egfrCystatin, 'cystatinC', 'male', 0.5)).toBeCloseTo(-0.499, 9)
    expect(slope(egfrCystatin, 'cystatinC', 'female', 2)).toBeCloseTo(-1.328, 9)
    const women = result(egfrCystatin, { age: 50, sex: 'female', cystatinC: 1 }).value
    expect(women / result(egfrCystatin, { age: 50, sex: 'male', cystatinC: 1 }).value).toBeCloseTo(0.932, 9)
    expect(result(egfrCystatin, { age: 20, sex: 'male', cystatinC: 0.8 }).value).toBeCloseTo(
      133 * 0.996 ** 20,
      9,
    )
  })

  it('takes creatinine in umol/L: 106.1 is 1.2 mg/dL', () => {
    const values = { age: 55, sex: 'male', creatinine: { value: 106.1, unit: 'µmol/L' } }
    expect(result(egfrCreatinine, values).shown).toBe(71)
    expect(reasonsOf(egfrCreatinine, { ...values, creatinine: { value: 106, unit: 'mmHg' } })).toEqual([
      'UNIT_NOT_COMMENSURABLE creatinine',
    ])
    expect(reasonsOf(egfrCreatinine, { ...values, creatinine: { value: 106, unit: 'bananas' } })).toEqual([
      'UNIT_UNKNOWN creatinine',
    ])
    // umol/L without its unit
    expect(reasonsOf(egfrCreatinine, { ...values, creatinine: 106 })).toEqual([
      'OUT_OF_POSSIBLE_RANGE creatinine',
    ])
  })

  it.each([
    [90, 'g1'],
    [89, 'g2'],
    [60, 'g2'],
    [59, 'g3a'],
    [45, 'g3a'],
    [44, 'g3b'],
    [30, 'g3b'],
    [29, 'g4'],
    [15, 'g4'],
    [14, 'g5'],
  ])('puts %d into %s (KDIGO 2012)', (shown, band) => {
    const mg = 0.9 * (shown / (142 * 0.9938 ** 50)) ** (-1 / 1.2)
    expect(result(egfrCreatinine, { age: 50, sex: 'male', creatinine: mg })).toMatchObject({ shown, band })
  })

  it('is for adults, not in pregnancy', () => {
    expect(reasonsOf(egfrCreatinine, { age: 17, sex: 'male', creatinine: 1 })).toEqual([
      'AGE_OUTSIDE_POPULATION age',
    ])
    expect(reasonsOf(egfrCreatinine, { age: 30, sex: 'female', pregnant: 'yes', creatinine: 1 })).toEqual([
      'OUTSIDE_POPULATION pregnant',
    ])
    expect(reasonsOf(egfrCombined, { age: 30, sex: 'female', creatinine: 1 })).toEqual(['MISSING cystatinC'])
  })

  it('falls with every marker and with age', () => {
    const number = (min: number, max: number) => fc.double({ min, max, noNaN: true })
    fc.assert(
      fc.property(
        number(18, 100),
        number(0.3, 15),
        number(0.3, 8),
        fc.constantFrom('female', 'male'),
        (age, mg, cystatinC, sex) => {
          const of = (more: object) =>
            result(egfrCombined, { age, sex, creatinine: creatinine(mg), cystatinC, ...more }).value
          expect(of({ creatinine: creatinine(mg * 1.1) })).toBeLessThan(of({}))
          expect(of({ cystatinC: cystatinC * 1.1 })).toBeLessThan(of({}))
          expect(of({ age: age + 1 })).toBeLessThan(of({}))
        },
      ),
    )
  })
})
