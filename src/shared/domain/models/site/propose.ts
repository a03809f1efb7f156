/** What can be told of a model from its graph alone, as a form filled in as far as that goes. Nothing clinical is guessed. */
import { AppException } from '../../../result'
import type { SiteForm } from './answers'
import type { GraphPort, GraphReport } from './graph-report'
import { torchXRayVisionLabels } from './label-lists'

/** Families that are known by the shape of their graphs. */
export type ModelFamily = 'torchxrayvision' | 'keras'

export interface Proposal {
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

/** @throws AppException MODEL_SHAPE_UNSUPPORTED, MODEL_TYPE_UNSUPPORTED */
export function proposeForm(report: GraphReport, fileName: string): Proposal {
  const [input, ...otherInputs] = report.inputs
  const [output, ...otherOutputs] = report.outputs
  if (!input || !output) throw unsupported('It has no input or no output')
  if (otherInputs.length > 0) throw unsupported(`It has ${report.inputs.length} inputs`)
  if (otherOutputs.length > 0) throw unsupported(`It has ${report.outputs.length} outputs`)
  for (const port of [input, output]) checkType(port)
  const shape = shapeOf(input)
  checkBatch(input, shape)
  const activation = activationOf(output.lastOp)
  const base = emptyForm(fileName, activation)
  if (shape.length === 3) return proposeSeries(base, shape, output, activation)
  if (shape.length === 4) return proposeImage(base, shape, output, activation, report)
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
    title: { en: '', 'zh-CN': '' },
    kind: 'finding',
    threshold: null,
  }))

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
  if (shape.length !== 2)
    throw unsupported(`The output ${output.name} has ${shape.length} dimensions instead of 2`)
  return fixed(shape[1])
}

function proposeImage(
  form: SiteForm,
  shape: readonly Size[],
  output: GraphPort,
  activation: 'identity' | null,
  report: GraphReport,
): Proposal {
  const [, second, third, fourth] = shape
  const isChannels = (size: Size | undefined) => size === 1 || size === 3
  if (!isChannels(second) && !isChannels(fourth)) throw unsupported('The input has neither 1 nor 3 channels')
  // Where both ends could be the channels, a size in the middle that repeats at one end tells which end is the side.
  const layout = isChannels(second) && (!isChannels(fourth) || third !== second) ? 'NCHW' : 'NHWC'
  const [channels, rows, columns] = layout === 'NCHW' ? [second, third, fourth] : [fourth, second, third]
  const family = familyOf(report, layout)
  const outputShape = shapeOf(output)
  const isMask = outputShape.length === 4
  const answerCount = isMask ? fixed(layout === 'NCHW' ? outputShape[1] : outputShape[3]) : labelCount(output)
  if (isMask) checkMaskSize(outputShape, layout, [rows, columns])
  const sizeKnown = fixed(rows) !== null && fixed(columns) !== null
  return {
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
function familyOf(report: GraphReport, layout: 'NCHW' | 'NHWC'): ModelFamily | null {
  const [input] = report.inputs
  const [output] = report.outputs
  const [, channels, rows, columns] = input?.shape ?? []
  const isXrvShape = layout === 'NCHW' && channels === 1 && rows === columns && (rows === 224 || rows === 512)
  if (isXrvShape && output?.shape?.length === 2 && output.shape[1] === torchXRayVisionLabels.length)
    return 'torchxrayvision'
  return layout === 'NHWC' || /keras|tf2onnx|tensorflow/i.test(report.producer) ? 'keras' : null
}
