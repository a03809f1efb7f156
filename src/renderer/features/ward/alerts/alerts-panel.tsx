import { BellOff, Check, History } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { severityRank } from '../../../../shared/domain/ward/alert-rule'
import type { ShownAlert } from '../../../../shared/domain/ward/alert'
import { compareNeed } from '../../../../shared/domain/ward/need'
import type { WardRow } from '../../../../shared/domain/ward/ward'
import { useFormatters } from '../../../i18n/format'
import { Badge } from '../../../ui/badge'
import { Button } from '../../../ui/button'
import { openPatient } from '../open-patient'
import { useWardWords } from '../use-ward-words'
import { AlertHistory } from './alert-history'
import { AnswerDialog, type AnswerKind } from './answer-dialog'
import { severityTone, useAlertWords } from './use-alert-words'

interface AlertsPanelProps {
  rows: readonly WardRow[]
  /** whose alerts come first */
  selectedId: string | null
  /** of another time: they are shown, and cannot be answered */
  isPast: boolean
}

/** Alerts by patient, so that ten of one patient are one thing to look at. */
export function AlertsPanel({ rows, selectedId, isPast }: AlertsPanelProps) {
  const { t } = useTranslation()
  const words = useWardWords()
  const [asked, setAsked] = useState<{ kind: AnswerKind; alerts: ShownAlert[]; name: string } | null>(null)
  const [historyOf, setHistoryOf] = useState<WardRow | null>(null)
  const groups = rows
    .filter(({ alerts }) => alerts.length > 0)
    .toSorted(
      (a, b) =>
        Number(b.patient.id === selectedId) - Number(a.patient.id === selectedId) || compareNeed(a, b),
    )
  return (
    <div className="ward-alerts">
      {groups.length === 0 && (
        <p className="ward-alerts__none">
          <strong>{t('ward.alerts.none')}</strong> <span className="quiet">{t('ward.alerts.noneHint')}</span>
        </p>
      )}
      {groups.map((row) => {
        const open = row.alerts.filter(({ state }) => state === 'open')
        return (
          <section key={row.patient.id} className="ward-alerts__group" aria-label={words.nameOf(row)}>
            <h2>
              <button
                type="button"
                className="ward-alerts__name clip"
                onClick={() => openPatient(row.patient.id)}
              >
                {words.nameOf(row)}
              </button>
              <span className="quiet">
                {[row.place?.ward, row.place?.bed].filter((each) => each != null).join(' · ')}
              </span>
              <span className="ward-alerts__actions">
                <Button tone="quiet" icon={<History />} onClick={() => setHistoryOf(row)}>
                  {t('ward.alerts.history')}
                </Button>
                <Button
                  icon={<BellOff />}
                  disabled={isPast || open.length === 0}
                  onClick={() => setAsked({ kind: 'snooze', alerts: open, name: words.nameOf(row) })}
                >
                  {t('ward.alerts.snooze')}
                </Button>
                <Button
                  icon={<Check />}
                  disabled={isPast || open.length === 0}
                  onClick={() => setAsked({ kind: 'acknowledge', alerts: open, name: words.nameOf(row) })}
                >
                  {t('ward.alerts.acknowledge')}
                </Button>
              </span>
            </h2>
            <ul>
              {row.alerts
                .toSorted((a, b) => severityRank[a.severity] - severityRank[b.severity])
                .map((alert) => (
                  <AlertLine key={alert.id} alert={alert} />
                ))}
            </ul>
          </section>
        )
      })}
      {asked && <AnswerDialog {...asked} onClose={() => setAsked(null)} />}
      {historyOf && (
        <AlertHistory
          patientId={historyOf.patient.id}
          name={words.nameOf(historyOf)}
          onClose={() => setHistoryOf(null)}
        />
      )}
    </div>
  )
}

function AlertLine({ alert }: { alert: ShownAlert }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const words = useAlertWords()
  const { seen } = alert
  return (
    <li className="ward-alerts__line">
      <Badge tone={severityTone[alert.severity]} bare>
        {t(`ward.alerts.severity.${alert.severity}`)}
      </Badge>
      <span className="ward-alerts__what">
        <strong>{words.title(alert)}</strong> · {words.value(alert.newest)}
      </span>
      <span className="ward-alerts__state">
        {words.state(alert)}
        {seen && (
          <span className="quiet">
            {' '}
            {t('ward.alerts.seenBy', { by: seen.by, time: format.moment(seen.atMs) })}
            {seen.reason !== '' && ` · ${seen.reason}`}
          </span>
        )}
      </span>
    </li>
  )
}
