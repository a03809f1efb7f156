import { useTranslation } from 'react-i18next'
import type { RiskCard } from '../../../../shared/domain/risks/risk-result'
import { useFormatters } from '../../../i18n/format'
import { EstimateView } from './estimate-view'
import { titlesOf, useRiskText } from './use-risk-text'

interface RiskTileProps {
  card: RiskCard
  selected: boolean
  onSelect(): void
}

/** One risk at a glance. "Not assessed" has the place and the size of a number. */
export function RiskTile({ card, selected, onSelect }: RiskTileProps) {
  const { t } = useTranslation()
  const format = useFormatters()
  const text = useRiskText()
  const { outcome, finding, tense, validation } = card
  const isPositive = outcome.status === 'assessed' && outcome.estimate.positive
  const title = text.local(finding.title)
  return (
    <article
      className={`risk-tile risk-tile--${outcome.status === 'assessed' ? (isPositive ? 'positive' : 'plain') : 'none'}`}
      data-model={card.model.id}
      data-selected={selected}
    >
      <h3 className="risk-tile__title">
        <button type="button" className="risk-tile__choose" aria-pressed={selected} onClick={onSelect}>
          {text.local(card.title)}
        </button>
      </h3>
      <span className="risk-tile__tense">
        {title} · {t(`risks.tense.${tense ?? 'unknown'}`)}
      </span>
      {outcome.status === 'assessed' ? (
        <EstimateView estimate={outcome.estimate} finding={title} />
      ) : (
        <span className="risk-estimate">
          <span className="risk-estimate__number">{t('risks.notAssessed')}</span>
          <span className="risk-tile__reason">
            {text.reason(outcome.reasons[0]!, titlesOf(card.inputs, text))}
          </span>
        </span>
      )}
      {validation && (
        <span className="risk-tile__n">{t('risks.nShort', { n: format.number(validation.n) })}</span>
      )}
    </article>
  )
}
