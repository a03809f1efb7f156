/** The queue as this program runs it: fed by imports and the models' list, at work while the vault is open. */
import type { QueueStatus } from '../../shared/domain/analysis/queue'
import type { Settings } from '../../shared/domain/settings/settings'
import { assessInstance } from '../inference/analyse-instance'
import type { InferenceService } from '../inference/inference-service'
import type { Vault } from '../security/vault'
import type { SettingsStore } from '../settings/settings-store'
import { AnalysisQueue } from './analysis-queue'

export interface QueueSurroundings {
  vault: Vault
  inference: InferenceService
  settings: Pick<SettingsStore, 'get' | 'onChange'>
  statusChanged: (status: QueueStatus) => void
  studiesChanged: (studyIds: string[]) => void
  log: (line: string) => void
}

export function createAnalysisQueue({
  vault,
  inference,
  settings,
  ...rest
}: QueueSurroundings): AnalysisQueue {
  const { registry } = inference
  const queue = new AnalysisQueue({
    ...rest,
    models: () => registry.list(),
    settings: () => settings.get().inference,
    assess: (open, { instanceId, modelId, modelVersion }, signal) =>
      assessInstance(
        inference,
        open,
        { instanceId, modelId, modelVersion, statedAgeYears: null },
        { priority: 'background', signal },
      ),
  })
  vault.onChange(() => {
    if (vault.open) queue.start(vault.open)
    else void queue.stop()
  })
  let before = settings.get().inference
  settings.onChange(({ inference: now }) => {
    const tested = before
    before = now
    queue.modelsChanged()
    if (runsElsewhere(tested, now)) void retestModels(inference)
  })
  return queue
}

const runsElsewhere = (one: Settings['inference'], other: Settings['inference']) =>
  one.provider !== other.provider || one.threads !== other.threads

/** Another provider or number of threads: every model passes its self-test there, or is not used there. */
async function retestModels({ registry }: InferenceService): Promise<void> {
  await registry.open()
  await Promise.allSettled(registry.list().map(({ id, version }) => registry.verify(id, version)))
}
