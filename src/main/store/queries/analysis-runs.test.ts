import { describe, expect, test } from 'vitest'
import { AnalysisOutcome } from '../../../shared/domain/analysis/analysis'
import { parsedInstance } from '../../../test-support/parsed-instance'
import { pretendBlob, testStore } from '../../../test-support/test-vault'
import { setAnalysisModels } from './analysis-models'
import { findActivation, findRun, insertRun, reviewFinding, runHistory } from './analysis-runs'
import { findInstance, recordInstance } from './instances'
import { purgeTrash, studyDetail, trashStudy } from './studies'
import { refreshStaleTriage } from './study-triage'

const model = { id: 'chest-film', version: '1.0.0', sha256: 'a'.repeat(64) }

const assessed = (positive: boolean, id = 'chest-film'): AnalysisOutcome =>
  AnalysisOutcome.parse({
    status: 'assessed',
    model: { ...model, id },
    provider: 'cpu',
    ms: { preprocess: 1, run: 2, total: 4 },
    outputs: [
      {
        label: 'pneumonia',
        kind: 'finding',
        probability: positive ? 0.9 : 0.1,
        calibrated: true,
        threshold: 0.5,
        positive,
        range: null,
        refer: false,
      },
    ],
    flags: [{ code: 'LOW_RESOLUTION', severity: 'warning' }],
  })

const notAssessed: AnalysisOutcome = {
  status: 'not-assessed',
  model,
  reason: { code: 'AGE_UNKNOWN', message: 'The age is not known.' },
  flags: [],
}

function setUp() {
  const { db } = testStore()
  const first = parsedInstance()
  const second = parsedInstance({ ...first, instance: { number: 2 } })
  const instanceIds = [first, second].map(
    (parsed, index) => recordInstance(db, parsed, pretendBlob(`${index}`), '').instanceId,
  )
  const [instanceId = '', otherId = ''] = instanceIds
  const studyId = findInstance(db, instanceId)?.studyId ?? ''
  let nowMs = 1000
  const run = (outcome: AnalysisOutcome, id = instanceId) =>
    insertRun(db, { instanceId: id, statedAgeYears: null, outcome, activations: [] }, (nowMs += 10))
  return { db, instanceId, otherId, studyId, run, study: () => studyDetail(db, studyId).study }
}

test('a run comes back as it was, with its maps', () => {
  const { db, instanceId, studyId } = setUp()
  const data = Float32Array.from([0, -1.5, 2.25, 3e-8, 1e9, 0.1])
  const outcome = assessed(true)
  const run = insertRun(
    db,
    {
      instanceId,
      statedAgeYears: 3.5,
      outcome,
      activations: [{ label: 'pneumonia', rows: 2, columns: 3, data }],
    },
    77,
  )
  expect(run).toEqual({
    id: run.id,
    studyId,
    instanceId,
    createdAtMs: 77,
    statedAgeYears: 3.5,
    outcome,
    activationLabels: ['pneumonia'],
    reviews: [],
  })
  expect(findRun(db, run.id)).toEqual(run)
  const map = findActivation(db, run.id, 'pneumonia')
  expect([map?.rows, map?.columns]).toEqual([2, 3])
  expect(new Float32Array(new Uint8Array(map?.data ?? []).buffer)).toEqual(data)
  expect(findActivation(db, run.id, 'other')).toBeNull()
  const wrongSize = { label: 'pneumonia', rows: 2, columns: 2, data }
  expect(() =>
    insertRun(db, { instanceId, statedAgeYears: null, outcome, activations: [wrongSize] }),
  ).toThrow()
  expect(runHistory(db, studyId)).toHaveLength(1)
  expect(() => insertRun(db, { instanceId: 'gone', statedAgeYears: null, outcome, activations: [] })).toThrow(
    expect.objectContaining({ code: 'NOT_FOUND' }),
  )
})

test('history is newest first, over the images of the study', () => {
  const { run, otherId, db, studyId } = setUp()
  const ids = [run(assessed(true)), run(notAssessed, otherId), run(assessed(false))].map(({ id }) => id)
  expect(runHistory(db, studyId).map(({ id }) => id)).toEqual(ids.toReversed())
  expect(runHistory(db, 'unknown')).toEqual([])
})

describe("the study's urgency", () => {
  test('follows the newest run of each model on each image; positive shows first, silence before negative', () => {
    const { run, otherId, study } = setUp()
    const urgencies = [study().triage.urgency]
    const then = (outcome: AnalysisOutcome, id?: string) => {
      run(outcome, id)
      urgencies.push(study().triage.urgency)
    }
    then(assessed(false))
    then(notAssessed, otherId)
    then(assessed(true), otherId)
    then(notAssessed)
    then(assessed(false), otherId)
    then(assessed(false))
    then(assessed(true, 'other-model'))
    expect(urgencies).toEqual([
      'not-analysed',
      'negative',
      'not-assessed',
      'positive',
      'positive',
      'not-assessed',
      'negative',
      'positive',
    ])
    expect(study().triage).toMatchObject({
      probability: 0.9,
      label: 'pneumonia',
      model: { id: 'other-model', version: '1.0.0' },
    })
  })

  test('rests on the version that counts; another one changes nothing', () => {
    const { db, run, study } = setUp()
    run(assessed(false))
    const other = assessed(true)
    run({ ...other, model: { ...other.model, version: '0.9.0' } })
    expect(study().triage.urgency).toBe('negative')
    setAnalysisModels(db, { models: [{ id: 'chest-film', version: '0.9.0', mode: 'demand', gate: null }] })
    refreshStaleTriage(db, 10)
    expect(study().triage).toMatchObject({ urgency: 'positive', model: { version: '0.9.0' } })
    setAnalysisModels(db, { models: [{ id: 'chest-film', version: '3.0.0', mode: 'demand', gate: null }] })
    refreshStaleTriage(db, 10)
    expect(study().triage.urgency).toBe('not-analysed')
  })

  test('is not touched by a model that marks regions only', () => {
    const { run, study } = setUp()
    run(AnalysisOutcome.parse({ ...assessed(false), model: { ...model, id: 'lung-mask' }, outputs: [] }))
    expect(study().triage).toMatchObject({ urgency: 'not-analysed', modelsAll: 0 })
  })
})

describe('a review', () => {
  test('is stored, changed and taken back; the study is read while one stands', () => {
    const { db, run, study } = setUp()
    const { id: runId } = run(assessed(true))
    const review = { runId, label: 'pneumonia' }
    expect(reviewFinding(db, { ...review, verdict: 'agree', comment: '' }, 5).reviews).toEqual([
      { label: 'pneumonia', verdict: 'agree', comment: '', updatedAtMs: 5 },
    ])
    expect(study().status).toBe('read')
    expect(reviewFinding(db, { ...review, verdict: null, comment: '左下肺' }, 6).reviews).toEqual([
      { label: 'pneumonia', verdict: null, comment: '左下肺', updatedAtMs: 6 },
    ])
    expect(reviewFinding(db, { ...review, verdict: null, comment: '  ' }).reviews).toEqual([])
    expect(study().status).toBe('opened')
  })

  test('needs a finding of an answer that was given', () => {
    const { db, run } = setUp()
    const attempts = [
      { runId: 'unknown', label: 'pneumonia' },
      { runId: run(assessed(true)).id, label: 'fracture' },
      { runId: run(notAssessed).id, label: 'pneumonia' },
    ]
    for (const attempt of attempts) {
      expect(() => reviewFinding(db, { ...attempt, verdict: 'agree', comment: '' })).toThrow(
        expect.objectContaining({ code: 'NOT_FOUND' }),
      )
    }
  })
})

test('everything said about a study goes with it', () => {
  const { db, run, studyId } = setUp()
  reviewFinding(db, { runId: run(assessed(true)).id, label: 'pneumonia', verdict: 'agree', comment: 'x' })
  trashStudy(db, studyId, 0)
  purgeTrash(db, 1e13)
  for (const table of ['analysis_run', 'activation_map', 'finding_review']) {
    expect(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(0)
  }
})
