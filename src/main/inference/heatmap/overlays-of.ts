import type { FindingOutput } from '../../../shared/domain/analysis/analysis'
import { inputRegion } from '../../../shared/domain/models/input-region'
import type { Calibration } from '../../../shared/domain/models/manifest'
import type { GrayImage } from '../../imaging/grayscale'
import type { Assessment } from '../assess-image'
import { biasAt } from '../evidence-maps'
import type { ClassificationContract } from '../model-contract'
import type { ImageModel } from '../model-registry'
import { type Overlay, scaleLogOdds } from './draw-overlay'

/** One overlay a finding that has a map. */
export function overlaysOf(
  { manifest, contract }: ImageModel,
  film: GrayImage,
  assessment: Assessment,
): Overlay[] {
  const { outcome, activations } = assessment
  if (outcome.status !== 'assessed' || contract.task !== 'image-classification') return []
  const region = inputRegion(manifest.inputs[0]?.preprocessing ?? [], film)
  return activations.flatMap((map) => {
    const scale = scaleOf(contract, map.label)
    const output = outcome.outputs.find((each) => each.label === map.label)
    if (!scale || !output) return []
    const caption = [
      headline(output, scale.threshold),
      `${manifest.id} ${manifest.version}  colour: from the threshold, log-odds 0 to ${scaleLogOdds}`,
      'image finding for a reader to confirm, not a diagnosis',
    ]
    return [{ film, region, map, ...scale, caption }]
  })
}

const headline = ({ label, probability, calibrated }: FindingOutput, threshold: number): string =>
  `${label}  ${calibrated ? 'p' : 'score'} = ${probability.toFixed(3)}  threshold ${threshold.toFixed(3)}`

/** Findings only: how a finding divides into patterns has no threshold to count from. */
function scaleOf(
  { findings, maps }: ClassificationContract,
  label: string,
): { bias: number; calibration: Calibration; threshold: number } | null {
  const index = findings.labels.findIndex((each) => each.label === label)
  const finding = findings.labels[index]
  const map = maps.find(({ of }) => of === findings.name)
  if (!finding || !map) return null
  // The biases are in the map of a softmax already.
  const bias = finding.activation === 'softmax' ? 0 : biasAt(map, index)
  return { bias, calibration: finding.calibration, threshold: finding.threshold.value }
}
