import type { TFunction } from 'i18next'
import { isResumable, type Job } from '../../../shared/domain/jobs/job'

export const isActive = (job: Job): boolean => job.state === 'queued' || job.state === 'running'

const kinds = ['imported', 'duplicate', 'conflict', 'error'] as const

/** '480 imported, 3 problems': what is not zero, separated as the language does. */
export function countsText(t: TFunction, job: Job): string {
  const parts = kinds
    .filter((kind) => job.counts[kind] > 0 || (kind === 'imported' && job.done === 0))
    .map((kind) => t(`jobs.counts.${kind}`, { count: job.counts[kind] }))
  return parts.join(' · ')
}

/** What to announce when a job comes to its end; null while it goes on. */
export function announcement(t: TFunction, job: Job): string | null {
  const kind = t(`jobs.kind.${job.kind}`)
  switch (job.state) {
    case 'done':
    case 'cancelled':
      return t('jobs.announceDone', { kind, summary: countsText(t, job) })
    case 'failed':
      return t('jobs.announceFailed', { kind, reason: job.error ? t(`errors.${job.error.code}.title`) : '' })
    case 'interrupted':
      return isResumable(job)
        ? t('jobs.announceInterrupted', { kind })
        : t('jobs.announceDone', { kind, summary: countsText(t, job) })
    case 'queued':
    case 'running':
      return null
  }
}
