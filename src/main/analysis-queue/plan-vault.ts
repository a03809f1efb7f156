import type { OpenVault } from '../workers/vault-workers'
import type { QueueableModels } from './queueable-models'

interface PlanOptions {
  aborted?: () => boolean
  /** the urgency of these studies may be another now */
  changed?: (studyIds: string[]) => void
}

/**
 * Makes the vault know the models as they are now: plans the images that nobody looked at yet and works out the urgencies
 * that are out of date, in short steps. Rejects with AppException VAULT_LOCKED.
 */
export async function planVault(
  store: OpenVault['store'],
  { models, retiredIds }: QueueableModels,
  { aborted = () => false, changed }: PlanOptions = {},
): Promise<void> {
  await store.call('setAnalysisModels', { models, retiredIds })
  for (const step of ['planArrivals', 'refreshStaleTriage'] as const) {
    let more = true
    while (more && !aborted()) {
      const done = await store.call(step, undefined)
      if (done.studyIds.length > 0) changed?.(done.studyIds)
      more = done.more
    }
  }
}
