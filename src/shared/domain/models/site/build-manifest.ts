/** From the answers of a site to the manifest that travels with the weights. */
import type { LocalText } from '../local-text'
import { ModelManifest, type PreprocessingStep } from '../manifest'
import { AppException } from '../../../result'
import { formProblems, type SiteForm, type SiteLabel } from './answers'
import type { GraphReport } from './graph-report'

type Text = SiteForm['title']
type Image = NonNullable<SiteForm['image']>

/** A text that was given in one language stands in the other as well, marked as such. */
export function localText({ en, 'zh-CN': zh }: Text): LocalText {
  const [english, chinese] = [en.trim(), zh.trim()]
  return {
    en: english || `(Chinese only) ${chinese}`,
    'zh-CN': chinese || `（仅英文）${english}`,
  }
}

/** Titles are names: an untranslated name stays as it is. */
const nameText = ({ en, 'zh-CN': zh }: Text): LocalText => ({
  en: en.trim() || zh.trim(),
  'zh-CN': zh.trim() || en.trim(),
})

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** Short names for findings, unique among them; what is not Latin gets its number. */
export function labelNames(labels: readonly Pick<SiteLabel, 'title'>[]): string[] {
  const used = new Set<string>()
  return labels.map(({ title }, index) => {
    const stem = title.en
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
    const base = stem === '' ? `label-${index + 1}` : stem
    let name = base
    for (let count = 2; used.has(name); count += 1) name = `${base}-${count}`
    used.add(name)
    return name
  })
}

/** ImageNet's mean and standard deviation of red, green, blue, as torchvision's weights expect them. */
const imageNet = { mean: [0.485, 0.456, 0.406], spread: [0.229, 0.224, 0.225] }

/** The steps of a preset, in the order that a manifest wants. */
export function preprocessingSteps(image: Image): PreprocessingStep[] {
  const { rows, columns, channels, preset, region } = image
  if (rows === null || columns === null || preset === null)
    throw new AppException('MODEL_ANSWERS_INVALID', 'Size or preprocessing is not stated.', {
      where: 'preset',
    })
  const values: Record<typeof preset, PreprocessingStep[]> = {
    unit: [{ step: 'scale', divideBy: 255 }],
    bytes: [],
    'signed-unit': [{ step: 'range', low: -1, high: 1 }],
    // torchxrayvision.datasets.normalize: 0..255 to -1024..1024
    xrv: [{ step: 'range', low: -1024, high: 1024 }],
    imagenet: [{ step: 'scale', divideBy: 255 }],
    stretch: [{ step: 'stretch' }],
    standardise: [{ step: 'standardise' }],
  }
  return [
    { step: 'grayscale' },
    ...(region === 'centre-crop' ? [{ step: 'centre-crop' } as const] : []),
    { step: 'resize', width: columns, height: rows, filter: 'triangle', keepAspect: false },
    ...values[preset],
    ...(channels === 3 ? [{ step: 'channels', count: 3 } as const] : []),
    ...(preset === 'imagenet' ? [normaliseFor(channels)] : []),
  ]
}

/** One channel gets the mean of the three. */
function normaliseFor(channels: 1 | 3): PreprocessingStep {
  if (channels === 3) return { step: 'normalise', ...imageNet }
  const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  return { step: 'normalise', mean: [average(imageNet.mean)], spread: [average(imageNet.spread)] }
}

export interface ManifestInput {
  report: GraphReport
  form: SiteForm
  answerCount: number | null
  /** of the weights as they are stored */
  file: string
  /** where an output is a map: what its mean over all places lacks to the logit, one a label */
  mapBias?: readonly number[]
}

/** @throws AppException MODEL_ANSWERS_INVALID with the fields that are missing or wrong */
export function buildManifest({ report, form, answerCount, file, mapBias }: ManifestInput): ModelManifest {
  const problems = formProblems(form, answerCount)
  if (problems.length > 0)
    throw new AppException('MODEL_ANSWERS_INVALID', `Missing or not valid: ${problems.join(', ')}.`, {
      where: problems.join(', '),
    })
  const opset = report.opsets.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 1
  const manifest = {
    schemaVersion: 1,
    id: form.id,
    version: form.version,
    title: nameText(form.title),
    task: form.task,
    weights: { file, sha256: report.sha256, bytes: report.bytes, opset: Math.max(1, opset) },
    inputs: [form.task === 'series-classification' ? seriesInput(report, form) : imageInput(report, form)],
    outputs: report.outputs.map(({ name }) => outputOf(name, form, mapBias)),
    ...(form.task === 'series-classification' ? {} : { gate: gateOf(form) }),
    intendedUse: localText(form.intendedUse),
    exclusions: exclusionsOf(form),
    trainingData: [],
    metrics: [],
    subgroups: [],
    licence: form.licence.trim(),
    citation: form.source.trim(),
  }
  const parsed = ModelManifest.safeParse(manifest)
  if (parsed.success) return parsed.data
  const where = parsed.error.issues[0]?.path.join('.') ?? ''
  throw new AppException('MODEL_ANSWERS_INVALID', `The answers make no valid manifest at ${where}.`, {
    where,
  })
}

/** What may be left open: the graph's own free first dimension. */
const batchOf = (report: GraphReport): number | string =>
  typeof report.inputs[0]?.shape?.[0] === 'number' ? 1 : 'N'

function imageInput(report: GraphReport, { image }: SiteForm) {
  if (!image)
    throw new AppException('MODEL_ANSWERS_INVALID', 'The image is not described.', { where: 'size' })
  const { layout, rows, columns, channels } = image
  const plane = [rows, columns]
  return {
    name: report.inputs[0]?.name,
    dtype: 'float32',
    shape: layout === 'NCHW' ? [batchOf(report), channels, ...plane] : [batchOf(report), ...plane, channels],
    layout,
    preprocessing: preprocessingSteps(image),
  }
}

function seriesInput(report: GraphReport, { series }: SiteForm) {
  const features = series?.features.map(({ name, unit, ...rest }) => ({
    name: name.trim(),
    unit: unit.trim(),
    ...rest,
  }))
  return {
    name: report.inputs[0]?.name,
    dtype: 'float32',
    shape: [batchOf(report), series?.steps ?? 'steps', features?.length],
    features,
  }
}

/** The class of nothing found never marks a study; its threshold stands there only because the form of a label has one. */
const unusedThreshold = 0.5

/** The outputs that nobody chose are named as such, so that a graph has no output that its manifest does not know. */
function outputOf(name: string, form: SiteForm, mapBias: readonly number[] | undefined) {
  if (name === form.output)
    return form.task === 'image-segmentation' ? maskOutput(name, form) : findingOutput(name, form)
  if (name === form.map && mapBias) return { name, role: 'activation-map', of: form.output, bias: mapBias }
  return { name, role: 'unused' }
}

function findingOutput(name: string, form: SiteForm) {
  const names = labelNames(form.labels)
  return {
    name,
    role: 'finding-logits',
    labels: form.labels.map(({ title, kind, threshold }, index) => ({
      label: names[index],
      title: nameText(title),
      code: null,
      meaning: meaningOf(nameText(title)),
      activation: form.activation,
      kind,
      // Nobody has measured it here: the local check can.
      calibration: { method: 'none' },
      threshold: { value: threshold ?? unusedThreshold, rule: form.thresholdRule.trim() },
    })),
  }
}

function meaningOf(title: LocalText) {
  return {
    positive: {
      en: `The score for “${title.en}” reaches the stated threshold. A finding for a reader to confirm.`,
      'zh-CN': `“${title['zh-CN']}”的评分达到所设阈值，须由阅片者确认。`,
    },
    negative: {
      en: `The score for “${title.en}” stays below the stated threshold. This does not rule it out.`,
      'zh-CN': `“${title['zh-CN']}”的评分低于所设阈值，但不能据此排除。`,
    },
  }
}

function maskOutput(name: string, form: SiteForm) {
  const names = labelNames(form.labels)
  return {
    name,
    role: 'segmentation-mask',
    activation: form.activation,
    background: form.background,
    labels: form.labels.map(({ title }, index) => ({
      label: names[index],
      title: nameText(title),
      code: null,
    })),
    threshold: form.maskThreshold,
  }
}

function gateOf({ gate }: SiteForm) {
  const upper = (words: readonly string[]) => words.map((word) => word.trim().toUpperCase())
  return {
    modalities: upper(gate?.modalities ?? []),
    bodyParts: upper(gate?.bodyParts ?? []),
    views: upper(gate?.views ?? []),
    ageYears: gate?.ageYears,
  }
}

function exclusionsOf({ exclusions }: SiteForm): { en: string[]; 'zh-CN': string[] } {
  const [en, zh] = [lines(exclusions.en), lines(exclusions['zh-CN'])]
  return {
    en: en.length > 0 ? en : zh.map((line) => `(Chinese only) ${line}`),
    'zh-CN': zh.length > 0 ? zh : en.map((line) => `（仅英文）${line}`),
  }
}
