/** What a site says about a model that it adds: only what the file itself cannot tell. */
import { z } from 'zod'

export const siteTasks = ['image-classification', 'image-segmentation', 'series-classification'] as const
export const SiteTask = z.enum(siteTasks)
export type SiteTask = z.infer<typeof SiteTask>

/** What is done to the grey values before the model sees them; see `preprocessingSteps`. */
export const preprocessingPresets = [
  'unit',
  'bytes',
  'signed-unit',
  'xrv',
  'imagenet',
  'stretch',
  'standardise',
] as const
export const PreprocessingPreset = z.enum(preprocessingPresets)
export type PreprocessingPreset = z.infer<typeof PreprocessingPreset>

const words = (longest: number) => z.string().trim().max(longest)
/** A text in one language at least; '' where it was not given. */
const SiteText = (longest: number) => z.strictObject({ en: words(longest), 'zh-CN': words(longest) })

const size = z.number().int().min(8).max(4096)

export const SiteLabel = z.strictObject({
  title: SiteText(120),
  /** `normal`: the class of nothing found; it has no threshold that marks a study */
  kind: z.enum(['finding', 'normal']),
  /** score at and above which the finding counts as present; null while it is not stated */
  threshold: z.number().nullable(),
})
export type SiteLabel = z.infer<typeof SiteLabel>

export const SiteFeature = z.strictObject({
  name: words(80),
  unit: words(40),
  /** of the training data, in the unit */
  mean: z.number(),
  spread: z.number(),
})
export type SiteFeature = z.infer<typeof SiteFeature>

/** Every field there, none of them necessarily answered: what a form holds while it is filled in. */
export const SiteForm = z.strictObject({
  id: words(64),
  version: words(40),
  title: SiteText(120),
  task: SiteTask,
  /** name of the graph's output that holds the answer; '' while one of several is still to be chosen */
  output: z.string().max(1024),
  /** name of the output that holds a map for every label, whose mean over its places and a constant give the logit; null: none */
  map: z.string().max(1024).nullable(),
  image: z
    .strictObject({
      layout: z.enum(['NCHW', 'NHWC']),
      rows: size.nullable(),
      columns: size.nullable(),
      channels: z.union([z.literal(1), z.literal(3)]),
      preset: PreprocessingPreset.nullable(),
      /** the whole film squeezed to the input, or its largest middle square */
      region: z.enum(['whole', 'centre-crop']),
    })
    .nullable(),
  /** steps: null where a series may have any length */
  series: z
    .strictObject({
      steps: z.number().int().positive().nullable(),
      features: z.array(SiteFeature).max(2000),
    })
    .nullable(),
  /** of the output's values: logits that need a sigmoid or softmax, or probabilities already; null while not stated */
  activation: z.enum(['sigmoid', 'softmax', 'identity']).nullable(),
  /** of a mask: its first channel is everything else */
  background: z.boolean(),
  labels: z.array(SiteLabel).max(1000),
  /** of a mask: share at and above which a place belongs to a label */
  maskThreshold: z.number().nullable(),
  /** how the thresholds were chosen, and on whom */
  thresholdRule: words(400),
  /** '*' alone: any. null for models of series. */
  gate: z
    .strictObject({
      modalities: z.array(words(16)).max(20),
      bodyParts: z.array(words(32)).max(40),
      views: z.array(words(32)).max(20),
      ageYears: z.strictObject({ min: z.number().nullable(), max: z.number().nullable() }),
    })
    .nullable(),
  intendedUse: SiteText(2000),
  /** one a line */
  exclusions: SiteText(2000),
  licence: words(200),
  /** where the model comes from: a paper, an address, a department */
  source: words(600),
})
export type SiteForm = z.infer<typeof SiteForm>

/** Places of a form where something may be missing or wrong; translated under `addModel.problems.<name>`. */
export const formFields = [
  'id',
  'version',
  'title',
  'output',
  'size',
  'preset',
  'features',
  'activation',
  'labels',
  'thresholds',
  'maskThreshold',
  'thresholdRule',
  'modalities',
  'bodyParts',
  'views',
  'ages',
  'intendedUse',
  'licence',
  'source',
] as const
export const FormField = z.enum(formFields)
export type FormField = z.infer<typeof FormField>

export const idPattern = /^[a-z0-9][a-z0-9-]{1,63}$/
export const versionPattern = /^\d+\.\d+\.\d+(-[0-9a-z.-]+)?$/

const given = ({ en, 'zh-CN': zh }: { en: string; 'zh-CN': string }) => en.trim() !== '' || zh.trim() !== ''
const within = (value: number | null) => value !== null && value > 0 && value < 1

/** What is still missing or wrong, in the order of the form; empty: a manifest can be made of it. */
export function formProblems(form: SiteForm, answerCount: number | null): FormField[] {
  const problems = new Set<FormField>()
  const need = (isThere: boolean, field: FormField) => {
    if (!isThere) problems.add(field)
  }
  need(idPattern.test(form.id), 'id')
  need(versionPattern.test(form.version), 'version')
  need(given(form.title), 'title')
  need(form.output !== '', 'output')
  if (form.image) {
    need(form.image.rows !== null && form.image.columns !== null, 'size')
    need(form.image.preset !== null, 'preset')
  }
  if (form.series) need(featuresAreSound(form.series.features), 'features')
  need(form.activation !== null, 'activation')
  const labelsWanted = answerCount === null ? null : answerCount - (form.background ? 1 : 0)
  const titles = form.labels.map(({ title }) => title.en.trim() || title['zh-CN'].trim())
  need(
    titles.length > 0 &&
      (labelsWanted === null || titles.length === labelsWanted) &&
      form.labels.every(({ title }) => given(title)) &&
      new Set(titles.map((title) => title.toLowerCase())).size === titles.length &&
      !(form.activation === 'softmax' && titles.length + (form.background ? 1 : 0) < 2),
    'labels',
  )
  if (form.task === 'image-segmentation') need(within(form.maskThreshold), 'maskThreshold')
  else
    need(
      form.labels.every(({ kind, threshold }) => kind === 'normal' || within(threshold)),
      'thresholds',
    )
  need(form.thresholdRule.trim() !== '', 'thresholdRule')
  for (const field of gateProblems(form)) problems.add(field)
  need(given(form.intendedUse), 'intendedUse')
  need(form.licence.trim() !== '', 'licence')
  need(form.source.trim() !== '', 'source')
  return formFields.filter((field) => problems.has(field))
}

function featuresAreSound(features: readonly SiteFeature[]): boolean {
  const names = features.map(({ name }) => name.trim())
  return (
    features.length > 0 &&
    names.every((name) => name !== '') &&
    new Set(names).size === names.length &&
    features.every(({ mean, spread }) => Number.isFinite(mean) && spread > 0)
  )
}

function gateProblems({ task, gate }: SiteForm): FormField[] {
  if (task === 'series-classification') return []
  if (!gate) return ['modalities', 'bodyParts', 'views', 'ages']
  const { min, max } = gate.ageYears
  const problems: FormField[] = []
  for (const list of ['modalities', 'bodyParts', 'views'] as const)
    if (gate[list].length === 0 || gate[list].some((word) => word.trim() === '')) problems.push(list)
  if (min === null || max === null || !(min >= 0 && min < max && max <= 130)) problems.push('ages')
  return problems
}
