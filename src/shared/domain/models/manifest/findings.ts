/** From the value that a graph gives to a finding with a probability and a threshold. */
import { z } from 'zod'
import { LocalText } from '../local-text'
import { Code, labelName } from './values'

const prevalence = z.number().gt(0).lt(1)
/**
 * The graph's log-odds that inputs without anything to judge give as well: differences in it are noise, not evidence, so all
 * of it is answered like its middle.
 */
const NeutralZone = z.strictObject({ from: z.number(), to: z.number(), rule: z.string().min(1) })

/**
 * From the log-odds of the graph to a probability that is valid at the stated prevalence. `none`: what comes out is a
 * score and is called one.
 */
export const Calibration = z.discriminatedUnion('method', [
  /** sigmoid(slope * logOdds + intercept); temperature scaling is intercept 0 */
  z.strictObject({
    method: z.literal('platt'),
    slope: z.number().positive(),
    intercept: z.number(),
    prevalence,
    neutral: NeutralZone.optional(),
  }),
  /** linear between the knots of `score` = sigmoid(logOdds), constant outside; both ascend */
  z.strictObject({
    method: z.literal('isotonic'),
    score: z.array(z.number().min(0).max(1)).min(2),
    probability: z.array(z.number().min(0).max(1)).min(2),
    prevalence,
  }),
  z.strictObject({ method: z.literal('none') }),
])
export type Calibration = z.infer<typeof Calibration>

/** Where a reader must decide without leaning on the model. */
export const ReferBand = z.strictObject({
  /** from..to: probabilities too near the threshold */
  low: z.number().min(0).max(1),
  high: z.number().min(0).max(1),
  /** widest range (high - low) of the members' probabilities that is still answered */
  maxRange: z.number().min(0).max(1),
  rule: z.string().min(1),
})

export const FindingLabel = z.strictObject({
  label: labelName,
  title: LocalText,
  /** null where no code fits */
  code: Code.nullable(),
  meaning: z.strictObject({ positive: LocalText, negative: LocalText }),
  /** how the graph's value is read; `identity`: it already is a probability. All labels of an output agree. */
  activation: z.enum(['sigmoid', 'softmax', 'identity']),
  /** `normal` is the class of nothing found: it never marks a study */
  kind: z.enum(['finding', 'normal']).default('finding'),
  calibration: Calibration,
  threshold: z.strictObject({ value: z.number().gt(0).lt(1), rule: z.string().min(1) }),
  refer: ReferBand.nullable().default(null),
})
export type FindingLabel = z.infer<typeof FindingLabel>
