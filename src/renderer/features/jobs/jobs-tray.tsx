import { FileText, ListChecks, RotateCcw, X } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TFunction } from 'i18next'
import type { QueueStatus } from '../../../shared/domain/analysis/queue'
import { isResumable, type Job } from '../../../shared/domain/jobs/job'
import { reporting, resumeImport } from '../../app/import-actions'
import { openOverlay } from '../../app/overlays'
import { call, useJobs, useQueue } from '../../bridge'
import { useFormatters } from '../../i18n/format'
import { Badge, ToneShape, type BadgeTone } from '../../ui/badge'
import { Button } from '../../ui/button'
import { IconButton } from '../../ui/icon-button'
import { PopoverButton } from '../../ui/popover-button'
import { Progress, Spinner } from '../../ui/progress'
import { showToast } from '../../ui/toast'
import { announcement, countsText, isActive } from './job-text'
import { QueueSection } from './queue-section'
import { RecordSection } from './record-section'
import { useRecordAnnouncements, useRecordRuns } from './record-runs'
import { batchOf, queueLeft } from './queue-text'
import './jobs-tray.css'

/** Work that another feature does by itself. */
interface OtherWork {
  /** of the panel */
  section: ReactNode
  /** in the tray; '' while it rests */
  text: string
  /** 0 to 1, null where it cannot be said */
  share: number | null
}

/** Long work in the status bar: its progress in a line, and a panel with all jobs. */
export function JobsTray({ other }: { other: OtherWork }) {
  const { t } = useTranslation()
  const known = useJobs().data
  const queue = useQueue().data
  const jobs = known ?? []
  const active = jobs.find(isActive)
  const spoken = useAnnouncements(known)
  const spokenOfQueue = useQueueAnnouncement(queue)
  const spokenOfRecords = useRecordAnnouncements()
  const run = useRecordRuns().at(-1)
  const problems = jobs.some(({ counts, state }) => counts.error + counts.conflict > 0 || state === 'failed')
  return (
    <>
      <PopoverButton
        label={t('jobs.title')}
        placement="above"
        className="status-item jobs-tray"
        panelClassName="jobs-panel-frame"
        content={<JobsPanel jobs={jobs} queue={queue} others={other.section} />}
      >
        {active || run || other.text !== '' || isWorking(queue) ? (
          <Spinner size={14} />
        ) : (
          <ListChecks aria-hidden="true" />
        )}
        {problems && !active && <ToneShape tone="warning" />}
        <span className="clip">
          {run && !active
            ? t('recordImport.jobs.running', { items: run.items })
            : active || other.text === ''
              ? trayText(t, jobs, active, queue)
              : other.text}
        </span>
        {active && (
          <span className="jobs-tray__bar">
            <Progress label={t('jobs.title')} value={active.done} max={active.total} />
          </span>
        )}
        {run && !active && (
          <span className="jobs-tray__bar">
            <Progress label={t('recordImport.jobs.title')} value={run.bytesDone} max={run.bytes} />
          </span>
        )}
        {other.text !== '' && !run && !active && (
          <span className="jobs-tray__bar">
            <Progress label={other.text} value={other.share ?? 0} max={other.share === null ? null : 1} />
          </span>
        )}
      </PopoverButton>
      <span className="visually-hidden" role="status" aria-live="polite">
        {spoken} {spokenOfQueue} {spokenOfRecords}
      </span>
    </>
  )
}

const isWorking = (queue: QueueStatus | undefined): boolean =>
  queue?.models.some(({ running }) => running > 0) ?? false

function trayText(
  t: TFunction,
  jobs: readonly Job[],
  active: Job | undefined,
  queue: QueueStatus | undefined,
): string {
  if (active) {
    const kind = t(`jobs.kind.${active.kind}`)
    return active.total === null
      ? t('jobs.runningUnknown', { kind, done: active.done })
      : t('jobs.running', { kind, done: active.done, total: active.total })
  }
  const left = queueLeft(queue)
  if (queue && left > 0) {
    if (queue.paused) return t('queue.trayPaused', { count: left })
    const batches = queue.models.map(batchOf)
    return t('queue.tray', {
      done: batches.reduce((sum, { ended }) => sum + ended, 0),
      total: batches.reduce((sum, { total }) => sum + total, 0),
    })
  }
  return jobs.length === 0 ? t('jobs.none') : t('jobs.finished', { count: jobs.length })
}

/** Tells of jobs that start and end while the window is open: in a live region, and as a toast when they end. */
function useAnnouncements(jobs: readonly Job[] | undefined): string {
  const { t } = useTranslation()
  const [spoken, setSpoken] = useState('')
  const seen = useRef<Map<string, Job['state']> | null>(null)
  useEffect(() => {
    if (jobs === undefined) return
    const before = seen.current
    seen.current = new Map(jobs.map((job) => [job.id, job.state]))
    // What was there when the window opened is no news. A short job may be over when it is first heard of.
    if (before === null) return
    for (const job of jobs.filter(({ id, state }) => before.get(id) !== state)) {
      const text = announcement(t, job)
      if (text === null) {
        if (!before.has(job.id)) setSpoken(t('jobs.started', { kind: t(`jobs.kind.${job.kind}`) }))
        continue
      }
      setSpoken(text)
      showToast({
        tone: endTone(job),
        text,
        action: {
          label: t('jobs.report'),
          run: () => openOverlay({ kind: 'import-report', jobId: job.id }),
        },
      })
    }
  }, [jobs, t])
  return spoken
}

/** Tells when the queue has run empty; its progress is not read out image by image. */
function useQueueAnnouncement(queue: QueueStatus | undefined): string {
  const { t } = useTranslation()
  const [spoken, setSpoken] = useState('')
  const before = useRef(0)
  const left = queueLeft(queue)
  useEffect(() => {
    setSpoken(before.current > 0 && left === 0 ? t('queue.announceDone') : '')
    before.current = left
  }, [left, t])
  return spoken
}

function endTone(job: Job): BadgeTone {
  if (job.state === 'failed') return 'danger'
  if (job.state === 'interrupted' || job.counts.error + job.counts.conflict > 0) return 'warning'
  return job.state === 'done' ? 'good' : 'neutral'
}

interface JobsPanelProps {
  jobs: readonly Job[]
  queue: QueueStatus | undefined
  others: ReactNode
}

function JobsPanel({ jobs, queue, others }: JobsPanelProps) {
  const { t } = useTranslation()
  return (
    <div className="jobs-panel">
      <h2>{t('jobs.title')}</h2>
      <RecordSection />
      {others}
      <QueueSection status={queue} />
      {jobs.length === 0 && <p className="quiet">{t('jobs.noneHint')}</p>}
      <ul>
        {jobs.map((job) => (
          <JobEntry key={job.id} job={job} />
        ))}
      </ul>
    </div>
  )
}

const stateTones: Record<Job['state'], BadgeTone> = {
  queued: 'neutral',
  running: 'info',
  done: 'good',
  failed: 'danger',
  cancelled: 'neutral',
  interrupted: 'warning',
}

function JobEntry({ job }: { job: Job }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const counts = countsText(t, job)
  return (
    <li className="job">
      <div className="job__head">
        <strong>{t(`jobs.kind.${job.kind}`)}</strong>
        <Badge tone={stateTones[job.state]}>{t(`jobs.state.${job.state}`)}</Badge>
        <span className="quiet">{format.clock(job.startedAtMs)}</span>
        {!isActive(job) && (
          <IconButton
            size="small"
            label={t('jobs.dismiss')}
            icon={<X />}
            onClick={() => void reporting(call('jobs:dismiss', { jobId: job.id }))}
          />
        )}
      </div>
      {isActive(job) && <JobProgress job={job} />}
      {counts && <p className="job__counts">{counts}</p>}
      {job.error && (
        <p className="job__error">{t(`errors.${job.error.code}.title`, job.error.details ?? {})}</p>
      )}
      <JobActions job={job} />
    </li>
  )
}

function JobProgress({ job }: { job: Job }) {
  const { t } = useTranslation()
  const text =
    job.total === null
      ? t('jobs.progressUnknown', { done: job.done })
      : t('jobs.progress', { done: job.done, total: job.total })
  return (
    <div className="job__progress">
      <Progress label={t(`jobs.kind.${job.kind}`)} value={job.done} max={job.total} valueText={text} />
      <p className="quiet">
        {text}
        {job.total !== null && ` · ${t('jobs.remaining', { count: Math.max(0, job.total - job.done) })}`}
      </p>
    </div>
  )
}

function JobActions({ job }: { job: Job }) {
  const { t } = useTranslation()
  return (
    <div className="job__actions">
      {isActive(job) && (
        <Button onClick={() => void reporting(call('jobs:cancel', { jobId: job.id }))}>
          {t('jobs.cancel')}
        </Button>
      )}
      {isResumable(job) && (
        <Button icon={<RotateCcw />} onClick={() => void resumeImport(job.id)}>
          {t('jobs.resume')}
        </Button>
      )}
      {job.done > 0 && (
        <Button icon={<FileText />} onClick={() => openOverlay({ kind: 'import-report', jobId: job.id })}>
          {t('jobs.report')}
        </Button>
      )}
      {job.picturesWaiting > 0 && (
        <>
          <span className="job__pictures">{t('jobs.pictures', { count: job.picturesWaiting })}</span>
          <Button onClick={() => openOverlay({ kind: 'pictures' })}>{t('jobs.fillIn')}</Button>
        </>
      )}
    </div>
  )
}
