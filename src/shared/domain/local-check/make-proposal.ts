/**
 * A new calibration and threshold, judged on patients whom the fit has not seen: the patients are split into folds, each
 * fold is answered by what the others taught, and what all taught is what a new version would hold.
 */
import type { Calibration } from '../models/manifest'
import type { CheckTable } from './check-table'
import { confusionAt, confusionRates } from './confusion'
import { brierScore, expectedCalibrationError, logLoss, reliabilityBins } from './calibration-error'
import {
  casesForIsotonic,
  casesForProposal,
  type Judgement,
  type Proposal,
  type ProposalProblem,
  type ProposalRequest,
} from './local-check'
import { fitLogistic, logOdds } from './logistic-fit'
import { casesOf, shortagesOf } from './make-report'
import { proposeThreshold } from './propose-threshold'
import { applyMapping, combine, fitMapping, type Mapping, rises } from './recalibrate'
import { areaUnderRoc } from './roc'
import { countClasses, countPatients, type ScoredCases, selectCases } from './scored-cases'
import { SeededRandom } from './seeded-random'
import { scoredCases } from './subgroups'

export const proposalFolds = 5
const seed = 515

/** What the installed version holds for the label; null when it is not installed any more. */
export interface InstalledLabel {
  calibration: Calibration
  threshold: number
}

export function makeProposal(
  table: CheckTable,
  request: ProposalRequest,
  installed: InstalledLabel | null,
  nextVersion: string | null,
): Proposal {
  const cases = scoredCases(table, casesOf(table, request.source).cases)
  const shortages = shortagesOf(cases, casesForProposal)
  if (request.recalibration === 'isotonic' && cases.scores.length < casesForIsotonic)
    shortages.push({ what: 'cases', have: cases.scores.length, need: casesForIsotonic })
  const empty: Proposal = {
    request,
    shortages,
    problem: 'TOO_FEW_CASES',
    folds: proposalFolds,
    cases: cases.scores.length,
    positives: countClasses(cases.truths).positives,
    patients: countPatients(cases.patients),
    before: null,
    after: null,
    thresholdRange: null,
    calibration: null,
    threshold: null,
    nextVersion,
  }
  if (shortages.length > 0) {
    const onlyIsotonic = shortages.every(({ what }) => what === 'cases')
    return { ...empty, problem: onlyIsotonic ? 'TOO_FEW_FOR_ISOTONIC' : 'TOO_FEW_CASES' }
  }
  const threshold = installed?.threshold ?? table.threshold
  const before = judge(cases, cases.scores, cases.scores, calls(cases.scores, threshold), threshold)
  const fit = fitAll(cases, request, threshold)
  const crossed = fit && crossFit(cases, request, threshold)
  if (!fit || !crossed) return { ...empty, before, problem: 'NO_OPTIMUM' }
  const prevalence = countClasses(cases.truths).positives / cases.truths.length
  const calibration = installed && combine(installed.calibration, fit.mapping, prevalence)
  return {
    ...empty,
    before,
    after: judge(
      cases,
      // A logistic map keeps the order of the cases; an isotonic one makes ties, which cost something.
      request.recalibration === 'isotonic' ? crossed.probabilities : cases.scores,
      crossed.probabilities,
      crossed.called,
      fit.threshold,
    ),
    thresholdRange: { low: Math.min(...crossed.thresholds), high: Math.max(...crossed.thresholds) },
    calibration,
    threshold: fit.threshold,
    problem: problemOf(request, fit, installed, calibration),
  }
}

interface Fit {
  mapping: Mapping
  threshold: number
}

function problemOf(
  { recalibration, rule }: ProposalRequest,
  { mapping }: Fit,
  installed: InstalledLabel | null,
  calibration: Calibration | null,
): ProposalProblem | null {
  if (recalibration === 'keep' && rule.kind === 'keep') return 'NOTHING_CHANGED'
  if (!rises(mapping)) return 'NOT_RISING'
  if (!installed) return 'MODEL_NOT_INSTALLED'
  return calibration ? null : 'NOT_COMBINABLE'
}

/** @param current threshold on the scale of the version's own answers */
function fitAll(
  { scores, truths }: ScoredCases,
  { recalibration, rule }: ProposalRequest,
  current: number,
): Fit | null {
  const mapping = fitMapping(recalibration, scores, truths)
  if (!mapping) return null
  const probabilities = Float64Array.from(scores, (score) => applyMapping(mapping, score))
  const threshold =
    // Kept: the value that the threshold has on the new scale. Where that is flat, neighbours share it.
    rule.kind === 'keep' ? applyMapping(mapping, current) : proposeThreshold(probabilities, truths, rule)
  return threshold === null ? null : { mapping, threshold: inside(threshold) }
}

/** A manifest's threshold lies between 0 and 1, neither included. */
const inside = (threshold: number): number => Math.min(1 - 1e-9, Math.max(1e-9, threshold))

interface CrossFit {
  probabilities: Float64Array
  /** by the threshold of the case's own fold */
  called: Uint8Array
  thresholds: number[]
}

function crossFit(cases: ScoredCases, request: ProposalRequest, current: number): CrossFit | null {
  const folds = foldsByPatient(cases)
  const out: CrossFit = {
    probabilities: new Float64Array(folds.length),
    called: new Uint8Array(folds.length),
    thresholds: [],
  }
  for (let fold = 0; fold < proposalFolds; fold++) {
    const fit = fitAll(
      selectCases(cases, (row) => folds[row] !== fold),
      request,
      current,
    )
    if (!fit) return null
    out.thresholds.push(fit.threshold)
    for (let row = 0; row < folds.length; row++) {
      if (folds[row] !== fold) continue
      const probability = applyMapping(fit.mapping, cases.scores[row]!)
      out.probabilities[row] = probability
      out.called[row] = probability >= fit.threshold ? 1 : 0
    }
  }
  return out
}

/** The fold of each case: all cases of a patient in one, patients with a positive case spread evenly. Seeded. */
export function foldsByPatient({ truths, patients }: ScoredCases): Uint8Array {
  const withPositive = new Map<number, boolean>()
  for (let row = 0; row < truths.length; row++) {
    const patient = patients[row]!
    withPositive.set(patient, Boolean(truths[row]) || (withPositive.get(patient) ?? false))
  }
  const random = new SeededRandom(seed)
  const foldOf = new Map<number, number>()
  for (const wanted of [true, false]) {
    const group = [...withPositive].filter(([, positive]) => positive === wanted).map(([patient]) => patient)
    for (const [index, patient] of random.shuffled(group).entries())
      foldOf.set(patient, index % proposalFolds)
  }
  return Uint8Array.from(patients, (patient) => foldOf.get(patient) ?? 0)
}

const calls = (scores: ArrayLike<number>, threshold: number) =>
  Uint8Array.from(scores, (score) => (score >= threshold ? 1 : 0))

/** @param ordered what the area under the curve is taken from */
function judge(
  { truths }: ScoredCases,
  ordered: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  called: ArrayLike<number>,
  threshold: number,
): Judgement {
  const confusion = confusionAt(called, truths, 0.5)
  const bins = reliabilityBins(probabilities, truths, 'equal-width')
  const slope = fitLogistic(Float64Array.from(probabilities, logOdds), truths, 'both')
  return {
    threshold,
    auc: areaUnderRoc(ordered, truths) ?? 0.5,
    brier: brierScore(probabilities, truths),
    logLoss: logLoss(probabilities, truths),
    ece: expectedCalibrationError(bins),
    slope: slope?.slope ?? null,
    intercept: slope?.intercept ?? null,
    confusion,
    ...ratesOf(confusion),
    bins,
  }
}

function ratesOf(confusion: Judgement['confusion']) {
  const { sensitivity, specificity, positivePredictiveValue, negativePredictiveValue } =
    confusionRates(confusion)
  return { sensitivity, specificity, positivePredictiveValue, negativePredictiveValue }
}
