/** Which models the queue runs: of each id the version in use, if it finds something on images. */
import type { AnalysisMode } from '../../shared/domain/analysis/queue'
import type { InstalledModel } from '../../shared/domain/models/installed-model'
import { modelKey } from '../../shared/domain/models/model-key'
import type { Settings } from '../../shared/domain/settings/settings'
import type { AnalysisModel } from '../store/queries/analysis-models'

export interface QueueableModels {
  models: AnalysisModel[]
  /** ids of which no version is in use any more */
  retiredIds: string[]
  /** `id@version` of those that can run now */
  readyKeys: string[]
}

/** The installation's models read every new film; what a site added waits until somebody says so. */
export const modeOf = (
  { id, origin }: Pick<InstalledModel, 'id' | 'origin'>,
  modes: Settings['inference']['modes'],
): AnalysisMode => modes[id] ?? (origin === 'built-in' ? 'arrival' : 'demand')

export function queueableModels(
  installed: readonly InstalledModel[],
  modes: Settings['inference']['modes'],
): QueueableModels {
  const inUse = installed.filter(({ isDefault, retired }) => isDefault && !retired)
  const models = inUse.flatMap((each): AnalysisModel[] =>
    each.manifest?.task === 'image-classification'
      ? [{ id: each.id, version: each.version, mode: modeOf(each, modes), gate: each.manifest.gate }]
      : [],
  )
  const ids = new Set(installed.map(({ id }) => id))
  return {
    models,
    retiredIds: [...ids].filter((id) => !inUse.some((each) => each.id === id)),
    readyKeys: inUse.flatMap(({ id, version, state }) =>
      state.state === 'available' && models.some((each) => each.id === id && each.mode !== 'off')
        ? [modelKey(id, version)]
        : [],
    ),
  }
}
