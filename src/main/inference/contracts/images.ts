/** What the manifest of a model of images promises. */
import type {
  ClassificationManifest,
  ImageInput,
  ImageManifest,
  ModelOutput,
  SegmentationManifest,
} from '../../../shared/domain/models/manifest'
import { checkPreprocessing } from '../preprocess/check-preprocessing'
import {
  allowOnly,
  batchOf,
  checkCalibration,
  checkLabels,
  checkMembers,
  findingsOf,
  freeBatch,
  invalid,
  only,
  promise,
  required,
  unusedOf,
  type OutputOf,
  type Promises,
  type ValuePromise,
} from './parts'

export interface ImageInputContract {
  name: string
  rows: number
  columns: number
  channels: 1 | 3
  layout: 'NCHW' | 'NHWC'
}

/** What every model of images may say about the picture itself. */
interface ImageChecks {
  unfamiliarity: OutputOf<'unfamiliarity-score'> | null
  quality: OutputOf<'quality-logits'> | null
  mirrored: OutputOf<'mirrored-logit'> | null
}

export interface ClassificationContract extends Promises, ImageChecks {
  task: 'image-classification'
  input: ImageInputContract
  findings: OutputOf<'finding-logits'>
  pattern: OutputOf<'pattern-logit'> | null
  /** at most one of each output */
  maps: readonly OutputOf<'activation-map'>[]
  members: OutputOf<'member-logits'> | null
  /** of the second graph; null where there is none */
  gradient: { file: string; sha256: string; bytes: number; output: ValuePromise } | null
}

export interface SegmentationContract extends Promises, ImageChecks {
  task: 'image-segmentation'
  input: ImageInputContract
  mask: OutputOf<'segmentation-mask'>
}

/** The shape of `count` images at the input. */
export function inputDims({ rows, columns, channels, layout }: ImageInputContract, count: number): number[] {
  return layout === 'NCHW' ? [count, channels, rows, columns] : [count, rows, columns, channels]
}

const checkRoles = ['unfamiliarity-score', 'quality-logits', 'mirrored-logit'] as const

export function classificationContract(manifest: ClassificationManifest): ClassificationContract {
  const { outputs } = manifest
  allowOnly(manifest, ['finding-logits', 'pattern-logit', 'activation-map', 'member-logits', ...checkRoles])
  const { input, batch } = imageInput(manifest)
  const findings = findingsOf(outputs)
  const pattern = patternOf(outputs, findings)
  const maps = outputs.filter((output) => output.role === 'activation-map')
  checkMaps(maps, findings, pattern)
  const members = only(outputs, 'member-logits')
  if (members) checkMembers(members, findings)
  const labels = findings.labels.length
  const checks = imageChecks(outputs)
  return {
    task: manifest.task,
    batch,
    input,
    findings,
    pattern,
    maps,
    members,
    ...checks,
    gradient: gradientOf(manifest, input, batch),
    unused: unusedOf(manifest),
    inputs: [{ name: input.name, shape: freeBatch(inputDims(input, 1), batch) }],
    outputs: [
      promise(findings, [labels], batch),
      ...maps.map((map) => promise(map, [map.of === findings.name ? labels : 1, null, null], batch)),
      ...(pattern ? [promise(pattern, [1], batch)] : []),
      ...(members ? [promise(members, [null], batch)] : []),
      ...checkPromises(checks, batch),
    ],
  }
}

export function segmentationContract(manifest: SegmentationManifest): SegmentationContract {
  allowOnly(manifest, ['segmentation-mask', ...checkRoles])
  const { input, batch } = imageInput(manifest)
  const mask = required(manifest.outputs, 'segmentation-mask')
  checkLabels(mask.labels)
  const channels = mask.labels.length + (mask.background ? 1 : 0)
  if (mask.activation === 'softmax' && channels < 2) invalid('A softmax needs two classes.')
  const plane = [input.rows, input.columns]
  const checks = imageChecks(manifest.outputs)
  return {
    task: manifest.task,
    batch,
    input,
    mask,
    ...checks,
    unused: unusedOf(manifest),
    inputs: [{ name: input.name, shape: freeBatch(inputDims(input, 1), batch) }],
    outputs: [
      promise(mask, input.layout === 'NHWC' ? [...plane, channels] : [channels, ...plane], batch),
      ...checkPromises(checks, batch),
    ],
  }
}

function imageInput({ inputs, gate }: ImageManifest): { input: ImageInputContract; batch: 'free' | 1 } {
  if (gate.ageYears.min > gate.ageYears.max) invalid('The age limits are in the wrong order.')
  const [listed] = inputs
  if (!listed) return invalid('The manifest lists no input.')
  const [first, ...rest] = listed.shape
  const [channels, rows, columns] = listed.layout === 'NCHW' ? rest : [rest[2], rest[0], rest[1]]
  if (listed.shape.length !== 4 || (channels !== 1 && channels !== 3))
    return invalid(`The input must have the shape ${shapeText(listed)} with 1 or 3 channels.`)
  if (typeof rows !== 'number' || typeof columns !== 'number')
    return invalid('The input must have a fixed size.')
  const input = { name: listed.name, rows, columns, channels, layout: listed.layout } as const
  checkPreprocessing(listed.preprocessing, input)
  return { input, batch: batchOf(first) }
}

const shapeText = ({ layout }: ImageInput): string =>
  layout === 'NCHW' ? '[N, channels, rows, columns]' : '[N, rows, columns, channels]'

function patternOf(
  outputs: readonly ModelOutput[],
  { labels }: OutputOf<'finding-logits'>,
): OutputOf<'pattern-logit'> | null {
  const pattern = only(outputs, 'pattern-logit')
  if (!pattern) return null
  const whole = labels.find(({ label }) => label === pattern.of)
  if (whole?.kind !== 'finding') return invalid('The patterns divide no listed finding.')
  checkLabels([...labels, pattern.absent, ...pattern.patterns])
  checkCalibration(pattern.calibration)
  return pattern
}

function checkMaps(
  maps: readonly OutputOf<'activation-map'>[],
  findings: OutputOf<'finding-logits'>,
  pattern: OutputOf<'pattern-logit'> | null,
): void {
  if (new Set(maps.map(({ of }) => of)).size !== maps.length)
    invalid('An output has more than one activation map.')
  for (const { of, bias } of maps) {
    if (of !== findings.name && of !== pattern?.name)
      invalid('An activation map belongs to no listed output.')
    if (of === findings.name && findings.labels[0]?.activation === 'identity')
      invalid('An activation map adds up to a logit, not to a probability.')
    const values = of === findings.name ? findings.labels.length : 1
    if (typeof bias !== 'number' && bias.length !== values)
      invalid('An activation map needs one bias, or one a label.')
  }
}

function imageChecks(outputs: readonly ModelOutput[]): ImageChecks {
  const quality = only(outputs, 'quality-logits')
  if (quality) {
    if (!quality.classes.includes('usable')) invalid('The classes of quality lack `usable`.')
    if (new Set(quality.classes).size !== quality.classes.length)
      invalid('Two classes of quality are the same.')
  }
  return {
    unfamiliarity: only(outputs, 'unfamiliarity-score'),
    quality,
    mirrored: only(outputs, 'mirrored-logit'),
  }
}

function checkPromises({ unfamiliarity, quality, mirrored }: ImageChecks, batch: 'free' | 1): ValuePromise[] {
  return [
    ...(unfamiliarity ? [promise(unfamiliarity, [1], batch)] : []),
    ...(quality ? [promise(quality, [quality.classes.length], batch)] : []),
    ...(mirrored ? [promise(mirrored, [1], batch)] : []),
  ]
}

function gradientOf(
  { gradient }: ClassificationManifest,
  input: ImageInputContract,
  batch: 'free' | 1,
): ClassificationContract['gradient'] {
  if (!gradient) return null
  const { output, ...file } = gradient
  return { ...file, output: { name: output, shape: freeBatch(inputDims(input, 1), batch) } }
}
