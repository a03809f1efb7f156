import { useTranslation } from 'react-i18next'
import type { StayChangeRequest, StayRisk } from '../../../../shared/domain/risks/risk-result'
import { errorOf, useBridgeQuery } from '../../../bridge'
import { ErrorNotice } from '../../../ui/error-notice'
import { Spinner } from '../../../ui/progress'
import { ShareBars } from './share-bars'
import { useRiskText } from './use-risk-text'

interface StayDriversProps {
  asked: StayChangeRequest
  model: NonNullable<StayRisk['model']>
}

/** What each group of measurements adds after an hour. */
export function StayDrivers({ asked, model }: StayDriversProps) {
  const { t } = useTranslation()
  const text = useRiskText()
  const drivers = useBridgeQuery('risks:icuDrivers', [asked], { staleTime: Infinity })
  const titleOf = (group: string) =>
    text.local(model.groups.find(({ name }) => name === group)?.title ?? group)
  return (
    <section className="risk-part" aria-labelledby="stay-drivers">
      <h4 id="stay-drivers">{t('risks.stay.drivers', { hour: asked.hour })}</h4>
      {drivers.error && <ErrorNotice error={errorOf(drivers.error)} />}
      {drivers.isLoading && (
        <p className="risk-working" role="status">
          <Spinner /> {t('risks.working')}
        </p>
      )}
      {drivers.data && (
        <>
          <ShareBars
            label={t('risks.stay.drivers', { hour: asked.hour })}
            bars={drivers.data.shares
              .filter(({ logOdds }) => logOdds !== 0)
              .map(({ group, logOdds }) => ({ key: group, name: titleOf(group), detail: '', logOdds }))}
          />
          <p className="risk-small">
            {t('risks.stay.driversNote', {
              usual: text.chance(drivers.data.usual),
              now: text.chance(drivers.data.risk),
            })}
          </p>
        </>
      )}
    </section>
  )
}
