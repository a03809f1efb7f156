import { setTimeout as after } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { AnalysisOutcome, type ModelState } from '../../shared/domain/analysis/analysis'
import type { QueueStatus } from '../../shared/domain/analysis/queue'
import type { InstalledModel } from '../../shared/domain/models/installed-model'
import type { ClassificationManifest } from '../../shared/domain/models/manifest'
import { Settings } from '../../shared/domain/settings/settings'
import { AppException } from '../../shared/result'
import { parsedInstance } from '../../test-support/parsed-instance'
import { pretendBlob, testStore } from '../../test-support/test-vault'
import type { ClaimedTask } from '../store/queries/analysis-tasks'
import { queueProgress } from '../store/queries/queue-progress'
import { findInstance, recordInstance } from '../store/queries/instances'
import { studyDetail } from '../store/queries/studies'
import { AnalysisQueue, type QueueVault } from './analysis-queue'
import { queueProcedures } from './queue-procedures'

const gate = { modalities: ['CR'], bodyParts: ['CHEST'], views: ['PA'], ageYears: { min: 1, max: 5 } }
const available: ModelState = {
  state: 'available',
  provider: 'cpu',
  goldenCases: 1,
  goldenWorstDifference: 0,
  refusedProviders: [],
}

/** A queue over a real database, with a model that a test answers for. */
function setUp() {
  const { db } = testStore()
  const procedures: Record<string, (input: never) => unknown> = {
    ...queueProcedures(db),
    queueProgress: () => queueProgress(db),
  }
  // As a worker's client: answers come later, and errors as rejections.
  const call = async (name: string, input: never) => {
    await after(0)
    return structuredClone(procedures[name]?.(input))
  }
  const vault = { store: { call }, reader: { call }, pixels: {} } as unknown as QueueVault
  const settings = Settings.parse({}).inference
  const model: InstalledModel = {
    id: 'chest-film',
    version: '2.0.0',
    origin: 'built-in',
    isDefault: true,
    retired: false,
    manifest: { task: 'image-classification', gate } as ClassificationManifest,
    card: '',
    state: available,
  }
  const others: InstalledModel[] = []
  const assessed: string[] = []
  const byModel: string[] = []
  let answer: (task: ClaimedTask, signal: AbortSignal) => Promise<unknown> = () => after(1)
  const statuses: QueueStatus[] = []
  const changed = new Set<string>()
  const make = () =>
    new AnalysisQueue<QueueVault>({
      models: () => [model, ...others],
      settings: () => settings,
      assess: async (_, task, signal) => {
        assessed.push(task.instanceId)
        byModel.push(task.modelId)
        await answer(task, signal)
        const by = { ...outcome.model, id: task.modelId }
        return {
          instanceId: task.instanceId,
          statedAgeYears: null,
          outcome: { ...outcome, model: by },
          activations: [],
        }
      },
      statusChanged: (status) => statuses.push(status),
      studiesChanged: (ids) => ids.forEach((id) => changed.add(id)),
    })
  const queue = make()
  onTestFinished(() => queue.stop())
  let count = 0
  const add = (date = '2024-01-01') => {
    count += 1
    const { instanceId } = recordInstance(
      db,
      parsedInstance({ study: { date } }),
      pretendBlob(`${count}`),
      '',
    )
    return { instanceId, studyId: findInstance(db, instanceId)?.studyId ?? '' }
  }
  const urgency = (studyId: string) => studyDetail(db, studyId).study.triage.urgency
  const progress = () => queueProgress(db)[0]
  const quiet = () => vi.waitFor(() => expect(progress()).toMatchObject({ queued: 0, running: 0 }))
  return {
    db,
    vault,
    settings,
    model,
    others,
    byModel,
    queue,
    make,
    add,
    urgency,
    progress,
    quiet,
    assessed,
    statuses,
    changed,
    answers: (next: typeof answer) => (answer = next),
  }
}

const outcome = AnalysisOutcome.parse({
  status: 'assessed',
  model: { id: 'chest-film', version: '2.0.0', sha256: 'a' },
  provider: 'cpu',
  ms: { preprocess: 1, run: 1, total: 2 },
  outputs: [{ label: 'pneumonia', probability: 0.1, threshold: 0.5, positive: false }],
  flags: [],
})

test('images are analysed once each, newest first, and the windows hear of it', async () => {
  const { vault, queue, add, assessed, urgency, quiet, changed, statuses } = setUp()
  const films = ['2024-01-03', '2024-01-01', '2024-01-02'].map((date) => add(date))
  queue.start(vault)
  await vi.waitFor(() => expect(assessed).toHaveLength(3))
  await quiet()
  expect(assessed).toEqual([films[0], films[2], films[1]].map((film) => film?.instanceId))
  expect(films.map(({ studyId }) => urgency(studyId))).toEqual(['negative', 'negative', 'negative'])
  await vi.waitFor(() => expect(changed.size).toBe(3), { timeout: 3000 })
  await vi.waitFor(() => expect(statuses.at(-1)?.models[0]).toMatchObject({ done: 3, queued: 0 }))
  const late = add()
  queue.look()
  await vi.waitFor(() => expect(urgency(late.studyId)).toBe('negative'))
  expect(new Set(assessed).size).toBe(4)
})

test('a pause holds everything back until it is lifted', async () => {
  const { vault, queue, settings, add, assessed, quiet } = setUp()
  settings.queuePaused = true
  add()
  queue.start(vault)
  expect(await queue.planned()).toMatchObject({ paused: true, models: [{ queued: 1 }] })
  await after(50)
  expect(assessed).toEqual([])
  settings.queuePaused = false
  queue.modelsChanged()
  await vi.waitFor(() => expect(assessed).toHaveLength(1))
  await quiet()
})

test('a model that is paused by itself waits while the others go on', async () => {
  const { db, vault, queue, settings, model, others, byModel, add } = setUp()
  others.push({ ...model, id: 'of-the-site', origin: 'site' })
  settings.modes = { 'of-the-site': 'arrival' }
  settings.pausedModels = ['chest-film']
  add()
  add()
  queue.start(vault)
  await vi.waitFor(() => expect(queueProgress(db)[1]).toMatchObject({ done: 2 }))
  expect(byModel).toEqual(['of-the-site', 'of-the-site'])
  const { paused, models } = await queue.planned()
  expect(paused).toBe(false)
  expect(models.map((each) => [each.id, each.paused, each.queued])).toEqual([
    ['chest-film', true, 2],
    ['of-the-site', false, 0],
  ])
  // Without a window nobody could lift the pause: what is left is not waited for.
  await queue.drained(new AbortController().signal)
  settings.pausedModels = []
  queue.modelsChanged()
  await vi.waitFor(() => expect(queueProgress(db)[0]).toMatchObject({ done: 2, queued: 0 }))
})

test('nothing is begun while a reader moves an image, and his study goes first afterwards', async () => {
  const { vault, queue, add, assessed } = setUp()
  const [young, opened] = [add('2024-01-01'), add('2001-01-01')]
  queue.noteReading({ studyId: null, busy: true })
  queue.start(vault)
  await queue.planned()
  queue.noteReading({ studyId: opened.studyId, busy: true })
  expect((await queue.status()).yielding).toBe(true)
  await after(100)
  expect(assessed).toEqual([])
  await vi.waitFor(() => expect(assessed).toEqual([opened, young].map(({ instanceId }) => instanceId)), {
    timeout: 3000,
  })
})

test('set so, only the open study is analysed until it is closed', async () => {
  const { vault, queue, settings, add, assessed } = setUp()
  settings.pauseWhileReading = true
  add('2024-01-01')
  const opened = add('2001-01-01')
  queue.noteReading({ studyId: opened.studyId, busy: false })
  queue.start(vault)
  await vi.waitFor(() => expect(assessed).toEqual([opened.instanceId]))
  await after(50)
  expect(assessed).toHaveLength(1)
  queue.noteReading({ studyId: null, busy: false })
  await vi.waitFor(() => expect(assessed).toHaveLength(2))
})

test('an image that cannot be analysed fails alone; a model that is not ready makes its images wait', async () => {
  const { vault, queue, model, add, urgency, answers } = setUp()
  const [bad, good] = [add('2024-01-02'), add('2024-01-01')]
  answers(({ instanceId }) =>
    instanceId === bad.instanceId ? Promise.reject(new AppException('BLOB_DAMAGED', 'x')) : after(1),
  )
  queue.start(vault)
  await vi.waitFor(() =>
    expect([bad, good].map(({ studyId }) => urgency(studyId))).toEqual(['failed', 'negative']),
  )
  answers(() => {
    model.state = { state: 'quarantined', error: { code: 'MODEL_QUARANTINED', message: 'x' } }
    return Promise.reject(new AppException('MODEL_QUARANTINED', 'x'))
  })
  expect(await queue.retryFailed(null)).toBe(1)
  await vi.waitFor(async () =>
    expect((await queue.status()).models).toMatchObject([{ ready: false, queued: 1, running: 0, failed: 0 }]),
  )
  model.state = available
  answers(() => after(1))
  queue.modelsChanged()
  await vi.waitFor(() => expect(urgency(bad.studyId)).toBe('negative'))
})

test('locking gives back what was under way; the next session goes on with it', async () => {
  const { db, vault, queue, make, add, urgency, answers, assessed } = setUp()
  const film = add()
  answers((_, signal) => after(60_000, undefined, { signal }))
  queue.start(vault)
  await vi.waitFor(() => expect(assessed).toHaveLength(1))
  await queue.stop()
  await vi.waitFor(() => expect(queueProgress(db)[0]).toMatchObject({ queued: 1, running: 0 }))
  expect(db.prepare('SELECT attempts FROM analysis_task').pluck().get()).toBe(0)
  await expect(queue.status()).rejects.toMatchObject({ code: 'VAULT_LOCKED' })
  answers(() => after(1))
  const next = make()
  onTestFinished(() => next.stop())
  next.start(vault)
  await vi.waitFor(() => expect(urgency(film.studyId)).toBe('negative'))
})

test('what is asked for is planned first, and cancelling leaves it unanalysed', async () => {
  const { vault, queue, settings, add, urgency, quiet } = setUp()
  settings.modes = { 'chest-film': 'demand' }
  settings.queuePaused = true
  const { studyId } = add()
  queue.start(vault)
  const wanted = { target: { kind: 'studies' as const, studyIds: [studyId] }, modelId: null, again: false }
  expect(await queue.request(wanted)).toBe(1)
  await vi.waitFor(() => expect(urgency(studyId)).toBe('waiting'))
  expect(await queue.cancel('chest-film')).toBe(1)
  await vi.waitFor(() => expect(urgency(studyId)).toBe('not-analysed'))
  settings.queuePaused = false
  expect(await queue.request({ ...wanted, target: { kind: 'missing' } })).toBe(1)
  await quiet()
  expect(urgency(studyId)).toBe('negative')
})
