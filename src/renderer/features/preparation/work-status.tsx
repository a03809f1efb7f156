import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useFormatters } from '../../i18n/format'
import { Button } from '../../ui/button'
import { Progress, Spinner } from '../../ui/progress'
import { useWorkText } from './use-work-text'
import { cancelWork, useWorkshop } from './workshop-store'

/** What is being worked out, how far it is, and the way to end it. */
export function WorkStatus() {
  const { t } = useTranslation()
  const format = useFormatters()
  const work = useWorkshop((state) => state.work)
  const text = useWorkText()
  const share = work?.progress?.share ?? null
  return (
    <div className="preparation__work">
      <span className="visually-hidden" role="status">
        {text}
      </span>
      {text !== '' && (
        <div className="preparation__progress">
          <Spinner />
          <span aria-hidden="true" className="clip" title={text}>
            {text}
          </span>
          <Progress label={text} value={share ?? 0} max={share === null ? null : 1} />
          {share !== null && <span className="quiet tabular">{format.percent(share)}</span>}
          <Button tone="quiet" icon={<X />} disabled={work?.cancelling} onClick={() => void cancelWork()}>
            {t('common.cancel')}
          </Button>
        </div>
      )}
    </div>
  )
}
