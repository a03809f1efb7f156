import { expect, test } from 'vitest'
import type { AnalysisOutcome } from '../../../shared/domain/analysis/analysis'
import type { ExplanationFigures } from '../../../shared/domain/analysis/explanation'
import { parsedInstance } from '../../../test-support/parsed-instance'
import { pretendBlob, testStore } from '../../../test-support/test-vault'
import { migrations } from '../migrations/migrate'
import { insertRun } from './analysis-runs'
import { findExplanation, findExplanationMap, insertExplanation, listExplanations } from './explanations'
import { findInstance, recordInstance } from './instances'
import { purgeTrash, trashStudy } from './studies'

const outcome: AnalysisOutcome = {
  status: 'assessed',
  model: { id: 'chest-film', version: '1.0.0', sha256: 'a'.repeat(64) },
  provider: 'cpu',
  ms: { preprocess: 1, run: 2, total: 4 },
  outputs: [
    {
      label: 'pneumonia',
      kind: 'finding',
      probability: 0.9,
      calibrated: true,
      threshold: 0.5,
      positive: true,
      range: null,
      refer: false,
    },
  ],
  flags: [],
}
const curve = { logOdds: 1.5, probability: 0.8 }
const figures: ExplanationFigures = {
  faithfulness: {
    deletion: curve,
    insertion: curve,
    random: curve,
    randomSpread: 0.1,
    randomOrders: 8,
    steps: 20,
    score: null,
    filmLogOdds: 2,
    hiddenLogOdds: -1,
  },
  surrogate: { r2: 0.7, heldOutR2: 0.5, samples: 384, segments: 60 },
  completeness: null,
  evaluations: 500,
  gradientEvaluations: 0,
  ms: 1234.5,
  largest: 0.25,
}

function setUp() {
  const { db } = testStore()
  const { instanceId } = recordInstance(db, parsedInstance(), pretendBlob('film'), '')
  const { id: runId } = insertRun(db, { instanceId, statedAgeYears: null, outcome, activations: [] }, 5)
  const store = (change: { parametersHash?: string; map?: number[] } = {}, nowMs = 10) =>
    insertExplanation(
      db,
      {
        runId,
        label: 'pneumonia',
        method: 'lime',
        parameters: { samples: 384, baseline: 'blurred' },
        parametersHash: change.parametersHash ?? 'first',
        figures,
        region: { left: 0.25, top: 0, width: 0.5, height: 1 },
        map: { rows: 1, columns: 3, values: Float32Array.from(change.map ?? [0.5, -1.25, 3e-7]) },
      },
      nowMs,
    )
  const wanted = { runId, label: 'pneumonia', method: 'lime', parametersHash: 'first' } as const
  return { db, runId, store, wanted, studyId: findInstance(db, instanceId)?.studyId ?? '' }
}

test('the step is the one after the first', () => {
  expect(migrations.find(({ version }) => version === 20)?.name).toBe('explanations')
})

test('an explanation comes back as it was, with its map', () => {
  const { db, runId, store, wanted } = setUp()
  const stored = store()
  expect(stored).toEqual({
    id: stored.id,
    runId,
    label: 'pneumonia',
    method: 'lime',
    parameters: { samples: 384, baseline: 'blurred' },
    figures,
    region: { left: 0.25, top: 0, width: 0.5, height: 1 },
    createdAtMs: 10,
  })
  expect(listExplanations(db, runId)).toEqual([stored])
  expect(findExplanation(db, wanted)).toEqual(stored)
  const map = findExplanationMap(db, stored.id)
  expect([map?.rows, map?.columns]).toEqual([1, 3])
  expect(new Float32Array(new Uint8Array(map?.data ?? []).buffer)).toEqual(Float32Array.of(0.5, -1.25, 3e-7))
})

test('one made with other parameters takes its place', () => {
  const { db, runId, store, wanted } = setUp()
  const first = store()
  const second = store({ parametersHash: 'second' }, 20)
  expect(listExplanations(db, runId).map(({ id }) => id)).toEqual([second.id])
  expect(findExplanation(db, wanted)).toBeNull()
  expect(findExplanationMap(db, first.id)).toBeNull()
})

test('it needs its run, goes with it, and a map of the wrong size is refused', () => {
  const { db, runId, store, studyId } = setUp()
  store()
  expect(() =>
    insertExplanation(db, {
      runId: 'gone',
      label: 'x',
      method: 'lime',
      parameters: {},
      parametersHash: '',
      figures,
      region: { left: 0, top: 0, width: 1, height: 1 },
      map: { rows: 1, columns: 1, values: Float32Array.of(1) },
    }),
  ).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  expect(() => store({ map: [1] })).toThrow()
  trashStudy(db, studyId, 0)
  purgeTrash(db, 1e13)
  expect(listExplanations(db, runId)).toEqual([])
  expect(db.prepare('SELECT count(*) FROM explanation').pluck().get()).toBe(0)
})
