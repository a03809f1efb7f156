/** A model on one stored image: prepared by a pixel worker, assessed, the run kept in the vault. */
import type { AnalysisRun } from '../../shared/domain/analysis/analysis'
import { inputRegion } from '../../shared/domain/models/input-region'
import { AppException } from '../../shared/result'
import type { NewRun } from '../store/queries/analysis-runs'
import type { OpenVault } from '../workers/vault-workers'
import type { AssessOptions } from './assess-image'
import { type InferenceService, preprocessingOf } from './inference-service'

export interface AnalysisRequest {
  instanceId: string
  modelId: string
  /** null: the default version */
  modelVersion: string | null
  /** the reader's word, years; counts only where the file has no age */
  statedAgeYears: number | null
}

type Options = Pick<AssessOptions, 'signal' | 'priority'>

/** Rejects as {@link assessInstance}. */
export async function analyseInstance(
  inference: InferenceService,
  vault: OpenVault,
  request: AnalysisRequest,
  options: Options = {},
): Promise<AnalysisRun> {
  return vault.store.call('insertRun', await assessInstance(inference, vault, request, options))
}

/**
 * The run without storing it.
 * Rejects with AppException: MODEL_*, INFERENCE_*, NOT_FOUND, BLOB_DAMAGED, the decoding codes, VAULT_LOCKED, and CANCELLED
 * when `signal` is aborted.
 */
export async function assessInstance(
  inference: InferenceService,
  vault: Pick<OpenVault, 'pixels'>,
  { instanceId, modelId, modelVersion, statedAgeYears }: AnalysisRequest,
  options: Options = {},
): Promise<NewRun> {
  const startedAt = performance.now()
  const model = await inference.registry.require(modelId, modelVersion)
  if (model.retired)
    throw new AppException('MODEL_RETIRED', `The model ${model.key} is retired and gives no new results.`)
  const preparation = preprocessingOf(model)
  const image = await vault.pixels.prepareForModel(instanceId, preparation, options)
  const { pixels } = image.facts
  const { outcome, activations, mask } = await inference.assess(model, image, {
    ...options,
    statedAgeYears,
    ignoreGates: false,
    startedAt,
  })
  const usedAge = image.facts.ageYears === null ? statedAgeYears : null
  return {
    instanceId,
    statedAgeYears: usedAge,
    outcome,
    activations,
    mask: mask && pixels && { ...mask, region: inputRegion(preparation.preprocessing, pixels) },
  }
}
