/** One image, one model: gates, run, what the model saw of the picture, findings. */
import type {
  AnalysisOutcome,
  FindingOutput,
  Flag,
  ModelIdentity,
} from '../../shared/domain/analysis/analysis'
import {
  checkFamiliarity,
  checkGates,
  checkQuality,
  type GateFailure,
  ignoreGates,
  type ImageFacts,
} from '../../shared/domain/analysis/gates'
import type { ModelManifest } from '../../shared/domain/models/manifest'
import { AppException } from '../../shared/result'
import type { ActivationMap } from '../store/queries/analysis-runs'
import type { InferenceClient, Priority } from './inference-client'
import { interpretOutputs, type PictureChecks } from './interpret-outputs'
import { type ImageContract, inputDims } from './model-contract'
import type { ImageModel } from './model-registry'
import type { RegionMask } from './region-mask'

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
  /** `reading` where a reader waits for the answer; the default */
  priority?: Priority
}

export interface Assessment {
  outcome: AnalysisOutcome
  /** empty when the image was not assessed */
  activations: ActivationMap[]
  /** of a segmentation; null when the image was not assessed */
  mask: RegionMask | null
}

export const modelIdentity = ({ id, version, weights }: ModelManifest): ModelIdentity => ({
  id,
  version,
  sha256: weights.sha256,
})

/** Rejects with AppException: the codes of InferenceClient.run. */
export async function assessImage(
  client: Pick<InferenceClient, 'run'>,
  { manifest, contract, key }: ImageModel,
  image: PreparedImage,
  options: AssessOptions,
): Promise<Assessment> {
  const { input } = contract
  const checked = checkGates(
    image.facts,
    manifest.gate,
    Math.min(input.rows, input.columns),
    options.statedAgeYears,
  )
  const gates = options.ignoreGates ? ignoreGates(checked) : checked
  const [failure] = gates.failures
  if (failure) return notAssessed(manifest, failure, gates.flags)
  if (!image.input) throw new AppException('INTERNAL', 'An image with pixels was not prepared.')

  const tensors = { [input.name]: { data: image.input, dims: inputDims(input, 1) } }
  const result = await client.run(key, tensors, options)
  const { outputs, regions, activations, mask, ...seen } = interpretOutputs(contract, result.outputs)
  const flags = [...gates.flags]
  if (result.retriedAfterCrash) flags.push({ code: 'RETRIED_AFTER_CRASH', severity: 'warning' })
  const refused = pictureFailures(contract, seen)
  const [refusal] = refused
  if (refusal && !options.ignoreGates) return notAssessed(manifest, refusal, flags)
  for (const { code } of refused) if (code !== 'NO_PIXELS') flags.push({ code, severity: 'warning' })
  flags.push(...noticeFlags(contract, seen, outputs))
  const ms = {
    preprocess: image.preprocessMs,
    run: result.runMs,
    total: performance.now() - options.startedAt,
  }
  const model = modelIdentity(manifest)
  return {
    outcome: {
      status: 'assessed',
      model,
      provider: result.provider,
      ms,
      outputs,
      ...(regions && { regions }),
      flags,
    },
    activations,
    mask,
  }
}

/** What was seen in the picture comes before how unlike the training it is: it says what to do. */
function pictureFailures({ quality, unfamiliarity }: ImageContract, seen: PictureChecks): GateFailure[] {
  const failures = [
    quality && seen.quality ? checkQuality(seen.quality, quality) : null,
    unfamiliarity && seen.unfamiliarity !== null
      ? checkFamiliarity(seen.unfamiliarity, unfamiliarity.threshold)
      : null,
  ]
  return failures.filter((failure) => failure !== null)
}

function noticeFlags(
  { mirrored }: ImageContract,
  seen: PictureChecks,
  outputs: readonly FindingOutput[],
): Flag[] {
  const flags: Flag[] = []
  if (mirrored && seen.mirrored !== null && seen.mirrored > mirrored.limit)
    flags.push({ code: 'MIRRORED', severity: 'warning' })
  if (outputs.some(({ refer }) => refer)) flags.push({ code: 'REFER_TO_HUMAN', severity: 'warning' })
  return flags
}

function notAssessed(manifest: ModelManifest, reason: GateFailure, flags: Flag[]): Assessment {
  return {
    outcome: { status: 'not-assessed', model: modelIdentity(manifest), reason, flags },
    activations: [],
    mask: null,
  }
}
