/** ONNX files made at test time, without any framework: nodes, weights from a seed, written as a stream. */
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { dirname, join as joinPath } from 'node:path'
import { head, int, join, float, message, text, bytes as bytesField, type Bytes } from './proto'

/** TensorProto.DataType */
export const dataType = { float: 1, int64: 7, bool: 9, float16: 10, double: 11 } as const

type Attribute =
  number | string | readonly number[] | { float: number } | { graph: Bytes } | { tensor: Bytes }

export interface NodeOptions {
  domain?: string
  attributes?: Record<string, Attribute>
}

export interface Port {
  name: string
  /** free dimensions by name; null: no shape at all */
  shape: readonly (number | string)[] | null
  type?: number
}

/** A weight that is drawn while the file is written. */
export interface Weight {
  name: string
  dims: readonly number[]
  /** values in order; called once, for the whole weight in parts */
  fill: (values: Float32Array) => void
}

const sizeOf = (dims: readonly number[]) => dims.reduce((product, size) => product * size, 1)

export function node(
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  { domain, attributes = {} }: NodeOptions = {},
): Bytes {
  return join(
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(3, outputs[0] ?? op),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) => message(5, text(1, name), attribute(value))),
    domain === undefined ? new Uint8Array() : text(7, domain),
  )
}

function attribute(value: Attribute): Bytes {
  if (typeof value === 'number') return join(int(3, value), int(20, 2))
  if (typeof value === 'string') return join(text(4, value), int(20, 3))
  if ('float' in value) return join(float(2, value.float), int(20, 1))
  if ('graph' in value) return join(bytesField(6, value.graph), int(20, 5))
  if ('tensor' in value) return join(bytesField(5, value.tensor), int(20, 4))
  return join(...value.map((each) => int(8, each)), int(20, 7))
}

export function port({ name, shape, type = dataType.float }: Port): Bytes {
  const dims = (shape ?? []).map((size) =>
    message(1, typeof size === 'number' ? int(1, size) : text(2, size)),
  )
  const tensor = join(int(1, type), shape === null ? new Uint8Array() : message(2, ...dims))
  return join(text(1, name), message(2, bytesField(1, tensor)))
}

export function int64Tensor(name: string, values: readonly number[]): Bytes {
  return join(
    int(1, values.length),
    int(2, dataType.int64),
    ...values.map((each) => int(7, each)),
    text(8, name),
  )
}

export function scalarTensor(name: string, value: number | boolean): Bytes {
  return typeof value === 'boolean'
    ? join(int(2, dataType.bool), int(5, value ? 1 : 0), text(8, name))
    : join(int(2, dataType.int64), int(7, value), text(8, name))
}

export interface OnnxGraph {
  nodes: Bytes[]
  /** small ones, whole */
  tensors: Bytes[]
  weights: Weight[]
  inputs: Port[]
  outputs: Port[]
}

export const emptyGraph = (): OnnxGraph => ({ nodes: [], tensors: [], weights: [], inputs: [], outputs: [] })

export interface ModelOptions {
  opset?: number
  irVersion?: number
  producer?: string
  domains?: readonly string[]
  metadata?: Record<string, string>
  /** name of a file beside the model that takes the weights, as PyTorch writes them */
  weightsIn?: string
}

/** The parts of a graph but its weights. */
export const graphBytes = ({ nodes, tensors, inputs, outputs }: OnnxGraph, name = 'graph'): Bytes =>
  join(
    ...nodes.map((each) => bytesField(1, each)),
    text(2, name),
    ...tensors.map((each) => bytesField(5, each)),
    ...inputs.map((each) => bytesField(11, port(each))),
    ...outputs.map((each) => bytesField(12, port(each))),
  )

/** Everything of a model that stands before its graph. */
function modelHead(options: ModelOptions): Bytes {
  const { opset = 13, irVersion = 8, producer = 'test', domains = [], metadata = {} } = options
  return join(
    int(1, irVersion),
    text(2, producer),
    message(8, text(1, ''), int(2, opset)),
    ...domains.map((domain) => message(8, text(1, domain), int(2, 1))),
    ...Object.entries(metadata).map(([key, value]) => message(14, text(1, key), text(2, value))),
  )
}

const tensorHead = ({ name, dims }: Weight): Bytes =>
  join(...dims.map((size) => int(1, size)), int(2, dataType.float), text(8, name))

const entry = (key: string, value: string) => message(13, text(1, key), text(2, value))

/** Weights one after the other in a file of their own, each at a multiple of 64 bytes, and a model that points there. */
function writeApart(path: string, file: string, graph: OnnxGraph, options: ModelOptions): void {
  const target = openSync(joinPath(dirname(path), file), 'w')
  let offset = 0
  try {
    const tensors = graph.weights.map((weight) => {
      const values = new Float32Array(sizeOf(weight.dims))
      weight.fill(values)
      const start = offset
      const padded = new Uint8Array(Math.ceil(values.byteLength / 64) * 64)
      padded.set(new Uint8Array(values.buffer))
      writeAll(target, padded)
      offset += padded.length
      const place = [
        entry('location', file),
        entry('offset', `${start}`),
        entry('length', `${values.byteLength}`),
      ]
      return join(tensorHead(weight), ...place, int(14, 1))
    })
    const whole = graphBytes({ ...graph, tensors: [...graph.tensors, ...tensors] })
    writeFileSync(path, join(modelHead(options), bytesField(7, whole)))
  } finally {
    closeSync(target)
  }
}

/** Writes the model; weights are drawn and written one after the other. Returns the number of weight elements. */
export function writeOnnx(path: string, graph: OnnxGraph, options: ModelOptions = {}): number {
  const stored = graph.weights.reduce((sum, { dims }) => sum + sizeOf(dims), 0)
  if (options.weightsIn !== undefined) {
    writeApart(path, options.weightsIn, graph, options)
    return stored
  }
  const small = graphBytes(graph)
  const heads = graph.weights.map((weight) => {
    const rawBytes = sizeOf(weight.dims) * 4
    const start = join(tensorHead(weight), head(9, rawBytes))
    return { weight, start: join(head(5, start.length + rawBytes), start), rawBytes }
  })
  const graphLength = heads.reduce((sum, { start, rawBytes }) => sum + start.length + rawBytes, small.length)
  const file = openSync(path, 'w')
  try {
    writeAll(file, join(modelHead(options), head(7, graphLength), small))
    for (const { weight, start } of heads) {
      const values = new Float32Array(sizeOf(weight.dims))
      weight.fill(values)
      writeAll(file, start)
      writeAll(file, new Uint8Array(values.buffer))
    }
  } finally {
    closeSync(file)
  }
  return stored
}

function writeAll(file: number, content: Bytes): void {
  for (let at = 0; at < content.length;) at += writeSync(file, content, at)
}
