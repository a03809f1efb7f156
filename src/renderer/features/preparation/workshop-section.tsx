import { FileText, Square } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { navigate, useRoute } from '../../app/navigation'
import { useFormatters } from '../../i18n/format'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import { Progress } from '../../ui/progress'
import { useWorkText } from './use-work-text'
import { cancelWork, useWorkshop } from './workshop-store'

/**
 * What the tray of jobs says of the workshop's work in a line, and how far it is; '' while there is none, and on the workshop's own page,
 * which says it itself.
 */
export function useWorkshopInTray(): { text: string; share: number | null } {
  const { t } = useTranslation()
  const kind = useWorkshop((state) => state.work?.kind ?? null)
  const share = useWorkshop((state) => state.work?.progress?.share ?? null)
  const away = useRoute().page !== 'preparation'
  if (!away || kind === null || kind === 'opening') return { text: '', share: null }
  return { text: t('preparation.away.working', { work: t(`preparation.work.${kind}`) }), share }
}

/** The workshop's run in the panel of jobs: what it does, how far it is, and the way to end it. */
export function WorkshopSection() {
  const { t } = useTranslation()
  const format = useFormatters()
  const text = useWorkText()
  const fileName = useWorkshop((state) => state.table?.fileName ?? '')
  const share = useWorkshop((state) => state.work?.progress?.share ?? null)
  const cancelling = useWorkshop((state) => state.work?.cancelling ?? false)
  if (text === '') return null
  return (
    <section className="queue-section" aria-label={t('preparation.title')}>
      <div className="job__head">
        <h3>{t('preparation.title')}</h3>
      </div>
      <ul>
        <li className="job">
          <div className="job__head">
            <strong className="clip" title={fileName}>
              {fileName}
            </strong>
            <Badge tone="info">{t('jobs.state.running')}</Badge>
          </div>
          <div className="job__progress">
            <Progress label={text} value={share ?? 0} max={share === null ? null : 1} />
            <p className="quiet">
              {text}
              {share !== null && ` · ${format.percent(share)}`}
            </p>
          </div>
          <div className="job__actions">
            <Button icon={<Square />} disabled={cancelling} onClick={() => void cancelWork()}>
              {t('jobs.cancel')}
            </Button>
            <Button icon={<FileText />} onClick={() => navigate({ page: 'preparation' })}>
              {t('preparation.away.show')}
            </Button>
          </div>
        </li>
      </ul>
    </section>
  )
}
