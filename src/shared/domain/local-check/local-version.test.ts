import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { calibrate } from '../models/calibration'
import { type Calibration, ClassificationManifest } from '../models/manifest'
import type { Judgement, LocalCheckReport } from './local-check'
import {
  findingLabel,
  makeLocalVersion,
  nextLocalVersion,
  reportCsv,
  type SoundProposal,
} from './local-version'
import { logOdds, sigmoid } from './logistic-fit'
import { applyMapping, combine, fitMapping, type Mapping, rises } from './recalibrate'
import { SeededRandom } from './seeded-random'

const manifest = ClassificationManifest.parse(
  JSON.parse(
    readFileSync(
      new URL('../../../main/inference/fixtures/tiny-film/manifest.json', import.meta.url),
      'utf8',
    ),
  ),
)
const label = manifest.outputs.flatMap((output) =>
  output.role === 'finding-logits' ? output.labels : [],
)[0]!

const bin = { low: 0, high: 1, n: 100, positives: 40, meanProbability: 0.4, observed: 0.4 }
const share = { value: 0.9, low: 0.8, high: 0.95, count: 36, of: 40 }
const judgement: Judgement = {
  threshold: 0.4,
  auc: 0.9,
  brier: 0.1,
  logLoss: 0.3,
  ece: 0.02,
  slope: 1,
  intercept: null,
  confusion: { truePositives: 36, falsePositives: 6, falseNegatives: 4, trueNegatives: 54 },
  sensitivity: share,
  specificity: share,
  positivePredictiveValue: share,
  negativePredictiveValue: null,
  bins: [bin],
}
const proposal: SoundProposal = {
  request: {
    modelId: manifest.id,
    version: manifest.version,
    label: label.label,
    source: { kind: 'readers' },
    recalibration: 'platt',
    rule: { kind: 'sensitivity', atLeast: 0.95 },
  },
  shortages: [],
  problem: null,
  folds: 5,
  cases: 100,
  positives: 40,
  patients: 90,
  before: judgement,
  after: judgement,
  thresholdRange: { low: 0.38, high: 0.42 },
  calibration: { method: 'platt', slope: 0.5, intercept: 0.1, prevalence: 0.4 },
  threshold: 0.4,
  nextVersion: '1.0.0-site.1',
}

test('numbers local versions without meeting one that is there', () => {
  expect(nextLocalVersion('2.0.0', ['1.0.0', '2.0.0'])).toBe('2.0.0-site.1')
  expect(nextLocalVersion('2.0.0', ['2.0.0-site.1', '2.0.0-site.4', '1.0.0-site.9'])).toBe('2.0.0-site.5')
  expect(nextLocalVersion('2.0.0-site.2', ['2.0.0-site.2'])).toBe('2.0.0-site.3')
})

test('changes calibration, threshold and provenance, and nothing of the graph', () => {
  const { manifest: made, card } = makeLocalVersion(manifest, proposal, '2025-03-01')
  expect(ClassificationManifest.parse(made)).toEqual(made)
  expect(made).toMatchObject({
    id: manifest.id,
    version: '1.0.0-site.1',
    weights: manifest.weights,
    inputs: manifest.inputs,
  })
  expect(made.derivation?.from).toEqual({
    id: manifest.id,
    version: manifest.version,
    sha256: manifest.weights.sha256,
  })
  const changed = findingLabel(made, label.label)
  expect(changed).toMatchObject({ calibration: proposal.calibration, threshold: { value: 0.4 } })
  expect(made.metrics.filter(({ name }) => name !== 'auc').map(({ n }) => n)).toEqual([100, 100])
  expect(card).toContain('| Sensitivity | 灵敏度 | 90.0% (80.0% to 95.0%) |')
  expect(card).toContain('favours the model')
  expect(findingLabel(manifest, label.label)?.threshold).toEqual(label.threshold)
})

test('moves a band of doubt with the threshold', () => {
  const banded = structuredClone(manifest)
  const finding = findingLabel(banded, label.label)!
  finding.threshold = { value: 0.5, rule: 'x' }
  finding.refer = { low: 0.4, high: 0.6, maxRange: 0.3, rule: 'y' }
  const made = findingLabel(makeLocalVersion(banded, proposal, '2025-03-01').manifest, label.label)
  expect(made?.refer?.low).toBeCloseTo(sigmoid(logOdds(0.4) - logOdds(0.5) + logOdds(0.4)), 12)
  expect(made?.refer?.high).toBeGreaterThan(0.4)
  expect(made?.refer?.maxRange).toBe(0.3)
})

const calibrations: Calibration[] = [
  { method: 'platt', slope: 0.8, intercept: -0.4, prevalence: 0.5 },
  { method: 'none' },
  { method: 'isotonic', score: [0.1, 0.3, 0.8, 0.9], probability: [0.05, 0.2, 0.6, 0.95], prevalence: 0.5 },
]

test('a neutral zone stays one answer under any mapping', () => {
  const neutral = { from: -0.4, to: 0.6, rule: 'x' }
  const calibration: Calibration = { method: 'platt', slope: 0.8, intercept: -0.4, prevalence: 0.5, neutral }
  const random = new SeededRandom(5)
  const scores = Array.from({ length: 400 }, () => random.next())
  const truths = scores.map((score) => (random.next() < score ? 1 : 0))
  for (const kind of ['temperature', 'platt', 'isotonic'] as const) {
    const mapping = fitMapping(kind, scores, truths)!
    const both = combine(calibration, mapping, 0.3)!
    const wanted = applyMapping(mapping, calibrate(0.1, calibration))
    for (const x of [-0.4, -0.2, 0, 0.1, 0.59, 0.6]) expect(calibrate(x, both)).toBeCloseTo(wanted, 9)
    for (const x of [-2, -0.401, 0.601, 2])
      expect(calibrate(x, both)).toBeCloseTo(applyMapping(mapping, calibrate(x, calibration)), 2)
  }
})

test.each(calibrations)('one calibration says what two in a row say ($method)', (calibration) => {
  const random = new SeededRandom(3)
  const scores = Array.from({ length: 400 }, () => random.next())
  const truths = scores.map((score) => (random.next() < score ** 2 ? 1 : 0))
  const mappings: Mapping[] = (['temperature', 'platt', 'isotonic'] as const).map((kind) =>
    fitMapping(kind, scores, truths)!,
  )
  for (const mapping of mappings) {
    expect(rises(mapping)).toBe(true)
    const both = combine(calibration, mapping, 0.3)
    if (calibration.method === 'isotonic' && mapping.kind === 'logistic') {
      expect(both).toBeNull()
      continue
    }
    const isCurved = mapping.kind === 'isotonic' && calibration.method === 'platt'
    // Between knots a line in the score is not quite a line in the probability: at the knots it is exact.
    const at = isCurved
      ? mapping.fit.scores.map((p) => (logOdds(p) + 0.4) / 0.8)
      : Array.from({ length: 41 }, (_, index) => (index - 20) / 3)
    for (const x of at) {
      const wanted = applyMapping(mapping, calibrate(x, calibration))
      expect(Math.abs(calibrate(x, both!) - wanted)).toBeLessThan(1e-9)
    }
  }
  expect(combine(calibration, { kind: 'same' }, 0.3)).toBe(calibration)
})

test('does not let a spreadsheet run a group’s name', () => {
  const report: LocalCheckReport = {
    request: { modelId: 'm', version: '1.0.0', label: 'f', source: { kind: 'readers' } },
    sha256: '',
    calibrated: true,
    threshold: 0.5,
    counts: {
      images: 1,
      assessed: 1,
      notAssessed: 0,
      synthetic: 0,
      cases: 1,
      imageCases: 1,
      studyCases: 0,
      patients: 1,
      positives: 1,
      negatives: 0,
      unanswered: 0,
      overruled: 0,
    },
    shortages: [],
    roc: null,
    precisionRecall: null,
    confusion: judgement.confusion,
    grid: null,
    calibration: null,
    subgroups: [
      {
        by: 'site',
        column: 'Ward, "A"',
        group: '=1+1',
        kind: 'value',
        cases: 1,
        positives: 1,
        patients: 1,
        auc: null,
        sensitivity: null,
        specificity: null,
        meanScore: 0.5,
      },
    ],
    drift: { reference: null, shortage: null, withoutDate: 0, months: [] },
  }
  const csv = reportCsv(report)
  expect(csv.startsWith('\ufefffigure,series')).toBe(true)
  expect(csv).toContain(`subgroup auc,"Ward, ""A""",'=1+1`)
})
