/** A model's raw outputs on one image as findings: probabilities, ranges, maps, and what it saw of the picture itself. */
import type { FindingOutput, QuantityOutput, RegionOutput } from '../../shared/domain/analysis/analysis'
import { calibrate, isCalibrated, labelLogOdds, sigmoid } from '../../shared/domain/models/calibration'
import type { FindingLabel } from '../../shared/domain/models/manifest'
import { AppException } from '../../shared/result'
import type { ActivationMap } from '../store/queries/analysis-runs'
import type { NamedTensors } from './golden'
import { evidenceMaps } from './evidence-maps'
import type { ClassificationContract, ImageContract, OutputOf, SeriesContract } from './model-contract'
import { type RegionMask, regionMask } from './region-mask'

/** What the model saw of the picture itself; null where it has no such output. */
export interface PictureChecks {
  /** score, above the manifest's threshold unlike the training images */
  unfamiliarity: number | null
  /** logits, one a class of the manifest */
  quality: Float32Array | null
  /** 0..1 that the film is mirrored */
  mirrored: number | null
}

export interface Interpretation extends PictureChecks {
  outputs: FindingOutput[]
  /** of a segmentation; null with other models */
  regions: RegionOutput[] | null
  /** one a label that has a map, in log-odds */
  activations: ActivationMap[]
  /** of a segmentation */
  mask: RegionMask | null
}

/** Reads the outputs of a run on one image. @throws AppException INFERENCE_FAILED when one is missing or no probability */
export function interpretOutputs(contract: ImageContract, tensors: NamedTensors): Interpretation {
  const checks = pictureChecks(contract, tensors)
  if (contract.task === 'image-segmentation') {
    const { mask, regions } = regionMask(contract, valuesOf(tensors, contract.mask.name))
    return { outputs: [], regions, activations: [], mask, ...checks }
  }
  const outputs = findingOutputs(contract, tensors)
  return { outputs, regions: null, activations: evidenceMaps(contract, tensors), mask: null, ...checks }
}

/** The findings of one series. @param row of a run that holds several @throws AppException as {@link interpretOutputs} */
export function interpretSeries(
  { findings, members }: Pick<SeriesContract, 'findings' | 'members'>,
  tensors: NamedTensors,
  row = 0,
): FindingOutput[] {
  const values = rowOf(tensors, findings.name, row)
  const logits = members ? rowOf(tensors, members.name, row) : null
  return findings.labels.map((label, index) => findingOutput(label, values, index, logits))
}

/** The quantity that a model of series estimates; null where it has none. @throws AppException as {@link interpretOutputs} */
export function interpretQuantity(
  { quantity }: Pick<SeriesContract, 'quantity'>,
  tensors: NamedTensors,
  row = 0,
): QuantityOutput | null {
  if (!quantity) return null
  const values = rowOf(tensors, quantity.name, row)
  const quantiles = quantity.levels.map((level, index) => ({ level, value: at(values, index) }))
  return { label: quantity.label, unit: quantity.unit, quantiles }
}

function findingOutputs(
  { findings, pattern, members }: ClassificationContract,
  tensors: NamedTensors,
): FindingOutput[] {
  const values = valuesOf(tensors, findings.name)
  const logits = members ? valuesOf(tensors, members.name) : null
  return findings.labels.flatMap((label, index) => {
    const output = findingOutput(label, values, index, logits)
    if (pattern?.of !== label.label) return [output]
    return [output, ...patternOutputs(pattern, output, at(valuesOf(tensors, pattern.name), 0))]
  })
}

function findingOutput(
  { label, kind, activation, calibration, threshold, refer }: FindingLabel,
  values: Float32Array,
  index: number,
  members: Float32Array | null,
): FindingOutput {
  const value = at(values, index)
  if (activation === 'identity' && !isProbability(value))
    throw new AppException('INFERENCE_FAILED', 'The model gave a value that is no probability.')
  const probability = calibrate(labelLogOdds(values, index, activation), calibration)
  const range = members && rangeOf(members, probability, calibration)
  const isFinding = kind === 'finding'
  return {
    label,
    kind,
    probability,
    calibrated: isCalibrated(calibration),
    threshold: isFinding ? threshold.value : null,
    positive: isFinding && probability >= threshold.value,
    range,
    refer: isFinding && refer !== null && mustRefer(refer, probability, range),
  }
}

/** Rounding of float32 softmax and sigmoid layers. */
const rounding = 1e-3
const isProbability = (value: number): boolean => value >= -rounding && value <= 1 + rounding

/** Of the least and the most certain member. Holds the probability itself, whatever float32 made of the mean. */
function rangeOf(
  members: Float32Array,
  probability: number,
  calibration: FindingLabel['calibration'],
): FindingOutput['range'] {
  const each = Array.from(members, (logit) => calibrate(logit, calibration))
  return {
    low: Math.min(probability, ...each),
    high: Math.max(probability, ...each),
    members: members.length,
  }
}

function mustRefer(
  { low, high, maxRange }: NonNullable<FindingLabel['refer']>,
  probability: number,
  range: FindingOutput['range'],
): boolean {
  if (probability >= low && probability <= high) return true
  return range !== null && range.high - range.low > maxRange
}

/** 1 - p for nothing found, then how p divides: p * q and p * (1 - q). */
function patternOutputs(
  { absent, patterns, calibration }: OutputOf<'pattern-logit'>,
  whole: FindingOutput,
  logit: number,
): FindingOutput[] {
  const share = calibrate(logit, calibration)
  const part = { threshold: null, positive: false, range: null, refer: false }
  const { probability, range } = whole
  const [first, second] = patterns
  const calibrated = whole.calibrated && isCalibrated(calibration)
  return [
    {
      ...part,
      label: absent.label,
      kind: 'normal',
      probability: 1 - probability,
      calibrated: whole.calibrated,
      range: range && { low: 1 - range.high, high: 1 - range.low, members: range.members },
    },
    { ...part, label: first.label, kind: 'pattern', probability: probability * share, calibrated },
    { ...part, label: second.label, kind: 'pattern', probability: probability * (1 - share), calibrated },
  ]
}

function pictureChecks(
  { unfamiliarity, quality, mirrored }: ImageContract,
  tensors: NamedTensors,
): PictureChecks {
  return {
    unfamiliarity: unfamiliarity ? at(valuesOf(tensors, unfamiliarity.name), 0) : null,
    quality: quality ? valuesOf(tensors, quality.name) : null,
    mirrored: mirrored ? sigmoid(at(valuesOf(tensors, mirrored.name), 0)) : null,
  }
}

function valuesOf(tensors: NamedTensors, name: string): Float32Array {
  const tensor = tensors[name]
  if (!tensor) throw new AppException('INFERENCE_FAILED', `The model gave no ${name}.`)
  return tensor.data
}

/** The values of one row of a run's output. */
function rowOf(tensors: NamedTensors, name: string, row: number): Float32Array {
  const values = valuesOf(tensors, name)
  const width = values.length / (tensors[name]?.dims[0] ?? 1)
  return values.subarray(row * width, (row + 1) * width)
}

function at(data: Float32Array, index: number): number {
  const value = data[index]
  if (value === undefined) throw new AppException('INFERENCE_FAILED', 'The model gave too few values.')
  return value
}
