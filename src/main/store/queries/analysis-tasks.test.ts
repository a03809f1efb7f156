import { describe, expect, test } from 'vitest'
import { AnalysisOutcome } from '../../../shared/domain/analysis/analysis'
import type { AnalysisMode, QueueRequest } from '../../../shared/domain/analysis/queue'
import type { WorklistQuery } from '../../../shared/domain/worklist/worklist'
import { parsedInstance } from '../../../test-support/parsed-instance'
import { pretendBlob, testStore } from '../../../test-support/test-vault'
import { type AnalysisModel, setAnalysisModels } from './analysis-models'
import { insertRun } from './analysis-runs'
import { claimTask, completeTask, failTask, recoverTasks, releaseTask } from './analysis-tasks'
import { type CanRead, planArrivals } from './plan-analyses'
import { queueProgress } from './queue-progress'
import { cancelTasks, preferStudy, requestAnalyses, retryFailedTasks } from './request-analyses'
import { findInstance, recordInstance } from './instances'
import { restoreStudy, studyDetail, trashStudy } from './studies'
import { refreshStaleTriage } from './study-triage'

const gate = {
  modalities: ['CR', 'DX'],
  bodyParts: ['CHEST'],
  views: ['PA', 'AP'],
  ageYears: { min: 1, max: 5 },
}
const film = (mode: AnalysisMode, version = '2.0.0'): AnalysisModel => ({
  id: 'chest-film',
  version,
  mode,
  gate,
})
const canRead: CanRead = (parsed) => parsed.series.viewPosition !== 'LL'
const everything = { modelKeys: ['chest-film@2.0.0'], onlyStudyId: null }

const outcomeOf = (positive: boolean, version = '2.0.0'): AnalysisOutcome =>
  AnalysisOutcome.parse({
    status: 'assessed',
    model: { id: 'chest-film', version, sha256: 'a' },
    provider: 'cpu',
    ms: { preprocess: 1, run: 1, total: 2 },
    outputs: [{ label: 'pneumonia', probability: positive ? 0.9 : 0.1, threshold: 0.5, positive }],
    flags: [],
  })

function setUp(...models: AnalysisModel[]) {
  const { db } = testStore()
  setAnalysisModels(db, { models: models.length > 0 ? models : [film('arrival')] })
  let blobs = 0
  /** One film of one study. */
  const add = (date: string | null, changes: Parameters<typeof parsedInstance>[0] = {}) => {
    const parsed = parsedInstance({ ...changes, study: { date, ...changes.study } })
    const { instanceId } = recordInstance(db, parsed, pretendBlob(`${(blobs += 1)}`), '')
    const studyId = findInstance(db, instanceId)?.studyId ?? ''
    return { instanceId, studyId, parsed }
  }
  const plan = () => planArrivals(db, canRead, 100)
  const claim = () => claimTask(db, everything)
  const triage = (studyId: string) => studyDetail(db, studyId).study.triage
  const run = (instanceId: string, positive = false) => ({
    instanceId,
    statedAgeYears: null,
    outcome: outcomeOf(positive),
    activations: [],
  })
  const complete = (taskId: string, instanceId: string, positive = false) =>
    completeTask(db, { taskId, run: run(instanceId, positive) })
  const states = () =>
    db
      .prepare(`SELECT state || coalesce(':' || skipped_for, '') FROM analysis_task ORDER BY row`)
      .pluck()
      .all()
  return { db, add, plan, claim, triage, run, complete, states }
}

const request = (target: QueueRequest['target'], again = false): QueueRequest => ({
  target,
  modelId: null,
  again,
})

describe('planning', () => {
  test('queues new images that the model can read, and tells which studies changed', () => {
    const { add, plan, states, triage } = setUp()
    const one = add('2024-01-01')
    const lateral = add('2024-01-01', { series: { viewPosition: 'LL' } })
    const ct = add('2024-01-01', { series: { modality: 'CT' } })
    expect(plan()).toEqual({ studyIds: [one.studyId, lateral.studyId], more: false })
    expect(states()).toEqual(['queued'])
    expect(triage(one.studyId)).toMatchObject({ urgency: 'waiting', modelsDone: 0, modelsAll: 1 })
    for (const { studyId } of [lateral, ct])
      expect(triage(studyId)).toMatchObject({ urgency: 'not-analysed', modelsAll: 0 })
    expect(plan()).toEqual({ studyIds: [], more: false })
  })

  test('leaves images of a model on demand to be asked for', () => {
    const { db, add, plan, states, triage } = setUp(film('demand'))
    const { studyId } = add('2024-01-01')
    plan()
    expect(states()).toEqual(['skipped:demand'])
    expect(triage(studyId)).toMatchObject({ urgency: 'not-analysed', modelsAll: 1 })
    expect(requestAnalyses(db, request({ kind: 'studies', studyIds: [studyId] }))).toBe(1)
    expect(states()).toEqual(['queued'])
    expect(requestAnalyses(db, request({ kind: 'studies', studyIds: [studyId] }))).toBe(0)
  })

  test('a model that is off has no tasks; switched on again it has those of all images', () => {
    const { db, add, plan, states } = setUp(film('off'))
    add('2024-01-01')
    plan()
    expect(states()).toEqual([])
    setAnalysisModels(db, { models: [film('demand')] })
    plan()
    expect(states()).toEqual(['skipped:demand'])
  })

  test('a new version takes over what waited, and finds what was done', () => {
    const { db, add, plan, claim, complete, states, triage } = setUp()
    const done = add('2024-03-01')
    add('2024-02-01')
    plan()
    complete(claim()?.taskId ?? '', done.instanceId)
    expect(triage(done.studyId).urgency).toBe('negative')
    setAnalysisModels(db, { models: [film('arrival', '3.0.0')] })
    plan()
    refreshStaleTriage(db, 100)
    expect(states()).toEqual(['skipped:demand', 'queued'])
    expect(triage(done.studyId).urgency).toBe('not-analysed')
    setAnalysisModels(db, { models: [film('arrival')] })
    plan()
    refreshStaleTriage(db, 100)
    expect(states()).toEqual(['done', 'queued'])
    expect(triage(done.studyId).urgency).toBe('negative')
  })

  test('an image that comes to a study without a finding makes it unanalysed at once', () => {
    const { add, plan, claim, complete, triage, states } = setUp()
    const { instanceId, studyId, parsed } = add('2024-01-01')
    plan()
    complete(claim()?.taskId ?? '', instanceId)
    expect(triage(studyId).urgency).toBe('negative')
    add('2024-01-01', { patient: parsed.patient, study: parsed.study, series: parsed.series })
    expect(triage(studyId).urgency).toBe('not-analysed')
    plan()
    expect(triage(studyId).urgency).toBe('waiting')
    expect(states()).toEqual(['done', 'queued'])
  })
})

describe('the order', () => {
  test('is the opened study, what was asked for, what is urgent, then the newest', () => {
    const { db, add, plan, claim } = setUp(film('arrival'))
    const [old, middle, young] = [add('2020-01-01'), add('2022-01-01'), add('2024-01-01')]
    const unknown = add(null)
    const [asked, opened] = [add('2019-01-01'), add('2018-01-01')]
    plan()
    requestAnalyses(db, request({ kind: 'studies', studyIds: [asked.studyId] }))
    expect(preferStudy(db, opened.studyId)).toBe(true)
    expect(preferStudy(db, 'none')).toBe(false)
    const order = Array.from({ length: 6 }, () => claim()?.studyId)
    expect(order).toEqual([opened, asked, young, middle, old, unknown].map(({ studyId }) => studyId))
    expect(claim()).toBeNull()
  })

  test('takes the other images of a study with a finding first', () => {
    const { db, add, plan, claim, run } = setUp()
    const first = add('2020-01-01')
    add('2020-01-01', { patient: first.parsed.patient, study: first.parsed.study })
    add('2024-01-01')
    plan()
    insertRun(db, run(first.instanceId, true))
    expect(claim()?.studyId).toBe(first.studyId)
  })

  test('takes only what can run, and while somebody reads only his study', () => {
    const { db, add, plan } = setUp()
    const { studyId } = add('2020-01-01')
    add('2024-01-01')
    plan()
    expect(claimTask(db, { modelKeys: ['chest-film@1.0.0'], onlyStudyId: null })).toBeNull()
    expect(claimTask(db, { ...everything, onlyStudyId: studyId })?.studyId).toBe(studyId)
    expect(claimTask(db, { ...everything, onlyStudyId: studyId })).toBeNull()
  })
})

describe('the end of a task', () => {
  test('is stored with its run; a run by hand ends it too, and nothing is kept twice', () => {
    const { db, add, plan, claim, run, complete, triage } = setUp()
    const { instanceId, studyId } = add('2024-01-01')
    plan()
    const task = claim()
    insertRun(db, run(instanceId))
    expect(complete(task?.taskId ?? '', instanceId)).toBeNull()
    expect(db.prepare('SELECT count(*) FROM analysis_run').pluck().get()).toBe(1)
    expect(triage(studyId)).toMatchObject({ urgency: 'negative', modelsDone: 1, modelsAll: 1 })
  })

  test('failed stands above unanalysed until it is tried again', () => {
    const { db, add, plan, claim, triage } = setUp()
    const { studyId } = add('2024-01-01')
    plan()
    failTask(db, { taskId: claim()?.taskId ?? '', code: 'INFERENCE_FAILED' })
    expect(triage(studyId)).toMatchObject({ urgency: 'failed', error: 'INFERENCE_FAILED' })
    expect(queueProgress(db)).toMatchObject([{ failed: 1, queued: 0 }])
    expect(retryFailedTasks(db, null)).toBe(1)
    refreshStaleTriage(db, 10)
    expect(triage(studyId).urgency).toBe('waiting')
  })

  test('cut off by the end of the program is no end, until it happened too often', () => {
    const { db, add, plan, claim, states, triage } = setUp()
    const { studyId } = add('2024-01-01')
    plan()
    for (let start = 0; start < 2; start += 1) {
      claim()
      recoverTasks(db)
      expect(states()).toEqual(['queued'])
    }
    releaseTask(db, claim()?.taskId ?? '')
    claim()
    recoverTasks(db)
    expect(states()).toEqual(['failed'])
    expect(triage(studyId)).toMatchObject({ urgency: 'failed', error: 'INFERENCE_CRASHED' })
  })
})

describe('the trash and the user', () => {
  test('studies in the trash leave the queue and come back to it', () => {
    const { db, add, plan, claim, states, triage } = setUp()
    const { studyId } = add('2024-01-01')
    plan()
    trashStudy(db, studyId)
    expect(states()).toEqual(['skipped:trashed'])
    expect([claim(), requestAnalyses(db, request({ kind: 'missing' }))]).toEqual([null, 0])
    restoreStudy(db, studyId)
    expect([states(), triage(studyId).urgency]).toEqual([['queued'], 'waiting'])
  })

  test('cancelling empties the queue; what is missing can be asked for again', () => {
    const { db, add, plan, claim, states } = setUp()
    add('2024-01-01')
    add('2024-01-02')
    plan()
    claim()
    expect(cancelTasks(db, null)).toBe(1)
    expect(states()).toEqual(['skipped:cancelled', 'running'])
    expect(queueProgress(db)).toMatchObject([{ queued: 0, running: 1, missing: 1 }])
    expect(requestAnalyses(db, request({ kind: 'missing' }))).toBe(1)
  })

  test('all that a search finds, and on demand once more', () => {
    const { db, add, plan, claim, complete } = setUp(film('demand'))
    const one = add('2024-01-01', { patient: { patientId: 'LOOKED-FOR' } })
    add('2024-01-02', { patient: { patientId: 'OTHER' } })
    plan()
    const query: WorklistQuery = {
      text: 'looked-for',
      modalities: [],
      dateFrom: null,
      dateTo: null,
      statuses: [],
      urgencies: [],
      trashed: false,
      sort: { by: 'urgency', direction: 'desc' },
      offset: 0,
      limit: 1,
    }
    const filtered = { kind: 'filtered', query } as const
    expect(requestAnalyses(db, request(filtered))).toBe(1)
    complete(claim()?.taskId ?? '', one.instanceId)
    expect(requestAnalyses(db, request(filtered))).toBe(0)
    expect(requestAnalyses(db, request(filtered, true))).toBe(1)
  })
})
