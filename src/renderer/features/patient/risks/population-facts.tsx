import { SquareArrowOutUpRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { PopulationFactId } from '../../../../shared/domain/risks/risk-binding'
import type { PopulationFact } from '../../../../shared/domain/risks/risk-result'
import { IconButton } from '../../../ui/icon-button'
import { Select } from '../../../ui/select'

interface PopulationFactsProps {
  facts: readonly PopulationFact[]
  onSource(entryId: number): void
  /** answer null: not stated */
  onFact(fact: PopulationFactId, answer: boolean | null): void
}

/** Whom a model is for. What the record says stands; what it does not say can be stated for this session. */
export function PopulationFacts({ facts, onSource, onFact }: PopulationFactsProps) {
  const { t } = useTranslation()
  if (facts.length === 0) return null
  return (
    <section className="risk-part" aria-labelledby="risk-population">
      <h4 id="risk-population">{t('risks.population.title')}</h4>
      <ul className="risk-facts">
        {facts.map((each) => {
          const name = t(`risks.population.fact.${each.fact}`)
          return (
            <li key={each.fact} className="risk-facts__row">
              <span className="risk-facts__rule quiet">{t(`risks.population.${each.rule}`)}</span>
              {each.from === 'record' ? (
                <span>
                  {name}: {t(`risks.population.${each.answer}`)}{' '}
                  <span className="quiet">{t('risks.population.fromRecord')}</span>
                  {each.entryId !== null && (
                    <IconButton
                      size="small"
                      label={t('risks.inputs.openSource', { input: name })}
                      icon={<SquareArrowOutUpRight aria-hidden="true" />}
                      onClick={() => onSource(each.entryId!)}
                    />
                  )}
                </span>
              ) : (
                <Select<PopulationFact['answer']>
                  label={name}
                  value={each.answer}
                  options={(['unknown', 'yes', 'no'] as const).map((value) => ({
                    value,
                    label: t(`risks.population.${value}`),
                  }))}
                  onValue={(answer) => onFact(each.fact, answer === 'unknown' ? null : answer === 'yes')}
                />
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
