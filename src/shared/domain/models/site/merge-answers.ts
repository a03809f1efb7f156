/** Answers from a file, laid over what the graph settled: what is left out stays as it was proposed. */
import { z } from 'zod'
import { AppException } from '../../../result'
import { SiteFeature, SiteForm } from './answers'

const Text = z.union([
  z.string(),
  z.strictObject({ en: z.string().default(''), 'zh-CN': z.string().default('') }),
])
const LabelAnswer = z.union([
  z.string(),
  z.strictObject({
    title: Text,
    kind: z.enum(['finding', 'normal']).default('finding'),
    threshold: z.number().nullable().default(null),
  }),
])

/** The answers file: every field of the form may be left out; a text may be English alone, a label its title alone. */
const Answers = z.strictObject({
  id: z.string().optional(),
  version: z.string().optional(),
  title: Text.optional(),
  output: z.string().optional(),
  map: z.string().nullable().optional(),
  image: z
    .strictObject({
      rows: z.number().int().optional(),
      columns: z.number().int().optional(),
      preset: z.string().optional(),
      region: z.string().optional(),
    })
    .optional(),
  series: z.strictObject({ features: z.array(SiteFeature) }).optional(),
  activation: z.string().optional(),
  background: z.boolean().optional(),
  labels: z.array(LabelAnswer).optional(),
  /** one for every label that has none of its own */
  threshold: z.number().optional(),
  maskThreshold: z.number().optional(),
  thresholdRule: z.string().optional(),
  gate: z
    .strictObject({
      modalities: z.array(z.string()).optional(),
      bodyParts: z.array(z.string()).optional(),
      views: z.array(z.string()).optional(),
      ageYears: z.strictObject({ min: z.number(), max: z.number() }).optional(),
    })
    .optional(),
  intendedUse: Text.optional(),
  exclusions: Text.optional(),
  licence: z.string().optional(),
  source: z.string().optional(),
})

/** The output that a file of answers names; '' where it names none. */
export function answeredOutput(given: unknown): string {
  const parsed = z.object({ output: z.string() }).safeParse(given)
  return parsed.success ? parsed.data.output : ''
}

const asText = (text: z.infer<typeof Text>) => (typeof text === 'string' ? { en: text, 'zh-CN': '' } : text)

/** @throws AppException MODEL_ANSWERS_INVALID with the field that is not of its kind */
export function mergeAnswers(form: SiteForm, given: unknown): SiteForm {
  const parsed = Answers.safeParse(given)
  if (!parsed.success) throw invalid(parsed.error)
  const { title, image, series, labels, threshold, gate, intendedUse, exclusions, ...rest } = parsed.data
  const named = labels?.map((label) =>
    typeof label === 'string'
      ? { title: asText(label), kind: 'finding', threshold: null }
      : { ...label, title: asText(label.title) },
  )
  const merged = SiteForm.safeParse({
    ...form,
    ...rest,
    ...(title !== undefined && { title: asText(title) }),
    ...(intendedUse !== undefined && { intendedUse: asText(intendedUse) }),
    ...(exclusions !== undefined && { exclusions: asText(exclusions) }),
    image: form.image && { ...form.image, ...image },
    series: form.series && { ...form.series, ...series },
    gate: form.gate && { ...form.gate, ...gate },
    labels: (named ?? form.labels).map((label) => ({
      ...label,
      threshold: label.threshold ?? threshold ?? null,
    })),
  })
  if (!merged.success) throw invalid(merged.error)
  return merged.data
}

function invalid(error: z.ZodError): AppException {
  const [issue] = error.issues
  const where = issue?.path.join('.') ?? ''
  const keys = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : ''
  const name = [where, keys].filter(Boolean).join('.') || 'its top level'
  return new AppException('MODEL_ANSWERS_INVALID', `The answers are not valid at ${name}.`, { where: name })
}
