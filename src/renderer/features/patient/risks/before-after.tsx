import { useTranslation } from 'react-i18next'
import type { WhatIfAnswer } from '../../../../shared/domain/risks/risk-result'
import { EstimateView } from './estimate-view'
import { useRiskText } from './use-risk-text'

interface BeforeAfterProps {
  answer: WhatIfAnswer
  finding: string
  titles: ReadonlyMap<string, string>
}

/** The estimate as it is beside that of the changed values; none takes the same room. */
export function BeforeAfter({ answer, finding, titles }: BeforeAfterProps) {
  const { t } = useTranslation()
  const text = useRiskText()
  const sides = [
    { key: 'before', title: t('risks.whatIf.before'), estimate: answer.before },
    { key: 'after', title: t('risks.whatIf.after'), estimate: answer.after },
  ]
  return (
    <div className="risk-before-after" role="status">
      {sides.map(({ key, title, estimate }) => (
        <div key={key} className="risk-before-after__side" data-side={key}>
          <span className="quiet">{title}</span>
          {estimate ? (
            <EstimateView estimate={estimate} finding={`${finding}, ${title}`} small />
          ) : (
            <span className="risk-estimate">
              <span className="risk-estimate__number risk-estimate__number--small">
                {t('risks.notAssessed')}
              </span>
              {answer.reasons.map((reason) => (
                <span key={reason.code}>{text.reason(reason, titles)}</span>
              ))}
            </span>
          )}
        </div>
      ))}
    </div>
  )
}
