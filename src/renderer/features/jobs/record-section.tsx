import { FileText, RotateCcw, Square } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { IntakeSummary } from '../../../shared/domain/record-import/intake-summary'
import { reporting } from '../../app/import-actions'
import { resumeIntake, showIntake } from '../../app/record-import'
import { call } from '../../bridge'
import { useFormatters } from '../../i18n/format'
import { Badge, type BadgeTone } from '../../ui/badge'
import { Button } from '../../ui/button'
import { Progress } from '../../ui/progress'
import { useRecordIntakes, useRecordRuns } from './record-runs'

const shown = 3

const tones: Record<IntakeSummary['state'], BadgeTone> = {
  running: 'info',
  done: 'good',
  failed: 'danger',
  cancelled: 'neutral',
  interrupted: 'warning',
}

/** Imports of records in the panel of jobs: those that run, can be resumed, or were the last. */
export function RecordSection() {
  const { t } = useTranslation()
  const intakes = useRecordIntakes()
  const runs = useRecordRuns()
  const wanted = intakes.filter(
    ({ id, state }, index) =>
      index < shown || state === 'interrupted' || runs.some(({ intakeId }) => intakeId === id),
  )
  if (wanted.length === 0) return null
  return (
    <section className="queue-section" aria-label={t('recordImport.jobs.title')}>
      <div className="job__head">
        <h3>{t('recordImport.jobs.title')}</h3>
      </div>
      <ul>
        {wanted.map((intake) => (
          <RecordJob key={intake.id} intake={intake} />
        ))}
      </ul>
    </section>
  )
}

function RecordJob({ intake }: { intake: IntakeSummary }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const run = useRecordRuns().find(({ intakeId }) => intakeId === intake.id)
  const state = run ? 'running' : intake.state
  const { id: intakeId } = intake
  return (
    <li className="job">
      <div className="job__head">
        <strong className="clip">
          {t(`recordImport.format.${intake.format}`)} · {intake.sender}
        </strong>
        <Badge tone={tones[state]}>{t(`recordImport.intakes.state.${state}`)}</Badge>
        <span className="quiet">{format.clock(intake.startedAtMs)}</span>
      </div>
      {run && (
        <div className="job__progress">
          <Progress label={t('recordImport.run.title')} value={run.bytesDone} max={run.bytes} />
          <p className="quiet">
            {t('recordImport.run.progress', {
              items: run.items,
              done: format.bytes(run.bytesDone),
              all: format.bytes(run.bytes),
            })}
          </p>
        </div>
      )}
      {intake.held.waiting > 0 && (
        <p className="job__counts">{t('recordImport.held.waiting', { count: intake.held.waiting })}</p>
      )}
      <div className="job__actions">
        {run && (
          <Button icon={<Square />} onClick={() => void reporting(call('recordImport:cancel', { intakeId }))}>
            {t('jobs.cancel')}
          </Button>
        )}
        {!run && (state === 'interrupted' || state === 'cancelled') && (
          <Button icon={<RotateCcw />} onClick={() => void resumeIntake(intakeId)}>
            {t('jobs.resume')}
          </Button>
        )}
        <Button icon={<FileText />} onClick={() => showIntake(intakeId)}>
          {t('jobs.report')}
        </Button>
      </div>
    </li>
  )
}
