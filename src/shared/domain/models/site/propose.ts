/** What can be told of a model from its graph alone, as a form filled in as far as that goes. Nothing clinical is guessed. */
import { AppException } from '../../../result'
import type { SiteForm } from './answers'
import type { MonaiBundle } from './monai-bundle'
import type { GraphPort, GraphReport } from './graph-report'
import { torchXRayVisionLabels } from './label-lists'

/** Families that are known by the shape of their graphs. */
export type ModelFamily = 'torchxrayvision' | 'keras' | 'monai'

/** For one of the graph's outputs that can hold the answer. */
export interface Proposal {
  /** name of that output */
  output: string
  /** other outputs that may be the map of the answer's labels */
  maps: string[]
  form: SiteForm
  family: ModelFamily | null
  /** values of the answer for one input: labels, or channels of a mask; null where the graph leaves it free */
  answerCount: number | null
  /** fields of the form that the graph settled; the site need not be asked */
  settled: ('task' | 'layout' | 'size' | 'channels' | 'activation' | 'steps')[]
}

type Size = number | string

const unsupported = (what: string) =>
  new AppException('MODEL_SHAPE_UNSUPPORTED', `The model's shape is not supported: ${what}.`, { what })

type Output = GraphReport['outputs'][number]

/**
 * One for every output that can hold the answer, in the order of the graph. Where there are several, which one is meant must
 * be said: their forms name none.
 * @param bundle what a MONAI bundle says of its network
 * @throws AppException MODEL_SHAPE_UNSUPPORTED, MODEL_TYPE_UNSUPPORTED where there is none, for the first output's reason
 */
export function proposeForms(
  report: GraphReport,
  fileName: string,
  bundle: MonaiBundle | null = null,
): [Proposal, ...Proposal[]] {
  const input = onlyInput(report)
  const refusals: AppException[] = []
  const proposals = report.outputs.flatMap((output) => {
    try {
      return [proposeFor(report, input, output, fileName, bundle)]
    } catch (thrown) {
      if (!(thrown instanceof AppException)) throw thrown
      refusals.push(thrown)
      return []
    }
  })
  const [first, ...more] = proposals
  if (!first) throw refusals[0] ?? unsupported('It has no output')
  if (more.length === 0) return [first]
  const unchosen = (proposal: Proposal) => ({ ...proposal, form: { ...proposal.form, output: '' } })
  return [unchosen(first), ...more.map(unchosen)]
}

/** The proposal that an answer chose; the only one where there is no choice. Null while nothing was chosen. */
export function chosenProposal<Each extends { output: string }>(
  proposals: readonly Each[],
  output: string,
): Each | null {
  return (proposals.length === 1 ? proposals[0] : proposals.find((each) => each.output === output)) ?? null
}

/** An input with a value of its own (an initialiser) need not be fed and is not among the report's. */
function onlyInput({ inputs }: GraphReport): GraphPort {
  const [input, ...others] = inputs
  if (!input) throw unsupported('It has no input')
  if (others.length > 0)
    throw unsupported(
      `It has ${inputs.length} inputs: ${inputs
        .map(({ name }) => name.slice(0, 40))
        .slice(0, 6)
        .join(', ')}`,
    )
  checkType(input)
  checkBatch(input, shapeOf(input))
  return input
}

function proposeFor(
  report: GraphReport,
  input: GraphPort,
  output: Output,
  fileName: string,
  bundle: MonaiBundle | null,
): Proposal {
  checkType(output)
  const shape = shapeOf(input)
  const activation = activationOf(output.lastOp)
  const base = { ...emptyForm(fileName, activation), output: output.name }
  if (shape.length === 3) return proposeSeries(base, shape, output, activation)
  if (shape.length === 4) return proposeImage(base, shape, output, activation, report, bundle)
  throw unsupported(`The input ${input.name} has ${shape.length} dimensions`)
}

function checkType({ name, type }: GraphPort): void {
  if (type !== 'float32')
    throw new AppException('MODEL_TYPE_UNSUPPORTED', `${name} is ${type} and not float32.`, { name, type })
}

function shapeOf({ name, shape }: GraphPort): readonly Size[] {
  if (!shape) throw unsupported(`The file does not say how many dimensions ${name} has`)
  return shape
}

function checkBatch({ name }: GraphPort, [first]: readonly Size[]): void {
  if (typeof first === 'number' && first !== 1)
    throw unsupported(`The first dimension of ${name} is fixed at ${first}`)
}

/** A last sigmoid or softmax has made probabilities already. */
const activationOf = (lastOp: string): 'identity' | null =>
  ['Sigmoid', 'HardSigmoid', 'Softmax'].includes(lastOp) ? 'identity' : null

const fixed = (size: Size | undefined): number | null => (typeof size === 'number' ? size : null)

function emptyForm(fileName: string, activation: 'identity' | null): SiteForm {
  const id = fileName
    .replace(/\.[^.]*$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 48)
  return {
    id: id.length >= 2 ? id : '',
    version: '1.0.0',
    title: { en: '', 'zh-CN': '' },
    task: 'image-classification',
    output: '',
    map: null,
    image: null,
    series: null,
    activation,
    background: false,
    labels: [],
    maskThreshold: null,
    thresholdRule: '',
    gate: null,
    intendedUse: { en: '', 'zh-CN': '' },
    exclusions: { en: '', 'zh-CN': '' },
    licence: '',
    source: '',
  }
}

const emptyGate = (): SiteForm['gate'] => ({
  modalities: [],
  bodyParts: [],
  views: [],
  ageYears: { min: null, max: null },
})

/** Labels that still have to be named. */
export const emptyLabels = (count: number | null): SiteForm['labels'] =>
  Array.from({ length: Math.min(count ?? 1, 1000) }, () => ({
    ...emptyLabel,
    title: { ...emptyLabel.title },
  }))

const emptyLabel = { title: { en: '', 'zh-CN': '' }, kind: 'finding', threshold: null } as const

function proposeSeries(
  form: SiteForm,
  [, steps, features]: readonly Size[],
  output: GraphPort,
  activation: 'identity' | null,
): Proposal {
  const count = fixed(features)
  if (count === null) throw unsupported('The number of columns of the table is free')
  const answerCount = labelCount(output)
  return {
    output: output.name,
    maps: [],
    family: null,
    answerCount,
    settled: ['task', ...(steps === undefined ? [] : (['steps'] as const)), ...settledActivation(activation)],
    form: {
      ...form,
      task: 'series-classification',
      series: {
        steps: fixed(steps),
        features: Array.from({ length: Math.min(count, 2000) }, () => ({
          name: '',
          unit: '',
          mean: 0,
          spread: 1,
        })),
      },
      labels: emptyLabels(answerCount),
    },
  }
}

const settledActivation = (activation: string | null) => (activation ? (['activation'] as const) : [])

/** [N, labels] */
function labelCount(output: GraphPort): number | null {
  const shape = shapeOf(output)
  checkBatch(output, shape)
  if (shape.length !== 2)
    throw unsupported(`The output ${output.name} has ${shape.length} dimensions instead of 2`)
  return fixed(shape[1])
}

function proposeImage(
  form: SiteForm,
  shape: readonly Size[],
  output: Output,
  activation: 'identity' | null,
  report: GraphReport,
  bundle: MonaiBundle | null,
): Proposal {
  const [, second, third, fourth] = shape
  const isChannels = (size: Size | undefined) => size === 1 || size === 3
  if (!isChannels(second) && !isChannels(fourth)) throw unsupported('The input has neither 1 nor 3 channels')
  // Where both ends could be the channels, a size in the middle that repeats at one end tells which end is the side.
  const layout = isChannels(second) && (!isChannels(fourth) || third !== second) ? 'NCHW' : 'NHWC'
  const [channels, rows, columns] = layout === 'NCHW' ? [second, third, fourth] : [fourth, second, third]
  const family = bundle ? 'monai' : familyOf(report, output, layout)
  const outputShape = shapeOf(output)
  const isMask = outputShape.length === 4
  const answerCount = isMask ? fixed(layout === 'NCHW' ? outputShape[1] : outputShape[3]) : labelCount(output)
  if (isMask) checkMaskSize(outputShape, layout, [rows, columns])
  const sizeKnown = fixed(rows) !== null && fixed(columns) !== null
  const proposal: Proposal = {
    output: output.name,
    // What adds up to a probability is no map of a logit.
    maps: isMask || activation ? [] : mapsOf(report, answerCount, layout),
    family,
    answerCount,
    settled: [
      'task',
      'layout',
      'channels',
      ...(sizeKnown ? (['size'] as const) : []),
      ...settledActivation(activation),
    ],
    form: {
      ...form,
      task: isMask ? 'image-segmentation' : 'image-classification',
      image: {
        layout,
        rows: fixed(rows),
        columns: fixed(columns),
        channels: channels === 3 ? 3 : 1,
        preset: family === 'torchxrayvision' ? 'xrv' : null,
        region: family === 'torchxrayvision' ? 'centre-crop' : 'whole',
      },
      gate: emptyGate(),
      labels:
        family === 'torchxrayvision'
          ? torchXRayVisionLabels.map((title) => ({ title: { ...title }, kind: 'finding', threshold: null }))
          : emptyLabels(answerCount),
    },
  }
  return bundle ? withBundle(proposal, bundle) : proposal
}

/** Outputs with a plane for every label: candidates for an exact class activation map, which is checked when it is run. */
function mapsOf({ outputs }: GraphReport, answerCount: number | null, layout: 'NCHW' | 'NHWC'): string[] {
  if (layout === 'NHWC' || answerCount === null) return []
  return outputs
    .filter(({ type, shape }) => type === 'float32' && shape?.length === 4 && shape[1] === answerCount)
    .map(({ name }) => name)
}

/** A bundle's own words over what the graph left open; what they contradict stays as the graph has it. */
function withBundle(proposal: Proposal, bundle: MonaiBundle): Proposal {
  const { form, answerCount, settled } = proposal
  if (form.image?.layout !== 'NCHW') return proposal
  const size = settled.includes('size') ? null : bundle.size
  const names = bundle.labels.length === answerCount ? bundle.labels : []
  const background = form.task === 'image-segmentation' && /^background$/i.test(names[0] ?? '')
  const labels = names
    .slice(background ? 1 : 0)
    .map((name) => ({ ...emptyLabel, title: { en: name, 'zh-CN': '' } }))
  return {
    ...proposal,
    form: {
      ...form,
      title: { ...form.title, en: bundle.title },
      version: bundle.version || form.version,
      image: {
        ...form.image,
        rows: size?.[0] ?? form.image.rows,
        columns: size?.[1] ?? form.image.columns,
        preset: bundle.preset,
      },
      activation: form.activation ?? bundle.activation,
      background,
      labels: labels.length > 0 ? labels : form.labels,
      gate: form.gate && { ...form.gate, modalities: bundle.modality === '' ? [] : [bundle.modality] },
      intendedUse: { ...form.intendedUse, en: bundle.intendedUse },
      source: bundle.source,
    },
  }
}

/** A mask lies on the input's own grid. */
function checkMaskSize(
  shape: readonly Size[],
  layout: 'NCHW' | 'NHWC',
  sides: readonly (Size | undefined)[],
): void {
  const mask = layout === 'NCHW' ? [shape[2], shape[3]] : [shape[1], shape[2]]
  const differs = mask.some(
    (size, at) => typeof size === 'number' && typeof sides[at] === 'number' && size !== sides[at],
  )
  if (differs) throw unsupported(`The mask is ${mask.join(' x ')} while the input is ${sides.join(' x ')}`)
}

/** TorchXRayVision: one channel, 224 or 512 squared, 18 answers of a dense net (see `torchXRayVisionLabels`). */
function familyOf(report: GraphReport, output: Output, layout: 'NCHW' | 'NHWC'): ModelFamily | null {
  const [input] = report.inputs
  const [, channels, rows, columns] = input?.shape ?? []
  const isXrvShape = layout === 'NCHW' && channels === 1 && rows === columns && (rows === 224 || rows === 512)
  if (isXrvShape && output.shape?.length === 2 && output.shape[1] === torchXRayVisionLabels.length)
    return 'torchxrayvision'
  if (layout === 'NHWC' || /keras|tf2onnx|tensorflow/i.test(report.producer)) return 'keras'
  return isMonaiShape(report) ? 'monai' : null
}

/**
 * MONAI's networks, as `monai.bundle` exports them: from PyTorch, one channel first, a tensor called `image`, `input` or
 * `inputs` in and `pred`, `output` or `outputs` out. Alone that settles nothing: the preprocessing is still asked for.
 */
const isMonaiShape = ({ producer, inputs, outputs }: GraphReport): boolean =>
  /pytorch|monai/i.test(producer) &&
  inputs[0]?.shape?.[1] === 1 &&
  /^(image|inputs?)$/i.test(inputs[0].name) &&
  outputs.some(({ name }) => /^(pred|outputs?)$/i.test(name))
