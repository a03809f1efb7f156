/** What a model said about one image, and what the reader said about that. */
import { z } from 'zod'

export const ExecutionProvider = z.enum(['dml', 'cuda', 'coreml', 'webgpu', 'cpu'])
export type ExecutionProvider = z.infer<typeof ExecutionProvider>

/** What a model's own gate saw in the picture: a reason for no answer, or a warning where gates are ignored. */
const pictureCodes = [
  'NOT_A_CHEST_FILM',
  'OTHER_MODALITY',
  'LATERAL_VIEW',
  'UPSIDE_DOWN',
  'ROTATED',
  'INVERTED',
  'CROPPED',
  'OVEREXPOSED',
  'UNDEREXPOSED',
  'LOOKS_ADULT',
  'PHOTOGRAPH',
  'NOISE',
] as const

/** Why a model gave no answer. Translated under `reasons.<code>`. */
export const notAssessedCodes = [
  'MODALITY_OUTSIDE_USE',
  'BODY_PART_OUTSIDE_USE',
  'VIEW_OUTSIDE_USE',
  'AGE_UNKNOWN',
  'AGE_OUTSIDE_POPULATION',
  'UNLIKE_TRAINING_IMAGES',
  'COLOUR_IMAGE',
  'IMAGE_TOO_SMALL',
  'IMAGE_WITHOUT_CONTRAST',
  'MULTI_FRAME',
  'NO_PIXELS',
  'VALUE_OUTSIDE_RANGE',
  'TOO_LITTLE_KNOWN',
  ...pictureCodes,
] as const
export const NotAssessedCode = z.enum(notAssessedCodes)
export type NotAssessedCode = z.infer<typeof NotAssessedCode>

/** Things a reader must know about an answer. Translated under `flags.<code>`. */
export const flagCodes = [
  'GATES_IGNORED',
  'BODY_PART_UNSTATED',
  'VIEW_UNSTATED',
  'MODALITY_UNSTATED',
  'AGE_STATED_BY_READER',
  'LOSSY_COMPRESSED',
  'BURNED_IN_ANNOTATION',
  'LOW_RESOLUTION',
  'UNLIKE_TRAINING_IMAGES',
  'AGE_OUTSIDE_POPULATION',
  'AGE_UNKNOWN',
  'MODALITY_OUTSIDE_USE',
  'BODY_PART_OUTSIDE_USE',
  'VIEW_OUTSIDE_USE',
  'COLOUR_IMAGE',
  'IMAGE_TOO_SMALL',
  'IMAGE_WITHOUT_CONTRAST',
  'MULTI_FRAME',
  'SYNTHETIC_IMAGE',
  'RETRIED_AFTER_CRASH',
  'REFER_TO_HUMAN',
  'MIRRORED',
  'MISSING_IMPUTED',
  'UNUSUAL_INPUT',
  'SENSITIVITY_LOW_IN_GROUP',
  'VALUE_OUTSIDE_RANGE',
  'TOO_LITTLE_KNOWN',
  'MEASUREMENTS_NEVER_TAKEN',
  'MEASUREMENTS_REPAIRED',
  'MEASUREMENTS_REFUSED',
  'MEASUREMENTS_OUTSIDE_WINDOW',
  'MEASUREMENTS_UNKNOWN',
  'NO_MEASUREMENTS',
  ...pictureCodes,
] as const
export const Flag = z.object({
  code: z.enum(flagCodes),
  severity: z.enum(['info', 'warning']),
})
export type Flag = z.infer<typeof Flag>

export const FindingOutput = z.object({
  label: z.string(),
  /** finding: has a threshold; normal: the share of nothing found; pattern: how a finding's probability divides */
  kind: z.enum(['finding', 'normal', 'pattern']).default('finding'),
  /** 0..1; only a calibrated one may be called a probability, another is a score */
  probability: z.number().min(0).max(1),
  calibrated: z.boolean().default(true),
  /** null for `normal` and `pattern` */
  threshold: z.number().min(0).max(1).nullable(),
  positive: z.boolean(),
  /** probabilities of the least and the most certain member of the ensemble; null where there is none */
  range: z
    .object({
      low: z.number().min(0).max(1),
      high: z.number().min(0).max(1),
      members: z.number().int().positive(),
    })
    .nullable()
    .default(null),
  /** too near the threshold, or the members disagree too much: a reader must decide without it */
  refer: z.boolean().default(false),
})
export type FindingOutput = z.infer<typeof FindingOutput>

/** A region that a segmentation marked. */
export const RegionOutput = z.object({
  label: z.string(),
  /** of the model's view of the image, 0..1 */
  areaShare: z.number().min(0).max(1),
})
export type RegionOutput = z.infer<typeof RegionOutput>

/** Quantiles of a quantity that a model estimates beside its findings. */
export const QuantityOutput = z.object({
  label: z.string(),
  /** UCUM */
  unit: z.string(),
  /** ascending */
  quantiles: z.array(z.object({ level: z.number(), value: z.number() })).min(1),
})
export type QuantityOutput = z.infer<typeof QuantityOutput>

export const ModelIdentity = z.object({ id: z.string(), version: z.string(), sha256: z.string() })
export type ModelIdentity = z.infer<typeof ModelIdentity>

export const RunTimes = z.object({
  preprocess: z.number().nonnegative(),
  run: z.number().nonnegative(),
  total: z.number().nonnegative(),
})
export type RunTimes = z.infer<typeof RunTimes>

export const AssessedOutcome = z.object({
  status: z.literal('assessed'),
  model: ModelIdentity,
  provider: ExecutionProvider,
  ms: RunTimes,
  /** findings in the order of the model, each followed by what it divides into; empty where the model marks regions */
  outputs: z.array(FindingOutput),
  /** of a segmentation, in the order of the model; absent with other models */
  regions: z.array(RegionOutput).optional(),
  /** of a model that estimates one; absent with other models */
  quantity: QuantityOutput.optional(),
  flags: z.array(Flag),
})
export type AssessedOutcome = z.infer<typeof AssessedOutcome>
export const NotAssessedOutcome = z.object({
  status: z.literal('not-assessed'),
  model: ModelIdentity,
  reason: z.object({ code: NotAssessedCode, message: z.string() }),
  flags: z.array(Flag),
})
/** The answer of a model to one image. An error is no outcome: it travels as an AppError. */
export const AnalysisOutcome = z.discriminatedUnion('status', [AssessedOutcome, NotAssessedOutcome])
export type AnalysisOutcome = z.infer<typeof AnalysisOutcome>

export const ReaderVerdict = z.enum(['agree', 'disagree'])

export const FindingReview = z.object({
  label: z.string(),
  verdict: ReaderVerdict.nullable(),
  comment: z.string().max(4000),
  updatedAtMs: z.number(),
})
export type FindingReview = z.infer<typeof FindingReview>

/** One stored run of one model on one image. */
export const AnalysisRun = z.object({
  id: z.string(),
  studyId: z.string(),
  instanceId: z.string(),
  createdAtMs: z.number(),
  /** age the reader stated because the file had none, years */
  statedAgeYears: z.number().nullable(),
  outcome: AnalysisOutcome,
  /** labels for which `study://activation/<runId>/<label>` gives a map */
  activationLabels: z.array(z.string()),
  reviews: z.array(FindingReview),
})
export type AnalysisRun = z.infer<typeof AnalysisRun>

/** A model as the registry holds it. */
export const ModelState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('loading') }),
  z.object({
    state: z.literal('available'),
    provider: ExecutionProvider,
    goldenCases: z.number().int(),
    /** largest absolute difference of the golden run on the provider in use */
    goldenWorstDifference: z.number(),
    /** providers that were tried and refused, with the reason */
    refusedProviders: z.array(z.object({ provider: ExecutionProvider, reason: z.string() })),
  }),
  z.object({
    state: z.literal('quarantined'),
    error: z.object({ code: z.string(), message: z.string() }),
  }),
])
export type ModelState = z.infer<typeof ModelState>
