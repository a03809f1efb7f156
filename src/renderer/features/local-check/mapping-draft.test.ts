import { expect, test } from 'vitest'
import type { TruthPreview } from '../../../shared/domain/local-check/truth-file'
import { changeColumn, mappingOf, meaningOf, startDraft } from './mapping-draft'

const column = (name: string, ...values: string[]) => ({
  name,
  values: values.map((value) => ({ value, count: 1 })),
  distinct: values.length,
  empty: 0,
})

const preview: TruthPreview = {
  previewId: 'x',
  fileName: 'x.csv',
  encoding: 'utf-8',
  delimiter: ',',
  rows: 3,
  columns: [column('检查号', 'A1'), column('Pneumonia', '有', '无', '可疑'), column('ward', 'ICU')],
  sample: [],
  suggestedKey: { kind: 'accession', column: '检查号' },
}
const findings = [{ label: 'pneumonia', title: 'Findings that go with pneumonia' }]

test('guesses columns and values, and leaves doubt out', () => {
  const draft = startDraft(preview, findings)
  expect(mappingOf(draft)).toEqual({
    key: { kind: 'accession', column: '检查号' },
    labels: [{ column: 'Pneumonia', label: 'pneumonia', positive: ['有'], negative: ['无'] }],
    groups: [],
  })
  const grouped = changeColumn(draft, preview.columns[2]!, 'group')
  expect(mappingOf(grouped)?.groups).toEqual([{ column: 'ward', name: 'ward' }])
})

test('is not complete without both values, and not with two columns for one finding', () => {
  const draft = startDraft(preview, findings)
  expect(mappingOf({ ...draft, values: { Pneumonia: { 有: 'positive' } } })).toBeNull()
  const ward = column('ward', 'yes', 'no')
  const twice = changeColumn(draft, ward, 'finding pneumonia')
  expect(meaningOf(twice, 'ward')).toBe('finding pneumonia')
  expect(mappingOf(twice)).toBeNull()
  expect(mappingOf(startDraft({ ...preview, columns: [] }, findings))).toBeNull()
})
