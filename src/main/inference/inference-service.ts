/** The use cases of inference, for the windows and for headless commands: one process, one registry. */
import type { ExecutionProvider } from '../../shared/domain/analysis/analysis'
import type { PreprocessingStep } from '../../shared/domain/models/manifest'
import { AppException } from '../../shared/result'
import { type Assessment, assessImage, type AssessOptions, type PreparedImage } from './assess-image'
import { InferenceClient, type StartChild } from './inference-client'
import { type AvailableModel, ModelRegistry } from './model-registry'

export interface InferenceOptions {
  modelsDir: string
  startChild: StartChild
  providers: () => Promise<ExecutionProvider[]>
  /** threads within one operator */
  threads: number
  /** the list of models or a state in it changed */
  onChange?: () => void
}

const loadTimeoutMs = 180_000
const runTimeoutMs = 60_000

export class InferenceService {
  readonly registry: ModelRegistry
  private readonly client: InferenceClient

  constructor({ startChild, ...options }: InferenceOptions) {
    this.client = new InferenceClient(startChild, {
      loadTimeoutMs,
      runTimeoutMs,
      onLoaded: (id, report) => this.registry.noteLoaded(id, report),
      onBroken: (id, error) => this.registry.noteBroken(id, error),
    })
    this.registry = new ModelRegistry(this.client, options)
  }

  /** Rejects with AppException: the codes of ModelRegistry.require and InferenceClient.run. */
  assess(model: AvailableModel, image: PreparedImage, options: AssessOptions): Promise<Assessment> {
    return assessImage(this.client, model, image, options)
  }

  /** Ends the process; open requests reject with CANCELLED. */
  close(): void {
    this.client.stop()
  }
}

/** What a pixel worker must do to an image before this model sees it. */
export function preprocessingOf({ manifest }: AvailableModel): PreprocessingStep[] {
  const [input] = manifest.inputs
  if (!input) throw new AppException('MODEL_MANIFEST_INVALID', 'The manifest lists no input.')
  return input.preprocessing
}
