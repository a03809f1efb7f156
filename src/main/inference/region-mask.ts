/** What a segmentation marked: one plane a label in the grid of the model's input. */
import type { RegionOutput } from '../../shared/domain/analysis/analysis'
import { sigmoid } from '../../shared/domain/models/calibration'
import { AppException } from '../../shared/result'
import type { SegmentationContract } from './model-contract'

export interface RegionMask {
  rows: number
  columns: number
  /** in the order of the model; `data` is 1 inside and 0 outside, row by row */
  regions: { label: string; data: Uint8Array }[]
}

/**
 * A place belongs to a label whose share reaches the threshold. Where classes exclude each other (softmax, or a background
 * among them) only the likeliest one counts.
 * @throws AppException INFERENCE_FAILED when there are too few values
 */
export function regionMask(
  { input, mask }: SegmentationContract,
  values: Float32Array,
): { mask: RegionMask; regions: RegionOutput[] } {
  const { rows, columns, layout } = input
  const places = rows * columns
  const first = mask.background ? 1 : 0
  const channels = mask.labels.length + first
  if (values.length !== places * channels)
    throw new AppException('INFERENCE_FAILED', 'The mask does not have its size.')
  const regions = mask.labels.map(({ label }) => ({ label, data: new Uint8Array(places) }))
  const shares = new Float64Array(channels)
  const exclusive = mask.background || mask.activation === 'softmax'
  for (let place = 0; place < places; place++) {
    for (let channel = 0; channel < channels; channel++)
      shares[channel] = values[
        layout === 'NHWC' ? place * channels + channel : channel * places + place
      ] as number
    toShares(shares, mask.activation)
    const likeliest = exclusive ? shares.indexOf(Math.max(...shares)) : -1
    for (const [at, { data }] of regions.entries()) {
      const isOnly = !exclusive || at + first === likeliest
      data[place] = isOnly && (shares[at + first] as number) >= mask.threshold ? 1 : 0
    }
  }
  return {
    mask: { rows, columns, regions },
    regions: regions.map(({ label, data }) => ({ label, areaShare: ones(data) / places })),
  }
}

function toShares(values: Float64Array, activation: SegmentationContract['mask']['activation']): void {
  if (activation === 'identity') return
  if (activation === 'sigmoid') {
    for (const [at, value] of values.entries()) values[at] = sigmoid(value)
    return
  }
  const largest = Math.max(...values)
  let sum = 0
  for (const value of values) sum += Math.exp(value - largest)
  for (const [at, value] of values.entries()) values[at] = Math.exp(value - largest) / sum
}

function ones(data: Uint8Array): number {
  let count = 0
  for (const value of data) count += value
  return count
}
