/** The exact maps of a model's outputs, one a label, as log-odds that the label's own scale reads. */
import { labelLogOdds } from '../../shared/domain/models/calibration'
import { AppException } from '../../shared/result'
import type { ActivationMap } from '../store/queries/analysis-runs'
import type { NamedTensors, Tensor } from './golden'
import type { ClassificationContract, OutputOf } from './model-contract'

type MapOutput = OutputOf<'activation-map'>

/**
 * sigmoid: the map as the graph gives it; its mean plus the manifest's bias is the logit.
 * softmax: at each place the log-odds that the label would have if every place looked like this one, the biases in it.
 * A pattern has the map of its logit, the second one with the sign turned.
 * @throws AppException INFERENCE_FAILED when a map is missing
 */
export function evidenceMaps(contract: ClassificationContract, tensors: NamedTensors): ActivationMap[] {
  return contract.maps.flatMap((map) => {
    const tensor = tensors[map.name]
    if (!tensor) throw new AppException('INFERENCE_FAILED', `The model gave no ${map.name}.`)
    return map.of === contract.findings.name
      ? findingMaps(contract, map, tensor)
      : patternMaps(contract, tensor)
  })
}

function findingMaps({ findings }: ClassificationContract, map: MapOutput, tensor: Tensor): ActivationMap[] {
  const planes = findings.labels.map((_, index) => planeOf(tensor, index))
  return findings.labels.map(({ label, activation }, index) => ({
    label,
    ...sizeOf(tensor),
    data:
      activation === 'softmax'
        ? softmaxMap(planes, map.bias, index)
        : (planes[index]?.slice() ?? new Float32Array()),
  }))
}

function patternMaps({ pattern }: ClassificationContract, tensor: Tensor): ActivationMap[] {
  if (!pattern) return []
  const plane = planeOf(tensor, 0)
  const [first, second] = pattern.patterns
  return [
    { label: first.label, ...sizeOf(tensor), data: plane.slice() },
    { label: second.label, ...sizeOf(tensor), data: plane.map((value) => -value) },
  ]
}

/** The bias that is added to a map's mean for the `index`-th value of its output. */
export const biasAt = ({ bias }: Pick<MapOutput, 'bias'>, index: number): number =>
  typeof bias === 'number' ? bias : (bias[index] ?? 0)

function softmaxMap(planes: readonly Float32Array[], bias: MapOutput['bias'], index: number): Float32Array {
  const here = new Float64Array(planes.length)
  const length = planes[index]?.length ?? 0
  return Float32Array.from({ length }, (_, place) => {
    for (const [at, plane] of planes.entries()) here[at] = (plane[place] as number) + biasAt({ bias }, at)
    return labelLogOdds(here, index, 'softmax')
  })
}

function sizeOf({ dims }: Tensor): { rows: number; columns: number } {
  const [, , rows = 0, columns = 0] = dims
  return { rows, columns }
}

function planeOf(tensor: Tensor, index: number): Float32Array {
  const { rows, columns } = sizeOf(tensor)
  return tensor.data.subarray(index * rows * columns, (index + 1) * rows * columns)
}
