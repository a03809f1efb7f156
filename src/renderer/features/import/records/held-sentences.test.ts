import { expect, test } from 'vitest'
import { heldSentence } from './held-sentences'

test.each([
  ['malformed', 'the row has 5 cells, the header 7', 'cells', { found: '5', wanted: '7' }],
  ['malformed', 'the table has no column K, 日期', 'columnAbsent', { quote: 'K, 日期' }],
  ['value-invalid', 'OBX-5 "13,9" is no number', 'noNumber', { field: 'OBX-5', quote: '13,9' }],
  ['value-invalid', 'haem. is no number', 'noNumber', { field: '', quote: 'haem.' }],
  ['value-invalid', 'VALUENUM 1..2 is no number', 'noNumber', { field: 'VALUENUM', quote: '1..2' }],
  ['time-invalid', 'OBX-14 "2026-13" is no HL7 time', 'noTime', { field: 'OBX-14', quote: '2026-13' }],
  ['time-invalid', 'effective "soon" is no date or time', 'noTime', { field: 'effective', quote: 'soon' }],
  [
    'time-invalid',
    'gestern does not follow YYYY-MM-DD',
    'timeForm',
    { quote: 'gestern', form: 'YYYY-MM-DD' },
  ],
  ['unit-unknown', 'the unit blobs is not known', 'unitUnknown', { quote: 'blobs' }],
  [
    'unit-not-commensurable',
    'mm[Hg] is no unit of what 2160-0 measures',
    'unitOther',
    { quote: 'mm[Hg]', code: '2160-0' },
  ],
  ['code-missing', 'OBX-3 is empty', 'fieldEmpty', { field: 'OBX-3' }],
  ['malformed', 'component.0.code: Invalid input', 'path', { field: 'component.0.code' }],
  ['value-invalid', 'OBX-11 "Q" is not in table 0085', 'valueOf', { field: 'OBX-11', quote: 'Q' }],
])('%s: %s', (reason, detail, key, parameters) => {
  expect(heldSentence(reason, detail)).toMatchObject({ key, parameters })
})

test('of a text that nobody foresaw only the quotation is kept', () => {
  expect(heldSentence('encoding', 'the line is not in UTF-8')).toEqual({
    key: 'general',
    reason: 'encoding',
    parameters: { quote: '' },
  })
  expect(heldSentence('malformed', 'Unexpected token in "a "b" c"')).toMatchObject({
    parameters: { quote: 'a "b" c' },
  })
  expect(heldSentence('reason-of-tomorrow', '')).toMatchObject({ reason: 'other' })
})
