/** One run of an onnxruntime session with plain tensors in and out. */
import { type InferenceSession, Tensor } from 'onnxruntime-node'
import type { ExecutionProvider } from '../../../shared/domain/analysis/analysis'
import type { NamedTensors } from '../golden'

export function sessionOptions(provider: ExecutionProvider, threads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    // Failures come back as errors; its own lines would name paths.
    logSeverityLevel: 4,
  }
}

/** Blocks the thread for the whole run, whatever its signature says. Outputs are copies that onnxruntime does not own. */
export async function runSession(session: InferenceSession, inputs: NamedTensors): Promise<NamedTensors> {
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([name, { data, dims }]) => [name, new Tensor('float32', data, dims)]),
  )
  const results = await session.run(feeds)
  const outputs: NamedTensors = {}
  for (const [name, value] of Object.entries(results)) {
    if (value.type !== 'float32') throw new TypeError(`output ${name} is ${value.type}`)
    outputs[name] = { data: Float32Array.from(value.data as Float32Array), dims: [...value.dims] }
    value.dispose()
  }
  return outputs
}
