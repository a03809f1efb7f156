import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CsvMapping } from '../../../../shared/domain/record-import/csv-mapping'
import { proposeMapping } from '../../../../shared/domain/record-import/propose-mapping'
import type { TablePreview } from '../../../../shared/domain/record-import/table-preview'
import { columnsWith, draftOf, mappingOf, problemsOf, setRole, startDraft, withColumn } from './mapping-draft'
import { conceptOfChoice, isLoinc, readChoice } from './observation-choice'

const text = { headerRow: 1, decimal: '.' } as const

function previewOf(header: string[], rows: string[][]): TablePreview {
  const { mapping, questions } = proposeMapping({ header, rows }, 'labs')
  return {
    fileName: 'labs.csv',
    encoding: 'utf-8',
    certainty: 'certain',
    delimiter: ',',
    header,
    rows,
    proposal: mapping,
    questions,
    saved: [],
  }
}

const samplesOf = (preview: TablePreview) => (column: number) => preview.rows.map((row) => row[column] ?? '')

describe('a draft of a mapping', () => {
  test('begins with the proposal and ends with the same mapping', () => {
    const preview = previewOf(
      ['病历号', '检查时间', '血糖（mmol/L）', 'Creatinine (umol/L)'],
      [['A1', '2024-03-25 08:10:00', '7.4', '88']],
    )
    const draft = startDraft(preview, text, 'Asia/Shanghai')
    expect(draft.columns.map(({ role, proposed }) => [role, proposed])).toEqual([
      ['patient', true],
      ['time', true],
      ['observation', true],
      ['observation', true],
    ])
    expect(mappingOf(draft)).toEqual({ ...preview.proposal, zone: 'Asia/Shanghai' })
  })

  test('cannot be used while a quantity has no unit, or the order of day and month is open', () => {
    const preview = previewOf(['patient id', 'date', 'glucose'], [['1', '03/05/2024', '7.4']])
    const draft = startDraft(preview, text, 'UTC')
    expect(problemsOf(draft)).toEqual([{ code: 'timeOrder' }, { code: 'unit', column: 'glucose' }])
    expect(mappingOf(draft)).toBeNull()
    const ordered = { ...draft, ambiguous: { ...draft.ambiguous, time: [] }, timePatterns: ['M/D/YYYY'] }
    const { thing } = ordered.columns[2]!
    const whole = withColumn(ordered, 2, {
      thing: { ...thing, value: { type: 'quantity', unit: { from: 'mapping', unit: 'mg/dL' } } },
    })
    expect(problemsOf(whole)).toEqual([])
    expect(mappingOf(whole)).toMatchObject({ time: { patterns: ['M/D/YYYY'] }, timeRequired: true })
  })

  test('moves what only one column may be, and asks anew how times are written', () => {
    const preview = previewOf(
      ['mrn', 'code', 'drawn', 'hr (/min)'],
      [
        ['1', 'x', '25.03.2024', '70'],
        ['2', 'y', '26.03.2024', '71'],
      ],
    )
    const samples = samplesOf(preview)
    const draft = startDraft(preview, text, 'UTC')
    const timed = setRole(draft, 2, 'time', samples)
    expect([columnsWith(timed, 'time'), timed.timePatterns, timed.ambiguous.time]).toEqual([
      ['drawn'],
      ['D.M.YYYY'],
      [],
    ])
    const moved = setRole(setRole(timed, 1, 'rowId', samples), 0, 'rowId', samples)
    expect(columnsWith(moved, 'rowId')).toEqual(['mrn'])
    expect(problemsOf(moved)).toContainEqual({ code: 'patient' })
    expect(setRole(timed, 2, null, samples).timePatterns).toEqual([])
  })

  test('needs a unit for every value of a table of results', () => {
    const preview = previewOf(
      ['patient id', 'time', 'parameter', 'value'],
      [['1', '2024-03-25 08:10', 'HR', '70']],
    )
    const draft = startDraft(preview, text, 'UTC')
    expect(problemsOf(draft)).toEqual([{ code: 'rowUnit' }])
    const long = { ...draft.long, others: 'refuse' as const }
    const known = {
      ...long.known,
      HR: {
        ...long.known['HR']!,
        value: { type: 'quantity' as const, unit: { from: 'mapping' as const, unit: '/min' } },
      },
    }
    expect(problemsOf({ ...draft, long: { ...long, known } })).toEqual([])
  })

  test('refuses two columns of one name', () => {
    const draft = startDraft(previewOf(['id', 'hr (/min)', 'hr (/min)'], [['1', '2', '3']]), text, 'UTC')
    expect(problemsOf(draft)).toContainEqual({ code: 'twice', column: 'hr (/min)' })
  })

  test('gives back every mapping that can be proposed', () => {
    const word = fc.constantFrom(
      'id',
      '姓名',
      'sex',
      'dob',
      'date',
      'time',
      'glucose (mg/dL)',
      'hr (/min)',
      'smoking',
      '项目',
      '结果',
      'unit',
    )
    const cell = fc.constantFrom('1', 'M', '2024-01-02', '2024-01-02 08:00', '7.4', '是', 'HR', 'mmol/L')
    const table = fc
      .uniqueArray(word, { minLength: 1, maxLength: 8 })
      .chain((header) =>
        fc.tuple(
          fc.constant(header),
          fc.array(fc.array(cell, { minLength: header.length, maxLength: header.length }), { maxLength: 4 }),
        ),
      )
    fc.assert(
      fc.property(table, ([header, rows]) => {
        const preview = previewOf(header, rows)
        const draft = startDraft(preview, text, 'UTC')
        const mapping = mappingOf(draft)
        if (!mapping) {
          expect(problemsOf(draft).length).toBeGreaterThan(0)
          return
        }
        expect(CsvMapping.safeParse(mapping).success).toBe(true)
        expect(mappingOf(draftOf(mapping, header, 'UTC'))).toEqual(mapping)
      }),
    )
  })
})

describe('an observation that somebody names', () => {
  test.each([
    ['Glucose (2345-7)', { kind: 'known' }],
    ['血糖 Glucose (2345-7)', { kind: 'known' }],
    ['14749-6', { kind: 'known' }],
    ['心率', { kind: 'known' }],
    ['Heart Rate', { kind: 'known' }],
    ['4544-3', { kind: 'known' }],
    ['33762-6', { kind: 'loinc', code: '33762-6' }],
    ['33762-5', { kind: 'bad-code' }],
    ['our own index', { kind: 'words', words: 'our own index' }],
  ])('%s', (typed, expected) => expect(readChoice(typed)).toMatchObject(expected))

  test('is coded by its unit', () => {
    expect(conceptOfChoice(readChoice('glucose'), 'mmol/L', 'GLU')?.codings[0]?.code).toBe('14749-6')
    expect(conceptOfChoice(readChoice('glucose'), 'mg/dL', 'GLU')?.codings[0]?.code).toBe('2345-7')
    expect(conceptOfChoice(readChoice('33762-5'), '', 'x')).toBeNull()
  })

  test('has a check digit as LOINC prescribes', () => {
    expect(['2345-7', '14749-6', '8867-4', '718-7'].every(isLoinc)).toBe(true)
    expect(['2345-8', '14749', '8867-40', ''].some(isLoinc)).toBe(false)
  })
})
