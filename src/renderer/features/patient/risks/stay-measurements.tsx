import { SquareArrowOutUpRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { StayRisk } from '../../../../shared/domain/risks/risk-result'
import { useFormatters } from '../../../i18n/format'
import { IconButton } from '../../../ui/icon-button'
import { ScrollFrame } from '../../../ui/scroll-frame'
import { useRiskText } from './use-risk-text'

/** What the record had of each measurement in the hours that the model saw. */
export function StayMeasurements({ risk, onSource }: { risk: StayRisk; onSource(entryId: number): void }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const text = useRiskText()
  return (
    <section className="risk-part" aria-labelledby="stay-measurements">
      <h4 id="stay-measurements">{t('risks.stay.measurements')}</h4>
      <ScrollFrame label={t('risks.stay.measurements')} className="risk-stay__scroll">
        <table className="data-table selectable">
          <thead>
            <tr>
              <th scope="col">{t('risks.stay.parameter')}</th>
              <th scope="col">{t('risks.stay.measured')}</th>
              <th scope="col" className="data-table__number">
                {t('risks.stay.count')}
              </th>
              <th scope="col">{t('risks.inputs.source')}</th>
            </tr>
          </thead>
          <tbody>
            {risk.measurements.map(({ parameter, title, unit, latest, count }) => (
              <tr key={parameter} data-parameter={parameter}>
                <th scope="row">{text.local(title)}</th>
                <td>
                  {latest === null ? (
                    <span className="quiet">{t('risks.stay.never')}</span>
                  ) : (
                    <>
                      {format.measured({ value: Number(latest.value.toPrecision(4)), unit })}{' '}
                      <span className="quiet">
                        {t('risks.stay.atHour', { hour: Math.floor(latest.minute / 60) + 1 })}
                      </span>
                    </>
                  )}
                </td>
                <td className="data-table__number">{count}</td>
                <td>
                  {latest !== null && (
                    <IconButton
                      size="small"
                      label={t('risks.inputs.openSource', { input: text.local(title) })}
                      icon={<SquareArrowOutUpRight aria-hidden="true" />}
                      onClick={() => onSource(latest.entryId)}
                    />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollFrame>
    </section>
  )
}
