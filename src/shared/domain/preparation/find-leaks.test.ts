import { describe, expect, it } from 'vitest'
import { runPipeline } from './engine/run'
import { findLeaks } from './find-leaks'
import { pipelineFormat, type PreparationPipeline, type TableForm } from './pipeline'
import { bareRule } from './rule-for'
import { type PreparationState, stateFormat } from './state'
import { bindTable } from './table/bind-table'
import { RawTableBuilder } from './table/raw-table'

const wide: TableForm = { form: 'wide', subject: 'who', time: null }

function pipelineOf(names: readonly string[], form: TableForm = wide): PreparationPipeline {
  return {
    format: pipelineFormat,
    name: 'leaks',
    catalogue: null,
    table: form,
    parameters: names.map((name) => ({ ...bareRule(name), role: name === 'ill' ? 'target' : 'input' })),
    steps: [],
    split: { by: 'subject', seed: 3, trainShare: 0.5, before: null },
  }
}

function leaksOf(
  pipeline: PreparationPipeline,
  header: string[],
  rows: string[][],
  state: PreparationState | null = null,
) {
  const builder = new RawTableBuilder(header, pipeline.table)
  for (const [at, row] of rows.entries()) builder.addRow(at + 2, row)
  return findLeaks(runPipeline(pipeline, bindTable(builder.finish(), pipeline), null).table, state)
}

/** Numbers that look drawn and are the same each time. */
const noise = (at: number) => (Math.sin(at * 12.9898) * 43758.5453) % 1
const patients = 200
const everyPatient = <T>(make: (at: number) => T): T[] =>
  Array.from({ length: patients }, (_, at) => make(at))
const ill = (at: number) => (at % 3 === 0 ? 1 : 0)
const codes = (found: readonly { code: string }[]) => found.map(({ code }) => code)

describe('leaks', () => {
  it('none in a sound table', () => {
    const rows = everyPatient((at) => [
      `P${at}`,
      String(noise(at) + 0.3 * ill(at)),
      String(noise(at + 999)),
      String(ill(at)),
    ])
    expect(leaksOf(pipelineOf(['a', 'b', 'ill']), ['who', 'a', 'b', 'ill'], rows)).toEqual([])
  })

  it('a column that tells the outcome, whichever way round, with its AUC', () => {
    const rows = everyPatient((at) => [
      `P${at}`,
      String(5 - ill(at) + noise(at) / 10),
      String(noise(at)),
      String(ill(at)),
    ])
    const found = leaksOf(pipelineOf(['a', 'b', 'ill']), ['who', 'a', 'b', 'ill'], rows)
    expect(found).toEqual([
      { code: 'tells-target', severity: 'stop', parameter: 'a', evidence: { auc: 1, n: 200, positives: 67 } },
    ])
  })

  it('a column that is known only where the outcome is', () => {
    const rows = everyPatient((at) => [
      `P${at}`,
      ill(at) && at % 30 !== 0 ? String(40 + noise(at)) : '',
      String(ill(at)),
    ])
    const [found, ...others] = leaksOf(
      pipelineOf(['age at diabetes', 'ill']),
      ['who', 'age at diabetes', 'ill'],
      rows,
    )
    expect(others).toEqual([])
    expect(found).toMatchObject({
      code: 'missingness-tells-target',
      severity: 'warning',
      parameter: 'age at diabetes',
    })
    expect(found?.evidence['auc']).toBeCloseTo(60 / 67 / 2 + 0.5, 3)
  })

  it('codes of a category that tell the outcome', () => {
    const pipeline = pipelineOf(['stage', 'ill'])
    pipeline.parameters[0]!.values = { kind: 'category', words: [] }
    const rows = everyPatient((at) => [`P${at}`, String(ill(at) ? 2 : at % 2 ? 1 : 7), String(ill(at))])
    expect(codes(leaksOf(pipeline, ['who', 'stage', 'ill'], rows))).toEqual(['tells-target'])
  })

  it('subjects in both parts where rows are parted', () => {
    const pipeline = pipelineOf(['a', 'ill'])
    pipeline.split = { ...pipeline.split, by: 'row' }
    const rows = everyPatient((at) => [`P${at % 40}`, String(noise(at)), String(ill(at))])
    const [found] = leaksOf(pipeline, ['who', 'a', 'ill'], rows)
    expect(found).toMatchObject({ code: 'subject-in-both-parts', severity: 'stop' })
    expect(found?.evidence['subjects']).toBeGreaterThan(30)
  })

  it('rows that stand in both parts under two names', () => {
    const names = ['a', 'b', 'c', 'd', 'e']
    const rows = everyPatient((at) => [
      `P${at}`,
      ...names.map((_, column) => String(noise((at % 100) * 7 + column))),
    ])
    const [found, ...others] = leaksOf(pipelineOf(names), ['who', ...names], rows)
    expect(others).toEqual([])
    expect(found).toMatchObject({ code: 'duplicates-across-parts', severity: 'stop' })
    expect(found?.evidence['rows']).toBeGreaterThan(20)
  })

  it('running numbers, and names that speak of an outcome', () => {
    const rows = everyPatient((at) => [`P${at}`, String(5000 + at * 3), String(Math.round(noise(at) * 9))])
    const found = leaksOf(pipelineOf(['sample', 'days to death']), ['who', 'sample', 'days to death'], rows)
    expect(found).toEqual([
      { code: 'identifier', severity: 'warning', parameter: 'sample', evidence: { values: 200 } },
      { code: 'named-as-outcome', severity: 'note', parameter: 'days to death', evidence: {} },
    ])
  })

  it('learning from everything, and what was learnt on another split', () => {
    const pipeline = pipelineOf(['a'])
    const rows = everyPatient((at) => [`P${at}`, String(noise(at))])
    const all = { ...pipeline, split: { ...pipeline.split, trainShare: 1 } }
    expect(leaksOf(all, ['who', 'a'], rows)).toEqual([
      {
        code: 'fitted-on-all',
        severity: 'warning',
        parameter: null,
        evidence: { trainRows: 200, testRows: 0 },
      },
    ])
    const state: PreparationState = {
      format: stateFormat,
      pipeline: '0'.repeat(64),
      fittedOn: { rows: 9, subjects: 9, split: all.split },
      learnt: [],
    }
    expect(codes(leaksOf(pipeline, ['who', 'a'], rows, state))).toEqual(['fitted-elsewhere'])
  })

  it('measurements after the outcome in a table of single values', () => {
    const form: TableForm = {
      form: 'long',
      subject: 'who',
      time: { column: 't', unit: 'h' },
      parameter: 'what',
      value: 'value',
      unit: null,
    }
    const rows = [
      ...['A', 'B', 'C', 'D'].flatMap((who) => [0, 5, 9].map((time) => [who, String(time), 'a', '1'])),
      ['A', '6', 'ill', '1'],
      ['B', '6', 'ill', '0'],
      // A remark on the whole stay: at its first moment.
      ['C', '0', 'ill', '1'],
    ]
    const found = leaksOf(pipelineOf(['a', 'ill'], form), ['who', 't', 'what', 'value'], rows)
    expect(found).toContainEqual({
      code: 'after-outcome',
      severity: 'stop',
      parameter: null,
      evidence: { rows: 1, subjects: 1 },
    })
  })
})
