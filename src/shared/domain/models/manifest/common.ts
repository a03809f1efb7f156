/** What the manifest of every model says. */
import { z } from 'zod'
import { LocalText } from '../local-text'
import { ModelOutput } from './outputs'
import { positiveInt } from './values'

const LocalList = z.strictObject({
  en: z.array(z.string().min(1)),
  'zh-CN': z.array(z.string().min(1)),
})

/** One text for all languages, or one for each. */
const CohortText = z.union([z.string().min(1), LocalText])
export type CohortText = z.infer<typeof CohortText>

const interval = z.tuple([z.number(), z.number()])
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
export const GraphFile = z.strictObject({
  file: z.string().regex(/^[\w.-]+\.onnx$/),
  sha256,
  bytes: positiveInt,
})

/** Where a version made on this site comes from: the version whose weights it shares, and what was changed. */
const Derivation = z.strictObject({
  from: z.strictObject({ id: z.string(), version: z.string(), sha256 }),
  change: z.string().min(1),
})

export const common = {
  schemaVersion: z.literal(1),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{1,63}$/),
  version: z.string().regex(/^\d+\.\d+\.\d+(-[0-9a-z.-]+)?$/),
  title: LocalText,
  weights: GraphFile.extend({ opset: positiveInt }),
  outputs: z.array(ModelOutput).min(1),
  intendedUse: LocalText,
  exclusions: LocalList,
  trainingData: z.array(
    z.strictObject({ name: z.string(), source: z.string(), licence: z.string(), n: positiveInt }),
  ),
  metrics: z.array(
    z.strictObject({
      cohort: CohortText,
      n: positiveInt,
      positives: z.number().int().nonnegative(),
      name: z.enum(['auc', 'sensitivity', 'specificity', 'ppv', 'ece', 'brier', 'accuracy']),
      value: z.number(),
      ci95: interval,
    }),
  ),
  subgroups: z.array(
    z.strictObject({
      cohort: CohortText,
      group: CohortText,
      n: positiveInt,
      name: z.string(),
      value: z.number(),
      ci95: interval,
    }),
  ),
  licence: z.string().min(1),
  citation: z.string().min(1),
  derivation: Derivation.nullable().default(null),
}
