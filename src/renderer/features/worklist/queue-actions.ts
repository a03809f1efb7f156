/** What the worklist asks of the background queue; each says how much it brought. */
import i18next from 'i18next'
import type { QueueRequest } from '../../../shared/domain/analysis/queue'
import { reporting } from '../../app/import-actions'
import { call } from '../../bridge'
import { showToast } from '../../ui/toast'
import { worklistQuery } from './worklist-query'
import { useWorklist } from './worklist-store'

async function analyse(target: QueueRequest['target'], modelId: string | null = null): Promise<void> {
  const done = await reporting(call('queue:analyse', { target, modelId, again: false }))
  if (!done) return
  showToast(
    done.queued > 0
      ? { text: i18next.t('queue.queued', { count: done.queued }) }
      : { text: i18next.t('queue.nothingQueued') },
  )
}

/** @param modelId null: every model that is switched on */
export const analyseStudies = (studyIds: readonly string[], modelId: string | null = null): Promise<void> =>
  analyse({ kind: 'studies', studyIds: [...studyIds] }, modelId)

/** Everything that the list shows with its filters, beyond what is on the screen. */
export function analyseList(): Promise<void> {
  const { filters, sort } = useWorklist.getState()
  return analyse({ kind: 'filtered', query: worklistQuery(filters, sort, 0, new Date()) })
}

export const analyseMissing = (): Promise<void> => analyse({ kind: 'missing' })
