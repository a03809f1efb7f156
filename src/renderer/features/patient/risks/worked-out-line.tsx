import { useTranslation } from 'react-i18next'
import type { WorkedOut } from '../../../../shared/domain/risks/kept-estimate'
import { useFormatters } from '../../../i18n/format'

/** When an estimate was worked out and on what, and whether it is kept. */
export function WorkedOutLine({ workedOut: { atMs, provider, isKept } }: { workedOut: WorkedOut }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const time = format.moment(atMs)
  return (
    <p className="risk-small" data-worked-out={atMs}>
      {provider === null
        ? t(isKept ? 'risks.keptNoModel' : 'risks.keptNotNoModel', { time })
        : t(isKept ? 'risks.kept' : 'risks.keptNot', {
            time,
            provider: t(`read.findings.provider.${provider}`),
          })}
    </p>
  )
}
