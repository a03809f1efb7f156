/** Kept answers: once for what they follow from, with everybody whose values they rest on, and never of somebody else. */
import { expect, it } from 'vitest'
import type { KeptEstimate } from '../../../shared/domain/risks/kept-estimate'
import { memoryStore } from '../memory-store.fixture'
import type { WritableDatabase } from '../open-database'
import { change } from '../statements'
import { mergePatients, unmergePatients } from './patient-merges'
import {
  estimateHistory,
  type EstimateKey,
  eraseEstimates,
  findEstimates,
  formerEstimates,
  keepEstimates,
} from './risk-estimates'

function twoPeople(): WritableDatabase {
  const db = memoryStore()
  for (const row of [1, 2])
    change(
      db,
      `INSERT INTO patient (row, id, identity_key, patient_id, issuer, name_alphabetic, name_ideographic, name_phonetic, birth_date, sex, synthetic)
       VALUES (:row, :id, :id, :id, '', '', '', '', NULL, 'F', 0)`,
      { row, id: `p${row}` },
    )
  return db
}

const text = (words: string) => ({ en: words, 'zh-CN': words })
const estimate = (probability: number, workedOutAtMs: number, version = '1.0.0'): KeptEstimate => ({
  model: { id: 'heart', version, sha256: 'w' },
  title: text('Heart'),
  finding: { label: 'death', title: text('Death') },
  atMs: 1_000,
  knownAt: null,
  workedOutAtMs,
  provider: 'cpu',
  outcome: {
    status: 'assessed',
    estimate: { probability, threshold: 0.5, positive: probability >= 0.5, range: null },
    flags: [],
  },
  titles: {},
  unusual: null,
  quantity: null,
  inputs: { known: 3, columns: 4 },
  stay: null,
})
const key = (inputsSha256: string, modelVersion = '1.0.0'): EstimateKey => ({
  modelId: 'heart',
  modelVersion,
  packageSha256: `package ${modelVersion}`,
  inputsSha256,
})
const keep = (db: WritableDatabase, patientId: string, inputs: string, made: KeptEstimate) =>
  keepEstimates(db, { patientId, estimates: [{ key: key(inputs, made.model.version), estimate: made }] })
const history = (db: WritableDatabase, patientId: string, shown: string[] = []) =>
  estimateHistory(db, {
    patientId,
    modelId: 'heart',
    current: [],
    packageSha256: 'package 1.0.0',
    shown,
    stayStartMs: null,
    limit: 10,
  })

it('keeps an answer once, finds it for the same inputs and package only, and keeps what came before', () => {
  const db = twoPeople()
  expect(keep(db, 'p1', 'a', estimate(0.2, 10))).toBe(1)
  expect(keep(db, 'p1', 'a', estimate(0.3, 20))).toBe(0)
  expect(keep(db, 'p1', 'b', estimate(0.4, 30))).toBe(1)
  expect(keep(db, 'p1', 'b', estimate(0.6, 40, '0.9.0'))).toBe(1)
  const keys = [key('b'), key('a'), key('c'), key('a', '0.9.0')]
  expect(findEstimates(db, { patientId: 'p1', keys })).toEqual([
    estimate(0.4, 30),
    estimate(0.2, 10),
    null,
    null,
  ])
  expect(findEstimates(db, { patientId: 'p2', keys })).toEqual([null, null, null, null])
  // What is on screen is no history; another version says which it was.
  expect(
    history(db, 'p1', ['b']).map(({ workedOutAtMs, isOtherModel, model }) => [
      workedOutAtMs,
      isOtherModel,
      model.version,
    ]),
  ).toEqual([
    [40, true, '0.9.0'],
    [10, false, '1.0.0'],
  ])
  expect(formerEstimates(db, { patientId: 'p1', current: ['heart'] })).toEqual([])
  expect(formerEstimates(db, { patientId: 'p1', current: [] })).toMatchObject([{ workedOutAtMs: 40 }])
})

it('goes with a merge and comes back with its undoing; what rested on both is nobody’s then', () => {
  const db = twoPeople()
  keep(db, 'p1', 'a', estimate(0.2, 10))
  keep(db, 'p2', 'a', estimate(0.3, 20))
  const mergeId = mergePatients(db, { keptId: 'p1', mergedId: 'p2', reason: 'the same', by: 'tester' })
  // The answer about one of them is none about both, even to the same inputs.
  expect(findEstimates(db, { patientId: 'p2', keys: [key('a')] })).toEqual([null])
  keep(db, 'p2', 'both', estimate(0.7, 30))
  expect(history(db, 'p1').map(({ workedOutAtMs }) => workedOutAtMs)).toEqual([30, 20, 10])
  unmergePatients(db, { mergeId, by: 'tester' })
  expect(history(db, 'p1').map(({ workedOutAtMs }) => workedOutAtMs)).toEqual([10])
  expect(history(db, 'p2').map(({ workedOutAtMs }) => workedOutAtMs)).toEqual([20])
})

it('is erased with anybody whose values it rests on', () => {
  const db = twoPeople()
  keep(db, 'p1', 'a', estimate(0.2, 10))
  mergePatients(db, { keptId: 'p1', mergedId: 'p2', reason: 'the same', by: 'tester' })
  keep(db, 'p1', 'both', estimate(0.7, 30))
  expect(eraseEstimates(db, 2)).toBe(1)
  expect(history(db, 'p1').map(({ workedOutAtMs }) => workedOutAtMs)).toEqual([10])
  change(db, 'DELETE FROM patient_merge')
  change(db, 'DELETE FROM patient WHERE row = 1')
  expect(change(db, 'DELETE FROM risk_estimate')).toBe(0)
})
