/**
 * Every figure of the local check against scikit-learn, scipy and a numpy DeLong by definition
 * (fixtures/make-reference.py), to 1e-9.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { aucInterval } from './auc-interval'
import { bootstrapRoc } from './bootstrap-roc'
import { brierScore, expectedCalibrationError, logLoss, reliabilityBins } from './calibration-error'
import { confusionAt, confusionRates, type Proportion, predictiveValues, wilson } from './confusion'
import {
  controlChart,
  countInBins,
  kolmogorovSmirnov,
  kolmogorovSmirnovP,
  moments,
  quantileEdges,
  stabilityIndex,
} from './drift'
import { fitIsotonic, isotonicValue } from './isotonic'
import { fitLogistic, logOdds } from './logistic-fit'
import { averagePrecision, precisionRecallCurve } from './precision-recall'
import { proposeThreshold } from './propose-threshold'
import { areaUnderRoc, rocCurve, thinCurve } from './roc'

type Triple = [number, number, number] | null

interface Population {
  name: string
  scores: number[]
  truths: number[]
  logits: number[]
  roc?: { fpr: number[]; tpr: number[]; thresholds: number[] }
  auc?: number
  delong?: { auc: number; se: number | null }
  clusteredSe?: number | null
  pr?: { precision: number[]; recall: number[]; thresholds: number[] }
  ap?: number
  confusion: {
    threshold: number
    tp: number
    fp: number
    fn: number
    tn: number
    sensitivity: Triple
    specificity: Triple
    ppv: Triple
    npv: Triple
    accuracy: Triple
  }[]
  brier: number
  logLoss: number
  bins: Record<'uniform' | 'quantile', { n: number[]; mean: number[]; observed: number[]; ece: number }>
  logistic?: {
    both: [number, number]
    slope: [number, number]
    intercept: [number, number]
    se: [number, number]
    sklearn: { platt: [number, number]; temperature: number }
  }
  isotonic: { scores: number[]; values: number[]; at: number[]; predicted: number[] }
}

const reference = JSON.parse(readFileSync(new URL('fixtures/reference.json', import.meta.url), 'utf8')) as {
  populations: Population[]
  drift: { a: number[]; b: number[]; ks: number; p: number; psi: number; mean: number; spread: number }[]
  ratings: { scores: number[]; truths: number[]; auc: number; se: number }
}

function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length)
  for (const [index, value] of expected.entries())
    expect(Math.abs(actual[index]! - value), `${index}: ${actual[index]} and ${value}`).toBeLessThanOrEqual(
      1e-9,
    )
}

const triple = (proportion: Proportion | null): number[] =>
  proportion ? [proportion.value, proportion.low, proportion.high] : []

/** One case a patient. */
const alone = ({ scores, truths }: { scores: number[]; truths: number[] }) => ({
  scores,
  truths,
  patients: scores.map((_, index) => index),
})

describe.each(reference.populations)('$name', (given) => {
  const { scores, truths } = given

  it('gives the ROC curve and its area', () => {
    const curve = rocCurve(scores, truths)
    if (!given.roc) {
      expect(curve).toBeNull()
      expect(areaUnderRoc(scores, truths)).toBeNull()
      expect(aucInterval(alone(given))).toBeNull()
      return
    }
    const points = curve?.slice(1) ?? []
    expectClose(
      points.map(({ falsePositiveRate }) => falsePositiveRate),
      given.roc.fpr,
    )
    expectClose(
      points.map(({ truePositiveRate }) => truePositiveRate),
      given.roc.tpr,
    )
    expectClose(
      points.map(({ threshold }) => threshold),
      given.roc.thresholds,
    )
    expectClose([areaUnderRoc(scores, truths) ?? NaN], [given.auc ?? NaN])
  })

  it('gives DeLong’s standard error, and Obuchowski’s for patients of three cases', () => {
    if (given.delong?.se == null) return
    const interval = aucInterval(alone(given))
    expectClose([interval?.auc ?? NaN, interval?.standardError ?? NaN], [given.delong.auc, given.delong.se])
    if (given.clusteredSe == null) return
    const clustered = aucInterval({
      scores,
      truths,
      patients: scores.map((_, index) => Math.floor(index / 3)),
    })
    expectClose([clustered?.standardError ?? NaN], [given.clusteredSe])
  })

  it('gives precision, recall and average precision', () => {
    const curve = precisionRecallCurve(scores, truths)
    if (!given.pr) {
      expect(curve).toBeNull()
      expect(averagePrecision(scores, truths)).toBeNull()
      return
    }
    const points = curve ?? []
    expectClose(
      points.map(({ precision }) => precision),
      given.pr.precision,
    )
    expectClose(
      points.map(({ recall }) => recall),
      given.pr.recall,
    )
    expectClose([averagePrecision(scores, truths) ?? NaN], [given.ap ?? NaN])
  })

  it.each(given.confusion)('gives the confusion at $threshold with Wilson’s intervals', (expected) => {
    const counts = confusionAt(scores, truths, expected.threshold)
    expect(counts).toEqual({
      truePositives: expected.tp,
      falsePositives: expected.fp,
      falseNegatives: expected.fn,
      trueNegatives: expected.tn,
    })
    const rates = confusionRates(counts)
    expectClose(triple(rates.sensitivity), expected.sensitivity ?? [])
    expectClose(triple(rates.specificity), expected.specificity ?? [])
    expectClose(triple(rates.positivePredictiveValue), expected.ppv ?? [])
    expectClose(triple(rates.negativePredictiveValue), expected.npv ?? [])
    expectClose(triple(rates.accuracy), expected.accuracy ?? [])
  })

  it('gives Brier score, log loss and reliability', () => {
    expectClose([brierScore(scores, truths), logLoss(scores, truths)], [given.brier, given.logLoss])
    for (const [binning, name] of [
      ['equal-width', 'uniform'],
      ['quantile', 'quantile'],
    ] as const) {
      const bins = reliabilityBins(scores, truths, binning)
      expect(bins.map(({ n }) => n)).toEqual(given.bins[name].n)
      expectClose(
        bins.map(({ meanProbability }) => meanProbability),
        given.bins[name].mean,
      )
      expectClose(
        bins.map(({ observed }) => observed),
        given.bins[name].observed,
      )
      expectClose([expectedCalibrationError(bins)], [given.bins[name].ece])
    }
  })

  it('gives calibration slope and intercept, Platt and temperature', () => {
    const x = scores.map(logOdds)
    expect(x.every(Number.isFinite)).toBe(true)
    const both = fitLogistic(given.logits, truths, 'both')
    if (!given.logistic) {
      expect(both).toBeNull()
      return
    }
    const slope = fitLogistic(given.logits, truths, 'slope')
    const intercept = fitLogistic(given.logits, truths, 'intercept')
    expectClose([both?.slope ?? NaN, both?.intercept ?? NaN], given.logistic.both)
    expectClose([both?.slope ?? NaN, both?.intercept ?? NaN], given.logistic.sklearn.platt)
    expectClose([slope?.slope ?? NaN, slope?.intercept ?? NaN], given.logistic.slope)
    expectClose([slope?.slope ?? NaN], [given.logistic.sklearn.temperature])
    expectClose([intercept?.slope ?? NaN, intercept?.intercept ?? NaN], given.logistic.intercept)
    expectClose([both?.standardErrors.slope ?? NaN, both?.standardErrors.intercept ?? NaN], given.logistic.se)
  })

  it('gives the isotonic fit', () => {
    const fit = fitIsotonic(scores, truths)
    expect(fit).not.toBeNull()
    if (!fit) return
    expectClose(fit.scores, given.isotonic.scores)
    expectClose(fit.values, given.isotonic.values)
    expectClose(
      given.isotonic.at.map((at) => isotonicValue(fit, at)),
      given.isotonic.predicted,
    )
  })
})

describe.each(reference.drift)('drift', (given) => {
  it('gives Kolmogorov-Smirnov and the stability index', () => {
    const distance = kolmogorovSmirnov(given.a, given.b)
    expectClose([distance], [given.ks])
    expectClose([kolmogorovSmirnovP(distance, given.a.length, given.b.length)], [given.p])
    const edges = quantileEdges(given.a)
    expectClose([stabilityIndex(countInBins(given.a, edges), countInBins(given.b, edges))], [given.psi])
    const { mean, spread } = moments(given.a)
    expectClose([mean, spread], [given.mean, given.spread])
  })
})

it('gives the interval that is published for the ratings of Hanley and McNeil', () => {
  const interval = aucInterval(alone(reference.ratings))
  // Stata Base Reference Manual, [R] roctab: 0.8932, standard error 0.0307, 0.83295 to 0.95339
  expect(interval?.auc).toBeCloseTo(0.8932, 4)
  expect(interval?.standardError).toBeCloseTo(0.0307, 4)
  expect(interval?.low).toBeCloseTo(0.83295, 5)
  expect(interval?.high).toBeCloseTo(0.95339, 5)
})

describe('bootstrap by patient', () => {
  const plain = reference.populations.find(({ name }) => name === 'plain')!

  it('repeats itself, and agrees with DeLong where each patient has one case', () => {
    const first = bootstrapRoc(alone(plain))!
    expect(bootstrapRoc(alone(plain))).toEqual(first)
    expect(bootstrapRoc(alone(plain), { seed: 2 })).not.toEqual(first)
    const interval = aucInterval(alone(plain))!
    expect(Math.abs(first.auc.low - interval.low)).toBeLessThan(0.012)
    expect(Math.abs(first.auc.high - interval.high)).toBeLessThan(0.012)
    expect(first.replicates).toBe(1000)
  })

  it('gives a band around the curve', () => {
    const { band } = bootstrapRoc(alone(plain))!
    const curve = rocCurve(plain.scores, plain.truths)!
    expect(band.at(-1)).toEqual({ falsePositiveRate: 1, low: 1, high: 1 })
    for (const { falsePositiveRate, low, high } of band) {
      const upper = curve.filter((point) => point.falsePositiveRate <= falsePositiveRate + 1e-12).at(-1)!
      expect(low).toBeLessThanOrEqual(upper.truePositiveRate + 1e-12)
      expect(high).toBeGreaterThanOrEqual(low)
    }
  })

  it('is wider when cases come in patients that agree', () => {
    const doubled = {
      scores: [...plain.scores, ...plain.scores],
      truths: [...plain.truths, ...plain.truths],
    }
    const patients = doubled.scores.map((_, index) => index % plain.scores.length)
    const width = ({ auc }: { auc: { low: number; high: number } }) => auc.high - auc.low
    const asPatients = width(bootstrapRoc({ ...doubled, patients })!)
    const asCases = width(bootstrapRoc(alone(doubled))!)
    expect(asPatients / asCases).toBeGreaterThan(1.25)
  })

  it('needs two patients and both classes', () => {
    expect(bootstrapRoc({ scores: [0.1, 0.9], truths: [0, 1], patients: [1, 1] })).toBeNull()
    expect(bootstrapRoc({ scores: [0.1, 0.9], truths: [1, 1], patients: [1, 2] })).toBeNull()
  })
})

describe('thresholds', () => {
  const scores = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]
  const truths = [0, 0, 0, 1, 0, 1, 1, 1]

  it('keeps the wanted sensitivity and not more', () => {
    expect(proposeThreshold(scores, truths, { kind: 'sensitivity', atLeast: 0.75 })).toBeCloseTo(0.55)
    expect(proposeThreshold(scores, truths, { kind: 'sensitivity', atLeast: 0.76 })).toBeCloseTo(0.35)
    expect(proposeThreshold(scores, truths, { kind: 'sensitivity', atLeast: 1 })).toBeCloseTo(0.35)
    expect(proposeThreshold([0.3, 0.4], [0, 0], { kind: 'sensitivity', atLeast: 0.9 })).toBeNull()
  })

  it('finds Youden’s and the cheapest', () => {
    // 0.55: 3 of 4 found, none called wrongly; 0.35: 4 of 4 and one: both 0.75, the higher one stands
    expect(proposeThreshold(scores, truths, { kind: 'youden' })).toBeCloseTo(0.55)
    const cost = (missCost: number) =>
      proposeThreshold(scores, truths, { kind: 'cost', missCost, prevalence: 0.5 })
    expect(cost(0.5)).toBeCloseTo(0.55)
    expect(cost(20)).toBeCloseTo(0.35)
    expect(proposeThreshold(scores, [1, 1, 1, 1, 1, 1, 1, 1], { kind: 'youden' })).toBeNull()
  })

  it('takes sensitivity and specificity to a prevalence', () => {
    const { positive, negative } = predictiveValues(0.9, 0.8, 0.1)
    expect(positive).toBeCloseTo(0.09 / (0.09 + 0.18), 12)
    expect(negative).toBeCloseTo(0.72 / (0.72 + 0.01), 12)
    expect(predictiveValues(0, 1, 0.1)).toEqual({ positive: null, negative: 0.9 })
  })
})

it('knows nothing of a share of nothing', () => {
  expect(wilson(0, 0)).toBeNull()
})

it('sees a step that adds up over months, and skips months with too few', () => {
  const reference = { n: 400, mean: 0, spread: 1 }
  const months = [0, 0, 0, null, 0.15, 0.15, 0.15, 0.15, 0.15, 0.15]
  const chart = controlChart(
    reference,
    months.map((mean) => (mean === null ? null : { n: 100, mean })),
  )
  expect(chart[3]).toBeNull()
  expect(chart.map((point) => point?.alarm ?? false)).toEqual([...new Array<boolean>(9).fill(false), true])
  expect(controlChart(reference, [{ n: 100, mean: 0.4 }])[0]).toMatchObject({ alarm: true })
})

it('thins a curve without moving its ends', () => {
  const line = Array.from({ length: 1000 }, (_, index) => ({ x: index, y: Math.sqrt(index) }))
  const thin = thinCurve(line, ({ x, y }) => [x, y], 50)
  expect(thin).toHaveLength(50)
  expect([thin[0], thin.at(-1)]).toEqual([line[0], line.at(-1)])
  const straight = Array.from({ length: 10 }, (_, index) => ({ x: index, y: 2 * index }))
  expect(thinCurve(straight, ({ x, y }) => [x, y])).toHaveLength(2)
})
