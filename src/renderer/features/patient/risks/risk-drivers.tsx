import { useTranslation } from 'react-i18next'
import type { RiskExplanation, RiskInput } from '../../../../shared/domain/risks/risk-result'
import type { Estimate } from '../../../../shared/domain/risks/risk-estimate'
import { type ShareBar, ShareBars } from './share-bars'
import { type RiskText, useRiskText } from './use-risk-text'

interface RiskDriversProps {
  explanation: RiskExplanation
  estimate: Estimate
  inputs: readonly RiskInput[]
}

/** As many bars as are read at one glance; the rest is one. */
const mostBars = 8

/** What each input adds, the largest first. */
export function RiskDrivers({ explanation, estimate, inputs }: RiskDriversProps) {
  const { t } = useTranslation()
  const text = useRiskText()
  const { drivers, usual } = explanation
  const shown = drivers.slice(0, mostBars)
  const rest = drivers.slice(mostBars)
  const bars = shown.map((driver) => toBar(driver, inputs, text, t('risks.drivers.assumed')))
  if (rest.length > 0)
    bars.push({
      key: 'others',
      name: t('risks.drivers.others', { n: rest.length }),
      detail: '',
      logOdds: rest.reduce((sum, { logOdds }) => sum + logOdds, 0),
    })
  return (
    <section className="risk-part" aria-labelledby="risk-drivers">
      <h4 id="risk-drivers">
        {t('risks.drivers.title')}{' '}
        <span className="quiet">{t('risks.drivers.patientN', { n: inputs.length })}</span>
      </h4>
      <ShareBars bars={bars} label={t('risks.drivers.title')} />
      <p className="risk-small">
        {t('risks.drivers.from', { usual: text.chance(usual), now: text.chance(estimate.probability) })}
        {text.gap}
        {t('risks.drivers.sampled')}
      </p>
    </section>
  )
}

function toBar(
  { column, logOdds, known }: RiskExplanation['drivers'][number],
  inputs: readonly RiskInput[],
  text: RiskText,
  assumed: string,
): ShareBar {
  const input = inputs.find((each) => each.column === column)
  return {
    key: column,
    name: input ? text.local(input.title) : column,
    detail: known && input ? text.input(input) : assumed,
    logOdds,
  }
}
