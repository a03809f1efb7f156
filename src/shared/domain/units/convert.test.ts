import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalUnit, convertValue } from './convert'
import { substanceOf } from './substances'
import { toUcum } from './unit-habits'

const converted = (value: number, from: string, to: string, loinc?: string) => {
  const answer = convertValue(value, from, to, loinc)
  return answer.ok ? answer.value : answer.reason
}

describe('what hospitals write', () => {
  test.each([
    ['mmHg', 'mm[Hg]'],
    ['MMHG', 'mm[Hg]'],
    ['mg/dl', 'mg/dL'],
    ['IU/L', '[IU]/L'],
    ['mIU/L', 'm[IU]/L'],
    ['K/uL', '10*3/uL'],
    ['m/uL', '10*6/uL'],
    ['x10^3/µL', '10*3/uL'],
    ['10E9/L', '10*9/L'],
    ['10*9/L', '10*9/L'],
    ['10^9/L', '10*9/L'],
    ['×10⁹/L', '10*9/L'],
    ['°C', 'Cel'],
    ['℃', 'Cel'],
    ['deg F', '[degF]'],
    ['mEq/L', 'meq/L'],
    ['μmol/L', 'umol/L'],
    ['bpm', '/min'],
    ['次/分', '/min'],
    ['mL/min/1.73m2', 'mL/min/{1.73_m2}'],
    ['毫米汞柱', 'mm[Hg]'],
    ['years', 'a'],
    ['1', '1'],
  ])('%s is %s', (written, code) => expect(toUcum(written)).toBe(code))

  test.each(['', '  ', 'furlongs', 'C?', 'mg/', '<script>', 'toString', '__proto__'])(
    '%j is no unit',
    (written) => expect(toUcum(written)).toBeNull(),
  )

  test('a capital M is not a small one', () => {
    expect(toUcum('Mg/dL')).not.toBe('mg/dL')
    expect(toUcum('MMOL/L')).toBe('mmol/L')
  })

  test('a bare C is a degree only of a temperature', () => {
    expect(toUcum('C', '8310-5')).toBe('Cel')
    expect(toUcum('F', '8310-5')).toBe('[degF]')
    expect(toUcum('C', '2160-0')).toBe('C')
  })

  test('a value without a unit is refused, not guessed', () => {
    expect(canonicalUnit(' ')).toEqual({ ok: false, reason: 'unit-missing' })
    expect(canonicalUnit('blah')).toEqual({ ok: false, reason: 'unit-unknown' })
    expect(converted(1, '', 'mg/dL')).toBe('unit-missing')
  })
})

// Published conversion factors: the AMA Manual of Style's SI conversion table (Iverson et al., 11th ed., 17.5).
describe('mass and amount of a substance', () => {
  test.each([
    ['creatinine', '2160-0', 'mg/dL', 'umol/L', 88.4, 0.05],
    ['glucose', '2345-7', 'mg/dL', 'mmol/L', 0.0555, 0.00005],
    ['bilirubin', '1975-2', 'mg/dL', 'umol/L', 17.104, 0.005],
    ['urea nitrogen', '3094-0', 'mg/dL', 'mmol/L', 0.357, 0.0005],
    ['cholesterol', '2093-3', 'mg/dL', 'mmol/L', 0.0259, 0.00005],
    ['triglycerides', '2571-8', 'mg/dL', 'mmol/L', 0.0113, 0.00005],
    ['calcium', '17861-6', 'mg/dL', 'mmol/L', 0.25, 0.0005],
    ['magnesium', '19123-9', 'mg/dL', 'mmol/L', 0.4114, 0.00005],
    ['phosphate', '2777-1', 'mg/dL', 'mmol/L', 0.323, 0.0005],
    ['uric acid', '3084-1', 'mg/dL', 'umol/L', 59.485, 0.01],
    ['lactate', '14118-4', 'mg/dL', 'mmol/L', 0.111, 0.0005],
    ['iron', '2498-4', 'ug/dL', 'umol/L', 0.179, 0.0005],
    ['haemoglobin', '718-7', 'g/dL', 'mmol/L', 0.6206, 0.0001],
    ['albumin', '1751-7', 'g/dL', 'umol/L', 150.5, 0.1],
    ['cortisol', '2143-6', 'ug/dL', 'nmol/L', 27.588, 0.01],
    ['thyroxine', '3026-2', 'ug/dL', 'nmol/L', 12.87, 0.01],
    ['cobalamin', '2132-9', 'pg/mL', 'pmol/L', 0.7378, 0.0001],
  ])('%s', (_name, loinc, from, to, factor, tolerance) => {
    const answer = convertValue(1, from, to, loinc)
    if (!answer.ok) throw new Error(answer.reason)
    expect(Math.abs(answer.value - factor)).toBeLessThanOrEqual(tolerance)
  })

  test('is refused where the substance is not known', () => {
    expect(converted(1, 'mg/dL', 'mmol/L')).toBe('unit-not-commensurable')
    expect(converted(1, 'mg/dL', 'mmol/L', '9999-9')).toBe('unit-not-commensurable')
  })

  test('equivalents follow the charge', () => {
    expect(converted(140, 'mEq/L', 'mmol/L', '2951-2')).toBe(140)
    expect(converted(4, 'mEq/L', 'mmol/L', '2000-8')).toBe(2)
    expect(converted(4, 'mEq/L', 'mmol/L')).toBe('unit-not-commensurable')
  })

  test('molar masses follow from the formula', () => {
    expect(substanceOf('2160-0')?.gramsPerMole).toBe(113.12)
    expect(substanceOf('2345-7')?.gramsPerMole).toBe(180.156)
  })
})

describe('other units', () => {
  test.each([
    [98.6, '°F', 'Cel', undefined, 37],
    [37, 'Cel', '[degF]', undefined, 98.6],
    [310.15, 'K', 'Cel', undefined, 37],
    [1, 'K/uL', '10*9/L', undefined, 1],
    [120, 'mmHg', 'kPa', undefined, 15.99864],
    [70, 'in', 'cm', undefined, 177.8],
    [150, 'lb', 'kg', undefined, 68.0388555],
    [0.4, '1', '%', undefined, 40],
    [1, 'mIU/L', 'uIU/mL', undefined, 1],
    [35, 'IU/L', 'U/L', '1742-6', 35],
    [7.4, '[pH]', 'pH', undefined, 7.4],
  ])('%d %s in %s', (value, from, to, loinc, expected) =>
    expect(converted(value, from, to, loinc)).toBeCloseTo(expected, 9),
  )

  test.each([
    ['mm[Hg]', 'mg/dL', undefined],
    ['IU/L', 'U/L', '2986-8'],
    ['ng/mL{FEU}', 'ng/mL{DDU}', undefined],
    ['mL/min/{1.73_m2}', 'mL/min', undefined],
    ['Cel', 'mm[Hg]', '8310-5'],
  ])('%s is not %s', (from, to, loinc) =>
    expect(converted(1, from, to, loinc)).toBe('unit-not-commensurable'),
  )

  test('haemoglobin A1c has two scales that share no zero', () => {
    // NGSP's own table: 6.5 % is 48 mmol/mol, 7.0 % is 53 mmol/mol
    expect(converted(6.5, '%', 'mmol/mol', '4548-4')).toBeCloseTo(47.5, 1)
    expect(converted(53, 'mmol/mol', '%', '59261-8')).toBeCloseTo(7.0, 1)
    expect(converted(6.5, '%', 'mg/dL', '4548-4')).toBe('unit-not-commensurable')
  })
})

const families = [
  ['mg/dL', 'g/L', 'umol/L', 'mmol/L', 'ug/mL'],
  ['Cel', '[degF]', 'K'],
  ['mm[Hg]', 'kPa', 'cm[H2O]'],
  ['kg', '[lb_av]', 'g'],
]

test('there and back again is the same value', () => {
  fc.assert(
    fc.property(
      fc
        .constantFrom(...families)
        .chain((units) => fc.tuple(fc.constantFrom(...units), fc.constantFrom(...units))),
      fc.double({ min: 0.01, max: 10_000, noNaN: true }),
      ([from, to], value) => {
        const there = convertValue(value, from, to, '2160-0')
        if (!there.ok) throw new Error(`${from} ${to} ${there.reason}`)
        const back = convertValue(there.value, to, from, '2160-0')
        if (!back.ok) throw new Error(back.reason)
        expect(Math.abs(back.value - value)).toBeLessThan(1e-8 * Math.max(300, value))
      },
    ),
  )
})

test('no text makes it throw', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.double(), (from, to, value) => {
      convertValue(value, from, to)
    }),
    { numRuns: 300 },
  )
})
