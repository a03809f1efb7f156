/** What the outputs of a graph mean, by role. */
import { z } from 'zod'
import { LocalText } from '../local-text'
import { Calibration, FindingLabel } from './findings'
import { Code, labelName, positiveInt } from './values'

/** What the picture may be instead of a usable one. Each class but `usable` is a reason for refusal. */
export const qualityClasses = [
  'usable',
  'not-a-chest-film',
  'other-modality',
  'lateral',
  'upside-down',
  'rotated',
  'inverted',
  'cropped',
  'overexposed',
  'underexposed',
  'adult',
  'photograph',
  'noise',
] as const
export const QualityClass = z.enum(qualityClasses)
export type QualityClass = z.infer<typeof QualityClass>

const PatternLabel = z.strictObject({ label: labelName, title: LocalText, code: Code.nullable() })

export const ModelOutput = z.discriminatedUnion('role', [
  /** [N, labels] as `activation` says: logits, or probabilities */
  z.strictObject({
    name: z.string(),
    role: z.literal('finding-logits'),
    labels: z.array(FindingLabel).min(1),
  }),
  /**
   * [N, 1] logit of the first pattern against the second, given the finding `of`. Shown as shares of that finding's
   * probability: p * q and p * (1 - q), beside `absent` with 1 - p. Patterns are no findings: no threshold, no mark.
   */
  z.strictObject({
    name: z.string(),
    role: z.literal('pattern-logit'),
    of: labelName,
    absent: PatternLabel,
    patterns: z.tuple([PatternLabel, PatternLabel]),
    caution: LocalText,
    calibration: Calibration,
  }),
  /** [N, labels, h, w]; spatial mean + bias = value of the output `of` (exact class activation map) */
  z.strictObject({
    name: z.string(),
    role: z.literal('activation-map'),
    of: z.string(),
    /** one number for all labels, or one a label */
    bias: z.union([z.number(), z.array(z.number()).min(1)]),
  }),
  /** [N, members]; logits of the members of an ensemble for its one finding; their mean is the logit */
  z.strictObject({ name: z.string(), role: z.literal('member-logits'), of: z.string() }),
  /** [N, 1]; above the threshold the input is unlike what the model was made for */
  z.strictObject({
    name: z.string(),
    role: z.literal('unfamiliarity-score'),
    threshold: z.number(),
    rule: z.string().min(1),
  }),
  /** [N, classes] softmax logits; refused when P(usable) is below the limit, with the likeliest other class as reason */
  z.strictObject({
    name: z.string(),
    role: z.literal('quality-logits'),
    classes: z.array(QualityClass).min(2),
    usableAtLeast: z.number().gt(0).lt(1),
    rule: z.string().min(1),
  }),
  /** [N, 1] logit; a film above the limit is flagged as mirrored, never refused (it may be situs inversus) */
  z.strictObject({
    name: z.string(),
    role: z.literal('mirrored-logit'),
    limit: z.number().gt(0).lt(1),
    rule: z.string().min(1),
  }),
  /** [N, labels, h, w] in the input's grid (or [N, h, w, labels] where the input is NHWC) */
  z.strictObject({
    name: z.string(),
    role: z.literal('segmentation-mask'),
    activation: z.enum(['sigmoid', 'softmax', 'identity']),
    /** with softmax the first channel may be the background: then `background` is true and has no label */
    background: z.boolean(),
    labels: z.array(z.strictObject({ label: labelName, title: LocalText, code: Code.nullable() })).min(1),
    threshold: z.number().gt(0).lt(1),
  }),
  /**
   * [N, columns] log-odds: what each column adds to the output `of` by itself, exactly. The rest of the output comes from
   * columns together and from a constant.
   */
  z.strictObject({ name: z.string(), role: z.literal('additive-contributions'), of: z.string() }),
  /** [N, tables]: how unusual a row is for each table; above its threshold it is flagged. No probability. */
  z.strictObject({
    name: z.string(),
    role: z.literal('row-unfamiliarity'),
    tables: z
      .array(
        z.strictObject({
          model: z.string(),
          threshold: z.number(),
          /** of held-out rows, at even steps from the least unusual to the most */
          quantiles: z.array(z.number()).min(2),
        }),
      )
      .min(1),
    rule: z.string().min(1),
  }),
  /** [N, tables x size]: where a row lies among others; near by Euclid's distance are similar patients */
  z.strictObject({ name: z.string(), role: z.literal('row-position'), size: positiveInt }),
  /** [N, levels]; quantiles of a quantity, ascending, each at its level */
  z.strictObject({
    name: z.string(),
    role: z.literal('quantity-quantiles'),
    label: labelName,
    title: LocalText,
    /** UCUM */
    unit: z.string().min(1),
    levels: z.array(z.number().gt(0).lt(1)).min(1),
    rule: z.string().min(1),
  }),
  /** [N, 1, h, w] in 0..1, bright = dense */
  z.strictObject({ name: z.string(), role: z.literal('generated-image') }),
  /** any shape and type: the graph has it, and it is never asked for */
  z.strictObject({ name: z.string(), role: z.literal('unused') }),
])
export type ModelOutput = z.infer<typeof ModelOutput>
