import type { Assessment } from '../assess-image'
import type { AvailableModel } from '../model-registry'
import type { GrayImage } from '../../imaging/grayscale'
import { type Overlay, scaleLogOdds } from './draw-overlay'

/** One overlay a finding that has a map. */
export function overlaysOf(
  { manifest, contract }: AvailableModel,
  film: GrayImage,
  assessment: Assessment,
): Overlay[] {
  const { outcome, activations } = assessment
  if (outcome.status !== 'assessed' || !contract.activation) return []
  const { bias } = contract.activation
  return activations.flatMap((map) => {
    const label = contract.logits.labels.find((each) => each.label === map.label)
    const output = outcome.outputs.find((each) => each.label === map.label)
    if (!label || !output) return []
    const threshold = label.threshold.value
    const caption = [
      `${map.label}  p = ${output.probability.toFixed(3)}  threshold ${threshold.toFixed(3)}`,
      `${manifest.id} ${manifest.version}  colour: from the threshold, log-odds 0 to ${scaleLogOdds}`,
      'image finding for a reader to confirm, not a diagnosis',
    ]
    return [{ film, map, bias, calibration: label.calibration, threshold, caption }]
  })
}
