import { expect, test } from 'vitest'
import { isUcumCode } from '../../../shared/domain/units/ucum'
import { usualUnits } from './usual-units'

/** LOINC's check digit: modulus 10 as of ISO/IEC 7812 (LOINC Users' Guide, appendix on check digits). */
function checkDigit(digits: string): number {
  const sum = [...digits].toReversed().reduce((total, digit, place) => {
    const number = Number(digit) * (place % 2 === 0 ? 2 : 1)
    return total + Math.floor(number / 10) + (number % 10)
  }, 0)
  return (10 - (sum % 10)) % 10
}

test('codes are LOINC codes and units are UCUM', () => {
  for (const [code, units] of usualUnits) {
    const [digits = '', check = ''] = code.split('-')
    expect(`${digits}-${checkDigit(digits)}`).toBe(`${digits}-${check}`)
    expect(units.filter((unit) => !isUcumCode(unit))).toEqual([])
  }
})
