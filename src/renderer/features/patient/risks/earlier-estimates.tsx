import { useTranslation } from 'react-i18next'
import type { EarlierEstimate } from '../../../../shared/domain/risks/kept-estimate'
import { useFormatters } from '../../../i18n/format'
import { ScrollFrame } from '../../../ui/scroll-frame'
import { useRiskText } from './use-risk-text'

interface EarlierEstimatesProps {
  estimates: readonly EarlierEstimate[]
}

/** What is kept of other times: each with whose word it is, and why it is not today's. Folded until somebody asks. */
export function EarlierEstimates({ estimates }: EarlierEstimatesProps) {
  const { t } = useTranslation()
  const format = useFormatters()
  if (estimates.length === 0) return null
  const title = t('risks.earlier.title', { count: estimates.length })
  return (
    <details className="risk-earlier">
      <summary>{title}</summary>
      <p className="risk-small">{t('risks.earlier.text')}</p>
      <ScrollFrame label={title} className="risk-stay__scroll">
        <table className="data-table selectable">
          <thead>
            <tr>
              <th scope="col">{t('risks.earlier.when')}</th>
              <th scope="col">{t('risks.earlier.until')}</th>
              <th scope="col">{t('risks.earlier.said')}</th>
              <th scope="col">{t('risks.earlier.why')}</th>
            </tr>
          </thead>
          <tbody>
            {estimates.map((each) => (
              <tr key={`${each.workedOutAtMs} ${each.atMs} ${each.model.version} ${said(each)}`}>
                <td>{format.moment(each.workedOutAtMs)}</td>
                <td>
                  {format.moment(each.atMs)}
                  {each.stay && (
                    <span className="quiet"> · {t('risks.earlier.hour', { hour: each.stay.hour })}</span>
                  )}
                </td>
                <td>
                  <EarlierValue estimate={each} />
                </td>
                <td>
                  {t(each.isOtherModel ? 'risks.earlier.otherModel' : 'risks.earlier.otherValues')}
                  <span className="quiet">
                    {' '}
                    · {each.model.version}
                    {each.knownAt &&
                      ` · ${t('risks.earlier.knownThen', { time: format.moment(each.knownAt.instantMs) })}`}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollFrame>
    </details>
  )
}

const said = ({ outcome }: EarlierEstimate): string =>
  outcome.status === 'assessed'
    ? String(outcome.estimate.probability)
    : outcome.reasons.map(({ code }) => code).join()

/** A number with range and threshold, or the reason in its place. */
export function EarlierValue({ estimate }: { estimate: Pick<EarlierEstimate, 'outcome' | 'titles'> }) {
  const { t } = useTranslation()
  const text = useRiskText()
  const { outcome } = estimate
  const titles = new Map(
    Object.entries(estimate.titles).map(([column, title]) => [column, text.local(title)]),
  )
  if (outcome.status === 'not-assessed')
    return (
      <>
        {t('risks.notAssessed')}{' '}
        <span className="quiet">
          {outcome.reasons.map((reason) => text.reason(reason, titles)).join(text.gap)}
        </span>
      </>
    )
  const { probability, range, threshold, positive } = outcome.estimate
  return (
    <>
      <strong>{text.chance(probability)}</strong>{' '}
      <span className="quiet">
        {range &&
          `${t('risks.earlier.range', { low: text.chance(range.low), high: text.chance(range.high) })} · `}
        {t('risks.threshold', { threshold: text.threshold(threshold) })} ·{' '}
        {t(positive ? 'risks.above' : 'risks.below')}
      </span>
    </>
  )
}
