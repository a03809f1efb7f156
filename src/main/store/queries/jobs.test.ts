import { describe, expect, test } from 'vitest'
import type { ImportLine } from '../../../shared/domain/jobs/job'
import { pretendBlob, testStore } from '../../../test-support/test-vault'
import {
  addInputs,
  addReportLines,
  createJob,
  dismissJob,
  endJob,
  findJob,
  finishInput,
  finishListing,
  importReport,
  interruptRunningJobs,
  jobRoots,
  listJobs,
  nextInputs,
  restartListing,
  startJob,
} from './jobs'
import {
  addWaitingPicture,
  findWaitingPicture,
  listWaitingPictures,
  removeWaitingPicture,
} from './waiting-pictures'

const line = (input: string, status: ImportLine['status'] = 'imported'): ImportLine =>
  status === 'error'
    ? { input, status, error: { code: 'NOT_DICOM', message: 'No.', details: { bytes: 3 } } }
    : { input, status }

test('a job from its list to its end', () => {
  const { db } = testStore()
  const { id } = createJob(db, 'import', ['/films', '/more.zip'], 100)
  expect(jobRoots(db, id)).toEqual({ roots: ['/films', '/more.zip'], listed: false })
  addInputs(db, id, ['/films/a', '/films/b'])
  expect(findJob(db, id)).toMatchObject({ state: 'queued', total: null, done: 0, startedAtMs: 100 })
  addInputs(db, id, ['/more.zip'])
  finishListing(db, id)
  startJob(db, id)
  expect(nextInputs(db, id, 2)).toEqual([
    { ordinal: 0, input: '/films/a' },
    { ordinal: 1, input: '/films/b' },
  ])
  finishInput(db, id, 1, [line('/films/b', 'error')])
  finishInput(db, id, 0, [line('/films/a')])
  expect(nextInputs(db, id, 9)).toEqual([{ ordinal: 2, input: '/more.zip' }])
  addReportLines(db, id, 2, [line('/more.zip!x')])
  finishInput(db, id, 2, [line('/more.zip!y', 'duplicate'), line('/more.zip!z', 'conflict')])
  endJob(db, id, 'done', null, 200)
  expect(findJob(db, id)).toEqual({
    id,
    kind: 'import',
    state: 'done',
    done: 3,
    total: 3,
    counts: { imported: 2, duplicate: 1, conflict: 1, error: 1 },
    picturesWaiting: 0,
    error: null,
    startedAtMs: 100,
    endedAtMs: 200,
  })
  const all = importReport(db, { jobId: id, onlyProblems: false, offset: 0, limit: 10 })
  expect(all.lines.map(({ input }) => input)).toEqual([
    '/films/a',
    '/films/b',
    '/more.zip!x',
    '/more.zip!y',
    '/more.zip!z',
  ])
  expect(importReport(db, { jobId: id, onlyProblems: true, offset: 0, limit: 1 })).toEqual({
    total: 2,
    lines: [line('/films/b', 'error')],
  })
  expect(importReport(db, { jobId: id, onlyProblems: false, offset: 4, limit: 10 }).lines).toHaveLength(1)
})

test('an input is finished once', () => {
  const { db } = testStore()
  const { id } = createJob(db, 'import', [])
  addInputs(db, id, ['a'])
  finishInput(db, id, 0, [line('a')])
  expect(() => finishInput(db, id, 0, [line('a')])).toThrow()
  expect(() => finishInput(db, id, 1, [])).toThrow()
  expect(findJob(db, id)).toMatchObject({ done: 1, counts: { imported: 1 } })
})

test('what ran when the program ended is interrupted, and resumes where it was', () => {
  const { db } = testStore()
  const ids = [createJob(db, 'import', []), createJob(db, 'samples', []), createJob(db, 'import', [])].map(
    ({ id }) => id,
  )
  const [running = '', queued = '', done = ''] = ids
  addInputs(db, running, ['a', 'b'])
  startJob(db, running)
  finishInput(db, running, 0, [line('a')])
  endJob(db, done, 'failed', { code: 'STORAGE_FULL', message: 'Full.' })
  expect(interruptRunningJobs(db, 50)).toBe(2)
  expect(listJobs(db).map(({ id, state }) => [id, state])).toEqual([
    [done, 'failed'],
    [queued, 'interrupted'],
    [running, 'interrupted'],
  ])
  expect(findJob(db, done)?.error).toEqual({ code: 'STORAGE_FULL', message: 'Full.' })
  startJob(db, running)
  expect(findJob(db, running)).toMatchObject({ state: 'running', endedAtMs: null })
  expect(nextInputs(db, running, 5)).toEqual([{ ordinal: 1, input: 'b' }])
})

test('a list that was not finished is made anew', () => {
  const { db } = testStore()
  const { id } = createJob(db, 'import', ['/x'])
  addInputs(db, id, ['a', 'b'])
  restartListing(db, id)
  expect(nextInputs(db, id, 5)).toEqual([])
  addInputs(db, id, ['c'])
  expect(nextInputs(db, id, 5)).toEqual([{ ordinal: 0, input: 'c' }])
  finishListing(db, id)
  restartListing(db, id)
  expect(nextInputs(db, id, 5)).toHaveLength(1)
})

describe('dismissing', () => {
  test('needs an ended job without waiting pictures', () => {
    const { db } = testStore()
    const { id } = createJob(db, 'import', [])
    startJob(db, id)
    const refused = expect.objectContaining({ code: 'INVALID_INPUT' })
    expect(() => dismissJob(db, id)).toThrow(refused)
    const picture = addWaitingPicture(db, {
      jobId: id,
      input: 'x.png',
      fileName: 'x.png',
      rows: 2,
      columns: 3,
      blob: pretendBlob('x'),
    })
    endJob(db, id, 'done')
    expect(() => dismissJob(db, id)).toThrow(refused)
    removeWaitingPicture(db, picture.id)
    dismissJob(db, id)
    expect(listJobs(db)).toEqual([])
    expect(() => dismissJob(db, id)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  })
})

test('a picture waits once a job, and its file is free when nothing waits for it', () => {
  const { db } = testStore()
  const [first, second] = [createJob(db, 'import', []), createJob(db, 'import', [])]
  const picture = { input: '/p/x.png', fileName: 'x.png', rows: 2, columns: 3, blob: pretendBlob('x') }
  const a = addWaitingPicture(db, { ...picture, jobId: first.id })
  expect(addWaitingPicture(db, { ...picture, jobId: first.id })).toEqual({ id: a.id, added: false })
  const b = addWaitingPicture(db, { ...picture, jobId: second.id })
  expect(findJob(db, first.id)?.picturesWaiting).toBe(1)
  expect(listWaitingPictures(db)).toEqual([
    { ...picture, id: a.id, jobId: first.id },
    { ...picture, id: b.id, jobId: second.id },
  ])
  expect(removeWaitingPicture(db, a.id)).toBeNull()
  expect(removeWaitingPicture(db, b.id)).toBe(picture.blob.blobId)
  expect(findWaitingPicture(db, b.id)).toBeNull()
  expect(() => removeWaitingPicture(db, b.id)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
})
