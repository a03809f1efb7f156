import { describe, expect, it } from 'vitest'
import { originOf, unitInUse, unitsOffered, valuesInUse } from './entered-values'

const found = {
  creatinine: { value: 97, unit: 'umol/L', source: 'row 7' },
  age: { value: 69, unit: 'a' },
}

describe('values of the record and of the hand', () => {
  it('lets what was entered stand over the record, and what was emptied be empty', () => {
    const entered = { age: null, sex: { value: 'female' } }
    expect(valuesInUse(found, entered)).toEqual({ creatinine: found.creatinine, sex: { value: 'female' } })
    expect(originOf('creatinine', found, entered)).toBe('record')
    expect(originOf('age', found, entered)).toBe('changed')
    expect(originOf('sex', found, entered)).toBe('entered')
    expect(originOf('pregnant', found, { pregnant: null })).toBe('none')
  })

  it('takes a unit without a number for nothing', () => {
    const entered = { bilirubin: { value: '', unit: 'umol/L' } }
    expect(valuesInUse({}, entered)).toEqual({})
    expect(originOf('bilirubin', {}, entered)).toBe('none')
    expect(unitInUse('bilirubin', entered.bilirubin)).toBe('umol/L')
  })

  it('shows a value in its own unit and offers the others', () => {
    expect(unitInUse('creatinine', found.creatinine)).toBe('umol/L')
    expect(unitInUse('creatinine', undefined)).toBe('mg/dL')
    expect(unitsOffered('creatinine', { value: 9, unit: 'mg/L' })).toEqual(['mg/dL', 'umol/L', 'mg/L'])
    expect(unitsOffered('sex', undefined)).toEqual([])
  })
})
