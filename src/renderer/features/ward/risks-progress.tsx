import { Play, Square } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button'
import { ErrorNotice } from '../../ui/error-notice'
import { IconButton } from '../../ui/icon-button'
import { Progress } from '../../ui/progress'
import type { WardRisksControl } from './use-ward-risks'

/** How far the risks of everybody on the list are, in the page's head, so that the list below does not move. */
export function RisksProgress({ risks }: { risks: WardRisksControl }) {
  const { t } = useTranslation()
  const { done, total } = risks
  if (risks.stopped)
    return (
      <span className="ward__risks" role="status">
        {t('ward.risk.stoppedAt', { done, total })}
        <IconButton label={t('ward.risk.resume')} icon={<Play aria-hidden="true" />} onClick={risks.start} />
      </span>
    )
  if (!risks.slow) return null
  const text = t('ward.risk.progress', { done, total })
  return (
    <span className="ward__risks">
      {text}
      <Progress label={t('ward.risk.working')} value={done} max={total} valueText={text} />
      <IconButton label={t('ward.risk.stop')} icon={<Square aria-hidden="true" />} onClick={risks.stop} />
    </span>
  )
}

/** Of some people nothing could be worked out; the list itself is complete. */
export function RisksFailed({ risks }: { risks: WardRisksControl }) {
  const { t } = useTranslation()
  if (!risks.error || risks.running || risks.stopped) return null
  return (
    <ErrorNotice
      error={risks.error}
      kept={t('ward.risk.failedCount', { count: risks.failed, total: risks.total })}
      actions={<Button onClick={risks.start}>{t('common.retry')}</Button>}
    />
  )
}
