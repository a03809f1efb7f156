/** What a manifest promises, by role, and whether the parts of it agree. */
import type {
  Calibration,
  ClassificationManifest,
  FamiliarityManifest,
  GeneratorManifest,
  ImageInput,
  ImageManifest,
  ModelManifest,
  ModelOutput,
  SegmentationManifest,
  SeriesManifest,
  TableManifest,
} from '../../shared/domain/models/manifest'
import { gridColumns, gridProblem, type MeasurementGrid } from '../../shared/domain/models/measurement-grid'
import { AppException } from '../../shared/result'
import { checkColumns, checkTables } from './tables/check-columns'
import { checkPreprocessing } from './preprocess/check-preprocessing'

export type OutputOf<Role extends ModelOutput['role']> = Extract<ModelOutput, { role: Role }>

/** A graph's input or output: its shape, with null where a size is free. */
export interface ValuePromise {
  name: string
  shape: readonly (number | null)[]
}

interface Promises {
  /** images or series that one run may hold */
  batch: 'free' | 1
  inputs: readonly ValuePromise[]
  /** what a run is asked for */
  outputs: readonly ValuePromise[]
  /** outputs of the graph that no run is asked for */
  unused: readonly string[]
}

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
export interface SeriesContract extends Promises {
  task: 'series-classification'
  /** steps: null where a series may have any length */
  input: { name: string; steps: number | null; features: SeriesManifest['inputs'][number]['features'] }
  /** null where the input is a table as it stands */
  measurements: MeasurementGrid | null
  findings: OutputOf<'finding-logits'>
  members: OutputOf<'member-logits'> | null
  quantity: OutputOf<'quantity-quantiles'> | null
}
export interface TableContract extends Promises {
  task: 'table-classification'
  input: { name: string; columns: TableManifest['inputs'][number]['columns'] }
  population: TableManifest['population']
  findings: OutputOf<'finding-logits'>
  members: OutputOf<'member-logits'> | null
  additive: OutputOf<'additive-contributions'> | null
}
export interface FamiliarityContract extends Promises {
  task: 'table-familiarity'
  /** `start`: the table's first place in the input */
  input: { name: string; width: number; tables: readonly { model: string; start: number; columns: number }[] }
  unfamiliarity: OutputOf<'row-unfamiliarity'>
  position: OutputOf<'row-position'> | null
}
export interface GeneratorContract extends Promises {
  task: 'image-generation'
  noise: { name: string; size: number }
  /** null where the generator takes no class */
  classes: { name: string; labels: readonly string[] } | null
  image: OutputOf<'generated-image'>
}
export type ImageContract = ClassificationContract | SegmentationContract
export type ModelContract =
  ImageContract | SeriesContract | TableContract | FamiliarityContract | GeneratorContract

/** The shape of `count` images at the input. */
export function inputDims({ rows, columns, channels, layout }: ImageInputContract, count: number): number[] {
  return layout === 'NCHW' ? [count, channels, rows, columns] : [count, rows, columns, channels]
}

/** @throws AppException MODEL_MANIFEST_INVALID where the parts of a manifest contradict one another */
export function modelContract(manifest: ClassificationManifest): ClassificationContract
export function modelContract(manifest: SegmentationManifest): SegmentationContract
export function modelContract(manifest: ImageManifest): ImageContract
export function modelContract(manifest: SeriesManifest): SeriesContract
export function modelContract(manifest: TableManifest): TableContract
export function modelContract(manifest: FamiliarityManifest): FamiliarityContract
export function modelContract(manifest: GeneratorManifest): GeneratorContract
export function modelContract(manifest: ModelManifest): ModelContract
export function modelContract(manifest: ModelManifest): ModelContract {
  checkNames(manifest)
  if (manifest.task === 'image-classification') return classificationContract(manifest)
  if (manifest.task === 'image-segmentation') return segmentationContract(manifest)
  if (manifest.task === 'series-classification') return seriesContract(manifest)
  if (manifest.task === 'table-classification') return tableContract(manifest)
  if (manifest.task === 'table-familiarity') return familiarityContract(manifest)
  return generatorContract(manifest)
}

const invalid = (message: string): never => {
  throw new AppException('MODEL_MANIFEST_INVALID', message)
}

function checkNames({ inputs, outputs }: ModelManifest): void {
  for (const values of [inputs, outputs]) {
    const names = values.map(({ name }) => name)
    if (new Set(names).size !== names.length) invalid('Two inputs or two outputs have the same name.')
  }
}

function only<Role extends ModelOutput['role']>(
  outputs: readonly ModelOutput[],
  role: Role,
): OutputOf<Role> | null {
  const found = outputs.filter((output): output is OutputOf<Role> => output.role === role)
  if (found.length > 1) return invalid(`The manifest lists more than one output of role ${role}.`)
  return found[0] ?? null
}

function required<Role extends ModelOutput['role']>(
  outputs: readonly ModelOutput[],
  role: Role,
): OutputOf<Role> {
  return only(outputs, role) ?? invalid(`The manifest lists no output of role ${role}.`)
}

function allowOnly({ task, outputs }: ModelManifest, roles: readonly ModelOutput['role'][]): void {
  const other = outputs.find(({ role }) => role !== 'unused' && !roles.includes(role))
  if (other) invalid(`A model for ${task} has no output of role ${other.role}.`)
}

const unusedOf = ({ outputs }: ModelManifest): string[] =>
  outputs.flatMap(({ role, name }) => (role === 'unused' ? [name] : []))

const checkRoles = ['unfamiliarity-score', 'quality-logits', 'mirrored-logit'] as const

function classificationContract(manifest: ClassificationManifest): ClassificationContract {
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

function segmentationContract(manifest: SegmentationManifest): SegmentationContract {
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

function seriesContract(manifest: SeriesManifest): SeriesContract {
  allowOnly(manifest, ['finding-logits', 'member-logits', 'quantity-quantiles'])
  const [input] = manifest.inputs
  if (!input) return invalid('The manifest lists no input.')
  const [first, steps, features] = input.shape
  if (input.shape.length !== 3 || features !== input.features.length)
    return invalid('The input must have the shape [N, steps, features], with every feature listed.')
  const names = input.features.map(({ name }) => name)
  if (new Set(names).size !== names.length) return invalid('Two features have the same name.')
  const batch = batchOf(first)
  const findings = findingsOf(manifest.outputs)
  const members = only(manifest.outputs, 'member-logits')
  if (members) checkMembers(members, findings)
  const quantity = only(manifest.outputs, 'quantity-quantiles')
  if (quantity?.levels.some((level, at) => at > 0 && !(level > (quantity.levels[at - 1] ?? NaN))))
    return invalid('The levels of a quantity must ascend.')
  const free = typeof steps === 'number' ? steps : null
  if (input.measurements) checkGrid(input.measurements, free, names)
  return {
    task: manifest.task,
    batch,
    input: { name: input.name, steps: free, features: input.features },
    measurements: input.measurements,
    findings,
    unused: unusedOf(manifest),
    members,
    quantity,
    inputs: [{ name: input.name, shape: freeBatch([1, free, features], batch) }],
    outputs: [
      promise(findings, [findings.labels.length], batch),
      ...(members ? [promise(members, [null], batch)] : []),
      ...(quantity ? [promise(quantity, [quantity.levels.length], batch)] : []),
    ],
  }
}

/** Steps and features must be those of the grid that the program makes of the measurements. */
function checkGrid(grid: MeasurementGrid, steps: number | null, features: readonly string[]): void {
  const problem = gridProblem(grid)
  if (problem) invalid(problem)
  if (steps !== grid.hours) invalid('The grid has another number of hours than the input.')
  const { names } = gridColumns(grid)
  if (names.length !== features.length || names.some((name, at) => name !== features[at]))
    invalid('The features are not the columns of the grid.')
}

function tableContract(manifest: TableManifest): TableContract {
  const { outputs, population, task } = manifest
  allowOnly(manifest, ['finding-logits', 'member-logits', 'additive-contributions'])
  const [input] = manifest.inputs
  if (!input) return invalid('The manifest lists no input.')
  const { name, columns } = input
  const batch = rowsOf(input.shape, columns.length)
  checkColumns(columns, population)
  const findings = findingsOf(outputs)
  const members = only(outputs, 'member-logits')
  if (members) checkMembers(members, findings)
  const additive = only(outputs, 'additive-contributions')
  if (additive && (additive.of !== findings.name || findings.labels.length > 1))
    return invalid('Additive contributions belong to an output of one finding.')
  return {
    task,
    batch,
    input: { name, columns },
    population,
    findings,
    members,
    additive,
    unused: unusedOf(manifest),
    inputs: [{ name, shape: freeBatch([1, columns.length], batch) }],
    outputs: [
      promise(findings, [findings.labels.length], batch),
      ...(members ? [promise(members, [null], batch)] : []),
      ...(additive ? [promise(additive, [columns.length], batch)] : []),
    ],
  }
}

function familiarityContract(manifest: FamiliarityManifest): FamiliarityContract {
  allowOnly(manifest, ['row-unfamiliarity', 'row-position'])
  const [input] = manifest.inputs
  if (!input) return invalid('The manifest lists no input.')
  const unfamiliarity = required(manifest.outputs, 'row-unfamiliarity')
  const position = only(manifest.outputs, 'row-position')
  checkTables(input.tables, unfamiliarity.tables)
  let width = 0
  const tables = input.tables.map(({ model, columns }) => {
    const start = width
    width += columns.length
    return { model, start, columns: columns.length }
  })
  const batch = rowsOf(input.shape, width)
  return {
    task: manifest.task,
    batch,
    input: { name: input.name, width, tables },
    unfamiliarity,
    position,
    unused: unusedOf(manifest),
    inputs: [{ name: input.name, shape: freeBatch([1, width], batch) }],
    outputs: [
      promise(unfamiliarity, [tables.length], batch),
      ...(position ? [promise(position, [tables.length * position.size], batch)] : []),
    ],
  }
}

function rowsOf(shape: readonly (number | string)[], columns: number): 'free' | 1 {
  if (shape.length !== 2 || shape[1] !== columns)
    return invalid('The input must have the shape [N, columns], with every column listed.')
  return batchOf(shape[0])
}

function generatorContract(manifest: GeneratorManifest): GeneratorContract {
  allowOnly(manifest, ['generated-image'])
  const image = required(manifest.outputs, 'generated-image')
  const noises = manifest.inputs.filter(({ fill }) => fill.kind === 'noise')
  const [noise] = noises
  const wanted = manifest.inputs.filter(({ fill }) => fill.kind === 'class')
  const [chosen] = wanted
  if (!noise || noises.length > 1 || wanted.length > 1)
    return invalid('A generator has one input of noise and at most one of a class.')
  const [first, size] = noise.shape
  if (noise.shape.length !== 2 || typeof size !== 'number')
    return invalid('Noise must have the shape [N, size].')
  const batch = batchOf(first)
  const labels = chosen?.fill.kind === 'class' ? chosen.fill.classes.map(({ label }) => label) : []
  if (new Set(labels).size !== labels.length) return invalid('Two classes have the same label.')
  if (chosen && (chosen.shape.length !== 2 || chosen.shape[1] !== labels.length))
    return invalid('The class must have the shape [N, classes].')
  return {
    task: manifest.task,
    batch,
    noise: { name: noise.name, size },
    classes: chosen ? { name: chosen.name, labels } : null,
    image,
    unused: unusedOf(manifest),
    inputs: manifest.inputs.map(({ name, shape }) => ({
      name,
      shape: freeBatch([1, shape[1] as number], batch),
    })),
    outputs: [promise(image, [1, null, null], batch)],
  }
}

const freeBatch = (shape: readonly (number | null)[], batch: 'free' | 1): (number | null)[] => [
  batch === 'free' ? null : 1,
  ...shape.slice(1),
]

const promise = (
  { name }: { name: string },
  shape: readonly (number | null)[],
  batch: 'free' | 1,
): ValuePromise => ({ name, shape: freeBatch([1, ...shape], batch) })

function batchOf(first: number | string | undefined): 'free' | 1 {
  if (typeof first === 'string') return 'free'
  return first === 1 ? 1 : invalid('The first dimension of the input must be free, or 1.')
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

function findingsOf(outputs: readonly ModelOutput[]): OutputOf<'finding-logits'> {
  const findings = required(outputs, 'finding-logits')
  checkLabels(findings.labels)
  const [first] = findings.labels
  if (findings.labels.some(({ activation }) => activation !== first?.activation))
    return invalid('All labels of an output must have the same activation.')
  if (first?.activation === 'softmax' && findings.labels.length < 2)
    return invalid('A softmax needs two labels.')
  for (const { calibration } of findings.labels) checkCalibration(calibration)
  for (const { refer } of findings.labels)
    if (refer && refer.low > refer.high) invalid('The limits of a refer band are in the wrong order.')
  return findings
}

function checkLabels(labels: readonly { label: string }[]): void {
  if (new Set(labels.map(({ label }) => label)).size !== labels.length)
    invalid('Two labels of an output are the same.')
}

function checkCalibration(calibration: Calibration): void {
  if (calibration.method !== 'isotonic') return
  const { score, probability } = calibration
  if (score.length !== probability.length)
    invalid('An isotonic calibration has as many scores as probabilities.')
  // A tie of scores would leave the value between them open.
  if (score.some((value, at) => at > 0 && !(value > (score[at - 1] ?? NaN))))
    invalid('The scores of an isotonic calibration must ascend.')
  if (probability.some((value, at) => at > 0 && !(value >= (probability[at - 1] ?? NaN))))
    invalid('The probabilities of an isotonic calibration must not descend.')
}

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

function checkMembers(members: OutputOf<'member-logits'>, findings: OutputOf<'finding-logits'>): void {
  const [label, ...more] = findings.labels
  if (members.of !== findings.name || more.length > 0 || label?.activation !== 'sigmoid')
    invalid('Members belong to an output of one finding, given as a logit.')
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
