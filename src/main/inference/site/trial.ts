/**
 * A model that is not admitted yet, tried in a process of its own: it may hang, fail or bring that process down, and
 * nothing that reads patients' images is touched.
 */
import type { ModelManifest } from '../../../shared/domain/models/manifest'
import { AppException } from '../../../shared/result'
import type { NamedTensors } from '../golden'
import { InferenceClient, type RunResult, type StartChild } from '../inference-client'
import { modelContract, type ModelContract } from '../model-contract'

export interface TrialOptions {
  startChild: StartChild
  threads: () => number
  loadTimeoutMs?: number
  runTimeoutMs?: number
}

const key = 'trial'

export class Trial {
  private readonly client: InferenceClient
  readonly contract: ModelContract

  private constructor(
    readonly manifest: ModelManifest,
    { startChild, loadTimeoutMs = 180_000, runTimeoutMs = 60_000 }: TrialOptions,
  ) {
    this.contract = modelContract(manifest)
    // No second attempt: a graph that eats memory would eat it twice, and nothing of a trial is lost.
    this.client = new InferenceClient(startChild, { loadTimeoutMs, runTimeoutMs, attempts: 1 })
  }

  /**
   * Rejects with AppException: MODEL_MANIFEST_INVALID, MODEL_HASH_MISMATCH, MODEL_LOAD_FAILED where onnxruntime refuses the
   * graph or it is not what the manifest says, MODEL_TRIAL_CRASHED, INFERENCE_TIMEOUT, CANCELLED.
   */
  static async open(folder: string, manifest: ModelManifest, options: TrialOptions): Promise<Trial> {
    const trial = new Trial(manifest, options)
    try {
      await trial.client.load({
        key,
        folder,
        manifest,
        providers: ['cpu'],
        threads: options.threads(),
        golden: 'none',
      })
      return trial
    } catch (thrown) {
      trial.close()
      throw explain(thrown)
    }
  }

  /** Rejects with AppException: MODEL_NOT_FINITE, MODEL_SHAPE_UNSUPPORTED, INFERENCE_FAILED, and as {@link open}. */
  async run(inputs: NamedTensors, signal?: AbortSignal): Promise<RunResult> {
    try {
      return await this.client.run(key, inputs, signal ? { signal } : {})
    } catch (thrown) {
      throw explain(thrown)
    }
  }

  /** Ends the process; what is open rejects with CANCELLED. */
  close(): void {
    this.client.stop()
  }
}

/** What an admitted model's failure is called, in the words of one that is being added. */
function explain(thrown: unknown): unknown {
  if (!(thrown instanceof AppException)) return thrown
  const { code, message } = thrown
  if (code === 'INFERENCE_CRASHED')
    return new AppException('MODEL_TRIAL_CRASHED', 'The model brought its process down.')
  if (code !== 'INFERENCE_FAILED') return thrown
  if (message.includes('not finite'))
    return new AppException('MODEL_NOT_FINITE', 'The model gave a value that is not finite.')
  const shape = /(\S+ has the shape \[([^\]]*)\])/.exec(message)
  return shape
    ? new AppException('MODEL_SHAPE_UNSUPPORTED', message, {
        what: `The output ${shape[1] ?? ''}`,
        sizes: shape[2] ?? '',
      })
    : thrown
}
