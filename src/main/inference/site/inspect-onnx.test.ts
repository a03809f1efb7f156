import fc from 'fast-check'
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { AppException } from '../../../shared/result'
import { emptyGraph, node, writeOnnx } from '../../../test-support/onnx/onnx-file'
import { writeDenseNet121, writeKerasCnn, writeLstm, writeUNet } from '../../../test-support/onnx/networks'
import { bytes, int, join as concat, message, text } from '../../../test-support/onnx/proto'
import { temporaryFolder } from '../../../test-support/temporary-folder'
import { FileSource, memorySource } from '../../imaging/byte-source'
import { inspectOnnx } from './inspect-onnx'

const inspectFile = (path: string) => {
  const source = new FileSource(path)
  try {
    return inspectOnnx(source)
  } finally {
    source.close()
  }
}
const inspectBytes = (content: Uint8Array) => inspectOnnx(memorySource(content))
const codeOf = (work: () => unknown): string => {
  try {
    work()
    return 'none'
  } catch (thrown) {
    return thrown instanceof AppException ? thrown.code : `not ours: ${String(thrown)}`
  }
}

describe('inspectOnnx', () => {
  it('reads a DenseNet-121 of one channel and 18 labels; its size is what arithmetic says', () => {
    const path = join(temporaryFolder(), 'densenet.onnx')
    const { parameters, stored } = writeDenseNet121(path, 224)
    // torchvision's 7,978,856 for three channels and 1000 classes, less two of three input channels (2 * 64 * 49) and the
    // classes that are not there.
    expect(parameters).toBe(7_978_856 - 2 * 64 * 49 - (1024 + 1) * (1000 - 18))
    const report = inspectFile(path)
    expect(report.parameters).toBe(stored)
    expect(report.bytes).toBe(statSync(path).size)
    expect(report).toMatchObject({
      irVersion: 8,
      producer: 'pytorch',
      opsets: [{ domain: '', version: 13 }],
      inputs: [{ name: 'image', type: 'float32', shape: ['N', 1, 224, 224] }],
      outputs: [{ name: 'scores', type: 'float32', shape: ['N', 18], lastOp: 'Sigmoid' }],
      externalFiles: [],
    })
    const count = (op: string) => report.ops.find((each) => each.op === op)?.count
    // 1 + 2 * 58 + 3 convolutions, one linear layer
    expect([count('Conv'), count('Concat'), count('BatchNormalization'), count('Gemm')]).toEqual([
      120, 58, 121, 1,
    ])
  })

  it('reads networks of Keras, LSTM and U-Net shape', () => {
    const folder = temporaryFolder()
    const path = join(folder, 'model.onnx')
    expect(writeKerasCnn(path, 'digits-28').parameters).toBe(
      320 + 18_496 + 73_856 + (3 * 3 * 128 + 1) * 128 + 129 * 10,
    )
    expect(inspectFile(path)).toMatchObject({
      inputs: [{ shape: ['N', 28, 28, 1] }],
      outputs: [{ shape: ['N', 10], lastOp: 'Softmax' }],
    })
    writeLstm(path)
    expect(inspectFile(path)).toMatchObject({
      inputs: [{ shape: ['N', 48, 6] }],
      outputs: [{ shape: ['N', 2], lastOp: 'Softmax' }],
    })
    writeUNet(path)
    expect(inspectFile(path)).toMatchObject({
      inputs: [{ shape: ['N', 1, 64, 64] }],
      outputs: [{ shape: ['N', 2, 64, 64], lastOp: 'Sigmoid' }],
    })
  })

  it('knows the 354 MB network without reading its weights', () => {
    const path = join(temporaryFolder(), 'film.onnx')
    const { parameters } = writeKerasCnn(path, 'film-224')
    // 222 -> 111 -> 109 -> 54 -> 52 -> 26: 26 * 26 * 128 values enter the dense layer
    expect(parameters).toBe(896 + 18_496 + 73_856 + (26 * 26 * 128 + 1) * 1024 + 1025)
    expect(Math.floor((parameters * 4) / 1e6)).toBe(354)
    expect(inspectFile(path)).toMatchObject({
      inputs: [{ shape: ['N', 224, 224, 3] }],
      parameters: parameters,
    })
  })

  it('lists initialisers of old files as weights, not as inputs', () => {
    const path = join(temporaryFolder(), 'old.onnx')
    const graph = emptyGraph()
    graph.inputs.push({ name: 'x', shape: ['N', 2] }, { name: 'w', shape: [2] })
    graph.weights.push({ name: 'w', dims: [2], fill: (values) => values.fill(1) })
    graph.nodes.push(node('Mul', ['x', 'w'], ['y']))
    graph.outputs.push({ name: 'y', shape: ['N', 2] })
    writeOnnx(path, graph, { irVersion: 3 })
    expect(inspectFile(path).inputs.map(({ name }) => name)).toEqual(['x'])
  })
})

describe('what is no sound model', () => {
  let sound: Uint8Array
  beforeEach(() => {
    const path = join(temporaryFolder(), 'unet.onnx')
    writeUNet(path, { side: 16 })
    sound = new Uint8Array(readFileSync(path))
  })

  it('is told by its code', () => {
    expect(codeOf(() => inspectBytes(new Uint8Array(0)))).toBe('FILE_EMPTY')
    expect(codeOf(() => inspectBytes(Buffer.from('not a model at all, just words')))).toBe(
      'MODEL_FILE_MALFORMED',
    )
    expect(codeOf(() => inspectBytes(sound.subarray(0, sound.length - 1)))).toBe('MODEL_FILE_MALFORMED')
    // a length of 2^63
    const huge = Uint8Array.of(0x08, 8, 0x3a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)
    expect(codeOf(() => inspectBytes(huge))).toBe('MODEL_FILE_MALFORMED')
    expect(codeOf(() => inspectBytes(Uint8Array.of(0x08, 8, 0x42, 4, 0x0a, 0, 0x10, 13)))).toBe(
      'MODEL_FILE_MALFORMED',
    )
  })

  it('is refused above 500 MB by its size alone, and let through at 500 MB', () => {
    const path = join(temporaryFolder(), 'sparse.onnx')
    writeFileSync(path, '')
    truncateSync(path, 500_000_001)
    expect(codeOf(() => inspectFile(path))).toBe('MODEL_FILE_TOO_LARGE')
    truncateSync(path, 500_000_000)
    expect(codeOf(() => inspectFile(path))).toBe('MODEL_FILE_MALFORMED')
  })

  it('is refused where it needs operators of others, unless it defines them', () => {
    const model = (domain: string, ...more: Uint8Array[]) =>
      concat(
        int(1, 8),
        message(8, text(1, ''), int(2, 13)),
        message(
          7,
          bytes(1, node('Frobnicate', ['x'], ['y'], { domain })),
          message(11, text(1, 'x')),
          message(12, text(1, 'y')),
        ),
        ...more,
      )
    expect(codeOf(() => inspectBytes(model('com.example')))).toBe('MODEL_CUSTOM_OPS')
    const defined = message(
      25,
      text(1, 'Frobnicate'),
      text(10, 'com.example'),
      bytes(7, node('Relu', ['a'], ['b'])),
    )
    expect(inspectBytes(model('com.example', defined)).inputs).toEqual([
      { name: 'x', type: 'unknown', shape: null },
    ])
  })

  it('is refused where graphs are nested without end', () => {
    let graph = bytes(1, node('Relu', ['x'], ['y']))
    for (let depth = 0; depth < 40; depth += 1)
      graph = bytes(1, node('If', ['x'], ['y'], { attributes: { then_branch: { graph } } }))
    const model = concat(
      int(1, 8),
      message(8, int(2, 13)),
      message(7, graph, message(11, text(1, 'x')), message(12, text(1, 'y'))),
    )
    expect(codeOf(() => inspectBytes(model))).toBe('MODEL_FILE_MALFORMED')
  })

  it('names weights that lie elsewhere', () => {
    const tensor = message(
      5,
      int(1, 4),
      int(2, 1),
      text(8, 'w'),
      message(13, text(1, 'location'), text(2, '../w.bin')),
      int(14, 1),
    )
    const model = concat(
      int(1, 8),
      message(8, int(2, 13)),
      message(
        7,
        bytes(1, node('Mul', ['x', 'w'], ['y'])),
        tensor,
        message(11, text(1, 'x')),
        message(12, text(1, 'y')),
      ),
    )
    expect(inspectBytes(model).externalFiles).toEqual(['../w.bin'])
  })

  it('never brings the reader down: truncated, mutated and random bytes always end in a report or a code', () => {
    const known = new Set(['none', 'FILE_EMPTY', 'MODEL_FILE_MALFORMED', 'MODEL_CUSTOM_OPS'])
    const head = sound.subarray(0, 4000)
    fc.assert(
      fc.property(
        fc.oneof(
          fc.nat(sound.length).map((length) => sound.subarray(0, length)),
          fc
            .array(fc.tuple(fc.nat(head.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 })
            .map((changes) => {
              const copy = sound.slice()
              for (const [at, value] of changes) copy[at] = value
              return copy
            }),
          fc.uint8Array({ maxLength: 400 }),
        ),
        (content) => {
          expect(known).toContain(codeOf(() => inspectBytes(content)))
        },
      ),
      { numRuns: 3000 },
    )
  })
})
