/** Exact class activation maps (Zhou et al., CVPR 2016) that the graph itself gives: their mean plus the bias is the logit. */
import type { ExplanationTarget } from '../../../../shared/domain/analysis/explanation'
import { AppException } from '../../../../shared/result'
import type { NamedTensors } from '../../golden'
import type { PlaceMap } from '../faithfulness'
import { logitWeights, logOddsOf } from '../log-odds'

/**
 * The label's map in log-odds: at each cell what the whole film would have if every cell were like it, so that the mean is
 * the film's own. Of a softmax the other labels' maps are taken off by their share, exact to first order, and for two
 * labels fully. @throws AppException INVALID_INPUT where the graph has no such map, INFERENCE_FAILED
 */
export function activationMap(target: ExplanationTarget, outputs: NamedTensors): PlaceMap {
  if (!target.map)
    throw new AppException('INVALID_INPUT', 'This model gives no activation map for this label.')
  const maps = outputs[target.map.output]
  const logits = outputs[target.output]?.data.subarray(0, target.labels)
  if (!maps || !logits) throw new AppException('INFERENCE_FAILED', 'The model gave no activation map.')
  const [, labels = 0, rows = 0, columns = 0] = maps.dims
  if (labels !== target.labels || maps.data.length < labels * rows * columns)
    throw new AppException('INFERENCE_FAILED', 'The activation map has another size than stated.')
  const weights = logitWeights(target, logits)
  const [own = 0] = logOddsOf(target, outputs, 1)
  const linear = weights.reduce((sum, weight, label) => sum + weight * logits[label]!, 0)
  const values = new Float32Array(rows * columns).fill(own - linear)
  for (const [label, weight] of weights.entries()) {
    if (weight === 0) continue
    const bias = target.map.biases[label] ?? 0
    for (let cell = 0; cell < values.length; cell++)
      values[cell]! += weight * (maps.data[label * rows * columns + cell]! + bias)
  }
  return { rows, columns, values }
}
