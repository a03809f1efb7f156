/** Finds the model that says how unusual a row is for another model. */
import {
  type FamiliarityModel,
  isFamiliarityModel,
  type ModelRegistry,
  type TableModel,
} from '../../inference/model-registry'

/** Null where no available model knows the table, with the same columns in the same order. */
export async function familiarityFor(
  registry: Pick<ModelRegistry, 'open' | 'list' | 'require'>,
  model: TableModel,
): Promise<FamiliarityModel | null> {
  await registry.open()
  const columns = model.contract.input.columns.map(({ name }) => name).join('\n')
  for (const { id, isDefault, manifest, state } of registry.list()) {
    if (!isDefault || state.state !== 'available' || manifest?.task !== 'table-familiarity') continue
    const knows = manifest.inputs.some(({ tables }) =>
      tables.some((table) => table.model === model.manifest.id && table.columns.join('\n') === columns),
    )
    if (!knows) continue
    const found = await registry.require(id)
    if (isFamiliarityModel(found)) return found
  }
  return null
}
