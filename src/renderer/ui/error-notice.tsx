import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { AppError } from '../../shared/result'
import { ToneShape } from './badge'
import './error-notice.css'

interface ErrorNoticeProps {
  error: AppError
  /** What was kept, in a sentence, when the caller knows it. */
  kept?: string
  actions?: ReactNode
  /** Announce at once; off for lists of old errors. */
  live?: boolean
}

/** An error in words: what happened, what was kept, what to do, and the code for support. */
export function ErrorNotice({ error, kept, actions, live = true }: ErrorNoticeProps) {
  const { t } = useTranslation()
  return (
    <div className="error-notice" role={live ? 'alert' : undefined}>
      <ToneShape tone="danger" />
      <div className="error-notice__text">
        <p className="error-notice__title">{t(`errors.${error.code}.title`, error.details ?? {})}</p>
        {kept && <p>{kept}</p>}
        <p>{t(`errors.${error.code}.advice`, error.details ?? {})}</p>
        {actions && <div className="error-notice__actions">{actions}</div>}
      </div>
      <code className="error-notice__code selectable">{error.code}</code>
    </div>
  )
}
