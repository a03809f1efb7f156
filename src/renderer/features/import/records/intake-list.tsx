import { History, RotateCcw, Square } from 'lucide-react'
import { useState } from 'react'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import {
  type IntakeRun,
  type IntakeSummary,
  outcomeCounts,
} from '../../../../shared/domain/record-import/intake-summary'
import { intakeOutcomes } from '../../../../shared/domain/record/intake'
import { reporting } from '../../../app/import-actions'
import { navigate } from '../../../app/navigation'
import { importRecords, resumeIntake, useRecordImport } from '../../../app/record-import'
import { call, errorOf, useBridgeQuery } from '../../../bridge'
import { useFormatters } from '../../../i18n/format'
import { Badge, type BadgeTone } from '../../../ui/badge'
import { Button } from '../../../ui/button'
import { EmptyState } from '../../../ui/empty-state'
import { ErrorNotice } from '../../../ui/error-notice'
import { Progress } from '../../../ui/progress'
import { setHeldFilter } from './held-filter'
import { IntakeReport } from './intake-report'
import { MappingsDialog } from './mappings-dialog'

/** Every import: who, when, what, and what became of it. */
export function IntakeList() {
  const { t } = useTranslation()
  const intakes = useBridgeQuery('recordImport:intakes', [])
  const runs = useBridgeQuery('recordImport:running', []).data ?? []
  const [managing, setManaging] = useState(false)
  if (intakes.error)
    return (
      <div className="new-import__body">
        <ErrorNotice error={errorOf(intakes.error)} />
      </div>
    )
  if (intakes.data?.length === 0)
    return (
      <EmptyState
        icon={<History />}
        title={t('recordImport.intakes.none')}
        actions={
          <Button tone="primary" onClick={() => void importRecords('files')}>
            {t('recordImport.chooseFiles')}
          </Button>
        }
      >
        {t('recordImport.nothing.text')}
      </EmptyState>
    )
  return (
    <div className="intakes">
      <div className="intakes__bar">
        <h2>{t('recordImport.intakes.title', { count: intakes.data?.length ?? 0 })}</h2>
        <Button onClick={() => setManaging(true)}>{t('recordImport.columns.manage')}</Button>
      </div>
      <ul>
        {intakes.data?.map((intake) => (
          <li key={intake.id}>
            <IntakeEntry intake={intake} run={runs.find(({ intakeId }) => intakeId === intake.id)} />
          </li>
        ))}
      </ul>
      {managing && <MappingsDialog onClose={() => setManaging(false)} />}
    </div>
  )
}

const tones: Record<IntakeSummary['state'], BadgeTone> = {
  running: 'info',
  done: 'good',
  failed: 'danger',
  cancelled: 'neutral',
  interrupted: 'warning',
}

function IntakeEntry({ intake, run }: { intake: IntakeSummary; run: IntakeRun | undefined }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const opened = useRecordImport((state) => state.intakeId === intake.id)
  const state = run ? 'running' : intake.state
  const failed = intake.files.filter(({ error }) => error !== null).length
  return (
    <section
      className="intake"
      aria-label={t('recordImport.intakes.of', { when: format.moment(intake.startedAtMs) })}
    >
      <div className="intake__head">
        <div className="intake__text selectable">
          <h3>
            {t(`recordImport.format.${intake.format}`)} · {intake.sender}
          </h3>
          <p className="quiet">
            {t('recordImport.intakes.by', { when: format.moment(intake.startedAtMs), who: intake.startedBy })}{' '}
            · {t('recordImport.files.chosen', { count: intake.files.length })}
          </p>
        </div>
        <Badge tone={tones[state]}>{t(`recordImport.intakes.state.${state}`)}</Badge>
        {failed > 0 && (
          <Badge tone="danger">{t('recordImport.intakes.failedFiles', { count: failed })}</Badge>
        )}
        <IntakeActions intake={intake} isRunning={run !== undefined} hasFailed={failed > 0} />
      </div>
      {run ? <RunProgress run={run} /> : <Outcomes intake={intake} />}
      {intake.error && (
        <ErrorNotice error={intake.error} live={false} kept={t('recordImport.intakes.kept')} />
      )}
      {!run && (
        <details open={opened}>
          <summary>{t('recordImport.intakes.report')}</summary>
          <IntakeReport intake={intake} />
        </details>
      )}
    </section>
  )
}

function IntakeActions({
  intake,
  isRunning,
  hasFailed,
}: {
  intake: IntakeSummary
  isRunning: boolean
  hasFailed: boolean
}) {
  const { t } = useTranslation()
  const { id: intakeId, held } = intake
  const isResumable =
    !isRunning && (['interrupted', 'cancelled', 'failed'].includes(intake.state) || hasFailed)
  return (
    <div className="intake__actions">
      {isRunning && (
        <Button icon={<Square />} onClick={() => void reporting(call('recordImport:cancel', { intakeId }))}>
          {t('common.cancel')}
        </Button>
      )}
      {isResumable && (
        <Button icon={<RotateCcw />} onClick={() => void resumeIntake(intakeId)}>
          {t('jobs.resume')}
        </Button>
      )}
      {held.waiting > 0 && (
        <Button
          onClick={() => {
            setHeldFilter({ intakeId, reason: null })
            navigate({ page: 'worklist', imports: 'quarantine' })
          }}
        >
          {t('recordImport.intakes.repair', { count: held.waiting })}
        </Button>
      )}
    </div>
  )
}

export function RunProgress({ run }: { run: IntakeRun }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const text = t('recordImport.run.progress', {
    items: run.items,
    done: format.bytes(run.bytesDone),
    all: format.bytes(run.bytes),
  })
  return (
    <div className="intake__progress">
      <Progress label={t('recordImport.run.title')} value={run.bytesDone} max={run.bytes} valueText={text} />
      <p className="quiet tabular">
        {text}
        {run.files > 1 && ` · ${t('recordImport.run.files', { done: run.filesDone, all: run.files })}`}
        {run.remainingMs !== null && ` · ${remaining(t, run.remainingMs)}`}
      </p>
    </div>
  )
}

function remaining(t: TFunction, ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000))
  return seconds < 90
    ? t('recordImport.run.seconds', { count: seconds })
    : t('recordImport.run.minutes', { count: Math.round(seconds / 60) })
}

const outcomeTones: Partial<Record<(typeof intakeOutcomes)[number], BadgeTone>> = {
  added: 'good',
  rejected: 'warning',
}

/** Counts over all kinds; what became of rows that were held back. */
function Outcomes({ intake }: { intake: IntakeSummary }) {
  const { t } = useTranslation()
  const counts = outcomeCounts(intake.files)
  const { waiting, repaired, dropped } = intake.held
  return (
    <p className="check-step__badges">
      {intakeOutcomes
        .filter((outcome) => outcome === 'added' || (counts.get(outcome) ?? 0) > 0)
        .map((outcome) => (
          <Badge key={outcome} tone={outcomeTones[outcome] ?? 'neutral'}>
            {t(`recordImport.outcome.${outcome}`, { count: counts.get(outcome) ?? 0 })}
          </Badge>
        ))}
      {waiting + repaired + dropped > 0 && (
        <span className="quiet">{t('recordImport.intakes.held', { waiting, repaired, dropped })}</span>
      )}
    </p>
  )
}
