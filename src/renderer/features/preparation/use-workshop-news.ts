import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { navigate, useRoute } from '../../app/navigation'
import { showToast } from '../../ui/toast'
import { followProgress, useWorkshop } from './workshop-store'

/** Follows the workshop's work wherever one is in the program, and tells that it has ended while another page is shown. */
export function useWorkshopNews(): void {
  const { t } = useTranslation()
  const away = useRoute().page !== 'preparation'
  const kind = useWorkshop((state) => state.work?.kind ?? null)
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
      action: { label: t('preparation.away.show'), run: () => navigate({ page: 'preparation' }) },
    })
  }, [kind, away, t])
}
