/** Models that read a picture: what is done to it first, and which pictures they are for. */
import { z } from 'zod'
import { common, GraphFile } from './common'
import { Dimension, positiveInt } from './values'

/**
 * What is done to an image before the model sees it, in this order: grayscale, centre-crop, resize, steps on values,
 * channels, normalise. A step may be left out, none may come twice.
 */
export const PreprocessingStep = z.discriminatedUnion('step', [
  /** Colour to luma (ITU-R BT.601, rounded); monochrome through the VOI window to 8 bits, MONOCHROME1 inverted. */
  z.strictObject({ step: z.literal('grayscale') }),
  /** The largest square in the middle. */
  z.strictObject({ step: z.literal('centre-crop') }),
  /** Separable triangle filter whose support grows with the reduction (anti-aliased), result rounded to 8 bits. */
  z.strictObject({
    step: z.literal('resize'),
    width: positiveInt,
    height: positiveInt,
    filter: z.literal('triangle'),
    keepAspect: z.literal(false),
  }),
  z.strictObject({ step: z.literal('scale'), divideBy: z.number().positive() }),
  /** 0..255 to low..high, linear */
  z.strictObject({ step: z.literal('range'), low: z.number(), high: z.number() }),
  /** each image from its own smallest..largest value to 0..1 */
  z.strictObject({ step: z.literal('stretch') }),
  /** each image to mean 0 and standard deviation 1 */
  z.strictObject({ step: z.literal('standardise') }),
  /** the grey plane repeated */
  z.strictObject({ step: z.literal('channels'), count: z.literal(3) }),
  /** (value - mean) / spread, one pair a channel */
  z.strictObject({
    step: z.literal('normalise'),
    mean: z.array(z.number()).min(1).max(3),
    spread: z.array(z.number().positive()).min(1).max(3),
  }),
])
export type PreprocessingStep = z.infer<typeof PreprocessingStep>

export const ImageInput = z.strictObject({
  name: z.string(),
  dtype: z.literal('float32'),
  shape: z.array(Dimension),
  layout: z.enum(['NCHW', 'NHWC']).default('NCHW'),
  preprocessing: z.array(PreprocessingStep).min(1),
})

export type ImageInput = z.infer<typeof ImageInput>

/** '*' as the only entry means any. Ages from 0 to 130 mean that the age does not matter. */
const Gate = z.strictObject({
  modalities: z.array(z.string()).min(1),
  bodyParts: z.array(z.string()).min(1),
  views: z.array(z.string()).min(1),
  ageYears: z.strictObject({ min: z.number().nonnegative(), max: z.number().positive() }),
  /**
   * The shorter side that a picture must have, px before it is resized. Left out: half of the shorter side of the
   * model's input. A model whose own gate says better than the size why a small picture is no good states less.
   */
  smallestSidePx: positiveInt.optional(),
})
export type Gate = z.infer<typeof Gate>

export const ClassificationManifest = z.strictObject({
  ...common,
  task: z.literal('image-classification'),
  inputs: z.array(ImageInput).length(1),
  gate: Gate,
  /** a second graph: image -> d(first finding's logit) / d(image), for gradient-based explanations */
  gradient: GraphFile.extend({ output: z.string() }).nullable().default(null),
})
export const SegmentationManifest = z.strictObject({
  ...common,
  task: z.literal('image-segmentation'),
  inputs: z.array(ImageInput).length(1),
  gate: Gate,
})
export type ClassificationManifest = z.infer<typeof ClassificationManifest>
export type SegmentationManifest = z.infer<typeof SegmentationManifest>
/** What reads a picture and has a gate. */
export type ImageManifest = ClassificationManifest | SegmentationManifest
