/** The queue of analyses in the background. */
import type { SettingsPatch } from '../../../shared/domain/settings/settings'
import { ok } from '../../../shared/result'
import type { AnalysisQueue } from '../../analysis-queue/analysis-queue'
import type { SettingsStore } from '../../settings/settings-store'
import type { AreaHandlers } from '../register'

export function queueHandlers(queue: AnalysisQueue, settings: SettingsStore): AreaHandlers<'queue'> {
  return {
    'queue:status': async () => ok(await queue.status()),
    'queue:pause': async ({ paused, modelId }) => {
      settings.update({ inference: pausing(settings, paused, modelId) })
      return ok(await queue.status())
    },
    'queue:analyse': async (request) => ok({ queued: await queue.request(request) }),
    'queue:cancel': async ({ modelId }) => ok({ cancelled: await queue.cancel(modelId) }),
    'queue:retryFailed': async ({ modelId }) => ok({ queued: await queue.retryFailed(modelId) }),
    'queue:reading': (reading) => {
      queue.noteReading(reading)
      return ok(null)
    },
  }
}

function pausing(
  settings: SettingsStore,
  paused: boolean,
  modelId: string | null,
): NonNullable<SettingsPatch['inference']> {
  if (modelId === null) return { queuePaused: paused }
  const others = settings.get().inference.pausedModels.filter((id) => id !== modelId)
  return { pausedModels: paused ? [...others, modelId] : others }
}
