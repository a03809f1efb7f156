/**
 * Holds the sessions. A model is let in only when its bytes have the manifest's hash, its graph keeps the manifest's
 * promises and its golden vectors come out right on the CPU; another provider is used only when it also does.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExecutionProvider } from '../../../shared/domain/analysis/analysis'
import { AppException } from '../../../shared/result'
import { checkGraph, shapeProblem } from '../check-graph'
import {
  checkActivationMaps,
  compareOutputs,
  expectedOf,
  type GoldenSet,
  type NamedTensors,
  readGolden,
} from '../golden'
import { type ModelContract, modelContract, type ValuePromise } from '../model-contract'
import type { LoadReport, LoadRequest, RefusedProvider, RunReport, RunRequest } from './messages'
import { onnxRuntime, type Runtime, type Session } from './onnx-runtime'

interface HostedModel {
  contract: ModelContract
  folder: string
  threads: number
  golden: GoldenSet | null
  provider: ExecutionProvider
  session: Session
  /** kept beside a GPU session: the way out when the device fails later */
  cpu: Session
  /** of the second graph, once it was asked for */
  gradient: Session | null
}

/** A graph before it is let in. */
interface Candidate {
  runtime: Runtime
  weights: Uint8Array
  threads: number
  inputs: readonly ValuePromise[]
  outputs: readonly ValuePromise[]
  unused: readonly string[]
  /** null: nothing is compared */
  golden: GoldenSet | null
  /** what is wrong with the outputs of a golden case beyond their values, or null */
  check(outputs: NamedTensors): string | null
}

export class ModelHost {
  private readonly models = new Map<string, HostedModel>()

  constructor(private readonly runtime: Runtime = onnxRuntime) {}

  /** @throws AppException MODEL_HASH_MISMATCH, MODEL_LOAD_FAILED, MODEL_GOLDEN_FAILED, MODEL_MANIFEST_INVALID */
  async load(request: LoadRequest, trying: (provider: ExecutionProvider) => void): Promise<LoadReport> {
    const { key, manifest, folder, threads } = request
    await this.unload(key)
    const contract = modelContract(manifest)
    const weights = await readGraph(folder, manifest.weights)
    const golden = request.golden === 'required' ? await readGolden(folder, contract) : null
    const { inputs, outputs, unused } = contract
    const check = (actual: NamedTensors) => golden && checkActivationMaps(contract, actual, golden.tolerance)
    const candidate = { runtime: this.runtime, weights, threads, inputs, outputs, unused, golden, check }

    trying('cpu')
    const cpu = await createCpuSession(candidate)
    const cpuWorst = await runGolden(cpu, candidate).catch(async (thrown: unknown) => {
      await cpu.release()
      throw new AppException('MODEL_GOLDEN_FAILED', `The self-test failed: ${reasonOf(thrown)}.`)
    })
    const hosted = { contract, folder, threads, golden, cpu, gradient: null }
    const refusedProviders: RefusedProvider[] = []
    const goldenCases = golden?.cases.length ?? 0
    for (const provider of golden ? request.providers : []) {
      if (provider === 'cpu') break
      trying(provider)
      try {
        const { session, worst } = await admit(provider, candidate)
        this.models.set(key, { ...hosted, provider, session })
        return { provider, goldenCases, goldenWorstDifference: worst, refusedProviders }
      } catch (thrown) {
        refusedProviders.push({ provider, reason: reasonOf(thrown) })
      }
    }
    this.models.set(key, { ...hosted, provider: 'cpu', session: cpu })
    return { provider: 'cpu', goldenCases, goldenWorstDifference: cpuWorst, refusedProviders }
  }

  /** @throws AppException MODEL_UNKNOWN, INFERENCE_FAILED; for the gradient also the codes of {@link load} */
  async run({ key, graph, inputs }: RunRequest): Promise<RunReport> {
    const model = this.models.get(key)
    if (!model) throw new AppException('MODEL_UNKNOWN', `The model ${key} is not loaded.`)
    checkInputs(model.contract.inputs, inputs)
    return graph === 'gradient' ? this.runGradient(model, inputs) : this.runMain(model, inputs)
  }

  /** Ends the sessions of a model; nothing happens where there are none. */
  async unload(key: string): Promise<void> {
    const model = this.models.get(key)
    if (!model) return
    this.models.delete(key)
    for (const session of new Set([model.session, model.cpu, model.gradient])) await session?.release()
  }

  private async runMain(model: HostedModel, inputs: NamedTensors): Promise<RunReport> {
    const { outputs: promises } = model.contract
    const startedAt = performance.now()
    let attempt = await soundRun(model.session, inputs, promises)
    let left: RefusedProvider | null = null
    if ('problem' in attempt && model.session !== model.cpu) {
      left = { provider: model.provider, reason: `it failed later: ${attempt.problem}` }
      await model.session.release().catch(() => undefined)
      model.session = model.cpu
      model.provider = 'cpu'
      attempt = await soundRun(model.cpu, inputs, promises)
    }
    if ('problem' in attempt)
      throw new AppException('INFERENCE_FAILED', `The model could not be run: ${attempt.problem}.`)
    return {
      provider: model.provider,
      runMs: performance.now() - startedAt,
      outputs: attempt.outputs,
      left,
    }
  }

  /** On the CPU: a gradient is asked for rarely, and a second session on a small device would cost the first one its memory. */
  private async runGradient(model: HostedModel, inputs: NamedTensors): Promise<RunReport> {
    const { contract } = model
    if (contract.task !== 'image-classification' || !contract.gradient)
      throw new AppException('INFERENCE_FAILED', 'The model has no gradient graph.')
    model.gradient ??= await this.openGradient(model, contract.inputs, contract.gradient)
    const startedAt = performance.now()
    const attempt = await soundRun(model.gradient, inputs, [contract.gradient.output])
    if ('problem' in attempt)
      throw new AppException('INFERENCE_FAILED', `The gradient could not be computed: ${attempt.problem}.`)
    return { provider: 'cpu', runMs: performance.now() - startedAt, outputs: attempt.outputs, left: null }
  }

  private async openGradient(
    { folder, threads, golden }: HostedModel,
    inputs: readonly ValuePromise[],
    gradient: { file: string; sha256: string; bytes: number; output: ValuePromise },
  ): Promise<Session> {
    const weights = await readGraph(folder, gradient)
    const outputs = [gradient.output]
    const { runtime } = this
    const rest = { unused: [], golden, check: () => null }
    const candidate = { runtime, weights, threads, inputs, outputs, ...rest }
    const session = await createCpuSession(candidate)
    try {
      await runGolden(session, candidate)
      return session
    } catch (thrown) {
      await session.release()
      throw new AppException(
        'MODEL_GOLDEN_FAILED',
        `The self-test of the gradient failed: ${reasonOf(thrown)}.`,
      )
    }
  }
}

async function readGraph(
  folder: string,
  expected: { file: string; sha256: string; bytes: number },
): Promise<Uint8Array> {
  const bytes = await readFile(join(folder, expected.file)).catch(() => {
    throw new AppException('MODEL_LOAD_FAILED', 'The weights are missing or cannot be read.')
  })
  // The session is made from these very bytes, so that nothing can change between the check and the use.
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  if (bytes.length !== expected.bytes || sha256 !== expected.sha256) {
    throw new AppException('MODEL_HASH_MISMATCH', 'The weights are not those that the manifest names.')
  }
  return bytes
}

/** onnxruntime reads past a buffer that is shorter than its shape says: that must never reach it. */
function checkInputs(promises: readonly ValuePromise[], inputs: NamedTensors): void {
  const fits = promises.every(({ name, shape }) => {
    const tensor = inputs[name]
    if (tensor?.dims.length !== shape.length) return false
    const sizes = tensor.dims.every(
      (size, at) => Number.isInteger(size) && size > 0 && (shape[at] === null || shape[at] === size),
    )
    return sizes && tensor.data.length === tensor.dims.reduce((product, size) => product * size, 1)
  })
  if (!fits || Object.keys(inputs).length !== promises.length)
    throw new AppException('INFERENCE_FAILED', 'The input does not have the shape that the model wants.')
}

async function createCpuSession(candidate: Candidate): Promise<Session> {
  const { runtime, weights, threads } = candidate
  const session = await runtime.createSession('cpu', weights, threads).catch((thrown: unknown) => {
    throw new AppException('MODEL_LOAD_FAILED', `onnxruntime refused the graph: ${reasonOf(thrown)}.`)
  })
  try {
    checkGraph(candidate, session.inputs, session.outputs)
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
  const { runtime, weights, golden, threads, outputs } = candidate
  const [first] = golden?.cases ?? []
  if (!first) throw new Error('no golden case')
  const wanted = outputs.map(({ name }) => name)
  const nodes = await runtime.countNodesOn(provider, weights, threads, first.inputs, wanted)
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
async function runGolden(session: Session, { golden, outputs: promises, check }: Candidate): Promise<number> {
  if (!golden) return 0
  const names = promises.map(({ name }) => name)
  let worst = 0
  for (const { name, inputs, outputs } of golden.cases) {
    const expected = expectedOf(outputs, names)
    // A package need not have vectors for its second graph.
    if (Object.keys(expected).length === 0) continue
    const actual = await session.run(inputs, names)
    const comparison = compareOutputs(expected, actual, golden.tolerance)
    const wrong = comparison.failure ?? shapeProblem(promises, actual, batchOf(inputs)) ?? check(actual)
    if (wrong) throw new Error(`golden case ${name}: ${wrong}`)
    worst = Math.max(worst, comparison.worst)
  }
  return worst
}

const batchOf = (inputs: NamedTensors): number => Object.values(inputs)[0]?.dims[0] ?? 0

/** The outputs, or what is wrong where the run throws, or gives another shape or a value that is not finite. */
async function soundRun(
  session: Session,
  inputs: NamedTensors,
  promises: readonly ValuePromise[],
): Promise<{ outputs: NamedTensors } | { problem: string }> {
  try {
    const outputs = await session.run(
      inputs,
      promises.map(({ name }) => name),
    )
    const problem = shapeProblem(promises, outputs, batchOf(inputs))
    if (problem) return { problem }
    const sound = Object.values(outputs).every(({ data }) => data.every(Number.isFinite))
    return sound ? { outputs } : { problem: 'it gave a value that is not finite' }
  } catch (thrown) {
    return { problem: reasonOf(thrown) }
  }
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
