/** What a manifest promises about its graph, and whether manifest and graph keep it. */
import type { ModelManifest, ModelOutput } from '../../shared/domain/models/manifest'
import { AppException } from '../../shared/result'

type Output<Role extends ModelOutput['role']> = Extract<ModelOutput, { role: Role }>

/** The outputs by their role; a model has one set of logits, at most one map and one unfamiliarity score. */
export interface ModelContract {
  input: { name: string; rows: number; columns: number }
  logits: Output<'finding-logits'>
  activation: Output<'activation-map'> | null
  unfamiliarity: Output<'unfamiliarity-score'> | null
}

const invalid = (message: string): never => {
  throw new AppException('MODEL_MANIFEST_INVALID', message)
}

function only<Role extends ModelOutput['role']>(manifest: ModelManifest, role: Role): Output<Role> | null {
  const found = manifest.outputs.filter((output): output is Output<Role> => output.role === role)
  if (found.length > 1) return invalid(`The manifest lists more than one output of role ${role}.`)
  return found[0] ?? null
}

/** @throws AppException MODEL_MANIFEST_INVALID where the parts of a manifest contradict one another */
export function modelContract(manifest: ModelManifest): ModelContract {
  const [input] = manifest.inputs
  if (!input) return invalid('The manifest lists no input.')
  const [batch, channels, rows, columns] = input.shape
  if (input.shape.length !== 4 || typeof batch !== 'string' || channels !== 1) {
    return invalid('The input must have the shape [N, 1, rows, columns].')
  }
  if (typeof rows !== 'number' || typeof columns !== 'number')
    return invalid('The input must have a fixed size.')
  const resize = input.preprocessing.find((step) => step.step === 'resize')
  if (resize?.width !== columns || resize.height !== rows)
    return invalid('The resize step does not give the input size.')
  const logits = only(manifest, 'finding-logits') ?? invalid('The manifest lists no finding logits.')
  const activation = only(manifest, 'activation-map')
  if (activation && activation.of !== logits.name)
    return invalid('The activation map belongs to no listed output.')
  const labels = logits.labels.map(({ label }) => label)
  if (new Set(labels).size !== labels.length) return invalid('Two findings have the same label.')
  if (manifest.gate.ageYears.min > manifest.gate.ageYears.max)
    return invalid('The age limits are in the wrong order.')
  return {
    input: { name: input.name, rows, columns },
    logits,
    activation,
    unfamiliarity: only(manifest, 'unfamiliarity-score'),
  }
}

/** Name, element type and shape of a graph's input or output; free dimensions are strings. */
export interface GraphValue {
  name: string
  type: string
  shape: readonly (number | string)[]
}

/** @throws AppException MODEL_LOAD_FAILED where the graph is not what the manifest says */
export function checkGraph(
  contract: ModelContract,
  inputs: readonly GraphValue[],
  outputs: readonly GraphValue[],
): void {
  const { input, logits, activation, unfamiliarity } = contract
  const labels = logits.labels.length
  const expectedOutputs = new Map<string, readonly (number | null)[]>([[logits.name, [null, labels]]])
  if (activation) expectedOutputs.set(activation.name, [null, labels, null, null])
  if (unfamiliarity) expectedOutputs.set(unfamiliarity.name, [null, 1])
  checkValues('input', inputs, new Map([[input.name, [null, 1, input.rows, input.columns]]]))
  checkValues('output', outputs, expectedOutputs)
}

function checkValues(
  kind: string,
  values: readonly GraphValue[],
  expected: ReadonlyMap<string, readonly (number | null)[]>,
): void {
  const differs = (what: string): never => {
    throw new AppException('MODEL_LOAD_FAILED', `The graph is not what the manifest says: ${what}.`)
  }
  if (values.length !== expected.size) differs(`${values.length} ${kind}s instead of ${expected.size}`)
  for (const value of values) {
    const shape = expected.get(value.name)
    if (!shape) return differs(`unlisted ${kind} ${value.name}`)
    if (value.type !== 'float32') differs(`${kind} ${value.name} is ${value.type}`)
    const fits =
      value.shape.length === shape.length &&
      shape.every((size, at) => size === null || value.shape[at] === size)
    if (!fits) differs(`${kind} ${value.name} has the shape [${value.shape.join(', ')}]`)
    if (typeof value.shape[0] !== 'string') differs(`${kind} ${value.name} has a fixed batch size`)
  }
}
