/** The models that the panel offers: those in use, and those that said something about this study before. */
import type { AnalysisRun } from '../../../../shared/domain/analysis/analysis'
import type { InstalledModel } from '../../../../shared/domain/models/installed-model'
import { compareVersions, modelKey } from '../../../../shared/domain/models/model-key'

export interface ModelOption {
  /** `id@version` */
  key: string
  id: string
  version: string
  /** null where it is not installed any more: only its earlier answers can be shown */
  model: InstalledModel | null
}

/** Models that read an image; one whose manifest cannot be read may be such. */
const readsImages = ({ manifest }: InstalledModel): boolean =>
  manifest === null || manifest.task === 'image-classification' || manifest.task === 'image-segmentation'

/**
 * In the order of the registry, each model's default version before its others; then what is retired or gone and has
 * answers in `history`.
 */
export function modelOptions(
  models: readonly InstalledModel[],
  history: readonly AnalysisRun[],
): ModelOption[] {
  const answered = new Map(
    history.map(({ outcome: { model } }) => [
      modelKey(model.id, model.version),
      { id: model.id, version: model.version },
    ]),
  )
  const inUse = models
    .filter((model) => readsImages(model) && !model.retired)
    .sort((one, other) => one.id.localeCompare(other.id) || Number(other.isDefault) - Number(one.isDefault))
    .map((model) => optionOf(model, model))
  const known = new Set(inUse.map(({ key }) => key))
  const before = [...answered.values()]
    .filter(({ id, version }) => !known.has(modelKey(id, version)))
    .sort((one, other) => one.id.localeCompare(other.id) || compareVersions(other.version, one.version))
    .map((of) =>
      optionOf(of, models.find(({ id, version }) => id === of.id && version === of.version) ?? null),
    )
  return [...inUse, ...before]
}

const optionOf = (
  { id, version }: { id: string; version: string },
  model: InstalledModel | null,
): ModelOption => ({ key: modelKey(id, version), id, version, model })

/**
 * The option that is shown before the reader chooses one: a default version that can be run, of the program's own models
 * first. A model that a site adds is never what a key press runs only because of its name.
 */
export function firstOption(options: readonly ModelOption[]): ModelOption | null {
  const own = new Set(options.filter(({ model }) => model?.origin === 'built-in').map(({ id }) => id))
  const runs = ({ model }: ModelOption) => model?.state.state === 'available' && !model.retired
  const isDefault = (option: ModelOption) => runs(option) && option.model?.isDefault === true
  return (
    options.find((option) => isDefault(option) && own.has(option.id)) ??
    options.find(isDefault) ??
    options.find(runs) ??
    options[0] ??
    null
  )
}

/** The manifest of the very model that gave a run, weights included; null where it is not installed any more. */
export const manifestOfRun = (
  models: readonly InstalledModel[],
  { outcome }: AnalysisRun,
): InstalledModel['manifest'] =>
  models.find(
    ({ id, version, manifest }) =>
      id === outcome.model.id &&
      version === outcome.model.version &&
      manifest?.weights.sha256 === outcome.model.sha256,
  )?.manifest ?? null
