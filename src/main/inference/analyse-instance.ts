/** A model on one stored image: prepared by a pixel worker, assessed, the run kept in the vault. */
import type { AnalysisRun } from '../../shared/domain/analysis/analysis'
import type { OpenVault } from '../workers/vault-workers'
import { type InferenceService, preprocessingOf } from './inference-service'

export interface AnalysisRequest {
  instanceId: string
  modelId: string
  /** the reader's word, years; counts only where the file has no age */
  statedAgeYears: number | null
}

/** Rejects with AppException: MODEL_*, INFERENCE_*, NOT_FOUND, BLOB_DAMAGED, the decoding codes, VAULT_LOCKED. */
export async function analyseInstance(
  inference: InferenceService,
  vault: OpenVault,
  { instanceId, modelId, statedAgeYears }: AnalysisRequest,
): Promise<AnalysisRun> {
  const startedAt = performance.now()
  const model = await inference.registry.require(modelId)
  const image = await vault.pixels.prepareForModel(instanceId, preprocessingOf(model))
  const { outcome, activations } = await inference.assess(model, image, {
    statedAgeYears,
    ignoreGates: false,
    startedAt,
  })
  const usedAge = image.facts.ageYears === null ? statedAgeYears : null
  return vault.store.call('insertRun', { instanceId, statedAgeYears: usedAge, outcome, activations })
}
