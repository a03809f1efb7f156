/** All figures of a local check from its table. Pure and seeded: the same table gives the same report. */
import { aucInterval, normal975 } from './auc-interval'
import { bootstrapRoc } from './bootstrap-roc'
import { brierScore, expectedCalibrationError, logLoss, reliabilityBins } from './calibration-error'
import { type CheckTable, type FoundCases, importedCases, readerCases } from './check-table'
import { confusionAt } from './confusion'
import { driftByMonth } from './drift-by-month'
import {
  type CalibrationFigures,
  casesForCurves,
  gridSteps,
  type LocalCheckReport,
  type LocalCheckRequest,
  type Shortage,
  type TruthSource,
} from './local-check'
import { fitLogistic, type LogisticFit, logOdds } from './logistic-fit'
import { averagePrecision, precisionRecallCurve } from './precision-recall'
import { rocCurve, thinCurve } from './roc'
import { countClasses, countPatients, type ScoredCases } from './scored-cases'
import { scoredCases, subgroupRows } from './subgroups'

export const casesOf = (table: CheckTable, source: TruthSource): FoundCases =>
  source.kind === 'readers' ? readerCases(table) : importedCases(table)

export function makeReport(table: CheckTable, request: LocalCheckRequest): LocalCheckReport {
  const { cases, unanswered } = casesOf(table, request.source)
  const scored = scoredCases(table, cases)
  const classes = countClasses(scored.truths)
  const assessed = table.scores.reduce((sum, score) => sum + (Number.isNaN(score) ? 0 : 1), 0)
  const studyCases = cases.filter(({ level }) => level === 'study').length
  const shortages = shortagesOf(scored, casesForCurves)
  const enough = shortages.length === 0
  return {
    request,
    sha256: table.sha256,
    calibrated: table.calibrated,
    threshold: table.threshold,
    counts: {
      images: table.scores.length,
      assessed,
      notAssessed: table.scores.length - assessed,
      synthetic: table.synthetic,
      cases: cases.length,
      imageCases: cases.length - studyCases,
      studyCases,
      patients: countPatients(scored.patients),
      ...classes,
      unanswered,
      overruled: request.source.kind === 'imports' ? table.overruled : 0,
    },
    shortages,
    roc: enough ? rocFigure(scored) : null,
    precisionRecall: enough ? precisionRecallFigure(scored) : null,
    confusion: confusionAt(scored.scores, scored.truths, table.threshold),
    grid: enough ? grid(scored) : null,
    calibration: enough ? calibrationFigures(scored.scores, scored.truths) : null,
    subgroups: enough ? subgroupRows(table, cases, table.threshold) : [],
    drift: driftByMonth(table),
  }
}

/** What the cases lack of `need` in each class. */
export function shortagesOf({ truths, patients }: ScoredCases, need: number): Shortage[] {
  const { positives, negatives } = countClasses(truths)
  return [
    { what: 'positives', have: positives, need } as const,
    { what: 'negatives', have: negatives, need } as const,
    { what: 'patients', have: countPatients(patients), need } as const,
  ].filter(({ have }) => have < need)
}

function rocFigure(cases: ScoredCases): LocalCheckReport['roc'] {
  const curve = rocCurve(cases.scores, cases.truths)
  const interval = aucInterval(cases)
  const bootstrap = bootstrapRoc(cases)
  if (!curve || !interval || !bootstrap) return null
  return {
    points: thinCurve(
      curve.map(({ falsePositiveRate, truePositiveRate }): [number, number] => [
        falsePositiveRate,
        truePositiveRate,
      ]),
      (point) => point,
    ),
    band: bootstrap.band,
    auc: { value: interval.auc, low: interval.low, high: interval.high },
    bootstrap: { ...bootstrap.auc, replicates: bootstrap.replicates },
  }
}

function precisionRecallFigure({ scores, truths }: ScoredCases): LocalCheckReport['precisionRecall'] {
  const curve = precisionRecallCurve(scores, truths)
  const average = averagePrecision(scores, truths)
  if (!curve || average === null) return null
  const points = curve.map(({ recall, precision }): [number, number] => [recall, precision])
  return {
    points: thinCurve(points, (point) => point),
    averagePrecision: Math.min(1, average),
    prevalence: countClasses(truths).positives / truths.length,
  }
}

/** Counts at thresholds 0, 0.001 … 1: what a slider needs to answer at once. */
function grid({ scores, truths }: ScoredCases): NonNullable<LocalCheckReport['grid']> {
  const truePositives = new Array<number>(gridSteps + 1).fill(0)
  const falsePositives = new Array<number>(gridSteps + 1).fill(0)
  for (let row = 0; row < scores.length; row++) {
    // The last threshold that the score reaches; the product may be a hair off the whole number it stands for.
    let step = Math.min(gridSteps, Math.floor(scores[row]! * gridSteps) + 1)
    while (step > 0 && scores[row]! < step / gridSteps) step--
    const column = truths[row] ? truePositives : falsePositives
    column[step]!++
  }
  for (const column of [truePositives, falsePositives])
    for (let step = gridSteps - 1; step >= 0; step--) column[step]! += column[step + 1]!
  return { truePositives, falsePositives }
}

export function calibrationFigures(
  probabilities: ArrayLike<number>,
  truths: ArrayLike<number>,
): CalibrationFigures {
  const equalWidth = reliabilityBins(probabilities, truths, 'equal-width')
  const fit = fitLogistic(Float64Array.from(probabilities, logOdds), truths, 'both')
  return {
    brier: brierScore(probabilities, truths),
    logLoss: logLoss(probabilities, truths),
    ece: expectedCalibrationError(equalWidth),
    slope: fit && around(fit.slope, fit.standardErrors.slope),
    intercept: fit && around(fit.intercept, fit.standardErrors.intercept),
    equalWidth,
    quantile: reliabilityBins(probabilities, truths, 'quantile'),
  }
}

const around = (value: number, error: LogisticFit['standardErrors']['slope']) => ({
  value,
  low: value - normal975 * (error ?? 0),
  high: value + normal975 * (error ?? 0),
})
