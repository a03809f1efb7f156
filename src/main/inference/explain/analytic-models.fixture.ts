/** Tiny graphs whose right explanations are known, run by onnxruntime itself. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExplanationTarget } from '../../../shared/domain/analysis/explanation'
import { onnxRuntime } from '../process/onnx-runtime'
import { Evaluator, type EvaluatorOptions, type RunGraph } from './evaluator'
import type { InputShape } from './film-tensor'

export const fixtures = join(import.meta.dirname, 'fixtures')

const weights = JSON.parse(await readFile(join(fixtures, 'weights.json'), 'utf8')) as {
  linear: number[]
  classes: number[]
}
/** of the linear and of the curved graph, 8 x 8 */
export const filmWeights = weights.linear
/** 8 x 8 x 3 channels x 3 classes */
export const classWeights = weights.classes

const film: InputShape = { rows: 8, columns: 8, channels: 1, layout: 'NCHW' }
const colour: InputShape = { rows: 8, columns: 8, channels: 3, layout: 'NHWC' }

const target: ExplanationTarget = {
  output: 'logit',
  index: 0,
  labels: 1,
  activation: 'sigmoid',
  sign: 1,
  map: null,
  hasGradient: true,
}

/** logit = Σ weight * image + 0.5, with its exact map and its gradient */
export const linearModel = () =>
  evaluatorOf('linear/linear.onnx', film, { ...target, map: { output: 'cam', biases: [0.5] } }, 'linear')
/** logit = Σ weight * image³ */
export const curvedModel = () => evaluatorOf('curved/curved.onnx', film, target, 'curved')
/** three linear classes over channels-last pictures, one picture a run, read as a softmax */
export const classModel = (index: number) =>
  evaluatorOf(
    'classes/classes.onnx',
    colour,
    { ...target, output: 'scores', index, labels: 3, activation: 'softmax', hasGradient: false },
    null,
  )

async function evaluatorOf(
  file: string,
  shape: InputShape,
  of: ExplanationTarget,
  gradientFolder: string | null,
): Promise<(more?: Partial<EvaluatorOptions>) => Evaluator> {
  const run = await runnerOf(file, shape)
  const gradient = gradientFolder
    ? { run: await runnerOf(`${gradientFolder}/gradient.onnx`, shape), output: 'gradient' }
    : null
  const largestBatch = shape.layout === 'NHWC' ? 1 : 16
  return (more = {}) => new Evaluator({ shape, target: of, run, gradient, largestBatch, ...more })
}

async function runnerOf(file: string, { rows, columns, channels, layout }: InputShape): Promise<RunGraph> {
  const session = await onnxRuntime.createSession('cpu', await readFile(join(fixtures, file)), 1)
  const name = session.inputs[0]?.name ?? ''
  return async (data, count) => {
    const dims = layout === 'NHWC' ? [count, rows, columns, channels] : [count, channels, rows, columns]
    const startedAt = performance.now()
    const outputs = await session.run({ [name]: { data, dims } })
    return { outputs, runMs: performance.now() - startedAt }
  }
}
