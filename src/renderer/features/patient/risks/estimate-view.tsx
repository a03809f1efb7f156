import { useTranslation } from 'react-i18next'
import type { Estimate } from '../../../../shared/domain/risks/risk-estimate'
import { Badge } from '../../../ui/badge'
import { ProbabilityMeter } from '../../../ui/meter'
import { useRiskText } from './use-risk-text'

interface EstimateViewProps {
  estimate: Estimate
  /** what is estimated, for those who cannot see the bar */
  finding: string
  /** in place of the badge's words where room is short */
  small?: boolean
}

/** A probability: the number, the bar with threshold and range, and the same in words. */
export function EstimateView({ estimate, finding, small = false }: EstimateViewProps) {
  const { t } = useTranslation()
  const text = useRiskText()
  const { probability, threshold, positive, range } = estimate
  const [value, limit] = [text.chance(probability), text.threshold(threshold)]
  return (
    <span className="risk-estimate">
      <span className="risk-estimate__head">
        <span
          className={small ? 'risk-estimate__number risk-estimate__number--small' : 'risk-estimate__number'}
        >
          {value}
        </span>
        <Badge tone={positive ? 'warning' : 'neutral'} bare={small}>
          {positive ? t('risks.above') : t('risks.below')}
        </Badge>
      </span>
      <ProbabilityMeter
        label={t('risks.probability', { finding })}
        value={probability}
        threshold={threshold}
        range={range}
        tone={positive ? 'positive' : 'plain'}
        valueText={t('risks.probabilityText', { value, threshold: limit })}
      />
      <span className="risk-estimate__side">
        {t('risks.threshold', { threshold: limit })} ·{' '}
        {range
          ? t('risks.range', {
              low: text.chance(range.low),
              high: text.chance(range.high),
              members: range.members,
            })
          : t('risks.noRange')}
      </span>
    </span>
  )
}
