/** Networks shaped like those that other toolkits export, with random weights: for tests, never for reading. */
import { dataType, node, writeOnnx } from './onnx-file'
import { Layers } from './layers'

export interface MadeNetwork {
  /** trainable numbers */
  parameters: number
  /** elements of all weights in the file, normalisation statistics included */
  stored: number
}

/**
 * DenseNet-121 (Huang et al. 2017, arXiv 1608.06993, table 1: blocks of 6, 12, 24, 16 layers, growth 32) with one grey channel and
 * 18 labels, as the chest models of TorchXRayVision are.
 */
export function writeDenseNet121(
  path: string,
  side: 224 | 512,
  { seed = 121, sigmoid = true }: { seed?: number; sigmoid?: boolean } = {},
): MadeNetwork {
  const layers = new Layers(seed)
  const growth = 32
  const labels = 18
  layers.graph.inputs.push({ name: 'image', shape: ['N', 1, side, side] })
  let at = layers.conv('image', 1, 64, 7, { stride: 2, pad: 3, bias: false })
  at = layers.maxPool(layers.relu(layers.norm(at, 64)), 3, 2, 1)
  let channels = 64
  const blocks = [6, 12, 24, 16]
  for (const [index, count] of blocks.entries()) {
    for (let layer = 0; layer < count; layer += 1) {
      let fresh = layers.relu(layers.norm(at, channels))
      fresh = layers.conv(fresh, channels, 4 * growth, 1, { bias: false })
      fresh = layers.relu(layers.norm(fresh, 4 * growth))
      fresh = layers.conv(fresh, 4 * growth, growth, 3, { pad: 1, bias: false })
      at = layers.add('Concat', [at, fresh], { axis: 1 })
      channels += growth
    }
    if (index === blocks.length - 1) continue
    at = layers.conv(layers.relu(layers.norm(at, channels)), channels, channels / 2, 1, { bias: false })
    at = layers.add('AveragePool', [at], { kernel_shape: [2, 2], strides: [2, 2] })
    channels /= 2
  }
  at = layers.add('GlobalAveragePool', [layers.relu(layers.norm(at, channels))])
  at = layers.dense(layers.add('Flatten', [at], { axis: 1 }), channels, labels)
  finish(layers, sigmoid ? 'Sigmoid' : 'Identity', at, 'scores', ['N', labels])
  return made(path, layers, 'pytorch')
}

/**
 * Keras' introductory network: 3x3 convolutions of 32, 64, 128 without padding, each with ReLU; a dense layer; an answer.
 * 28x28x1: pooled after the first two, dense 128, ten classes by softmax. 224x224x3: pooled after all three, dense 1024,
 * one sigmoid.
 */
export function writeKerasCnn(
  path: string,
  kind: 'digits-28' | 'film-224',
  {
    layout = 'NHWC',
    seed = 28,
    weightsIn,
  }: { layout?: 'NCHW' | 'NHWC'; seed?: number; weightsIn?: string } = {},
): MadeNetwork {
  const layers = new Layers(seed)
  const film = kind === 'film-224'
  const [side, channels, hidden, answers] = film ? [224, 3, 1024, 1] : [28, 1, 128, 10]
  layers.graph.inputs.push({
    name: 'conv2d_input',
    shape: layout === 'NHWC' ? ['N', side, side, channels] : ['N', channels, side, side],
  })
  // tf2onnx keeps the input as Keras has it and turns it first.
  let at =
    layout === 'NHWC' ? layers.add('Transpose', ['conv2d_input'], { perm: [0, 3, 1, 2] }) : 'conv2d_input'
  let size = side
  let from = channels
  for (const [index, to] of [32, 64, 128].entries()) {
    at = layers.relu(layers.conv(at, from, to, 3))
    size -= 2
    if (index < 2 || film) {
      at = layers.maxPool(at, 2, 2)
      size = Math.floor(size / 2)
    }
    from = to
  }
  if (layout === 'NHWC') at = layers.add('Transpose', [at], { perm: [0, 2, 3, 1] })
  at = layers.add('Reshape', [at, layers.int64([-1, size * size * from])])
  at = layers.relu(layers.dense(at, size * size * from, hidden))
  at = layers.dense(at, hidden, answers)
  finish(layers, film ? 'Sigmoid' : 'Softmax', at, 'dense_1', ['N', answers])
  return made(path, layers, 'tf2onnx', weightsIn)
}

/** Three LSTM layers of 128 over [N, steps, features] and a softmax over two classes. */
export function writeLstm(
  path: string,
  { steps = 48, features = 6, seed = 3 }: { steps?: number | string; features?: number; seed?: number } = {},
): MadeNetwork {
  const layers = new Layers(seed)
  const hidden = 128
  layers.graph.inputs.push({ name: 'series', shape: ['N', steps, features] })
  let at = layers.add('Transpose', ['series'], { perm: [1, 0, 2] })
  let from = features
  for (let layer = 0; layer < 3; layer += 1) {
    const inputs = [
      at,
      layers.weight([1, 4 * hidden, from], 6 * hidden),
      layers.weight([1, 4 * hidden, hidden], 6 * hidden),
      layers.constant([1, 8 * hidden], 0, 0.05),
    ]
    const [all, last] = [layers.name('lstm'), layers.name('hidden')]
    layers.graph.nodes.push(node('LSTM', inputs, [all, last], { attributes: { hidden_size: hidden } }))
    at = layer < 2 ? layers.add('Squeeze', [all, layers.int64([1])]) : last
    from = hidden
  }
  at = layers.dense(layers.add('Squeeze', [at, layers.int64([0])]), hidden, 2)
  finish(layers, 'Softmax', at, 'risk', ['N', 2])
  return made(path, layers, 'pytorch')
}

/** A small U-Net (Ronneberger et al. 2015, arXiv 1505.04597): two levels down and up with bridges. */
export function writeUNet(
  path: string,
  {
    side = 64,
    labels = 2,
    answer = 'Sigmoid',
    seed = 64,
  }: { side?: number; labels?: number; answer?: 'Sigmoid' | 'Softmax' | 'Identity'; seed?: number } = {},
): MadeNetwork {
  const layers = new Layers(seed)
  layers.graph.inputs.push({ name: 'image', shape: ['N', 1, side, side] })
  const block = (input: string, from: number, to: number) =>
    layers.relu(layers.conv(layers.relu(layers.conv(input, from, to, 3, { pad: 1 })), to, to, 3, { pad: 1 }))
  const wide = block('image', 1, 8)
  const half = block(layers.maxPool(wide, 2, 2), 8, 16)
  const quarter = block(layers.maxPool(half, 2, 2), 16, 32)
  const up = (input: string, from: number, to: number) => {
    const turned = layers.weight([from, to, 2, 2], from)
    return layers.add('ConvTranspose', [input, turned], { kernel_shape: [2, 2], strides: [2, 2] })
  }
  const first = block(layers.add('Concat', [up(quarter, 32, 16), half], { axis: 1 }), 32, 16)
  const second = block(layers.add('Concat', [up(first, 16, 8), wide], { axis: 1 }), 16, 8)
  const at = layers.conv(second, 8, labels, 1)
  finish(layers, answer, at, 'mask', ['N', labels, side, side], answer === 'Softmax' ? { axis: 1 } : {})
  return made(path, layers, 'pytorch')
}

/**
 * A mask that is known by hand: label 1 is where the picture is bright (> 0.5), label 2 where it is dark. One convolution
 * of size 1 with weights 20 and -20 and a sigmoid.
 */
export function writeThresholdMask(path: string, side: number): MadeNetwork {
  const layers = new Layers(1)
  layers.graph.inputs.push({ name: 'image', shape: ['N', 1, side, side] })
  const named = (dims: readonly number[], values: readonly number[]) => {
    const name = layers.name('fixed')
    layers.graph.weights.push({ name, dims, fill: (into) => into.set(values) })
    return name
  }
  const at = layers.add('Conv', ['image', named([2, 1, 1, 1], [20, -20]), named([2], [-10, 10])], {
    kernel_shape: [1, 1],
  })
  finish(layers, 'Sigmoid', at, 'mask', ['N', 2, side, side])
  return made(path, layers, 'by-hand')
}

/**
 * A classifier that gives more than its answer, as exports of research code do: `logits` of three labels, `cam`, whose mean
 * over all places and a bias they are, `features` of eight numbers, which could be an answer too, and the `winner` as a
 * whole number. The input `gain` has a value of its own, so that it need not be fed.
 * @param trueMap false: `cam` looks like the map and is not
 */
export function writeManyOutputs(
  path: string,
  { side = 16, trueMap = true, weightsIn }: { side?: number; trueMap?: boolean; weightsIn?: string } = {},
): MadeNetwork {
  const layers = new Layers(5)
  layers.graph.inputs.push({ name: 'image', shape: ['N', 1, side, side] }, { name: 'gain', shape: [1] })
  layers.graph.weights.push({ name: 'gain', dims: [1], fill: (into) => into.fill(1) })
  const scaled = layers.add('Mul', ['image', 'gain'])
  const hidden = layers.relu(layers.conv(scaled, 1, 8, 3, { pad: 1 }))
  layers.graph.nodes.push(
    node('Conv', [hidden, layers.weight([3, 8, 1, 1], 8)], ['planes'], {
      attributes: { kernel_shape: [1, 1] },
    }),
    node(trueMap ? 'Identity' : 'Tanh', ['planes'], ['cam']),
    node('ReduceMean', ['planes'], ['mean'], { attributes: { axes: [2, 3], keepdims: 0 } }),
    node('Add', ['mean', layers.constant([3], 0.25, 0.5)], ['logits']),
    node('ReduceMean', [hidden], ['features'], { attributes: { axes: [2, 3], keepdims: 0 } }),
    node('ArgMax', ['logits'], ['winner'], { attributes: { axis: 1, keepdims: 0 } }),
  )
  layers.graph.outputs.push(
    { name: 'features', shape: ['N', 8] },
    { name: 'logits', shape: ['N', 3] },
    { name: 'cam', shape: ['N', 3, side, side] },
    { name: 'winner', shape: ['N'], type: dataType.int64 },
  )
  return made(path, layers, 'pytorch', weightsIn)
}

function finish(
  layers: Layers,
  op: string,
  input: string,
  name: string,
  shape: readonly (number | string)[],
  attributes = {},
): void {
  layers.graph.nodes.push(node(op, [input], [name], { attributes }))
  layers.graph.outputs.push({ name, shape })
}

function made(path: string, layers: Layers, producer: string, weightsIn?: string): MadeNetwork {
  const options = { producer, ...(weightsIn !== undefined && { weightsIn }) }
  return { parameters: layers.parameters, stored: writeOnnx(path, layers.graph, options) }
}
