import { describe, expect, test } from 'vitest'
import { conceptOf, headerWords, knownObservation, knownObservations } from './known-observations'

/** Check digit of a LOINC code: the mod 10 algorithm of the LOINC Users' Guide, appendix. */
function checkDigit(code: string): number {
  const digits = [...code].toReversed().map(Number)
  const odd = digits
    .filter((_, index) => index % 2 === 0)
    .reverse()
    .join('')
  const even = digits
    .filter((_, index) => index % 2 === 1)
    .reverse()
    .join('')
  const sum = [...`${even}${Number(odd) * 2}`].reduce((total, digit) => total + Number(digit), 0)
  return (10 - (sum % 10)) % 10
}

describe('known observations', () => {
  test('have LOINC codes whose check digits are right', () => {
    for (const { loinc } of knownObservations)
      for (const code of Object.values(loinc)) {
        const [number = '', digit] = code.split('-')
        expect(`${number}-${checkDigit(number)}`).toBe(`${number}-${digit ?? ''}`)
      }
  })

  test('share no word and no code', () => {
    const words = knownObservations.flatMap(({ words: own }) => own.map((word) => word.replaceAll(' ', '')))
    expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([])
    const codes = knownObservations.flatMap(({ loinc }) => Object.values(loinc))
    expect(new Set(codes).size).toBe(codes.length)
  })

  test.each([
    ['Glucose (mmol/L)', 'glucose', 'mmol/L'],
    ['血糖（mmol/L）', '血糖', 'mmol/L'],
    ['creatinine_umol_l', 'creatinine', 'umol/L'],
    ['HR [bpm]', 'hr', 'bpm'],
    ['Systolic_BP', 'systolic bp', ''],
    ['ALT, U/L', 'alt', 'U/L'],
    ['体温℃', '体温°c', ''],
    ['HeartRate', 'heart rate', ''],
  ])('the header %s says %s in %s', (header, name, unit) => {
    expect(headerWords(header)).toEqual({ name, unit })
  })

  test('are found by exact words only, and coded by their unit', () => {
    expect(knownObservation('glucose')?.loinc.any).toBe('2345-7')
    expect(knownObservation('glucose tolerance')).toBeUndefined()
    const glucose = knownObservation('血糖')!
    expect(conceptOf(glucose, 'mmol/L').codings[0]!.code).toBe('14749-6')
    expect(conceptOf(glucose, 'mg/dL').codings[0]!.code).toBe('2345-7')
    expect(conceptOf(glucose, '').codings[0]!.code).toBe('2345-7')
  })
})
