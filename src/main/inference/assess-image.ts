/** One image, one model: gates, run, unfamiliarity, findings. */
import type { AnalysisOutcome, Flag, ModelIdentity } from '../../shared/domain/analysis/analysis'
import {
  checkFamiliarity,
  checkGates,
  type GateFailure,
  type GateResult,
  ignoreGates,
  type ImageFacts,
} from '../../shared/domain/analysis/gates'
import type { ModelManifest } from '../../shared/domain/models/manifest'
import { AppException } from '../../shared/result'
import type { ActivationMap } from '../store/queries/analysis-runs'
import type { InferenceClient } from './inference-client'
import { type Interpretation, interpretOutputs } from './interpret-outputs'
import type { AvailableModel } from './model-registry'

/** An image as a pixel worker leaves it for a model. */
export interface PreparedImage {
  facts: ImageFacts
  /** the model's input, one image; null where the instance has no pixels */
  input: Float32Array | null
  /** ms in the worker: reading, decoding, resizing */
  preprocessMs: number
}

export interface AssessOptions {
  /** the reader's word, years; counts only where the file has no age */
  statedAgeYears: number | null
  /** evaluation only: score in spite of failed gates and say so */
  ignoreGates: boolean
  /** `performance.now()` when work on this image began */
  startedAt: number
  signal?: AbortSignal
}

export interface Assessment {
  outcome: AnalysisOutcome
  /** empty when the image was not assessed */
  activations: ActivationMap[]
}

export const modelIdentity = ({ id, version, weights }: ModelManifest): ModelIdentity => ({
  id,
  version,
  sha256: weights.sha256,
})

/** Rejects with AppException: the codes of InferenceClient.run. */
export async function assessImage(
  client: Pick<InferenceClient, 'run'>,
  { manifest, contract }: AvailableModel,
  image: PreparedImage,
  options: AssessOptions,
): Promise<Assessment> {
  const inputSide = Math.min(contract.input.rows, contract.input.columns)
  const checked = checkGates(image.facts, manifest.gate, inputSide, options.statedAgeYears)
  const gates = options.ignoreGates ? ignoreGates(checked) : checked
  const [failure] = gates.failures
  if (failure) return notAssessed(manifest, failure, gates.flags)
  if (!image.input) throw new AppException('INTERNAL', 'An image with pixels was not prepared.')

  const result = await client.run(manifest.id, image.input, 1, options.signal)
  const { outputs, activations, unfamiliarity } = interpretOutputs(contract, result.outputs)
  const flags: Flag[] = result.retriedAfterCrash
    ? [...gates.flags, { code: 'RETRIED_AFTER_CRASH', severity: 'warning' }]
    : gates.flags
  const unfamiliar = familiarityGate(contract.unfamiliarity, unfamiliarity)
  if (unfamiliar && !options.ignoreGates) return notAssessed(manifest, unfamiliar, flags)
  if (unfamiliar) flags.push({ code: 'UNLIKE_TRAINING_IMAGES', severity: 'warning' })
  const ms = {
    preprocess: image.preprocessMs,
    run: result.runMs,
    total: performance.now() - options.startedAt,
  }
  const model = modelIdentity(manifest)
  return {
    outcome: { status: 'assessed', model, provider: result.provider, ms, outputs, flags },
    activations,
  }
}

function familiarityGate(
  output: AvailableModel['contract']['unfamiliarity'],
  score: Interpretation['unfamiliarity'],
): GateFailure | null {
  return output && score !== null ? checkFamiliarity(score, output.threshold) : null
}

function notAssessed(manifest: ModelManifest, reason: GateFailure, flags: GateResult['flags']): Assessment {
  return {
    outcome: { status: 'not-assessed', model: modelIdentity(manifest), reason, flags },
    activations: [],
  }
}
