import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ShownAlert } from '../../../../shared/domain/ward/alert'
import { errorOf, useBridgeMutation } from '../../../bridge'
import { Badge } from '../../../ui/badge'
import { Button } from '../../../ui/button'
import { Dialog } from '../../../ui/dialog'
import { Select } from '../../../ui/select'
import { TextArea } from '../../../ui/text-area'
import { severityTone, useAlertWords } from './use-alert-words'

export type AnswerKind = 'acknowledge' | 'snooze'
const hours = ['1', '2', '4', '8'] as const

interface AnswerDialogProps {
  kind: AnswerKind
  alerts: readonly ShownAlert[]
  /** of the patient */
  name: string
  onClose(): void
}

/** Asks for a reason, since the next one on the ward will ask for it too. */
export function AnswerDialog({ kind, alerts, name, onClose }: AnswerDialogProps) {
  const { t } = useTranslation()
  const words = useAlertWords()
  const [reason, setReason] = useState('')
  const [hour, setHour] = useState<(typeof hours)[number]>('2')
  const [asked, setAsked] = useState(false)
  const answer = useBridgeMutation('ward:answer', { onSuccess: onClose })
  const send = () => {
    setAsked(true)
    if (reason.trim() === '') return
    answer.mutate([
      { alertIds: alerts.map(({ id }) => id), reason, snoozeHours: kind === 'snooze' ? Number(hour) : null },
    ])
  }
  return (
    <Dialog
      title={t('ward.labelled', { label: t(`ward.alerts.${kind}Title`), text: name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button tone="primary" busy={answer.isPending} onClick={send}>
            {t(`ward.alerts.${kind}`)}
          </Button>
        </>
      }
    >
      <div className="ward-answer">
        <ul className="ward-answer__list">
          {alerts.map((alert) => (
            <li key={alert.id}>
              <Badge tone={severityTone[alert.severity]} bare>
                {t(`ward.alerts.severity.${alert.severity}`)}
              </Badge>
              <span>
                {words.title(alert)} · {words.value(alert.newest)}
              </span>
            </li>
          ))}
        </ul>
        {kind === 'snooze' && (
          <Select
            label={t('ward.alerts.hours')}
            value={hour}
            options={hours.map((value) => ({
              value,
              label: t('ward.alerts.hoursOption', { count: Number(value) }),
            }))}
            onValue={(value) => setHour(value)}
          />
        )}
        <TextArea
          label={t('ward.alerts.reason')}
          hint={t(kind === 'snooze' ? 'ward.alerts.snoozeHint' : 'ward.alerts.reasonHint')}
          error={
            answer.error
              ? t(`errors.${errorOf(answer.error).code}.title`)
              : asked && reason.trim() === ''
                ? t('ward.alerts.needsReason')
                : undefined
          }
          required
          data-autofocus
          maxLength={1000}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      </div>
    </Dialog>
  )
}
