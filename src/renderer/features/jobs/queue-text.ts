import type { TFunction } from 'i18next'
import type { QueueModel, QueueStatus } from '../../../shared/domain/analysis/queue'

/** Images of the present batch: those that wait, run, and have ended since the queue was last empty. */
export const batchOf = ({ queued, running, done, failed }: QueueModel): { ended: number; total: number } => {
  const ended = done + failed
  return { ended, total: ended + queued + running }
}

export const leftOf = ({ queued, running }: QueueModel): number => queued + running

export const queueLeft = (status: QueueStatus | undefined): number =>
  (status?.models ?? []).reduce((sum, model) => sum + leftOf(model), 0)

/** What the tray has to show a model for. */
export const isOfInterest = (model: QueueModel): boolean =>
  model.mode !== 'off' || leftOf(model) + model.failed > 0

/** 'about 2 minutes', in steps that do not flicker. */
export function remainingText(t: TFunction, ms: number): string {
  const seconds = ms / 1000
  if (seconds < 60) return t('queue.seconds', { count: Math.max(5, Math.ceil(seconds / 5) * 5) })
  if (seconds < 3600) return t('queue.minutes', { count: Math.ceil(seconds / 60) })
  return t('queue.hours', { count: Math.ceil(seconds / 3600) })
}
