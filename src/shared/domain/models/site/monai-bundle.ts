/**
 * What a MONAI bundle says of its network: `metadata.json` after the bundle specification
 * (https://docs.monai.io/en/stable/mb_specification.html) and the transforms of `inference.json`. Everything in them may be
 * missing; what cannot be told for certain is left to be asked.
 */
import { z } from 'zod'
import { AppException } from '../../../result'

const text = z.string().max(20_000).catch('')
const numbers = z.array(z.number()).max(64).catch([])

/** A tensor format specifier. */
const Tensor = z.looseObject({
  type: text,
  format: text,
  modality: text,
  num_channels: z.number().int().nullable().catch(null),
  /** sizes; an expression such as "2**n" for one that is free */
  spatial_shape: z
    .array(z.union([z.number(), z.string()]))
    .max(16)
    .catch([]),
  value_range: numbers,
  channel_def: z.record(z.string(), z.string()).catch({}),
})

const Metadata = z.looseObject({
  version: text,
  name: text,
  task: text,
  description: text,
  authors: text,
  copyright: text,
  intended_use: text,
  references: z.array(z.string()).catch([]),
  network_data_format: z.looseObject({
    inputs: z.record(z.string(), Tensor),
    outputs: z.record(z.string(), Tensor),
  }),
})

export const MonaiBundle = z.object({
  title: z.string(),
  /** '' where it is no version of three numbers */
  version: z.string(),
  intendedUse: z.string(),
  source: z.string(),
  channels: z.number().nullable(),
  /** rows and columns; null where they are free or not two */
  size: z.tuple([z.number(), z.number()]).nullable(),
  /** DICOM code; '' where it names none */
  modality: z.string(),
  /** of the input; null where it is not stated */
  valueRange: z.tuple([z.number(), z.number()]).nullable(),
  /** null where the transforms do not say it for certain */
  preset: z.enum(['unit', 'signed-unit', 'stretch', 'standardise']).nullable(),
  /** after the network; null where the transforms name neither */
  activation: z.enum(['sigmoid', 'softmax']).nullable(),
  /** of the output's channels in their order; empty where not every one has a name */
  labels: z.array(z.string()),
})
export type MonaiBundle = z.infer<typeof MonaiBundle>

/** @throws AppException MODEL_ANSWERS_INVALID where a file is no JSON or says nothing of the network */
export function readMonaiBundle(metadata: string, inference: string | null): MonaiBundle {
  const parsed = Metadata.safeParse(parse(metadata, 'metadata.json'))
  if (!parsed.success) throw invalid('metadata.json')
  const { network_data_format: format, ...about } = parsed.data
  const [input] = Object.values(format.inputs)
  const [output] = Object.values(format.outputs)
  if (!input || !output) throw invalid('metadata.json')
  const steps = inference === null ? [] : stepsOf(parse(inference, 'inference.json'))
  const [rows, columns, ...more] = input.spatial_shape
  const [low, high, ...others] = input.value_range
  return {
    title: (about.name || about.task).slice(0, 120),
    version: /^\d+\.\d+\.\d+$/.test(about.version) ? about.version : '',
    intendedUse: about.intended_use.slice(0, 2000),
    source: [about.authors, about.copyright, ...about.references].filter(Boolean).join('. ').slice(0, 600),
    channels: input.num_channels,
    size:
      typeof rows === 'number' && typeof columns === 'number' && more.length === 0 ? [rows, columns] : null,
    modality: modalities[input.modality.trim().toLowerCase()] ?? '',
    valueRange: low !== undefined && high !== undefined && others.length === 0 ? [low, high] : null,
    preset: presetOf(steps),
    activation: activationOf(steps),
    labels: labelsOf(output.channel_def, output.num_channels),
  }
}

/** Words of bundles for what DICOM codes; others are asked for. */
const modalities: Partial<Record<string, string>> = {
  ct: 'CT',
  mr: 'MR',
  mri: 'MR',
  us: 'US',
  mammogram: 'MG',
  mammography: 'MG',
}

const invalid = (file: string) =>
  new AppException('MODEL_ANSWERS_INVALID', `The bundle's ${file} cannot be read.`, { where: file })

function parse(content: string, file: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    throw invalid(file)
  }
}

type Step = Record<string, unknown> & { _target_: string }

/** Transforms of the two chains in which an inference configuration has them, their target without module and final `d`. */
function stepsOf(config: unknown): Step[] {
  const Chain = z.looseObject({ transforms: z.array(z.looseObject({ _target_: z.string() })).max(200) })
  const Config = z.looseObject({
    preprocessing: Chain.optional().catch(undefined),
    postprocessing: Chain.optional().catch(undefined),
  })
  const parsed = Config.safeParse(config)
  if (!parsed.success) return []
  const { preprocessing, postprocessing } = parsed.data
  return [...(preprocessing?.transforms ?? []), ...(postprocessing?.transforms ?? [])]
    .filter((step) => step['_disabled_'] !== true)
    .map((step) => ({
      ...step,
      _target_:
        step._target_
          .split('.')
          .at(-1)
          ?.replace(/(d|D|Dict)$/, '') ?? '',
    }))
}

/** Only what the program's own steps do in the same way; two changes of the values are one too many. */
function presetOf(steps: readonly Step[]): MonaiBundle['preset'] {
  const changing = steps.filter(({ _target_: name }) => /Intensity|Normali[sz]e|Hist/.test(name))
  const [step] = changing
  if (!step || changing.length > 1) return null
  const is = (name: string, fallback: number | null, value: number | null) =>
    (step[name] ?? fallback) === value
  const reaches = (low: number, high: number) => is('b_min', null, low) && is('b_max', null, high)
  if (step._target_ === 'ScaleIntensity')
    return is('minv', 0, 0) && is('maxv', 1, 1) && is('factor', null, null) && step['channel_wise'] !== true
      ? 'stretch'
      : null
  if (step._target_ === 'NormalizeIntensity')
    return is('subtrahend', null, null) && is('divisor', null, null) && step['nonzero'] !== true
      ? 'standardise'
      : null
  if (step._target_ !== 'ScaleIntensityRange' || !is('a_min', null, 0) || !is('a_max', null, 255)) return null
  return reaches(0, 1) ? 'unit' : reaches(-1, 1) ? 'signed-unit' : null
}

function activationOf(steps: readonly Step[]): MonaiBundle['activation'] {
  const found = steps.filter(({ _target_: name }) => name === 'Activations')
  const says = (name: string) => found.some((step) => step[name] === true)
  if (says('sigmoid') === says('softmax')) return null
  return says('sigmoid') ? 'sigmoid' : 'softmax'
}

function labelsOf(names: Record<string, string>, channels: number | null): string[] {
  const count = channels ?? Object.keys(names).length
  if (count > 1000) return []
  const labels = Array.from({ length: count }, (_, at) => (names[at] ?? '').trim().slice(0, 120))
  return labels.every((label) => label !== '') ? labels : []
}
