/** What a local check asks and answers: one finding of one model version against this site's truth. */
import { z } from 'zod'
import { Calibration } from '../models/manifest'

/** Fewest cases of each class for a curve: below it the interval is so wide that a curve would only mislead. */
export const casesForCurves = 10
/** Fewest of each class for fitting a calibration or a threshold on one part and judging it on another. */
export const casesForProposal = 30
/** Fewest cases for an isotonic fit, which has as many parameters as the data allow (Niculescu-Mizil, Caruana, ICML 2005). */
export const casesForIsotonic = 200
/** Fewest assessed images of a month, and of the reference time, for drift. */
export const imagesForMonth = 20
export const imagesForReference = 100

const count = z.number().int().nonnegative()
const share = z.number().min(0).max(1)
const id = z.string().min(1).max(64)
const modelId = z.string().min(1).max(64)
const version = z.string().min(1).max(64)

/** Readers' verdicts, or imported labels: of one import, or of all (then the newest word on an image or study counts). */
export const TruthSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('readers') }),
  z.object({ kind: z.literal('imports'), importId: id.nullable() }),
])
export type TruthSource = z.infer<typeof TruthSource>

export const LocalCheckRequest = z.object({
  modelId,
  version,
  label: z.string().min(1).max(100),
  source: TruthSource,
})
export type LocalCheckRequest = z.infer<typeof LocalCheckRequest>

/** A model version that left results in the vault, installed or not. */
export const CheckedModel = z.object({
  id: modelId,
  version,
  sha256: z.string(),
  /** images with a result of it, without synthetic patients and trash */
  images: count,
  assessed: count,
  /** findings that it gives a threshold for */
  labels: z.array(z.object({ label: z.string(), reviewed: count, imported: count })),
})
export type CheckedModel = z.infer<typeof CheckedModel>

const Interval = z.object({ value: z.number(), low: z.number(), high: z.number() })

export const ProportionFigure = z.object({ value: share, low: share, high: share, count, of: count })
export type ProportionFigure = z.infer<typeof ProportionFigure>

export const ConfusionFigure = z.object({
  truePositives: count,
  falsePositives: count,
  falseNegatives: count,
  trueNegatives: count,
})
export type ConfusionFigure = z.infer<typeof ConfusionFigure>

/** What there is too little of for a figure. */
export const Shortage = z.object({
  what: z.enum(['cases', 'positives', 'negatives', 'patients', 'images']),
  have: count,
  need: count,
})
export type Shortage = z.infer<typeof Shortage>

export const ReliabilityFigure = z.object({
  low: z.number(),
  high: z.number(),
  n: count,
  positives: count,
  meanProbability: z.number(),
  observed: share,
})

export const CalibrationFigures = z.object({
  brier: z.number(),
  logLoss: z.number(),
  ece: z.number(),
  /** null where the classes do not overlap */
  slope: Interval.nullable(),
  intercept: Interval.nullable(),
  equalWidth: z.array(ReliabilityFigure),
  quantile: z.array(ReliabilityFigure),
})
export type CalibrationFigures = z.infer<typeof CalibrationFigures>

export const subgroupKinds = ['age', 'sex', 'device', 'view', 'site'] as const
export const SubgroupRow = z.object({
  by: z.enum(subgroupKinds),
  /** the column's name where `by` is site */
  column: z.string(),
  /** age band ('1-2'), DICOM's code, device or the site's own word */
  group: z.string(),
  kind: z.enum(['value', 'unknown', 'other']),
  cases: count,
  positives: count,
  patients: count,
  auc: Interval.nullable(),
  sensitivity: ProportionFigure.nullable(),
  specificity: ProportionFigure.nullable(),
  meanScore: z.number(),
})
export type SubgroupRow = z.infer<typeof SubgroupRow>

export const driftInputs = ['age', 'sex', 'device', 'view', 'imageSize'] as const

export const DriftMonth = z.object({
  /** YYYY-MM of the study */
  month: z.string(),
  assessed: count,
  notAssessed: count,
  inReference: z.boolean(),
  /** fewer assessed images than a month needs: nothing below is said */
  tooFew: z.boolean(),
  meanScore: z.number().nullable(),
  /** share that the model called positive */
  positiveShare: share.nullable(),
  z: z.number().nullable(),
  cusumUpper: z.number().nullable(),
  cusumLower: z.number().nullable(),
  alarm: z.boolean(),
  scorePsi: z.number().nullable(),
  ks: z.number().nullable(),
  ksP: z.number().nullable(),
  /** population stability index of what went in */
  inputs: z.record(z.enum(driftInputs), z.number().nullable()),
})
export type DriftMonth = z.infer<typeof DriftMonth>

export const DriftFigures = z.object({
  reference: z.object({ from: z.string(), to: z.string(), images: count }).nullable(),
  shortage: Shortage.nullable(),
  withoutDate: count,
  months: z.array(DriftMonth),
})
export type DriftFigures = z.infer<typeof DriftFigures>

/** Thresholds of {@link LocalCheckReport.grid}: 0, 0.001 … 1. */
export const gridSteps = 1000

export const LocalCheckReport = z.object({
  request: LocalCheckRequest,
  sha256: z.string(),
  calibrated: z.boolean(),
  threshold: share,
  counts: z.object({
    images: count,
    assessed: count,
    notAssessed: count,
    /** images of synthetic patients, which never count */
    synthetic: count,
    cases: count,
    imageCases: count,
    studyCases: count,
    patients: count,
    positives: count,
    negatives: count,
    /** targets with a truth for which the model gave no answer */
    unanswered: count,
    /** targets whose imports disagree: the newest counts */
    overruled: count,
  }),
  shortages: z.array(Shortage),
  roc: z
    .object({
      points: z.array(z.tuple([share, share])),
      band: z.array(z.object({ falsePositiveRate: share, low: share, high: share })),
      /** by DeLong or Obuchowski */
      auc: Interval,
      bootstrap: z.object({ low: share, high: share, replicates: count }),
    })
    .nullable(),
  precisionRecall: z
    .object({ points: z.array(z.tuple([share, share])), averagePrecision: share, prevalence: share })
    .nullable(),
  confusion: ConfusionFigure,
  /** true and false positives at each threshold of the grid */
  grid: z.object({ truePositives: z.array(count), falsePositives: z.array(count) }).nullable(),
  calibration: CalibrationFigures.nullable(),
  subgroups: z.array(SubgroupRow),
  drift: DriftFigures,
})
export type LocalCheckReport = z.infer<typeof LocalCheckReport>

export const recalibrations = ['keep', 'temperature', 'platt', 'isotonic'] as const
export const Recalibration = z.enum(recalibrations)
export type Recalibration = z.infer<typeof Recalibration>

export const ThresholdRule = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('keep') }),
  z.object({ kind: z.literal('sensitivity'), atLeast: z.number().min(0.5).max(1) }),
  z.object({ kind: z.literal('youden') }),
  z.object({
    kind: z.literal('cost'),
    missCost: z.number().min(0.01).max(1000),
    prevalence: z.number().gt(0).lt(1),
  }),
])

export const ProposalRequest = LocalCheckRequest.extend({
  recalibration: Recalibration,
  rule: ThresholdRule,
})
export type ProposalRequest = z.infer<typeof ProposalRequest>

export const Judgement = z.object({
  threshold: share,
  auc: z.number(),
  brier: z.number(),
  logLoss: z.number(),
  ece: z.number(),
  slope: z.number().nullable(),
  intercept: z.number().nullable(),
  confusion: ConfusionFigure,
  sensitivity: ProportionFigure.nullable(),
  specificity: ProportionFigure.nullable(),
  positivePredictiveValue: ProportionFigure.nullable(),
  negativePredictiveValue: ProportionFigure.nullable(),
  bins: z.array(ReliabilityFigure),
})
export type Judgement = z.infer<typeof Judgement>

/** Why a proposal cannot become a version. */
export const proposalProblems = [
  'TOO_FEW_CASES',
  'TOO_FEW_FOR_ISOTONIC',
  'NO_OPTIMUM',
  'NOT_RISING',
  'NOT_COMBINABLE',
  'NOTHING_CHANGED',
  'MODEL_NOT_INSTALLED',
] as const
export const ProposalProblem = z.enum(proposalProblems)
export type ProposalProblem = z.infer<typeof ProposalProblem>

export const Proposal = z.object({
  request: ProposalRequest,
  shortages: z.array(Shortage),
  problem: ProposalProblem.nullable(),
  folds: count,
  cases: count,
  positives: count,
  patients: count,
  /** as the version answers now, on the same cases */
  before: Judgement.nullable(),
  /** each case by a fit that has not seen its patient */
  after: Judgement.nullable(),
  /** of the folds, which shows how firm the choice is */
  thresholdRange: z.object({ low: share, high: share }).nullable(),
  /** fitted on all cases: what the new version would hold */
  calibration: Calibration.nullable(),
  threshold: share.nullable(),
  /** version number the new one would get */
  nextVersion: z.string().nullable(),
})
export type Proposal = z.infer<typeof Proposal>
