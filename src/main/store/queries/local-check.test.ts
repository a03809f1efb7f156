import { expect, test } from 'vitest'
import { importedCases, readerCases } from '../../../shared/domain/local-check/check-table'
import { makeProposal } from '../../../shared/domain/local-check/make-proposal'
import { makeReport } from '../../../shared/domain/local-check/make-report'
import {
  LocalCheckReport,
  Proposal,
  type ProposalRequest,
} from '../../../shared/domain/local-check/local-check'
import { parsedInstance } from '../../../test-support/parsed-instance'
import { fillLocalCheck } from '../../../test-support/fill-local-check'
import { pretendBlob, testStore } from '../../../test-support/test-vault'
import { insertRun, reviewFinding } from './analysis-runs'
import { recordInstance } from './instances'
import { checkedModels, checkTable } from './local-check'
import { insertTruth, matchTruth, setTruthRemoved } from './truth-imports'

const request = {
  modelId: 'chest-film',
  version: '1.0.0',
  label: 'pneumonia',
  source: { kind: 'readers' },
} as const
const imported = { ...request, source: { kind: 'imports', importId: null } } as const

function importAll(db: ReturnType<typeof testStore>['db'], truths: { key: string; truth: 0 | 1 }[]) {
  const matched = matchTruth(db, {
    keyKind: 'study-uid',
    lines: Int32Array.from(truths, (_, index) => index + 2),
    keys: truths.map(({ key }) => key),
    dates: truths.map(() => ''),
    labels: ['pneumonia'],
    truths: Int8Array.from(truths, ({ truth }) => truth),
    groups: [],
    total: truths.length,
    problems: [],
  })
  const mapping = {
    key: { kind: 'study-uid' as const, column: 'a' },
    labels: [{ column: 'b', label: 'pneumonia', positive: ['1'], negative: ['0'] }],
    groups: [],
  }
  return insertTruth(db, { fileName: 'a.csv', sha256: '', encoding: 'utf-8', mapping, matched })
}

test('counts what each version left behind', () => {
  const { db } = testStore()
  const made = fillLocalCheck(db, { images: 40 })
  const assessed = made.filter(({ score }) => !Number.isNaN(score)).length
  const [found, ...others] = checkedModels(db)
  expect(others).toEqual([])
  expect(found).toMatchObject({ id: 'chest-film', version: '1.0.0', images: 40, assessed })
  expect(found?.labels).toMatchObject([{ label: 'pneumonia', imported: 0 }])
  expect(found?.labels[0]?.reviewed).toBeGreaterThan(5)
})

test('takes the newest result and the newest word of a version, and no synthetic patient', () => {
  const { db } = testStore()
  const instance = (synthetic: boolean) =>
    recordInstance(db, parsedInstance({ instance: { synthetic } }), pretendBlob(String(synthetic)), '')
      .instanceId
  const [real, synthetic] = [instance(false), instance(true)]
  const run = (instanceId: string, probability: number, nowMs: number, version = '1.0.0') =>
    insertRun(
      db,
      {
        instanceId,
        statedAgeYears: null,
        activations: [],
        outcome: {
          status: 'assessed',
          model: { id: 'chest-film', version, sha256: 'b' },
          provider: 'cpu',
          ms: { preprocess: 0, run: 0, total: 0 },
          outputs: [
            {
              label: 'pneumonia',
              kind: 'finding',
              probability,
              calibrated: true,
              threshold: 0.5,
              positive: probability >= 0.5,
              range: null,
              refer: false,
            },
          ],
          flags: [],
        },
      },
      nowMs,
    )
  const first = run(real, 0.9, 1)
  reviewFinding(db, { runId: first.id, label: 'pneumonia', verdict: 'disagree', comment: '' }, 2)
  run(real, 0.8, 3)
  run(real, 0.1, 4, '2.0.0')
  run(synthetic, 0.7, 5)
  const table = checkTable(db, request)
  expect([...table.scores]).toEqual([0.8])
  expect(table.synthetic).toBe(1)
  expect(readerCases(table).cases).toEqual([{ row: 0, truth: 0, level: 'image' }])
  expect(() => checkTable(db, { ...request, version: '3.0.0' })).toThrow('no result')
})

test('reads truth by study, with the largest score of its images, and the newest import', () => {
  const { db } = testStore()
  const made = fillLocalCheck(db, { images: 30, reviewed: 0 })
  const all = made.map(({ studyInstanceUid, truth }) => ({ key: studyInstanceUid, truth }))
  const first = importAll(db, all)
  const table = checkTable(db, imported)
  const { cases, unanswered } = importedCases(table)
  const assessed = made.filter(({ score }) => !Number.isNaN(score))
  expect(cases).toHaveLength(assessed.length)
  expect(unanswered).toBe(30 - assessed.length)
  expect(cases.map(({ truth }) => truth)).toEqual(assessed.map(({ truth }) => truth))
  const changed = importAll(db, [{ key: all[0]!.key, truth: all[0]!.truth === 1 ? 0 : 1 }])
  expect(checkTable(db, imported)).toMatchObject({ overruled: 1 })
  expect(checkTable(db, { ...imported, source: { kind: 'imports', importId: first.id } }).overruled).toBe(0)
  setTruthRemoved(db, { importId: changed.id, removed: true })
  expect(checkTable(db, imported).overruled).toBe(0)
})

const propose = (changes: Partial<ProposalRequest>): ProposalRequest => ({
  ...request,
  recalibration: 'platt',
  rule: { kind: 'youden' },
  ...changes,
})

const installed = {
  calibration: { method: 'platt', slope: 0.8, intercept: 0.3, prevalence: 0.6 },
  threshold: 0.66,
} as const

test('reports what was built into a population of 1,500, and mends its calibration', () => {
  const { db } = testStore()
  fillLocalCheck(db, { images: 1500, reviewed: 1, shift: 4 })
  const table = checkTable(db, request)
  const report = LocalCheckReport.parse(makeReport(table, request))
  expect(makeReport(table, request)).toEqual(report)
  expect(report.counts.cases).toBeGreaterThan(1400)
  expect(report.counts.patients).toBeLessThan(report.counts.cases)
  expect(report.shortages).toEqual([])
  expect(report.roc?.auc.value).toBeGreaterThan(0.75)
  expect(report.roc?.auc.low).toBeLessThan(report.roc?.auc.value ?? 0)
  // Made 1.7 times too extreme: the slope is clearly below 1.
  expect(report.calibration?.slope?.high).toBeLessThan(0.9)
  const auc = (group: string) => report.subgroups.find((row) => row.group === group)?.auc?.value ?? NaN
  expect(auc('Beta Mobile')).toBeLessThan(auc('Alpha DR-1') - 0.05)
  expect(report.subgroups.some(({ by, kind }) => by === 'view' && kind === 'unknown')).toBe(true)
  expect(report.drift.reference).toMatchObject({ from: '2025-01', to: '2025-01' })
  expect(report.drift.months.at(-1)).toMatchObject({ alarm: true, inReference: false })
  expect(report.drift.months[1]?.scorePsi).toBeLessThan(0.25)
  expect(report.drift.months.at(-1)?.scorePsi).toBeGreaterThan(0.25)
  expect(report.grid?.truePositives[0]).toBe(report.counts.positives)
  expect(report.grid?.falsePositives[0]).toBe(report.counts.negatives)

  for (const recalibration of ['temperature', 'platt', 'isotonic'] as const) {
    const proposal = Proposal.parse(
      makeProposal(table, propose({ recalibration }), installed, '1.0.0-site.1'),
    )
    expect(proposal.problem).toBeNull()
    expect(proposal.after?.brier).toBeLessThan(proposal.before?.brier ?? 0)
    if (recalibration !== 'temperature') expect(proposal.after?.ece).toBeLessThan(0.04)
    if (recalibration === 'platt') expect(Math.abs((proposal.after?.slope ?? 0) - 1)).toBeLessThan(0.1)
  }
  const target = makeProposal(
    table,
    propose({ recalibration: 'keep', rule: { kind: 'sensitivity', atLeast: 0.95 } }),
    installed,
    '1.0.0-site.1',
  )
  expect(target.after?.sensitivity?.value).toBeGreaterThan(0.93)
  expect(target.after?.sensitivity?.value).toBeLessThan(0.97)
  expect(target.calibration).toEqual(installed.calibration)
  const same = makeProposal(
    table,
    propose({ recalibration: 'platt', rule: { kind: 'keep' } }),
    installed,
    'x',
  )
  expect(same.after?.confusion.truePositives).toBe(same.before?.confusion.truePositives)
})

test('says what is missing instead of a curve', () => {
  const { db } = testStore()
  fillLocalCheck(db, { images: 20, reviewed: 1 })
  const table = checkTable(db, request)
  const report = LocalCheckReport.parse(makeReport(table, request))
  expect(report.shortages.map(({ what }) => what)).toContain('positives')
  expect([report.roc, report.precisionRecall, report.calibration, report.grid]).toEqual([
    null,
    null,
    null,
    null,
  ])
  expect(report.drift).toMatchObject({ reference: null, shortage: { what: 'images' } })
  expect(makeProposal(table, propose({}), installed, 'x')).toMatchObject({
    problem: 'TOO_FEW_CASES',
    after: null,
  })
  const nobody = LocalCheckReport.parse(makeReport(table, imported))
  expect(nobody.counts.cases).toBe(0)
})

test('refuses proposals that would not hold', () => {
  const { db } = testStore()
  fillLocalCheck(db, { images: 260, reviewed: 0.7 })
  const table = checkTable(db, request)
  const problem = (changes: Partial<ProposalRequest>, has: Parameters<typeof makeProposal>[2] = installed) =>
    Proposal.parse(makeProposal(table, propose(changes), has, 'x')).problem
  expect(problem({ recalibration: 'isotonic' })).toBe('TOO_FEW_FOR_ISOTONIC')
  expect(problem({ recalibration: 'keep', rule: { kind: 'keep' } })).toBe('NOTHING_CHANGED')
  expect(problem({}, null)).toBe('MODEL_NOT_INSTALLED')
  const knots = { method: 'isotonic' as const, score: [0, 1], probability: [0.1, 0.9], prevalence: 0.5 }
  expect(problem({}, { calibration: knots, threshold: 0.5 })).toBe('NOT_COMBINABLE')
})
