/** Golden vectors: inputs with the outputs that the training framework gave, and how far a provider may stray from them. */
import { readFile } from 'node:fs/promises'
import { endianness } from 'node:os'
import { join } from 'node:path'
import { GoldenVectors } from '../../shared/domain/models/manifest'
import { AppException } from '../../shared/result'
import type { ModelContract } from './model-contract'

export interface Tensor {
  data: Float32Array
  dims: readonly number[]
}
export type NamedTensors = Record<string, Tensor>

export interface GoldenCase {
  name: string
  inputs: NamedTensors
  outputs: NamedTensors
}
export interface GoldenSet {
  tolerance: GoldenVectors['tolerance']
  cases: GoldenCase[]
}

/** @throws AppException MODEL_GOLDEN_FAILED when the vectors are missing, malformed or do not cover every output */
export async function readGolden(packageDir: string, contract: ModelContract): Promise<GoldenSet> {
  const folder = join(packageDir, 'golden')
  try {
    const vectors = GoldenVectors.parse(JSON.parse(await readFile(join(folder, 'golden.json'), 'utf8')))
    const cases = await Promise.all(
      vectors.cases.map(async ({ name, inputs, outputs }) => ({
        name,
        inputs: await readTensors(folder, inputs),
        outputs: await readTensors(folder, outputs),
      })),
    )
    for (const each of cases) requireEveryOutput(each, contract)
    return { tolerance: vectors.tolerance, cases }
  } catch (thrown) {
    if (thrown instanceof AppException) throw thrown
    throw new AppException('MODEL_GOLDEN_FAILED', 'The golden vectors are missing or cannot be read.')
  }
}

type Listed = GoldenVectors['cases'][number]['inputs']

async function readTensors(folder: string, listed: Listed): Promise<NamedTensors> {
  const entries = await Promise.all(
    Object.entries(listed).map(async ([name, { file, shape }]): Promise<[string, Tensor]> => {
      const data = floatsFromLittleEndian(await readFile(join(folder, file)))
      if (data.length !== shape.reduce((product, size) => product * size, 1)) {
        throw new AppException('MODEL_GOLDEN_FAILED', `The golden file ${file} does not have its shape.`)
      }
      return [name, { data, dims: shape }]
    }),
  )
  return Object.fromEntries(entries)
}

function floatsFromLittleEndian(bytes: Buffer): Float32Array {
  const copy = new Uint8Array(bytes)
  if (endianness() === 'BE') Buffer.from(copy.buffer).swap32()
  return new Float32Array(copy.buffer, 0, Math.floor(copy.length / 4))
}

function requireEveryOutput({ name, inputs, outputs }: GoldenCase, contract: ModelContract): void {
  const wanted = [contract.logits.name, contract.activation?.name, contract.unfamiliarity?.name]
  const missing = wanted.find((output) => output !== undefined && !(output in outputs))
  if (missing !== undefined || !(contract.input.name in inputs)) {
    throw new AppException(
      'MODEL_GOLDEN_FAILED',
      `Golden case ${name} lacks ${missing ?? contract.input.name}.`,
    )
  }
}

export interface Comparison {
  /** largest absolute difference */
  worst: number
  /** null when every value is within abs + rel * |expected| */
  failure: string | null
}

/** Compares one case's outputs with what was expected; a value that is not finite always fails. */
export function compareOutputs(
  expected: NamedTensors,
  actual: NamedTensors,
  tolerance: GoldenSet['tolerance'],
): Comparison {
  let worst = 0
  let failure: string | null = null
  for (const [name, { data }] of Object.entries(expected)) {
    const got = actual[name]?.data
    if (got?.length !== data.length) return { worst: Infinity, failure: `${name} has another shape` }
    for (const [index, value] of data.entries()) {
      const difference = Math.abs((got[index] ?? NaN) - value)
      if (!(difference <= tolerance.abs + tolerance.rel * Math.abs(value))) {
        failure ??= `${name}[${index}] differs by ${difference.toExponential(1)}`
      }
      worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference)
    }
  }
  return { worst, failure }
}

/** The map must be exact: its spatial mean plus the bias is the logit. Returns what is wrong, or null. */
export function checkActivationMap(
  contract: ModelContract,
  outputs: NamedTensors,
  tolerance: GoldenSet['tolerance'],
): string | null {
  if (!contract.activation) return null
  const logits = outputs[contract.logits.name]?.data
  const maps = outputs[contract.activation.name]
  if (!logits || !maps) return 'an output is missing'
  const area = maps.data.length / logits.length
  for (const [index, logit] of logits.entries()) {
    const map = maps.data.subarray(index * area, (index + 1) * area)
    const mean = map.reduce((sum, value) => sum + value, 0) / area
    const difference = Math.abs(mean + contract.activation.bias - logit)
    if (!(difference <= tolerance.abs + tolerance.rel * Math.abs(logit))) {
      return `mean of the activation map plus bias strays from the logit by ${difference.toExponential(1)}`
    }
  }
  return null
}
