/** What is explained: the log-odds of one label, read from a graph's raw outputs before any calibration. */
import type { ExplanationTarget } from '../../../shared/domain/analysis/explanation'
import { labelLogOdds } from '../../../shared/domain/models/calibration'
import { AppException } from '../../../shared/result'
import type { NamedTensors } from '../golden'

/**
 * Natural log-odds of the label for each image of a batch: the logit itself (sigmoid); the logit against the log of the
 * others' summed exponentials (softmax); of a probability (identity).
 * @throws AppException INFERENCE_FAILED when the output is missing or too short
 */
export function logOddsOf(target: ExplanationTarget, outputs: NamedTensors, count: number): number[] {
  const values = outputs[target.output]?.data
  if (!values || values.length < count * target.labels)
    throw new AppException('INFERENCE_FAILED', `The model gave too little of ${target.output}.`)
  return Array.from({ length: count }, (_, image) => {
    const own = values.subarray(image * target.labels, (image + 1) * target.labels)
    // One label alone has nothing to share with: its softmax would be 1 whatever the logit.
    const activation = target.activation === 'softmax' && target.labels === 1 ? 'sigmoid' : target.activation
    return target.sign * labelLogOdds(own, target.index, activation)
  })
}

function logSumExp(values: Float32Array): number {
  const most = Math.max(...values)
  return most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0))
}

/**
 * How much the label's log-odds change with each logit of its output: 1 for its own, for a softmax minus each other's
 * share among the others. Signs turned where the label is the opposite.
 */
export function logitWeights(target: ExplanationTarget, logits: Float32Array): number[] {
  const { activation, index, sign } = target
  const others = logits.filter((_, at) => at !== index)
  const total = others.length > 0 ? logSumExp(others) : 0
  return Array.from(logits, (logit, at) => {
    if (at === index) return sign
    return activation === 'softmax' ? -sign * Math.exp(logit - total) : 0
  })
}
