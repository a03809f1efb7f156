/** What the manifest of a model of series promises. */
import type { SeriesManifest } from '../../../shared/domain/models/manifest'
import {
  gridColumns,
  gridProblem,
  type MeasurementGrid,
} from '../../../shared/domain/models/measurement-grid'
import {
  allowOnly,
  batchOf,
  checkMembers,
  findingsOf,
  freeBatch,
  invalid,
  only,
  promise,
  unusedOf,
  type OutputOf,
  type Promises,
} from './parts'

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

export function seriesContract(manifest: SeriesManifest): SeriesContract {
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
