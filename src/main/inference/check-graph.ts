/** Whether a graph, and what it gives, are what the manifest promises. */
import { AppException } from '../../shared/result'
import type { NamedTensors } from './golden'
import type { ValuePromise } from './model-contract'

/** Name, element type and shape of a graph's input or output; free dimensions are strings. */
export interface GraphValue {
  name: string
  type: string
  shape: readonly (number | string)[]
}

/**
 * A free dimension of the graph may stand where the manifest has a number: what comes out is measured at every run.
 * A batch that the manifest calls free must be free in the graph.
 * @throws AppException MODEL_LOAD_FAILED where the graph is not what the manifest says
 */
export function checkGraph(
  promises: {
    inputs: readonly ValuePromise[]
    outputs: readonly ValuePromise[]
    /** outputs of any kind that no run is asked for */
    unused: readonly string[]
  },
  inputs: readonly GraphValue[],
  outputs: readonly GraphValue[],
): void {
  checkValues('input', inputs, promises.inputs)
  const wanted = outputs.filter(({ name }) => !promises.unused.includes(name))
  if (wanted.length !== outputs.length - promises.unused.length)
    throw differs('an output that it does not use is not there')
  checkValues('output', wanted, promises.outputs)
}

const differs = (what: string): AppException =>
  new AppException('MODEL_LOAD_FAILED', `The graph is not what the manifest says: ${what}.`)

function checkValues(kind: string, values: readonly GraphValue[], promises: readonly ValuePromise[]): void {
  if (values.length !== promises.length)
    throw differs(`${values.length} ${kind}s instead of ${promises.length}`)
  for (const value of values) {
    const promised = promises.find(({ name }) => name === value.name)
    if (!promised) throw differs(`unlisted ${kind} ${value.name}`)
    const { shape } = promised
    if (value.type !== 'float32') throw differs(`${kind} ${value.name} is ${value.type}`)
    const fits =
      value.shape.length === shape.length &&
      shape.every((size, at) => size === null || value.shape[at] === size || isFree(value.shape[at]))
    if (!fits) throw differs(`${kind} ${value.name} has the shape [${value.shape.join(', ')}]`)
    if (shape[0] === null && !isFree(value.shape[0]))
      throw differs(`${kind} ${value.name} has a fixed batch size`)
  }
}

const isFree = (size: number | string | undefined): boolean => typeof size === 'string'

/** What is wrong with the shapes that a run of `count` gave, or null. */
export function shapeProblem(
  promises: readonly ValuePromise[],
  outputs: NamedTensors,
  count: number,
): string | null {
  for (const { name, shape } of promises) {
    const dims = outputs[name]?.dims
    const [, ...sizes] = shape
    const fits =
      dims?.length === shape.length &&
      dims[0] === count &&
      sizes.every((size, at) => size === null || dims[at + 1] === size)
    if (!fits) return `${name} has the shape [${dims?.join(', ') ?? ''}]`
  }
  return null
}
