import { expect, test } from 'vitest'
import type { TableForm } from '../../../shared/domain/preparation/pipeline'
import { draftOf, formOf } from './columns-draft'

const long: TableForm = {
  form: 'long',
  subject: 'id',
  time: { column: 'minute', unit: 'h' },
  parameter: 'name',
  value: 'value',
  unit: null,
}

test.each<TableForm>([
  long,
  { ...long, time: null, unit: 'unit' },
  { form: 'wide', subject: null, time: null },
  { form: 'wide', subject: 'id', time: { column: 'at', unit: 'iso' } },
])('a form comes back as it was', (form) => {
  expect(formOf(draftOf(form))).toEqual(form)
})

test('a long table needs subject, parameter and value, each a column of its own', () => {
  expect(formOf(draftOf(null))).toEqual({ form: 'wide', subject: null, time: null })
  expect(formOf({ ...draftOf(long), value: '' })).toBeNull()
  expect(formOf({ ...draftOf(long), value: 'name' })).toBeNull()
  expect(formOf({ ...draftOf(long), time: 'id' })).toBeNull()
})

test('what a wide table has no use for is left out', () => {
  expect(formOf({ ...draftOf(long), form: 'wide' })).toEqual({
    form: 'wide',
    subject: 'id',
    time: { column: 'minute', unit: 'h' },
  })
})
