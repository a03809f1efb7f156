import { useVirtualizer } from '@tanstack/react-virtual'
import { RotateCcw } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isResumable, type ImportLine, type Job } from '../../../shared/domain/jobs/job'
import { resumeImport } from '../../app/import-actions'
import { bridgeQuery, errorOf, useJobs } from '../../bridge'
import { Badge, type BadgeTone } from '../../ui/badge'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { EmptyState } from '../../ui/empty-state'
import { ErrorNotice } from '../../ui/error-notice'
import { Progress } from '../../ui/progress'
import { Segmented } from '../../ui/segmented'
import { useRowWindows } from '../../ui/use-row-windows'
import './import-report.css'

const windowSize = 100
type Scope = 'all' | 'problems'

/** One line for each file of an import: what happened, and for problems what to do. */
export function ImportReport({ jobId, onClose }: { jobId: string; onClose(): void }) {
  const { t } = useTranslation()
  const job = useJobs().data?.find(({ id }) => id === jobId)
  const problems = job ? job.counts.error + job.counts.conflict : 0
  const [chosen, setChosen] = useState<Scope | null>(null)
  const scope = chosen ?? (problems > 0 ? 'problems' : 'all')
  return (
    <Dialog
      title={t('importing.report.title')}
      size="large"
      onClose={onClose}
      className="import-report"
      footer={
        <>
          {job && isResumable(job) && (
            <Button icon={<RotateCcw />} onClick={() => void resumeImport(jobId)}>
              {t('jobs.resume')}
            </Button>
          )}
          <Button tone="primary" onClick={onClose}>
            {t('common.close')}
          </Button>
        </>
      }
    >
      {job && <Summary job={job} />}
      {job?.error && <ErrorNotice error={job.error} kept={t('importing.report.kept')} live={false} />}
      <div className="import-report__bar">
        <Segmented<Scope>
          label={t('importing.report.show')}
          value={scope}
          options={[
            { value: 'problems', label: t('importing.report.onlyProblems') },
            { value: 'all', label: t('importing.report.all') },
          ]}
          onValue={setChosen}
        />
      </div>
      <Lines key={scope} jobId={jobId} onlyProblems={scope === 'problems'} />
    </Dialog>
  )
}

const countTones = { imported: 'good', duplicate: 'neutral', conflict: 'danger', error: 'warning' } as const

function Summary({ job }: { job: Job }) {
  const { t } = useTranslation()
  const active = job.state === 'running' || job.state === 'queued'
  return (
    <div className="import-report__summary">
      {(['imported', 'duplicate', 'conflict', 'error'] as const).map((kind) => (
        <Badge key={kind} tone={job.counts[kind] > 0 ? countTones[kind] : 'neutral'}>
          {t(`jobs.counts.${kind}`, { count: job.counts[kind] })}
        </Badge>
      ))}
      {active && (
        <span className="import-report__progress">
          <Progress label={t('importing.report.title')} value={job.done} max={job.total} />
        </span>
      )}
    </div>
  )
}

function Lines({ jobId, onlyProblems }: { jobId: string; onlyProblems: boolean }) {
  const { t } = useTranslation()
  const scroller = useRef<HTMLDivElement>(null)
  const [visible, setVisible] = useState({ first: 0, last: 20 })
  const windows = useRowWindows({
    windowSize,
    ...visible,
    windowAt: (offset) => bridgeQuery('import:report', { jobId, onlyProblems, offset, limit: windowSize }),
    rowsOf: (page) => page.lines,
  })
  const total = windows.head?.total ?? 0
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => (onlyProblems ? 76 : 36),
    overscan: 8,
    onChange: (instance) => {
      const items = instance.getVirtualItems()
      const first = items[0]?.index ?? 0
      const last = items.at(-1)?.index ?? 0
      setVisible((before) => (before.first === first && before.last === last ? before : { first, last }))
    },
  })

  if (windows.error) return <ErrorNotice error={errorOf(windows.error)} />
  if (!windows.loading && total === 0) {
    return <EmptyState title={t(onlyProblems ? 'importing.report.noProblems' : 'importing.report.noLines')} />
  }
  return (
    <>
      <div
        ref={scroller}
        className="import-report__lines"
        tabIndex={0}
        role="list"
        aria-label={t('importing.report.list')}
      >
        <div
          role="presentation"
          className="import-report__rows"
          style={{ blockSize: virtualizer.getTotalSize() }}
        >
          {virtualizer.getVirtualItems().map((item) => (
            <div
              key={item.key}
              ref={virtualizer.measureElement}
              data-index={item.index}
              role="listitem"
              aria-setsize={total}
              aria-posinset={item.index + 1}
              className="import-line"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <Line line={windows.rowAt(item.index)} />
            </div>
          ))}
        </div>
      </div>
      <p className="import-report__total quiet">{t('importing.report.lines', { count: total })}</p>
    </>
  )
}

const lineTones: Record<ImportLine['status'], BadgeTone> = {
  imported: 'good',
  duplicate: 'neutral',
  conflict: 'danger',
  error: 'warning',
}

function Line({ line }: { line: ImportLine | undefined }) {
  const { t } = useTranslation()
  if (!line) return <span className="quiet">{t('common.loading')}</span>
  return (
    <>
      <span className="import-line__status">
        <Badge tone={lineTones[line.status]}>{t(`importing.report.status.${line.status}`)}</Badge>
      </span>
      <div className="import-line__text">
        <p className="import-line__input selectable">{line.input}</p>
        {line.error && (
          <p className="import-line__advice">
            {t(`errors.${line.error.code}.title`, line.error.details ?? {})}{' '}
            <span className="quiet">{t(`errors.${line.error.code}.advice`, line.error.details ?? {})}</span>
          </p>
        )}
      </div>
      {line.error && <code className="import-line__code selectable">{line.error.code}</code>}
    </>
  )
}
