/** Golden vectors: inputs with the outputs that the training framework gave, and how far a provider may stray from them. */
import { readFile } from 'node:fs/promises'
import { endianness } from 'node:os'
import { join } from 'node:path'
import { GoldenVectors } from '../../shared/domain/models/manifest'
import { AppException } from '../../shared/result'
import { biasAt } from './evidence-maps'
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

/** @throws AppException MODEL_GOLDEN_FAILED when the vectors are missing, malformed or do not cover every output of the graph */
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
  const missing =
    contract.inputs.find((input) => !(input.name in inputs)) ??
    contract.outputs.find((output) => !(output.name in outputs))
  if (missing) throw new AppException('MODEL_GOLDEN_FAILED', `Golden case ${name} lacks ${missing.name}.`)
}

export interface Comparison {
  /** largest absolute difference */
  worst: number
  /** null when every value is within abs + rel * |expected| */
  failure: string | null
}

/** Of what a case expects, only what one of the package's graphs gives. */
export const expectedOf = (expected: NamedTensors, names: readonly string[]): NamedTensors =>
  Object.fromEntries(Object.entries(expected).filter(([name]) => names.includes(name)))

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

/** Maps must be exact: the spatial mean plus the bias is the value of their output. Returns what is wrong, or null. */
export function checkActivationMaps(
  contract: ModelContract,
  outputs: NamedTensors,
  tolerance: GoldenSet['tolerance'],
): string | null {
  if (contract.task !== 'image-classification') return null
  for (const map of contract.maps) {
    const values = outputs[map.of]
    const maps = outputs[map.name]
    if (!values || !maps) return 'an output is missing'
    const labels = values.dims[1] ?? 1
    const area = maps.data.length / values.data.length
    for (const [index, value] of values.data.entries()) {
      const plane = maps.data.subarray(index * area, (index + 1) * area)
      const mean = plane.reduce((sum, each) => sum + each, 0) / area
      const difference = Math.abs(mean + biasAt(map, index % labels) - value)
      if (!(difference <= tolerance.abs + tolerance.rel * Math.abs(value)))
        return `mean of the activation map plus bias strays from ${map.of} by ${difference.toExponential(1)}`
    }
  }
  return null
}
