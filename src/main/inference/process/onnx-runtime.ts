/** onnxruntime behind the few calls that the host makes. Each blocks its thread for the whole time, whatever its signature says. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { ExecutionProvider } from '../../../shared/domain/analysis/analysis'
import type { NamedTensors } from '../golden'
import type { GraphValue } from '../check-graph'
import { providerRuntimeNames } from '../providers'

export interface Session {
  inputs: readonly GraphValue[]
  outputs: readonly GraphValue[]
  /** Outputs are copies that onnxruntime does not own. @param wanted names of the outputs, all unless stated; others are not computed */
  run(inputs: NamedTensors, wanted?: readonly string[]): Promise<NamedTensors>
  release(): Promise<void>
}

export interface Runtime {
  /** Throws what the provider or the graph makes onnxruntime throw. */
  createSession(provider: ExecutionProvider, weights: Uint8Array, threads: number): Promise<Session>
  /**
   * How many nodes of the graph really ran on `provider`. One that takes no node is dropped without a word and the CPU
   * does the work; onnxruntime's own profile names the provider of every node, so that is what counts. Profiles are
   * files: `inputs` must be golden vectors, never a patient's image.
   */
  countNodesOn(
    provider: ExecutionProvider,
    weights: Uint8Array,
    threads: number,
    inputs: NamedTensors,
    wanted?: readonly string[],
  ): Promise<number>
}

export const onnxRuntime: Runtime = {
  createSession: async (provider, weights, threads) =>
    wrap(await InferenceSession.create(weights, sessionOptions(provider, threads))),

  countNodesOn: async (provider, weights, threads, inputs, wanted) => {
    const folder = await mkdtemp(join(tmpdir(), 'vesalius-profile-'))
    try {
      const options = {
        ...sessionOptions(provider, threads),
        enableProfiling: true,
        profileFilePrefix: join(folder, 'run'),
      }
      const session = await InferenceSession.create(weights, options)
      try {
        await run(session, inputs, wanted)
        session.endProfiling()
      } finally {
        await session.release()
      }
      return await countInProfile(folder, providerRuntimeNames[provider])
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}

function sessionOptions(provider: ExecutionProvider, threads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    // Failures come back as errors; its own lines would name paths.
    logSeverityLevel: 4,
  }
}

function wrap(session: InferenceSession): Session {
  return {
    inputs: session.inputMetadata.map(toGraphValue),
    outputs: session.outputMetadata.map(toGraphValue),
    run: (inputs, wanted) => run(session, inputs, wanted),
    release: () => session.release(),
  }
}

function toGraphValue(value: InferenceSession.ValueMetadata): GraphValue {
  return value.isTensor
    ? { name: value.name, type: value.type, shape: value.shape }
    : { name: value.name, type: 'not a tensor', shape: [] }
}

async function run(
  session: InferenceSession,
  inputs: NamedTensors,
  wanted: readonly string[] = session.outputNames,
): Promise<NamedTensors> {
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([name, { data, dims }]) => [name, new Tensor('float32', data, dims)]),
  )
  const outputs: NamedTensors = {}
  for (const [name, value] of Object.entries(await session.run(feeds, [...wanted]))) {
    if (value.type !== 'float32') throw new TypeError(`output ${name} is ${value.type}`)
    outputs[name] = { data: (value.data as Float32Array).slice(), dims: [...value.dims] }
    value.dispose()
  }
  return outputs
}

async function countInProfile(folder: string, runtimeName: string): Promise<number> {
  const [file] = await readdir(folder)
  if (!file) return 0
  const profile = await readFile(join(folder, file), 'utf8')
  return profile.match(new RegExp(`"provider"\\s*:\\s*"${runtimeName}"`, 'g'))?.length ?? 0
}
