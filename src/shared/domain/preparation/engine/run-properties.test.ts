/** What must hold of every pipeline on every table, tried on 10,000 of them. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { canonicalJson } from '../canonical-json'
import { findLeaks } from '../find-leaks'
import { type ParameterRule, pipelineFormat, PreparationPipeline, type PreparationStep } from '../pipeline'
import { placeFor, pipelineProblems } from '../pipeline-order'
import { profileTable, proposePipeline } from '../profile-table'
import { bareRule, proposedRule } from '../rule-for'
import { Learnt } from '../state'
import { bindTable } from '../table/bind-table'
import { type RawTable, RawTableBuilder } from '../table/raw-table'
import { partNumbers } from './prepared-table'
import { runPipeline } from './run'

const names = ['Temp', 'pH', 'Height', 'x', 'y', 'code'] as const
const cell = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .double({ min: -50, max: 900, noNaN: true })
      .map((value) => String(Math.round(value * 100) / 100)),
  },
  { weight: 2, arbitrary: fc.constantFrom('37', '98.6', '735', '7.35', '68', '172', '0', '-1', '1', '2') },
  { weight: 2, arbitrary: fc.constantFrom('', 'NA', '?', 'nan', '<0.01', 'abc', '1,5', '１２') },
  { weight: 1, arbitrary: fc.constantFrom('1e308', '1e100', '-1e100', '5e-324', '0.000000001', '1e16') },
)
const subject = fc.constantFrom('a', 'b', 'c', 'd', 'e', '患者一', '')
const time = fc.constantFrom('0', '1', '1', '2', '60', '90', '1440', '', 'x')
const unit = fc.constantFrom('', 'Cel', '°F', 'furlong')

const longRow = fc.tuple(subject, time, fc.constantFrom(...names), cell, unit)
const wideRow = fc.tuple(subject, time, ...names.map(() => cell))

const rules: ParameterRule[] = names.map((name) =>
  name === 'code'
    ? {
        ...bareRule(name),
        values: {
          kind: 'category',
          words: [
            { written: '1', code: 1 },
            { written: 'abc', code: 2 },
          ],
        },
      }
    : proposedRule(
        name,
        ['', 'Cel', '°F'].map((written) => ({ written, values: new Float64Array() })),
        false,
      ),
)

const only = fc.option(fc.subarray([...names], { minLength: 1 }), { nil: null })
const common = { on: fc.boolean(), only }
const limit = fc.constantFrom(0.5, 1.5, 3.5)
const stepOf = <T extends object>(parts: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(parts)
const anyStep: fc.Arbitrary<PreparationStep> = fc.oneof(
  stepOf({
    step: fc.constant('duplicates' as const),
    id: fc.constant(''),
    on: fc.boolean(),
    same: fc.constantFrom('row' as const, 'measurement' as const),
    keep: fc.constantFrom('first' as const, 'last' as const),
  }),
  stepOf({
    step: fc.constant('units' as const),
    id: fc.constant(''),
    ...common,
    unknown: fc.constantFrom('drop' as const, 'keep' as const),
  }),
  stepOf({
    step: fc.constant('impossible' as const),
    id: fc.constant(''),
    ...common,
    limit: fc.constantFrom('plausible' as const, 'possible' as const),
    repair: fc.boolean(),
    action: fc.constantFrom('drop' as const, 'mark' as const),
  }),
  stepOf({
    step: fc.constant('outliers' as const),
    id: fc.constant(''),
    ...common,
    method: fc.constantFrom('robust-z' as const, 'iqr' as const),
    limit,
    action: fc.constantFrom('drop' as const, 'mark' as const),
  }),
  stepOf({
    step: fc.constant('forward-fill' as const),
    id: fc.constant(''),
    ...common,
    limitMinutes: fc.constantFrom(1, 60, 1440),
  }),
  stepOf({ step: fc.constant('median' as const), id: fc.constant(''), ...common }),
  stepOf({
    step: fc.constant('nearest' as const),
    id: fc.constant(''),
    ...common,
    neighbours: fc.constantFrom(1, 3),
    donors: fc.constantFrom(2, 50),
  }),
  stepOf({
    step: fc.constant('chained' as const),
    id: fc.constant(''),
    ...common,
    rounds: fc.constantFrom(1, 2),
    ridge: fc.constantFrom(0.1, 1),
  }),
  stepOf({ step: fc.constant('drop-empty' as const), id: fc.constant(''), ...common }),
  stepOf({
    step: fc.constant('normalise' as const),
    id: fc.constant(''),
    ...common,
    method: fc.constantFrom('standard' as const, 'robust' as const, 'min-max' as const, 'log1p' as const),
  }),
)
/** In an order that means something, each with an id of its own. */
const steps = fc.array(anyStep, { maxLength: 6 }).map((list) =>
  list.reduce<PreparationStep[]>((sorted, step, at) => {
    sorted.splice(placeFor(step.step, sorted), 0, { ...step, id: `s-${at}` })
    return sorted
  }, []),
)
const split = fc.record({
  by: fc.constantFrom('subject' as const, 'row' as const),
  seed: fc.integer({ min: 0, max: 4_294_967_295 }),
  trainShare: fc.constantFrom(0.2, 0.5, 1),
  before: fc.constantFrom(null, 0, 60),
})

interface Drawn {
  pipeline: PreparationPipeline
  header: string[]
  rows: string[][]
}

const minutes = { column: 't', unit: 'min' } as const
const pipelineFor = (form: 'long' | 'wide') =>
  fc.record({ steps, split }).map((drawn): PreparationPipeline => ({
    format: pipelineFormat,
    name: 'drawn',
    catalogue: null,
    table:
      form === 'long'
        ? { form, subject: 'who', time: minutes, parameter: 'what', value: 'value', unit: 'unit' }
        : { form, subject: 'who', time: minutes },
    parameters: rules,
    ...drawn,
  }))
const drawnWith = (form: 'long' | 'wide', header: string[], rows: fc.Arbitrary<readonly string[][]>) =>
  fc
    .tuple(pipelineFor(form), rows)
    .map(([pipeline, cells]): Drawn => ({ pipeline, header, rows: [...cells] }))
const drawn: fc.Arbitrary<Drawn> = fc.oneof(
  drawnWith('long', ['who', 't', 'what', 'value', 'unit'], fc.array(longRow, { maxLength: 30 })),
  drawnWith('wide', ['who', 't', ...names], fc.array(wideRow, { maxLength: 12 })),
)

function read({ header, rows, pipeline }: Drawn): RawTable {
  const builder = new RawTableBuilder(header, pipeline.table)
  for (const [at, row] of rows.entries()) builder.addRow(at + 2, row)
  return builder.finish()
}

const bitsOf = (values: readonly Float64Array[]) =>
  values.map((each) => Buffer.from(each.buffer, each.byteOffset, each.byteLength).toString('hex'))

const check = (numRuns: number, holds: (each: Drawn) => void) =>
  fc.assert(fc.property(drawn, holds), { numRuns, seed: 20261121 })

describe('a run', () => {
  it('can be drawn, leaves the table that was read alone, tells every change, and is undone to the last bit', () => {
    check(10_000, (each) => {
      expect(PreparationPipeline.safeParse(each.pipeline).success).toBe(true)
      const raw = read(each)
      if (pipelineProblems(each.pipeline, each.header).length > 0) throw new Error('not drawn as meant')
      const before = bitsOf(bindTable(raw, each.pipeline).cells.map(({ values }) => values))
      const {
        table,
        learnt,
        steps: reports,
      } = runPipeline(each.pipeline, bindTable(raw, each.pipeline), null)
      const last = each.pipeline.steps.length
      expect(z.array(Learnt).safeParse(learnt).success).toBe(true)
      for (const [parameter, { values, rows }] of table.bound.cells.entries()) {
        const told = table.valuesAfter(parameter, last)
        for (const [cell, value] of values.entries()) {
          if (!Number.isNaN(value) && !Number.isFinite(value)) throw new Error('a value is endless')
          const isGone = table.removed[rows[cell]!] === 1
          if (!Object.is(told[cell], isGone ? NaN : value)) throw new Error('the log tells another value')
        }
      }
      const counted = reports.reduce(
        (sum, { counts }) => sum + counts.reduce((all, { count }) => all + count, 0),
        0,
      )
      expect(counted).toBe(table.log.length)
      table.undo()
      expect(bitsOf(table.bound.cells.map(({ values }) => values))).toEqual(before)
      expect(table.removed.some((one) => one === 1)).toBe(false)
      expect(bitsOf(bindTable(raw, each.pipeline).cells.map(({ values }) => values))).toEqual(before)
    })
  })

  it('learns the same whatever the other rows hold', () => {
    check(1_500, (each) => {
      const pipeline = {
        ...each.pipeline,
        split: { ...each.pipeline.split, by: 'subject' as const, before: null },
      }
      const raw = read({ ...each, pipeline })
      const first = runPipeline(pipeline, bindTable(raw, pipeline), null)
      const isLong = pipeline.table.form === 'long'
      const changed = each.rows.map((row, at) =>
        first.table.parts[at] === partNumbers.test
          ? row.map((text, column) => (column < (isLong ? 3 : 2) || (isLong && column === 4) ? text : '42'))
          : row,
      )
      const second = runPipeline(
        pipeline,
        bindTable(read({ ...each, pipeline, rows: changed }), pipeline),
        null,
      )
      expect(canonicalJson(second.learnt)).toBe(canonicalJson(first.learnt))
    })
  })

  it('applies what it learnt to the same rows with the same result, where subjects are kept together', () => {
    check(1_500, (each) => {
      const pipeline = {
        ...each.pipeline,
        split: { ...each.pipeline.split, by: 'subject' as const, before: null },
      }
      const raw = read({ ...each, pipeline })
      const fitted = runPipeline(pipeline, bindTable(raw, pipeline), null)
      const applied = runPipeline(pipeline, bindTable(raw, pipeline), fitted.learnt)
      const of = ({ table }: typeof fitted) => [
        bitsOf(table.bound.cells.map(({ values }) => values)),
        [...table.removed],
      ]
      // Rows alike in all, of several subjects, cannot be: the subject is one of the columns.
      expect(of(applied)).toEqual(of(fitted))
    })
  })

  it('never stumbles over a profile, a proposal or a search for leaks', () => {
    check(2_000, (each) => {
      const raw = read(each)
      const profile = profileTable(raw)
      expect(profile.rows).toBe(each.rows.length)
      if (profile.parameters.every(({ values }) => values === 0)) return
      const proposed = proposePipeline(raw, null)
      expect(PreparationPipeline.safeParse(proposed).success).toBe(true)
      expect(pipelineProblems(proposed, each.header)).toEqual([])
      findLeaks(runPipeline(proposed, bindTable(raw, proposed), null).table, null)
    })
  })
})
