/** What the manifest of a model of tables, or of one that says how unusual a row is, promises. */
import type { FamiliarityManifest, TableManifest } from '../../../shared/domain/models/manifest'
import { checkColumns, checkTables } from '../tables/check-columns'
import {
  allowOnly,
  batchOf,
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
} from './parts'

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

export function tableContract(manifest: TableManifest): TableContract {
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

export function familiarityContract(manifest: FamiliarityManifest): FamiliarityContract {
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
