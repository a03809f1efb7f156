import { useTranslation } from 'react-i18next'
import { ToneShape } from '../ui/badge'
import { Tooltip } from '../ui/tooltip'
import './status-bar.css'

/** "Research use only": on every screen, whatever the width. */
export function UseNotice() {
  const { t } = useTranslation()
  return (
    <Tooltip text={t('shell.researchOnlyHint')} placement="top">
      <span className="use-notice">
        <ToneShape tone="warning" />
        {t('shell.researchOnly')}
      </span>
    </Tooltip>
  )
}
