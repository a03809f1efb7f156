import { Activity } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { RiskRequest } from '../../../../shared/domain/risks/risk-result'
import { errorOf, useBridgeQuery } from '../../../bridge'
import { useFormatters } from '../../../i18n/format'
import { Button } from '../../../ui/button'
import { EmptyState } from '../../../ui/empty-state'
import { ErrorNotice } from '../../../ui/error-notice'
import { Spinner } from '../../../ui/progress'
import { chooseRisk, useRiskChoice } from './risk-choice'
import { FormerModels } from './former-models'
import { RiskDetails } from './risk-details'
import { RiskTile } from './risk-tile'
import { useSaidHere } from './use-said-here'
import { useRiskText } from './use-risk-text'

interface RiskCardsProps extends Pick<RiskRequest, 'patientId' | 'knownAt'> {
  onSource(entryId: number): void
}

/** The risks by models of tables, the greatest need first, with everything behind the chosen one. */
export function RiskCards({ patientId, knownAt, onSource }: RiskCardsProps) {
  const { t } = useTranslation()
  const format = useFormatters()
  const text = useRiskText()
  const control = useSaidHere(patientId)
  const { modelId: chosen } = useRiskChoice(patientId)
  const request: RiskRequest = { patientId, knownAt, said: control.said }
  const report = useBridgeQuery('risks:ofPatient', [request], { placeholderData: (before) => before })
  if (report.error)
    return (
      <ErrorNotice
        error={errorOf(report.error)}
        actions={<Button onClick={() => void report.refetch()}>{t('risks.again')}</Button>}
      />
    )
  if (!report.data)
    return (
      <p className="risk-working" role="status">
        <Spinner /> {t('risks.working')}
      </p>
    )
  const { cards, atMs, unavailable, former } = report.data
  const shown = cards.find(({ model }) => model.id === chosen) ?? cards[0]
  if (!shown)
    return (
      <>
        <EmptyState icon={<Activity />} title={t('risks.none')}>
          {t('risks.noneText')}
        </EmptyState>
        <FormerModels former={former} />
      </>
    )
  return (
    <div className="risk-cards" aria-busy={report.isPlaceholderData}>
      <ul className="risk-cards__list" aria-label={t('risks.list')}>
        {cards.map((card) => (
          <li key={card.model.id}>
            <RiskTile
              card={card}
              selected={card === shown}
              onSelect={() => chooseRisk(patientId, 'models', card.model.id)}
            />
          </li>
        ))}
      </ul>
      <p className="risk-small">
        {t('risks.atTime', { time: format.moment(atMs) })} {knownAt !== null && t('risks.knownThen')}{' '}
        {unavailable.length > 0 &&
          t('risks.unavailable', {
            models: text.list(unavailable.map(({ id, title }) => (title ? text.local(title) : id))),
          })}
      </p>
      <RiskDetails
        key={shown.model.id}
        card={shown}
        request={request}
        control={control}
        onSource={onSource}
      />
      <FormerModels former={former} />
    </div>
  )
}
