import { expect, test } from 'vitest'
import { entryNamed } from './catalogue/catalogue'
import { guessForm } from './guess-form'
import { parameterNames, recordTableHeader } from './record-table'

const loinc = (code: string, display: string) => ({ system: 'http://loinc.org', code, display })

test('quantities are called as the catalogue calls them, so that its ranges apply', () => {
  const names = parameterNames([
    loinc('8867-4', 'Heart rate by palpation, odd words'),
    loinc('99999-9', ' Something of this house '),
    loinc('88888-8', ''),
  ])
  expect(names).toEqual(['Heart rate', 'Something of this house', '88888-8'])
  expect(entryNamed(names[0]!)?.loinc).toContain('8867-4')
})

test('two that would be called the same are told apart by their codes', () => {
  expect(parameterNames([loinc('1-1', 'Index'), loinc('2-2', 'Index')])).toEqual(['Index 1-1', 'Index 2-2'])
})

test('the columns are read as a long table whose subject is the patient', () => {
  const row = ['p1', '', '2026-03-01T08:00:00.000Z', 'Heart rate', '72', '/min']
  expect(guessForm(recordTableHeader, [row])).toEqual({
    form: 'long',
    subject: 'patient',
    time: { column: 'time', unit: 'iso' },
    parameter: 'parameter',
    value: 'value',
    unit: 'unit',
  })
})
