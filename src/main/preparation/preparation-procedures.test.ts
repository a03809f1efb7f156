/** What comes from elsewhere: what a pipeline learnt on another table, and rows that are handed over. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PreparationPipeline } from '../../shared/domain/preparation/pipeline'
import type { CallContext } from '../workers/rpc'
import { writePipelineFile } from './pipeline-file'
import { preparationProcedures as procedures } from './preparation-procedures'

const context: CallContext = { signal: new AbortController().signal, progress: () => undefined }
const form = { form: 'wide', subject: null, time: null } as const

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vesalius-procedures-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A table of one column, opened; an empty text is a gap. */
async function opened(tableId: string, cells: readonly (number | '')[]): Promise<PreparationPipeline> {
  const path = join(folder, `${tableId}.csv`)
  await writeFile(path, `row,pulse\n${cells.map((cell, at) => `${at},${cell}`).join('\n')}\n`)
  await procedures.open({ tableId, path })
  const proposed = await procedures.propose({ tableId, form, target: null }, context)
  return {
    ...proposed,
    steps: [{ step: 'median', id: 'fill', on: true, only: ['pulse'] }],
    split: { ...proposed.split, trainShare: 1 },
  }
}

test('what was learnt on one table fills another, and only by the pipeline that it belongs to', async () => {
  const pipeline = await opened('first', [60, 61, 62])
  const learnt = await procedures.preview({ tableId: 'first', pipeline, learnt: null }, context)
  const file = join(folder, 'learnt.json')
  await writePipelineFile(file, { pipeline, state: learnt.state })
  await opened('second', [90, '', 92])
  const brought = await procedures.readPipeline(file)
  expect(brought.fit).toMatchObject({ rows: 3, subjects: 3 })
  const applied = { fitId: brought.fit!.id }
  const preview = await procedures.preview(
    { tableId: 'second', pipeline: brought.pipeline, learnt: applied },
    context,
  )
  expect(preview.state.learnt).toEqual(learnt.state.learnt)
  const query = { step: 'fill', reason: null, parameter: null, offset: 0, limit: 9 }
  expect(procedures.changes({ tableId: 'second', query }).changes).toMatchObject([
    { before: null, after: 61 },
  ])

  const renamed = { ...brought.pipeline, name: 'another' }
  await expect(
    procedures.preview({ tableId: 'second', pipeline: renamed, learnt: applied }, context),
  ).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  await procedures.readPipeline(file)
  await expect(
    procedures.preview({ tableId: 'second', pipeline: brought.pipeline, learnt: applied }, context),
  ).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('rows that are handed over in parts are one table, and are forgotten when they are dropped', async () => {
  procedures.addRows({ tableId: 'rows', rows: [['patient', 'time', 'parameter', 'value']] })
  procedures.addRows({ tableId: 'rows', rows: [['a', '2026-03-01', 'Heart rate, "resting"', '71']] })
  procedures.addRows({ tableId: 'rows', rows: [['b', '2026-03-02', 'Heart rate, "resting"', '<40']] })
  const sample = await procedures.openRows('rows')
  expect(sample.header).toEqual(['patient', 'time', 'parameter', 'value'])
  expect(sample.sample).toHaveLength(2)
  const profile = await procedures.profile({ tableId: 'rows', form: sample.form! }, context)
  expect(profile).toMatchObject({ rows: 2, subjects: 2 })
  expect(profile.parameters).toMatchObject([{ name: 'Heart rate, "resting"', values: 1, unreadable: 1 }])
  procedures.addRows({ tableId: 'gone', rows: [['patient']] })
  procedures.dropRows('gone')
  await expect(procedures.openRows('gone')).rejects.toMatchObject({ code: 'FILE_EMPTY' })
})
