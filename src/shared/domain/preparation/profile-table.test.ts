import { describe, expect, it } from 'vitest'
import { guessForm } from './guess-form'
import type { TableForm } from './pipeline'
import { mayMove, pipelineProblems, placeFor } from './pipeline-order'
import { profileTable, proposePipeline } from './profile-table'
import { RawTableBuilder } from './table/raw-table'

const wide: TableForm = { form: 'wide', subject: null, time: null }

function tableOf(header: string[], rows: (string | number)[][], form = wide) {
  const builder = new RawTableBuilder(header, form)
  for (const [at, row] of rows.entries()) builder.addRow(at + 2, row.map(String))
  return builder.finish()
}

const rowsOf = (count: number, make: (at: number) => (string | number)[]) =>
  Array.from({ length: count }, (_, at) => make(at))
const ruleOf = (pipeline: ReturnType<typeof proposePipeline>, name: string) =>
  pipeline.parameters.find((each) => each.name === name)!

describe('a proposal', () => {
  it('assumes another unit where the values are usual in that one only, and says so', () => {
    const rows = rowsOf(60, (at) => [4 + (at % 20) / 10, 1 + (at % 10) / 10, 90 + at])
    const pipeline = proposePipeline(tableOf(['TotChol', 'HDL', 'Glucose'], rows), null)
    expect(ruleOf(pipeline, 'TotChol').writtenUnits).toEqual([
      { written: '', unit: 'mmol/L', factor: expect.closeTo(38.665, 2), offset: 0 },
    ])
    expect(ruleOf(pipeline, 'HDL').writtenUnits[0]?.unit).toBe('mmol/L')
    expect(ruleOf(pipeline, 'Glucose').writtenUnits[0]).toEqual({
      written: '',
      unit: 'mg/dL',
      factor: 1,
      offset: 0,
    })
  })

  it('takes the unit that a name states', () => {
    const rows = rowsOf(30, (at) => [5 + at / 10])
    const { writtenUnits } = ruleOf(
      proposePipeline(tableOf(['Glucose (mmol/L)'], rows), null),
      'Glucose (mmol/L)',
    )
    expect(writtenUnits[0]).toMatchObject({ written: '', unit: 'mmol/L', factor: expect.closeTo(18.016, 3) })
  })

  it('proposes nothing of adults for children: a height of 80 cm is no height in inches', () => {
    const children = tableOf(
      ['age', 'Height'],
      rowsOf(40, (at) => [1 + (at % 12), 75 + at]),
    )
    expect(ruleOf(proposePipeline(children, null), 'Height')).toMatchObject({
      repairs: [],
      plausible: { low: 20 },
    })
    const adults = tableOf(
      ['age', 'Height'],
      rowsOf(40, (at) => [20 + at, 160 + (at % 30)]),
    )
    expect(ruleOf(proposePipeline(adults, null), 'Height').repairs).toHaveLength(3)
  })

  it('leaves a column alone that is not what its name says', () => {
    const shares = tableOf(
      ['K', 'x'],
      rowsOf(40, (at) => [5_000 + at * 10, at / 7]),
    )
    expect(ruleOf(proposePipeline(shares, null), 'K')).toMatchObject({
      parameter: null,
      plausible: null,
      repairs: [],
    })
  })

  it('tells numbers, codes, words and free text apart, and never touches the target', () => {
    const rows = rowsOf(90, (at) => [at * 1.5, at % 2, ['no', 'yes'][at % 2]!, `remark ${at}`, at % 2])
    const table = tableOf(['dose', 'smoker', 'asthma', 'note', 'death'], rows)
    expect(profileTable(table).parameters.map(({ name, kind }) => [name, kind])).toEqual([
      ['dose', 'number'],
      ['smoker', 'category'],
      ['asthma', 'category'],
      ['note', 'text'],
      ['death', 'category'],
    ])
    const pipeline = proposePipeline(table, 'death')
    expect(pipeline.parameters.map(({ name, role }) => [name, role])).toEqual([
      ['dose', 'input'],
      ['smoker', 'input'],
      ['asthma', 'input'],
      ['death', 'target'],
    ])
    expect(ruleOf(pipeline, 'asthma').values).toEqual({
      kind: 'category',
      words: [
        { written: 'no', code: 0 },
        { written: 'yes', code: 1 },
      ],
    })
    expect(pipelineProblems(pipeline, table.header)).toEqual([])
  })

  it('proposes scales that are off, and fills only what a table of that form can fill', () => {
    const pipeline = proposePipeline(
      tableOf(
        ['a', 'b', 'c'],
        rowsOf(30, (at) => [at / 3, at / 7, at / 9]),
      ),
      null,
    )
    expect(pipeline.steps.map(({ step, on }) => [step, on])).toEqual([
      ['outliers', true],
      ['chained', true],
      ['normalise', false],
    ])
  })
})

describe('the form of a table', () => {
  it.each([
    [
      ['RecordID', 'minute', 'parameter', 'value'],
      [['1', '7', 'HR', '80']],
      { form: 'long', subject: 'RecordID', time: { column: 'minute', unit: 'min' } },
    ],
    [
      ['subject_id', 'charttime', 'itemid', 'valuenum', 'valueuom'],
      [['1', '2101-01-01 10:00:00', '211', '80', 'bpm']],
      { form: 'long', time: { column: 'charttime', unit: 'iso' }, unit: 'valueuom' },
    ],
    [
      ['患者ID', '采集时间', '项目', '结果', '单位'],
      [['1', '2026-01-02', '血糖', '5.5', 'mmol/L']],
      { form: 'long', parameter: '项目', unit: '单位' },
    ],
    [['age', 'sex', 'chol'], [['60', '1', '240']], { form: 'wide', subject: null, time: null }],
    [
      ['ID', 'hours', 'HR'],
      [['1', '2', '80']],
      { form: 'wide', subject: 'ID', time: { column: 'hours', unit: 'h' } },
    ],
  ])('%j', (header, sample, form) => {
    expect(guessForm(header, sample)).toMatchObject(form)
  })

  it('of a single column is not guessed', () => {
    expect(guessForm(['value'], [['1']])).toBeNull()
  })
})

describe('the order of steps', () => {
  const pipeline = proposePipeline(
    tableOf(
      ['HR', 'Temp', 'pH'],
      rowsOf(30, (at) => [80 + at, 37, 7.4]),
    ),
    null,
  )

  it('lets a step be moved only where it still means something', () => {
    const kinds = pipeline.steps.map(({ step }) => step)
    expect(kinds).toEqual(['units', 'impossible', 'outliers', 'chained', 'normalise'])
    expect(mayMove(pipeline.steps, 0, 1)).toBe(false)
    expect(mayMove(pipeline.steps, 2, 2)).toBe(true)
    expect(placeFor('median', pipeline.steps)).toBe(4)
    expect(placeFor('duplicates', pipeline.steps)).toBe(0)
  })

  it('names what stands in the way', () => {
    const [first] = pipeline.steps
    const broken = {
      ...pipeline,
      parameters: [...pipeline.parameters, pipeline.parameters[0]!],
      steps: [
        ...pipeline.steps,
        { ...first!, only: ['nobody'] } as (typeof pipeline.steps)[number],
        { step: 'forward-fill' as const, id: 'late', on: true, only: null, limitMinutes: 5 },
      ],
    }
    const found = pipelineProblems(broken, ['HR', 'Temp'])
    expect(found.map(({ code }) => code)).toEqual([
      'parameter-twice',
      'step-out-of-order',
      'step-id-twice',
      'parameter-unknown',
      'time-needed',
      'column-missing',
    ])
  })
})
