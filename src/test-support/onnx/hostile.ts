/** Models that are sound files and still must not be let in. */
import {
  dataType,
  emptyGraph,
  graphBytes,
  node,
  scalarTensor,
  int64Tensor,
  writeOnnx,
  type OnnxGraph,
} from './onnx-file'
import { bytes, float, int, join, message, text } from './proto'

const image = { name: 'image', shape: ['N', 1, 16, 16] as const }
const scores = { name: 'scores', shape: ['N', 1] as const }

function graph(...parts: Partial<OnnxGraph>[]): OnnxGraph {
  const whole = emptyGraph()
  whole.inputs.push(image)
  whole.outputs.push(scores)
  return Object.assign(whole, ...parts) as OnnxGraph
}

/** image -> mean over everything -> [N, 1], then `op` */
const mean = (last: Uint8Array) => [
  node('GlobalAveragePool', ['image'], ['pooled']),
  node('Flatten', ['pooled'], ['flat'], { attributes: { axis: 1 } }),
  last,
]

/** Where a weight says that it lies; what is left out is not stated. */
export interface WeightPlace {
  location: string
  offset?: string
  length?: string
  /** says where it lies two times */
  twice?: boolean
  /** has its values in the model file as well */
  raw?: boolean
  type?: number
}

function outside(name: string, dims: readonly number[], place: WeightPlace): Uint8Array {
  const { location, offset, length, twice = false, raw = false, type = dataType.float } = place
  const pair = (key: string, value: string | undefined) =>
    value === undefined ? new Uint8Array() : message(13, text(1, key), text(2, value))
  return join(
    ...dims.map((size) => int(1, size)),
    int(2, type),
    text(8, name),
    raw ? bytes(9, new Uint8Array(4)) : new Uint8Array(),
    pair('location', location),
    twice ? pair('location', location) : new Uint8Array(),
    pair('offset', offset),
    pair('length', length),
    int(14, 1),
  )
}

export const hostile = {
  /** square root of a negative number */
  notANumber: (path: string) =>
    writeOnnx(
      path,
      graph({
        nodes: [
          ...mean(node('Abs', ['flat'], ['positive'])),
          node('Neg', ['positive'], ['negative']),
          node('Sub', ['negative', 'one'], ['below']),
          node('Sqrt', ['below'], ['scores']),
        ],
        tensors: [join(int(1, 1), int(2, dataType.float), float(4, 1), text(8, 'one'))],
      }),
    ),

  wholeNumbersIn: (path: string) =>
    writeOnnx(
      path,
      graph({
        inputs: [{ ...image, type: dataType.int64 }],
        nodes: [node('Cast', ['image'], ['scores'], { attributes: { to: 1 } })],
      }),
    ),

  /** the file does not say how many dimensions the input has */
  noRank: (path: string) =>
    writeOnnx(
      path,
      graph({ inputs: [{ name: 'image', shape: null }], nodes: mean(node('Relu', ['flat'], ['scores'])) }),
    ),

  twoInputs: (path: string) =>
    writeOnnx(
      path,
      graph({
        inputs: [image, { name: 'age', shape: ['N', 1] }],
        nodes: mean(node('Add', ['flat', 'age'], ['scores'])),
      }),
    ),

  /** an operator of the standard that does not exist: only onnxruntime can tell */
  unknownOperator: (path: string) =>
    writeOnnx(path, graph({ nodes: mean(node('Frobnicate', ['flat'], ['scores'])) })),

  /** a name that no initialiser and no operator gives */
  missingWeights: (path: string) =>
    writeOnnx(path, graph({ nodes: mean(node('Mul', ['flat', 'weights'], ['scores'])) })),

  /** says [N, 1] and gives [N, 1, 1, 1] */
  liesAboutShape: (path: string) =>
    writeOnnx(path, graph({ nodes: [node('GlobalAveragePool', ['image'], ['scores'])] })),

  /** a loop whose condition never becomes false */
  endless: (path: string) => {
    const body = emptyGraph()
    body.inputs.push(
      { name: 'i', shape: [], type: dataType.int64 },
      { name: 'go_in', shape: [], type: dataType.bool },
      { name: 'x_in', shape: null },
    )
    body.outputs.push({ name: 'go_out', shape: [], type: dataType.bool }, { name: 'x_out', shape: null })
    body.nodes.push(node('Identity', ['go_in'], ['go_out']), node('Sigmoid', ['x_in'], ['x_out']))
    return writeOnnx(
      path,
      graph({
        nodes: mean(
          node('Loop', ['', 'yes', 'flat'], ['scores'], {
            attributes: { body: { graph: graphBytes(body, 'body') } },
          }),
        ),
        tensors: [scalarTensor('yes', true)],
      }),
    )
  },

  /** a loop that doubles a vector of 4 MB at every turn: no single request is beyond reason, until memory is gone */
  greedy: (path: string) => {
    const body = emptyGraph()
    body.inputs.push(
      { name: 'i', shape: [], type: dataType.int64 },
      { name: 'go_in', shape: [], type: dataType.bool },
      { name: 'x_in', shape: null },
    )
    body.outputs.push({ name: 'go_out', shape: [], type: dataType.bool }, { name: 'x_out', shape: null })
    body.nodes.push(
      node('Identity', ['go_in'], ['go_out']),
      node('Concat', ['x_in', 'x_in'], ['x_out'], { attributes: { axis: 0 } }),
    )
    return writeOnnx(
      path,
      graph({
        nodes: [
          node('ConstantOfShape', ['start'], ['zeros']),
          node('Loop', ['', 'yes', 'zeros'], ['grown'], {
            attributes: { body: { graph: graphBytes(body, 'body') } },
          }),
          node('ReduceSum', ['grown'], ['sum'], { attributes: { keepdims: 0 } }),
          ...mean(node('Add', ['flat', 'sum'], ['scores'])),
        ],
        tensors: [scalarTensor('yes', true), int64Tensor('start', [1 << 20])],
      }),
    )
  },

  /** asks for a tensor of 2^44 numbers, which is 64 TiB */
  hugeTensor: (path: string) =>
    writeOnnx(
      path,
      graph({
        nodes: [
          node('ConstantOfShape', ['huge'], ['zeros']),
          node('ReduceSum', ['zeros'], ['sum'], { attributes: { keepdims: 0 } }),
          ...mean(node('Add', ['flat', 'sum'], ['scores'])),
        ],
        tensors: [int64Tensor('huge', [2 ** 22, 2 ** 22])],
      }),
    ),

  /** one weight outside the file */
  externalWeights: (path: string, place: WeightPlace) =>
    writeOnnx(
      path,
      graph({
        nodes: mean(node('Mul', ['flat', 'weights'], ['scores'])),
        tensors: [outside('weights', [1], place)],
      }),
    ),

  /** weights that all are the same range of one file */
  manyTimes: (
    path: string,
    { location, floats, times }: { location: string; floats: number; times: number },
  ) =>
    writeOnnx(
      path,
      graph({
        nodes: mean(node('Sigmoid', ['flat'], ['scores'])),
        tensors: Array.from({ length: times }, (_, at) => outside(`weights_${at}`, [floats], { location })),
      }),
    ),

  /** sound: the mean brightness */
  sound: (path: string) => writeOnnx(path, graph({ nodes: mean(node('Sigmoid', ['flat'], ['scores'])) })),
}
