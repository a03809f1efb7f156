/** Against the Python twin (drawn tables) and scikit-learn (one matrix); fixtures by scripts/preparation/make_fixtures.py. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { canonicalJson } from '../canonical-json'
import { pipelineFormat, type PreparationPipeline, type PreparationStep } from '../pipeline'
import { bareRule } from '../rule-for'
import { bindTable } from '../table/bind-table'
import { ComparedDraw, difference, outcomeOf, tableOf } from './compared-runs.fixture'
import { runPipeline } from './run'

const Oracle = z.object({
  train: z.number(),
  matrix: z.array(z.array(z.number().nullable())),
  results: z.record(z.string(), z.array(z.array(z.number()))),
})

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures', name), 'utf8'))

describe('the Python twin', () => {
  const drawn = z.array(ComparedDraw).parse(fixture('drawn.json'))

  it('was drawn with every kind of step and both forms', () => {
    const kinds = new Set(drawn.flatMap(({ pipeline }) => pipeline.steps.map(({ step }) => step)))
    expect([...kinds].toSorted()).toEqual([
      'chained',
      'drop-empty',
      'duplicates',
      'forward-fill',
      'impossible',
      'median',
      'nearest',
      'normalise',
      'outliers',
      'units',
    ])
    expect(new Set(drawn.map(({ pipeline }) => pipeline.table.form))).toEqual(new Set(['long', 'wide']))
  })

  it.each(drawn.map((each) => [each.pipeline.name, each] as const))(
    '%s: the same, fitted and applied',
    (_, each) => {
      const { pipeline, state } = each
      expect(createHash('sha256').update(canonicalJson(pipeline)).digest('hex')).toBe(each.hash)
      const run = runPipeline(pipeline, bindTable(tableOf(each.table, pipeline), pipeline), null)
      expect(difference(run.learnt, state.learnt)).toBeLessThan(1e-6)
      const fitted = outcomeOf(run)
      expect(fitted.counts).toEqual(each.fitted.counts)
      expect(difference(fitted, each.fitted)).toBeLessThan(1e-6)
      const applied = runPipeline(pipeline, bindTable(tableOf(each.other, pipeline), pipeline), state.learnt)
      expect(outcomeOf(applied).counts).toEqual(each.applied.counts)
      expect(difference(outcomeOf(applied), each.applied)).toBeLessThan(1e-6)
    },
  )
})

describe('scikit-learn', () => {
  const { train, matrix, results } = Oracle.parse(fixture('oracle.json'))
  const every = { on: true, only: null } as const
  const steps: Record<string, PreparationStep[]> = {
    median: [{ step: 'median', id: 'fill', ...every }],
    'nearest-1': [{ step: 'nearest', id: 'fill', ...every, neighbours: 1, donors: 1000 }],
    'nearest-5': [{ step: 'nearest', id: 'fill', ...every, neighbours: 5, donors: 1000 }],
    'chained-1-1.0': [{ step: 'chained', id: 'fill', ...every, rounds: 1, ridge: 1 }],
    'chained-5-0.5': [{ step: 'chained', id: 'fill', ...every, rounds: 5, ridge: 0.5 }],
  }
  for (const method of ['standard', 'robust', 'min-max'] as const)
    steps[method] = [...steps['median']!, { step: 'normalise', id: 'scale', ...every, method }]

  it.each(Object.keys(results))('%s: the same, learnt from the first rows and applied to all', (name) => {
    const columns = matrix[0]!.map((_, at) => `c${at}`)
    const pipeline: PreparationPipeline = {
      format: pipelineFormat,
      name,
      catalogue: null,
      table: { form: 'wide', subject: null, time: { column: 'row', unit: 'min' } },
      parameters: columns.map(bareRule),
      steps: steps[name]!,
      split: { by: 'row', seed: 0, trainShare: 1, before: train },
    }
    const rows = matrix.map((row, at) => [
      String(at),
      ...row.map((value) => (value === null ? '' : String(value))),
    ])
    const raw = tableOf({ header: ['row', ...columns], rows }, pipeline)
    const { table } = runPipeline(pipeline, bindTable(raw, pipeline), null)
    const got = matrix.map((_, row) => table.bound.cells.map(({ values }) => values[row]!))
    expect(difference(got, results[name])).toBeLessThan(1e-6)
  })
})
