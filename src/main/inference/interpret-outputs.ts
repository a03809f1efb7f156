/** A model's raw outputs as findings: calibrated probabilities, maps, and the score of unfamiliarity. */
import type { FindingOutput } from '../../shared/domain/analysis/analysis'
import type { Calibration } from '../../shared/domain/models/manifest'
import { AppException } from '../../shared/result'
import type { z } from 'zod'
import type { ActivationMap } from '../store/queries/analysis-runs'
import type { NamedTensors, Tensor } from './golden'
import type { ModelContract } from './model-contract'

/** sigmoid(slope * logit + intercept) */
export function calibrate(logit: number, { slope, intercept }: z.infer<typeof Calibration>): number {
  return 1 / (1 + Math.exp(-(slope * logit + intercept)))
}

export interface Interpretation {
  outputs: FindingOutput[]
  /** one map a label, in logits: its mean plus the manifest's bias is the logit */
  activations: ActivationMap[]
  /** null where the model has no such score */
  unfamiliarity: number | null
}

/** Reads the outputs of a run on one image. @throws AppException INFERENCE_FAILED when one is missing */
export function interpretOutputs(contract: ModelContract, tensors: NamedTensors): Interpretation {
  const { labels, name } = contract.logits
  const logits = required(tensors, name).data
  const outputs = labels.map(({ label, calibration, threshold }, index) => {
    const probability = calibrate(at(logits, index), calibration)
    return { label, probability, threshold: threshold.value, positive: probability >= threshold.value }
  })
  const { activation, unfamiliarity } = contract
  return {
    outputs,
    activations: activation ? splitMaps(labels, required(tensors, activation.name)) : [],
    unfamiliarity: unfamiliarity ? at(required(tensors, unfamiliarity.name).data, 0) : null,
  }
}

function splitMaps(labels: readonly { label: string }[], { data, dims }: Tensor): ActivationMap[] {
  const [, , rows = 0, columns = 0] = dims
  return labels.map(({ label }, index) => ({
    label,
    rows,
    columns,
    data: data.slice(index * rows * columns, (index + 1) * rows * columns),
  }))
}

function required(tensors: NamedTensors, name: string): Tensor {
  const tensor = tensors[name]
  if (!tensor) throw new AppException('INFERENCE_FAILED', `The model gave no ${name}.`)
  return tensor
}

function at(data: Float32Array, index: number): number {
  const value = data[index]
  if (value === undefined) throw new AppException('INFERENCE_FAILED', 'The model gave too few values.')
  return value
}
