/** The use cases of inference, for the windows and for headless commands: one process, one registry. */
import type { AssessedOutcome } from '../../shared/domain/analysis/analysis'
import { AppException } from '../../shared/result'
import { type Assessment, assessImage, type AssessOptions, type PreparedImage } from './assess-image'
import type { NamedTensors } from './golden'
import { InferenceClient, type RunOptions, type RunResult, type StartChild } from './inference-client'
import {
  type AvailableModel,
  imageModel,
  ModelRegistry,
  type RegistryOptions,
  type SeriesModel,
} from './model-registry'
import type { ImagePreparation } from './preprocess/prepare-input'
import { assessSeries } from './series/assess-series'

export interface InferenceOptions extends RegistryOptions {
  startChild: StartChild
  /** see ClientOptions; 2 GB unless stated */
  sessionBudgetBytes?: number
}

const loadTimeoutMs = 180_000
const runTimeoutMs = 60_000
/**
 * A workstation of 8 GB that shows a CT has about this much left. The models of the installation and a few of a site fit; it
 * takes three of the largest that a site may add before one of them has to be opened again.
 */
const sessionBudgetBytes = 2_000_000_000

export class InferenceService {
  readonly registry: ModelRegistry
  private readonly client: InferenceClient

  constructor({ startChild, ...options }: InferenceOptions) {
    this.client = new InferenceClient(startChild, {
      sessionBudgetBytes: options.sessionBudgetBytes ?? sessionBudgetBytes,
      loadTimeoutMs,
      runTimeoutMs,
      onLoaded: (key, report) => this.registry.noteLoaded(key, report),
      onBroken: (key, error) => this.registry.noteBroken(key, error),
      onLeft: (key, left) => this.registry.noteLeft(key, left),
    })
    this.registry = new ModelRegistry(this.client, options)
  }

  /** Rejects with AppException: MODEL_OF_ANOTHER_KIND and the codes of InferenceClient.run. */
  async assess(model: AvailableModel, image: PreparedImage, options: AssessOptions): Promise<Assessment> {
    return assessImage(this.client, imageModel(model), image, options)
  }

  /** A model of series on a table. Rejects with AppException: SERIES_* and the codes of InferenceClient.run. */
  assessSeries(
    model: SeriesModel,
    table: string,
    options: Pick<AssessOptions, 'startedAt' | 'signal' | 'priority'>,
  ): Promise<AssessedOutcome> {
    return assessSeries(this.client, model, table, options)
  }

  /** The graph's own outputs for raw inputs, for explanations, series and generators. Rejects as InferenceClient.run. */
  run(
    { key }: Pick<AvailableModel, 'key'>,
    inputs: NamedTensors,
    options: Omit<RunOptions, 'graph'> = {},
  ): Promise<RunResult> {
    return this.client.run(key, inputs, { ...options, graph: 'main' })
  }

  /**
   * d(first finding's logit) / d(input), in the shape of the input. The second graph is opened, and its hash and golden
   * vectors checked, when it is first asked for. Rejects with AppException: INFERENCE_FAILED where the package has none,
   * and as InferenceClient.run.
   */
  async runGradient(
    { key, contract }: AvailableModel,
    inputs: NamedTensors,
    options: Omit<RunOptions, 'graph'> = {},
  ): Promise<RunResult> {
    if (contract.task !== 'image-classification' || !contract.gradient)
      throw new AppException('INFERENCE_FAILED', 'The model has no gradient graph.')
    return this.client.run(key, inputs, { ...options, graph: 'gradient' })
  }

  /** Ends the process; open requests reject with CANCELLED. */
  close(): void {
    this.client.stop()
  }
}

/** What a pixel worker must do to an image before this model sees it. @throws AppException MODEL_OF_ANOTHER_KIND */
export function preprocessingOf(model: AvailableModel): ImagePreparation {
  const [input] = imageModel(model).manifest.inputs
  if (!input) throw new AppException('MODEL_MANIFEST_INVALID', 'The manifest lists no input.')
  return { preprocessing: input.preprocessing, layout: input.layout }
}
