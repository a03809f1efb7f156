/** What contracts of all tasks are made of: outputs by role, shapes, findings. */
import type { Calibration, ModelManifest, ModelOutput } from '../../../shared/domain/models/manifest'
import { sigmoid } from '../../../shared/domain/models/calibration'
import { AppException } from '../../../shared/result'

export type OutputOf<Role extends ModelOutput['role']> = Extract<ModelOutput, { role: Role }>

/** A graph's input or output: its shape, with null where a size is free. */
export interface ValuePromise {
  name: string
  shape: readonly (number | null)[]
}

export interface Promises {
  /** images or series that one run may hold */
  batch: 'free' | 1
  inputs: readonly ValuePromise[]
  /** what a run is asked for */
  outputs: readonly ValuePromise[]
  /** outputs of the graph that no run is asked for */
  unused: readonly string[]
}

export const invalid = (message: string): never => {
  throw new AppException('MODEL_MANIFEST_INVALID', message)
}

export function only<Role extends ModelOutput['role']>(
  outputs: readonly ModelOutput[],
  role: Role,
): OutputOf<Role> | null {
  const found = outputs.filter((output): output is OutputOf<Role> => output.role === role)
  if (found.length > 1) return invalid(`The manifest lists more than one output of role ${role}.`)
  return found[0] ?? null
}

export function required<Role extends ModelOutput['role']>(
  outputs: readonly ModelOutput[],
  role: Role,
): OutputOf<Role> {
  return only(outputs, role) ?? invalid(`The manifest lists no output of role ${role}.`)
}

export function allowOnly({ task, outputs }: ModelManifest, roles: readonly ModelOutput['role'][]): void {
  const other = outputs.find(({ role }) => role !== 'unused' && !roles.includes(role))
  if (other) invalid(`A model for ${task} has no output of role ${other.role}.`)
}

export const unusedOf = ({ outputs }: ModelManifest): string[] =>
  outputs.flatMap(({ role, name }) => (role === 'unused' ? [name] : []))

export const freeBatch = (shape: readonly (number | null)[], batch: 'free' | 1): (number | null)[] => [
  batch === 'free' ? null : 1,
  ...shape.slice(1),
]

export const promise = (
  { name }: { name: string },
  shape: readonly (number | null)[],
  batch: 'free' | 1,
): ValuePromise => ({ name, shape: freeBatch([1, ...shape], batch) })

export function batchOf(first: number | string | undefined): 'free' | 1 {
  if (typeof first === 'string') return 'free'
  return first === 1 ? 1 : invalid('The first dimension of the input must be free, or 1.')
}

export function findingsOf(outputs: readonly ModelOutput[]): OutputOf<'finding-logits'> {
  const findings = required(outputs, 'finding-logits')
  checkLabels(findings.labels)
  const [first] = findings.labels
  if (findings.labels.some(({ activation }) => activation !== first?.activation))
    return invalid('All labels of an output must have the same activation.')
  if (first?.activation === 'softmax' && findings.labels.length < 2)
    return invalid('A softmax needs two labels.')
  for (const { calibration, threshold } of findings.labels) {
    checkCalibration(calibration)
    checkThreshold(calibration, threshold.value)
  }
  for (const { refer } of findings.labels)
    if (refer && refer.low > refer.high) invalid('The limits of a refer band are in the wrong order.')
  return findings
}

export function checkLabels(labels: readonly { label: string }[]): void {
  if (new Set(labels.map(({ label }) => label)).size !== labels.length)
    invalid('Two labels of an output are the same.')
}

export function checkCalibration(calibration: Calibration): void {
  if (calibration.method === 'platt' && calibration.neutral)
    if (!(calibration.neutral.from < calibration.neutral.to))
      invalid('The limits of a neutral zone are in the wrong order.')
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

/** A neutral zone has one answer; a threshold among those that it leaves out would lie at no log-odds. */
function checkThreshold(calibration: Calibration, threshold: number): void {
  if (calibration.method !== 'platt' || !calibration.neutral) return
  const { slope, intercept, neutral } = calibration
  const low = sigmoid(slope * neutral.from + intercept)
  const high = sigmoid(slope * neutral.to + intercept)
  if (threshold > low && threshold < high) invalid('The threshold lies in the neutral zone.')
}

export function checkMembers(members: OutputOf<'member-logits'>, findings: OutputOf<'finding-logits'>): void {
  const [label, ...more] = findings.labels
  if (members.of !== findings.name || more.length > 0 || label?.activation !== 'sigmoid')
    invalid('Members belong to an output of one finding, given as a logit.')
}
