/** Tells of the sample ward and of new alerts, wherever in the program somebody is. */
import i18next from 'i18next'
import { useEffect } from 'react'
import type { SampleWardState, WardNews } from '../../shared/domain/ward/news'
import { showToast } from '../ui/toast'
import { navigate } from './navigation'

/** New alerts are told together, at most this often: one notice more often than it can be answered is none. */
const quietMs = 60_000

/** Mounted once, by the shell. */
export function useWardNotices(): void {
  useEffect(() => {
    const alerts = new AlertNotices()
    const subscriptions = [
      window.vesalius.on('ward:changed', ({ raised }) => alerts.add(raised)),
      window.vesalius.on('ward:sampleChanged', tellSample),
    ]
    return () => {
      alerts.stop()
      for (const unsubscribe of subscriptions) unsubscribe()
    }
  }, [])
}

/** That it is there is told by the list itself, and by the report of its import. */
function tellSample({ state, error }: SampleWardState): void {
  if (state === 'cancelled') showToast({ tone: 'neutral', text: i18next.t('ward.sample.cancelled') })
  if (state === 'failed' && error)
    showToast({ tone: 'danger', text: i18next.t(`errors.${error.code}.title`) })
}

/** Gathers what is raised, tells the first at once, and what follows together behind the quiet time. */
class AlertNotices {
  private waiting = { critical: 0, urgent: 0, notice: 0 }
  private timer: ReturnType<typeof setTimeout> | undefined
  private toldAtMs = Number.NEGATIVE_INFINITY

  add(raised: WardNews['raised']): void {
    if (raised.critical + raised.urgent + raised.notice === 0) return
    for (const severity of ['critical', 'urgent', 'notice'] as const)
      this.waiting[severity] += raised[severity]
    const waitMs = Math.max(0, this.toldAtMs + quietMs - performance.now())
    this.timer ??= setTimeout(() => this.tell(), waitMs)
  }

  stop(): void {
    clearTimeout(this.timer)
  }

  private tell(): void {
    const { critical, urgent, notice } = this.waiting
    this.waiting = { critical: 0, urgent: 0, notice: 0 }
    this.timer = undefined
    this.toldAtMs = performance.now()
    const text = i18next.t('ward.alerts.raised', { count: critical + urgent + notice })
    showToast({
      tone: critical > 0 ? 'danger' : 'warning',
      text: critical > 0 ? i18next.t('ward.alerts.raisedCritical', { text, critical }) : text,
      action: {
        label: i18next.t('ward.alerts.show'),
        run: () => navigate({ page: 'patient', patientId: null }),
      },
    })
  }
}
