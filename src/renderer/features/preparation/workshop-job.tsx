import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { navigate, useRoute } from '../../app/navigation'
import { Progress, Spinner } from '../../ui/progress'
import { showToast } from '../../ui/toast'
import { followProgress, useWorkshop } from './workshop-store'

const toWorkshop = () => navigate({ page: 'preparation' })

/** In the status bar: what the workshop does while another page is shown, and that it has ended. */
export function WorkshopJob() {
  const { t } = useTranslation()
  const away = useRoute().page !== 'preparation'
  const kind = useWorkshop((state) => state.work?.kind ?? null)
  const share = useWorkshop((state) => state.work?.progress?.share ?? null)
  const before = useRef(kind)
  useEffect(followProgress, [])
  useEffect(() => {
    const ended = before.current
    before.current = kind
    if (!away || kind !== null || ended === null || ended === 'opening') return
    const { error } = useWorkshop.getState()
    showToast({
      tone: error ? 'danger' : 'good',
      text: t(error ? 'preparation.away.failed' : 'preparation.away.ended'),
      action: { label: t('preparation.away.show'), run: toWorkshop },
    })
  }, [kind, away, t])
  if (!away || kind === null || kind === 'opening') return null
  const text = t(`preparation.work.${kind}`)
  return (
    <button type="button" className="status-item jobs-tray" onClick={toWorkshop}>
      <Spinner size={14} />
      <span className="clip">{t('preparation.away.working', { work: text })}</span>
      <span className="jobs-tray__bar">
        <Progress label={text} value={share ?? 0} max={share === null ? null : 1} />
      </span>
    </button>
  )
}
