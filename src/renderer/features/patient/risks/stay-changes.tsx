import { useTranslation } from 'react-i18next'
import type { StayChange, StayRisk } from '../../../../shared/domain/risks/risk-result'
import { Button } from '../../../ui/button'
import { ErrorNotice } from '../../../ui/error-notice'
import { Progress } from '../../../ui/progress'
import { ScrollFrame } from '../../../ui/scroll-frame'
import { useRiskText } from './use-risk-text'
import type { StayChangesControl } from './use-stay-changes'

interface StayChangesProps {
  control: StayChangesControl
  hours: number
  model: NonNullable<StayRisk['model']>
  onHour(hour: number): void
}

/** log-odds: less is not worth a name */
const worthNaming = 0.02

/** Which new measurements moved the risk in each hour, and what the passing of time did by itself. */
export function StayChanges({ control, hours, model, onHour }: StayChangesProps) {
  const { t } = useTranslation()
  const { changes, running, error } = control
  return (
    <section className="risk-part" aria-labelledby="stay-changes">
      <h4 id="stay-changes">{t('risks.stay.changes')}</h4>
      {error && <ErrorNotice error={error} />}
      {changes.length < hours && (
        <div className="risk-stay__progress">
          {running ? (
            <Button onClick={control.stop}>{t('risks.stay.changesStop')}</Button>
          ) : (
            <Button onClick={control.start}>{t('risks.stay.changesStart')}</Button>
          )}
          {(running || changes.length > 0) && (
            <>
              <Progress label={t('risks.stay.changes')} value={changes.length} max={hours} />
              <span role="status">{t('risks.stay.changesDone', { done: changes.length, hours })}</span>
            </>
          )}
        </div>
      )}
      {changes.length > 0 && (
        <ScrollFrame label={t('risks.stay.changes')} className="risk-stay__scroll">
          <table className="data-table selectable">
            <thead>
              <tr>
                <th scope="col">{t('risks.stay.change.hour')}</th>
                <th scope="col">{t('risks.stay.change.risk')}</th>
                <th scope="col">{t('risks.stay.change.strongest')}</th>
                <th scope="col" className="data-table__number">
                  {t('risks.stay.change.time')}
                </th>
              </tr>
            </thead>
            <tbody>
              {changes.map((change) => (
                <ChangeRow key={change.hour} change={change} model={model} onHour={onHour} />
              ))}
            </tbody>
          </table>
        </ScrollFrame>
      )}
    </section>
  )
}

function ChangeRow({
  change,
  model,
  onHour,
}: { change: StayChange } & Pick<StayChangesProps, 'model' | 'onHour'>) {
  const { t } = useTranslation()
  const text = useRiskText()
  const { hour, before, after, shares, timeAlone } = change
  const strongest = shares.filter(({ logOdds }) => Math.abs(logOdds) >= worthNaming).slice(0, 2)
  const titleOf = (group: string) =>
    text.local(model.groups.find(({ name }) => name === group)?.title ?? group)
  return (
    <tr>
      <th scope="row">
        <button type="button" className="risk-stay__hour" onClick={() => onHour(hour)}>
          {hour}
        </button>
      </th>
      <td>
        {before !== null && `${text.chance(before)} → `}
        {text.chance(after)}
      </td>
      <td>
        {strongest.length === 0 ? (
          <span className="quiet">{t('risks.stay.noNews')}</span>
        ) : (
          strongest.map(({ group, logOdds }) => `${titleOf(group)} ${text.signed(logOdds)}`).join(' · ')
        )}
      </td>
      <td className="data-table__number">{text.signed(timeAlone)}</td>
    </tr>
  )
}
