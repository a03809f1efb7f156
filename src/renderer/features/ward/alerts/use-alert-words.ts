/** Words for alerts and their rules. */
import { useMemo } from 'react'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { AlertSeverity } from '../../../../shared/domain/ward/alert-rule'
import type { AlertValue, ShownAlert } from '../../../../shared/domain/ward/alert'
import { type Formatters, useFormatters } from '../../../i18n/format'
import type { BadgeTone } from '../../../ui/badge'

const shipped = [
  'news2-emergency',
  'news2-urgent',
  'news2-single-three',
  'potassium-high',
  'potassium-low',
  'sodium-low',
  'glucose-low',
  'lactate-high',
  'creatinine-rise',
] as const

/** A shipped rule in the language in use, one of the site in the words of who made it. */
export function ruleTitle(t: TFunction, ruleId: string, title: string): string {
  const known = shipped.find((each) => each === ruleId)
  return known === undefined ? title : t(`ward.rule.shipped.${known}`)
}

export const severityTone: Record<AlertSeverity, BadgeTone> = {
  critical: 'danger',
  urgent: 'warning',
  notice: 'info',
}

export interface AlertWords {
  title(alert: Pick<ShownAlert, 'ruleId' | 'title'>): string
  value(value: AlertValue): string
  state(alert: ShownAlert): string
  /** all of it in a line */
  line(alert: ShownAlert): string
}

export function useAlertWords(): AlertWords {
  const { t } = useTranslation()
  const format = useFormatters()
  return useMemo(() => makeWords(t, format), [t, format])
}

function makeWords(t: TFunction, format: Formatters): AlertWords {
  const title: AlertWords['title'] = (alert) => ruleTitle(t, alert.ruleId, alert.title)
  const value: AlertWords['value'] = ({ value: number, unit, timeMs, isRise }) =>
    t('ward.alerts.value', {
      value: `${isRise ? '+' : ''}${format.measured({ value: Number(number.toPrecision(4)), unit: unit === '{score}' ? '1' : unit })}`,
      time: format.moment(timeMs),
    })
  const state: AlertWords['state'] = ({ state: each, snoozedUntilMs }) =>
    t(`ward.alerts.state.${each}`, { time: snoozedUntilMs === null ? '' : format.moment(snoozedUntilMs) })
  return {
    title,
    value,
    state,
    line: (alert) =>
      t('ward.labelled', {
        label: `${t(`ward.alerts.severity.${alert.severity}`)} · ${title(alert)}`,
        text: `${value(alert.newest)} · ${state(alert)}`,
      }),
  }
}
