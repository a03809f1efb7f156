/** The model package's manifest (`models/<id>/manifest.json`): everything that must travel with the weights. */
import { z } from 'zod'

/** A text in every language of the program. */
export const LocalText = z.strictObject({ en: z.string().min(1), 'zh-CN': z.string().min(1) })
export type LocalText = z.infer<typeof LocalText>

const LocalList = z.strictObject({
  en: z.array(z.string().min(1)),
  'zh-CN': z.array(z.string().min(1)),
})

const positiveInt = z.number().int().positive()
/** A fixed size or the name of a free dimension such as 'N'. */
const Dimension = z.union([positiveInt, z.string().min(1)])

export const PreprocessingStep = z.discriminatedUnion('step', [
  /** Colour to luma (ITU-R BT.601, rounded); monochrome through the VOI window to 8 bits, MONOCHROME1 inverted. */
  z.strictObject({ step: z.literal('grayscale') }),
  /** Separable triangle filter whose support grows with the reduction (anti-aliased), result rounded to 8 bits. */
  z.strictObject({
    step: z.literal('resize'),
    width: positiveInt,
    height: positiveInt,
    filter: z.literal('triangle'),
    keepAspect: z.literal(false),
  }),
  z.strictObject({ step: z.literal('scale'), divideBy: z.number().positive() }),
])
export type PreprocessingStep = z.infer<typeof PreprocessingStep>

/** calibrated probability = sigmoid(slope * logit + intercept), valid at the stated prevalence. */
export const Calibration = z.strictObject({
  method: z.literal('platt'),
  slope: z.number().positive(),
  intercept: z.number(),
  prevalence: z.number().gt(0).lt(1),
})

export const FindingLabel = z.strictObject({
  label: z.string().regex(/^[a-z0-9-]+$/),
  title: LocalText,
  code: z.strictObject({ system: z.url(), code: z.string(), display: z.string() }),
  meaning: z.strictObject({ positive: LocalText, negative: LocalText }),
  activation: z.literal('sigmoid'),
  calibration: Calibration,
  threshold: z.strictObject({ value: z.number().gt(0).lt(1), rule: z.string().min(1) }),
})
export type FindingLabel = z.infer<typeof FindingLabel>

export const ModelOutput = z.discriminatedUnion('role', [
  /** [N, labels] uncalibrated logits */
  z.strictObject({
    name: z.string(),
    role: z.literal('finding-logits'),
    labels: z.array(FindingLabel).min(1),
  }),
  /** [N, labels, h, w]; spatial mean + bias = logit (exact class activation map) */
  z.strictObject({
    name: z.string(),
    role: z.literal('activation-map'),
    of: z.string(),
    bias: z.number(),
  }),
  /** [N, 1]; above the threshold the input is unlike what the model was made for */
  z.strictObject({
    name: z.string(),
    role: z.literal('unfamiliarity-score'),
    threshold: z.number(),
    rule: z.string().min(1),
  }),
])
export type ModelOutput = z.infer<typeof ModelOutput>

const interval = z.tuple([z.number(), z.number()])

export const ModelManifest = z.strictObject({
  schemaVersion: z.literal(1),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{1,63}$/),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  title: LocalText,
  task: z.literal('image-classification'),
  weights: z.strictObject({
    file: z.string().regex(/^[\w.-]+\.onnx$/),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    bytes: positiveInt,
    opset: positiveInt,
  }),
  inputs: z
    .array(
      z.strictObject({
        name: z.string(),
        dtype: z.literal('float32'),
        shape: z.array(Dimension),
        preprocessing: z.array(PreprocessingStep).min(1),
      }),
    )
    .length(1),
  outputs: z.array(ModelOutput).min(1),
  intendedUse: LocalText,
  exclusions: LocalList,
  gate: z.strictObject({
    modalities: z.array(z.string()).min(1),
    bodyParts: z.array(z.string()).min(1),
    views: z.array(z.string()).min(1),
    ageYears: z.strictObject({ min: z.number().nonnegative(), max: z.number().positive() }),
  }),
  trainingData: z.array(
    z.strictObject({ name: z.string(), source: z.string(), licence: z.string(), n: positiveInt }),
  ),
  metrics: z.array(
    z.strictObject({
      cohort: z.string(),
      n: positiveInt,
      positives: z.number().int().nonnegative(),
      name: z.enum(['auc', 'sensitivity', 'specificity', 'ece', 'brier']),
      value: z.number(),
      ci95: interval,
    }),
  ),
  subgroups: z.array(
    z.strictObject({
      cohort: z.string(),
      group: z.string(),
      n: positiveInt,
      name: z.string(),
      value: z.number(),
      ci95: interval,
    }),
  ),
  licence: z.string().min(1),
  citation: z.string().min(1),
})
export type ModelManifest = z.infer<typeof ModelManifest>

const GoldenTensor = z.strictObject({
  dtype: z.literal('float32'),
  shape: z.array(positiveInt),
  /** raw little-endian values, beside golden.json */
  file: z.string().regex(/^[\w.-]+$/),
})

/** `golden/golden.json`: inputs with the outputs that the training framework gave; decides whether a provider may be used. */
export const GoldenVectors = z.strictObject({
  tolerance: z.strictObject({ abs: z.number().positive(), rel: z.number().nonnegative() }),
  cases: z
    .array(
      z.strictObject({
        name: z.string(),
        inputs: z.record(z.string(), GoldenTensor),
        outputs: z.record(z.string(), GoldenTensor),
      }),
    )
    .min(1),
})
export type GoldenVectors = z.infer<typeof GoldenVectors>
