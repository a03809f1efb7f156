import { useTranslation } from 'react-i18next'
import type { EarlierEstimate } from '../../../../shared/domain/risks/kept-estimate'
import { useFormatters } from '../../../i18n/format'
import { ScrollFrame } from '../../../ui/scroll-frame'
import { EarlierValue } from './earlier-estimates'
import { useRiskText } from './use-risk-text'

/** The newest kept word of models that were retired, removed or replaced: under their own names, never under that of another. */
export function FormerModels({ former }: { former: readonly EarlierEstimate[] }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const text = useRiskText()
  if (former.length === 0) return null
  return (
    <section className="risk-part" aria-labelledby="risk-former">
      <h4 id="risk-former">{t('risks.former.title')}</h4>
      <p className="risk-small">{t('risks.former.text')}</p>
      <ScrollFrame label={t('risks.former.title')}>
        <table className="data-table selectable">
          <thead>
            <tr>
              <th scope="col">{t('risks.earlier.model')}</th>
              <th scope="col">{t('risks.former.finding')}</th>
              <th scope="col">{t('risks.earlier.said')}</th>
              <th scope="col">{t('risks.earlier.until')}</th>
              <th scope="col">{t('risks.earlier.when')}</th>
            </tr>
          </thead>
          <tbody>
            {former.map((each) => (
              <tr key={each.model.id} data-former={each.model.id}>
                <th scope="row">
                  {text.local(each.title)}{' '}
                  <span className="quiet">
                    {each.model.id} {each.model.version}
                  </span>
                </th>
                <td>{text.local(each.finding.title)}</td>
                <td>
                  <EarlierValue estimate={each} />
                </td>
                <td>
                  {format.moment(each.atMs)}
                  {each.stay && (
                    <span className="quiet"> · {t('risks.earlier.hour', { hour: each.stay.hour })}</span>
                  )}
                </td>
                <td>{format.moment(each.workedOutAtMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollFrame>
    </section>
  )
}
