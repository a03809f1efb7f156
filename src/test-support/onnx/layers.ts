/** Layers for made-up networks: each adds its nodes and seeded weights to a graph and returns the name of its output. */
import { emptyGraph, int64Tensor, node, type OnnxGraph } from './onnx-file'

/** A small fixed generator (mulberry32): uniform in -1..1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1
  }
}

export class Layers {
  readonly graph: OnnxGraph = emptyGraph()
  private readonly random: () => number
  private count = 0

  constructor(seed: number) {
    this.random = seeded(seed)
  }

  /** Trainable numbers so far; running means and variances of normalisation are not among them. */
  parameters = 0

  name(stem: string): string {
    this.count += 1
    return `${stem}_${this.count}`
  }

  add(
    op: string,
    inputs: readonly string[],
    attributes: NonNullable<Parameters<typeof node>[3]>['attributes'] = {},
  ): string {
    const output = this.name(op.toLowerCase())
    this.graph.nodes.push(node(op, inputs, [output], { attributes }))
    return output
  }

  /** Weights uniform within a bound that keeps the size of signals (He et al. 2015, arXiv 1502.01852). */
  weight(dims: readonly number[], fanIn: number): string {
    const name = this.name('weight')
    const bound = Math.sqrt(6 / fanIn)
    this.parameters += dims.reduce((product, size) => product * size, 1)
    this.graph.weights.push({
      name,
      dims,
      fill: (values) => {
        for (let at = 0; at < values.length; at += 1) values[at] = bound * this.random()
      },
    })
    return name
  }

  constant(dims: readonly number[], value: number, spread = 0, trainable = true): string {
    const name = this.name('constant')
    if (trainable) this.parameters += dims.reduce((product, size) => product * size, 1)
    this.graph.weights.push({
      name,
      dims,
      fill: (values) => {
        for (let at = 0; at < values.length; at += 1) values[at] = value + spread * this.random()
      },
    })
    return name
  }

  int64(values: readonly number[]): string {
    const name = this.name('shape')
    this.graph.tensors.push(int64Tensor(name, values))
    return name
  }

  conv(
    input: string,
    from: number,
    to: number,
    size: number,
    { stride = 1, pad = 0, bias = true }: { stride?: number; pad?: number; bias?: boolean } = {},
  ): string {
    const inputs = [input, this.weight([to, from, size, size], from * size * size)]
    if (bias) inputs.push(this.constant([to], 0, 0.01))
    return this.add('Conv', inputs, {
      kernel_shape: [size, size],
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
    })
  }

  norm(input: string, channels: number): string {
    return this.add('BatchNormalization', [
      input,
      this.constant([channels], 1, 0.1),
      this.constant([channels], 0, 0.1),
      this.constant([channels], 0, 0.1, false),
      this.constant([channels], 1, 0.1, false),
    ])
  }

  relu(input: string): string {
    return this.add('Relu', [input])
  }

  maxPool(input: string, size: number, stride: number, pad = 0): string {
    return this.add('MaxPool', [input], {
      kernel_shape: [size, size],
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
    })
  }

  dense(input: string, from: number, to: number): string {
    return this.add('Gemm', [input, this.weight([from, to], from), this.constant([to], 0, 0.01)])
  }
}
