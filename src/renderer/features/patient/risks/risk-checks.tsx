import { SquareArrowOutUpRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { RiskCard, RiskExplanation } from '../../../../shared/domain/risks/risk-result'
import { useFormatters } from '../../../i18n/format'
import { IconButton } from '../../../ui/icon-button'
import { titlesOf, useRiskText } from './use-risk-text'

interface RiskChecksProps {
  card: RiskCard
  /** null while it is worked out, or where there is no estimate */
  explanation: RiskExplanation | null
  onSource(entryId: number): void
}

/** What would tell more: tests that a guideline names, and the missing inputs by what they could change. */
export function RiskChecks({ card, explanation, onSource }: RiskChecksProps) {
  const { t } = useTranslation()
  return (
    <section className="risk-part" aria-labelledby="risk-checks">
      <h4 id="risk-checks">{t('risks.checks.title')}</h4>
      {card.checks.length > 0 && <GuidelineChecks checks={card.checks} onSource={onSource} />}
      {explanation && <MissingInputs card={card} askNext={explanation.askNext} />}
    </section>
  )
}

function GuidelineChecks({ checks, onSource }: Pick<RiskCard, 'checks'> & Pick<RiskChecksProps, 'onSource'>) {
  const { t } = useTranslation()
  const format = useFormatters()
  const text = useRiskText()
  const [first] = checks
  return (
    <>
      <p className="risk-small">{t('risks.checks.guideline')}</p>
      <ul className="risk-list">
        {checks.map(({ id, unit, latest }) => {
          const name = t(`risks.checks.name.${id}`)
          return (
            <li key={id}>
              {name} ·{' '}
              {latest === null ? (
                <span className="quiet">{t('risks.checks.noLatest')}</span>
              ) : (
                <>
                  {t('risks.checks.latest', {
                    value: format.measured({ value: Number(latest.value.toPrecision(4)), unit }),
                    date: text.when(latest.date),
                  })}
                  <IconButton
                    size="small"
                    label={t('risks.inputs.openSource', { input: name })}
                    icon={<SquareArrowOutUpRight aria-hidden="true" />}
                    onClick={() => onSource(latest.entryId)}
                  />
                </>
              )}
            </li>
          )
        })}
      </ul>
      {first && (
        <p className="risk-small" lang="en">
          {t('risks.checks.source', first.source)}
        </p>
      )}
    </>
  )
}

function MissingInputs({ card, askNext }: { card: RiskCard; askNext: RiskExplanation['askNext'] }) {
  const { t } = useTranslation()
  const text = useRiskText()
  const titles = titlesOf(card.inputs, text)
  if (askNext.length === 0) return <p className="risk-small">{t('risks.checks.nothing')}</p>
  return (
    <>
      <p className="risk-small">{t('risks.checks.missing')}</p>
      <ol className="risk-list">
        {askNext.map(({ column, low, high }) => (
          <li key={column} data-ask={column}>
            {titles.get(column)}{' '}
            <span className="quiet">
              {t('risks.checks.missingText', { low: text.chance(low), high: text.chance(high) })}
            </span>
          </li>
        ))}
      </ol>
    </>
  )
}
