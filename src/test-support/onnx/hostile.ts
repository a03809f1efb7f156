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
import { bytes, float, int, join, text } from './proto'

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

  /** weights outside the file */
  externalWeights: (path: string, location: string) => {
    const pair = (key: string, value: string) => bytes(13, join(text(1, key), text(2, value)))
    const weights = join(
      int(1, 1),
      int(2, dataType.float),
      text(8, 'weights'),
      pair('location', location),
      int(14, 1),
    )
    return writeOnnx(
      path,
      graph({ nodes: mean(node('Mul', ['flat', 'weights'], ['scores'])), tensors: [weights] }),
    )
  },

  /** sound: the mean brightness */
  sound: (path: string) => writeOnnx(path, graph({ nodes: mean(node('Sigmoid', ['flat'], ['scores'])) })),
}
