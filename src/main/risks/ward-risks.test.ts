/** What the ward's list is told of the made-up ward's people by the models that ship and by SOFA. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { AppException } from '../../shared/result'
import type { WardRisks } from '../../shared/domain/ward/ward-risks'
import { InferenceService } from '../inference/inference-service'
import { builtInSource } from '../inference/model-package'
import { startInProcess } from '../inference/site/in-process.fixture'
import { fillSampleWard } from '../records/sample-ward/fill-sample-ward'
import { memoryStore } from '../store/memory-store.fixture'
import type { WritableDatabase } from '../store/open-database'
import { findPeople } from '../store/queries/record-people'
import { vaultOf } from './messy-patient.fixture'
import { StayRisks } from './stay-risks'
import { TableRisks } from './table-risks'
import { wardRisks } from './ward-risks'

const modelsDir = join(import.meta.dirname, '../../../models')
const ours = [
  'diabetes',
  'diabetes-nhanes',
  'heart-disease',
  'heart-failure',
  'unusual-patient',
  'icu-mortality',
]
const atMs = Date.parse('2026-11-21T12:00:00Z')

let inference: InferenceService
let runs = 0

beforeAll(async () => {
  const { read } = builtInSource(modelsDir)
  inference = new InferenceService({
    sources: [{ origin: 'built-in', read: async () => (await read()).filter(({ id }) => ours.includes(id)) }],
    startChild: startInProcess,
    providers: () => Promise.resolve(['cpu']),
    threads: () => 1,
  })
  await inference.registry.open()
}, 120_000)
afterAll(() => inference.close())

function partsOf(db: WritableDatabase) {
  return {
    inference: {
      registry: inference.registry,
      run: (...asked: Parameters<InferenceService['run']>) => {
        runs += 1
        return inference.run(...asked)
      },
    },
    requireOpen: () => vaultOf(db),
    now: () => atMs,
  }
}

function risksOf(db: WritableDatabase, number: string): Promise<WardRisks> {
  const parts = partsOf(db)
  const [person] = findPeople(db, number)
  const query = { patientId: person?.patient.id ?? '', atMs: null }
  return wardRisks(query, parts, new TableRisks(parts), new StayRisks(parts))
}

it('has a number with when and by whom, or a reason in its place, and works out nothing twice', async () => {
  const db = memoryStore()
  const quiet = { signal: new AbortController().signal, progress: () => undefined }
  await fillSampleWard(db, { atMs, by: 'tester' }, quiet)

  const worst = await risksOf(db, 'SW-02')
  expect(worst.stay).toMatchObject({
    model: { id: 'icu-mortality' },
    answer: { status: 'assessed' },
    workedOut: { atMs, provider: 'cpu', isKept: true },
  })
  if (worst.stay?.answer.status !== 'assessed') throw new Error('not assessed')
  const { hour, atMs: untilMs, estimate, isStale } = worst.stay.answer
  expect(isStale).toBe(false)
  expect(hour).toBeGreaterThan(0)
  expect(untilMs).toBeLessThanOrEqual(atMs)
  expect(estimate.positive).toBe(estimate.probability >= estimate.threshold)
  // Five organs and the pressure; nobody says whether vasopressors run.
  expect(worst.sofa).toMatchObject({ status: 'at-least' })
  if (worst.sofa.status !== 'at-least') throw new Error('no score')
  expect(worst.sofa.value).toBeGreaterThan(0)
  expect(worst.sofa.value).toBeLessThanOrEqual(24)
  expect(worst.sofa.oldestMs).toBeGreaterThanOrEqual(atMs - 24 * 3_600_000)
  expect(worst.tables.map(({ model }) => model.id)).toEqual([
    'diabetes',
    'diabetes-nhanes',
    'heart-disease',
    'heart-failure',
  ])

  const before = runs
  expect(await risksOf(db, 'SW-02')).toEqual(worst)
  expect(runs).toBe(before)

  // Two days without news: the number stands, and is told as old.
  const parts = partsOf(db)
  const later = await wardRisks(
    { patientId: worst.patientId, atMs: untilMs + 48 * 3_600_000 + 1 },
    parts,
    new TableRisks(parts),
    new StayRisks(parts),
  )
  expect(later.stay?.answer).toMatchObject({ status: 'assessed', isStale: true })

  // A model that fails takes nothing with it but its own answer.
  const failing = { inBackground: () => Promise.reject(new AppException('INFERENCE_CRASHED', 'gone')) }
  const crashed = await wardRisks(
    { patientId: worst.patientId, atMs },
    partsOf(db),
    new TableRisks(partsOf(db)),
    failing,
  )
  expect(crashed).toMatchObject({ stay: null, failed: { stay: { code: 'INFERENCE_CRASHED' }, tables: null } })
  expect([crashed.sofa, crashed.tables]).toEqual([worst.sofa, worst.tables])

  // Who is on another ward is no gap of the model of intensive care; what was not measured is one of SOFA.
  const onWard = await risksOf(db, 'SW-03')
  expect(onWard.stay).toMatchObject({
    answer: { status: 'not-assessed', reasons: [{ code: 'NO_STAY', about: [] }], isForOthers: true },
    workedOut: null,
  })
  expect(onWard.sofa).toMatchObject({ status: 'not-assessed', isForOthers: false })
  const failure = onWard.tables.find(({ model }) => model.id === 'heart-failure')!
  expect(failure.n).toBeGreaterThan(50)
}, 120_000)
