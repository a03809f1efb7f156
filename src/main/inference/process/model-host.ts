/**
 * Holds the sessions. A model is let in only when its bytes have the manifest's hash, its graph keeps the manifest's
 * promises and its golden vectors come out right on the CPU; another provider is used only when it also does.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExecutionProvider } from '../../../shared/domain/analysis/analysis'
import { AppException } from '../../../shared/result'
import { checkActivationMap, compareOutputs, type GoldenSet, type NamedTensors, readGolden } from '../golden'
import { checkGraph, type ModelContract, modelContract } from '../model-contract'
import type { LoadReport, LoadRequest, RefusedProvider, RunReport, RunRequest } from './messages'
import { onnxRuntime, type Runtime, type Session } from './onnx-runtime'

interface HostedModel {
  contract: ModelContract
  provider: ExecutionProvider
  session: Session
  /** kept beside a GPU session: the way out when the device fails later */
  cpu: Session
}

interface Candidate {
  runtime: Runtime
  weights: Uint8Array
  contract: ModelContract
  golden: GoldenSet
  threads: number
}

export class ModelHost {
  private readonly models = new Map<string, HostedModel>()

  constructor(private readonly runtime: Runtime = onnxRuntime) {}

  /** @throws AppException MODEL_HASH_MISMATCH, MODEL_LOAD_FAILED, MODEL_GOLDEN_FAILED, MODEL_MANIFEST_INVALID */
  async load(request: LoadRequest, trying: (provider: ExecutionProvider) => void): Promise<LoadReport> {
    const { manifest, folder, threads } = request
    await this.unload(manifest.id)
    const contract = modelContract(manifest)
    const weights = await readWeights(join(folder, manifest.weights.file), manifest.weights)
    const golden = await readGolden(folder, contract)
    const candidate = { runtime: this.runtime, weights, contract, golden, threads }

    trying('cpu')
    const cpu = await createCpuSession(candidate)
    const cpuWorst = await runGolden(cpu, candidate).catch(async (thrown: unknown) => {
      await cpu.release()
      throw new AppException('MODEL_GOLDEN_FAILED', `The self-test failed: ${reasonOf(thrown)}.`)
    })
    const refusedProviders: RefusedProvider[] = []
    for (const provider of request.providers) {
      if (provider === 'cpu') break
      trying(provider)
      try {
        const { session, worst } = await admit(provider, candidate)
        this.models.set(manifest.id, { contract, provider, session, cpu })
        return { provider, goldenCases: golden.cases.length, goldenWorstDifference: worst, refusedProviders }
      } catch (thrown) {
        refusedProviders.push({ provider, reason: reasonOf(thrown) })
      }
    }
    this.models.set(manifest.id, { contract, provider: 'cpu', session: cpu, cpu })
    return {
      provider: 'cpu',
      goldenCases: golden.cases.length,
      goldenWorstDifference: cpuWorst,
      refusedProviders,
    }
  }

  /** @throws AppException MODEL_UNKNOWN, INFERENCE_FAILED */
  async run({ modelId, images, count }: RunRequest): Promise<RunReport> {
    const model = this.models.get(modelId)
    if (!model) throw new AppException('MODEL_UNKNOWN', `The model ${modelId} is not loaded.`)
    const { name, rows, columns } = model.contract.input
    const inputs = { [name]: { data: images, dims: [count, 1, rows, columns] } }
    const startedAt = performance.now()
    let outputs = await finiteRun(model.session, inputs)
    if (!outputs && model.session !== model.cpu) {
      await model.session.release().catch(() => undefined)
      model.session = model.cpu
      model.provider = 'cpu'
      outputs = await finiteRun(model.cpu, inputs)
    }
    if (!outputs) throw new AppException('INFERENCE_FAILED', 'The model could not be run on this image.')
    return { provider: model.provider, runMs: performance.now() - startedAt, outputs }
  }

  private async unload(id: string): Promise<void> {
    const model = this.models.get(id)
    if (!model) return
    this.models.delete(id)
    for (const session of new Set([model.session, model.cpu])) await session.release()
  }
}

async function readWeights(path: string, expected: { sha256: string; bytes: number }): Promise<Uint8Array> {
  const bytes = await readFile(path).catch(() => {
    throw new AppException('MODEL_LOAD_FAILED', 'The weights are missing or cannot be read.')
  })
  // The session is made from these very bytes, so that nothing can change between the check and the use.
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  if (bytes.length !== expected.bytes || sha256 !== expected.sha256) {
    throw new AppException('MODEL_HASH_MISMATCH', 'The weights are not those that the manifest names.')
  }
  return bytes
}

async function createCpuSession({ runtime, weights, contract, threads }: Candidate): Promise<Session> {
  const session = await runtime.createSession('cpu', weights, threads).catch((thrown: unknown) => {
    throw new AppException('MODEL_LOAD_FAILED', `onnxruntime refused the graph: ${reasonOf(thrown)}.`)
  })
  try {
    checkGraph(contract, session.inputs, session.outputs)
    return session
  } catch (thrown) {
    await session.release()
    throw thrown
  }
}

/** A session on a provider that really computes and agrees with the golden vectors. Throws the reason for refusal. */
async function admit(
  provider: ExecutionProvider,
  candidate: Candidate,
): Promise<{ session: Session; worst: number }> {
  const { runtime, weights, golden, threads } = candidate
  const [first] = golden.cases
  if (!first) throw new Error('no golden case')
  const nodes = await runtime.countNodesOn(provider, weights, threads, first.inputs)
  if (nodes === 0) throw new Error('dropped silently: no part of the graph ran on it')
  const session = await runtime.createSession(provider, weights, threads)
  try {
    return { session, worst: await runGolden(session, candidate) }
  } catch (thrown) {
    await session.release()
    throw thrown
  }
}

/** @returns the largest absolute difference. Throws what is wrong. */
async function runGolden(session: Session, { golden, contract }: Candidate): Promise<number> {
  let worst = 0
  for (const { name, inputs, outputs: expected } of golden.cases) {
    const actual = await session.run(inputs)
    const comparison = compareOutputs(expected, actual, golden.tolerance)
    const wrong = comparison.failure ?? checkActivationMap(contract, actual, golden.tolerance)
    if (wrong) throw new Error(`golden case ${name}: ${wrong}`)
    worst = Math.max(worst, comparison.worst)
  }
  return worst
}

/** Null where the run throws or gives a value that is not finite. */
async function finiteRun(session: Session, inputs: NamedTensors): Promise<NamedTensors | null> {
  const outputs = await session.run(inputs).catch(() => null)
  if (!outputs) return null
  return Object.values(outputs).every(({ data }) => data.every(Number.isFinite)) ? outputs : null
}

/** One short line without paths: onnxruntime's messages hold those of its build and of this machine. */
function reasonOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const words = message.split(/\s+/).filter((word) => !/[\\/].*[\\/]/.test(word))
  return words
    .join(' ')
    .replace(/[.\s]+$/, '')
    .slice(0, 200)
}
