import { BedDouble } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IntensiveStay, StayRequest, StayRisk } from '../../../../shared/domain/risks/risk-result'
import { errorOf, useBridgeQuery } from '../../../bridge'
import { useFormatters } from '../../../i18n/format'
import { EmptyState } from '../../../ui/empty-state'
import { ErrorNotice } from '../../../ui/error-notice'
import { Spinner } from '../../../ui/progress'
import { Select } from '../../../ui/select'
import { Slider } from '../../../ui/slider'
import { EarlierEstimates } from './earlier-estimates'
import { EstimateView } from './estimate-view'
import { ValidationLine } from './risk-details'
import { StayChanges } from './stay-changes'
import { StayChart } from './stay-chart'
import { StayDrivers } from './stay-drivers'
import { StayMeasurements } from './stay-measurements'
import { StayWhatIf } from './stay-what-if'
import { useRiskText } from './use-risk-text'
import { WorkedOutLine } from './worked-out-line'
import { useStayChanges } from './use-stay-changes'

interface StayPanelProps extends Pick<StayRequest, 'patientId' | 'knownAt'> {
  onSource(entryId: number): void
}

/** A stay in intensive care: the risk hour by hour, what drove it, and what if. */
export function StayPanel({ patientId, knownAt, onSource }: StayPanelProps) {
  const { t } = useTranslation()
  const format = useFormatters()
  const [stayEntryId, setStay] = useState<number | null>(null)
  const risk = useBridgeQuery('risks:icuTrajectory', [{ patientId, knownAt, stayEntryId }])
  if (risk.error) return <ErrorNotice error={errorOf(risk.error)} />
  if (!risk.data)
    return (
      <p className="risk-working" role="status">
        <Spinner /> {t('risks.working')}
      </p>
    )
  const { stay, stays } = risk.data
  if (!stay)
    return (
      <EmptyState icon={<BedDouble />} title={t('risks.stay.none')}>
        {t('risks.stay.noneText')}
      </EmptyState>
    )
  const nameOf = ({ place, startMs }: IntensiveStay) =>
    t('risks.stay.stay', { place, start: format.moment(startMs) })
  return (
    <div className="risk-stay">
      {stays.length > 1 ? (
        <Select
          label={t('risks.stay.choose')}
          value={String(stay.entryId)}
          options={stays.map((each) => ({ value: String(each.entryId), label: nameOf(each) }))}
          onValue={(value) => setStay(Number(value))}
        />
      ) : (
        <p>{nameOf(stay)}</p>
      )}
      <StayCourse
        key={stay.entryId}
        risk={risk.data}
        asked={{ patientId, knownAt, stayEntryId: stay.entryId }}
        onSource={onSource}
      />
    </div>
  )
}

interface StayCourseProps {
  risk: StayRisk
  asked: StayRequest & { stayEntryId: number }
  onSource(entryId: number): void
}

const noTitles: ReadonlyMap<string, string> = new Map()

function StayCourse({ risk, asked, onSource }: StayCourseProps) {
  const { t } = useTranslation()
  const text = useRiskText()
  const { model, points } = risk
  const last = points.at(-1)
  const [hour, setHour] = useState<number | null>(null)
  const changes = useStayChanges(asked, points.length)
  const point = points.find((each) => each.hour === hour) ?? last
  if (!model || !point || !last)
    return (
      <div className="risk-tile risk-tile--none">
        <span className="risk-estimate">
          <span className="risk-estimate__number">{t('risks.notAssessed')}</span>
          {risk.reasons.map((reason) => (
            <span key={reason.code} data-reason={reason.code}>
              {text.reason(reason, noTitles)}
            </span>
          ))}
        </span>
        {risk.workedOut && <WorkedOutLine workedOut={risk.workedOut} />}
        {model && <StayMeasurements risk={risk} onSource={onSource} />}
        <EarlierEstimates estimates={risk.earlier} />
      </div>
    )
  return (
    <>
      <div className="risk-stay__head">
        <div className={`risk-tile risk-tile--${point.estimate.positive ? 'positive' : 'plain'}`}>
          <h3 className="risk-tile__title">
            {t('risks.stay.findingAt', { finding: text.local(model.finding), hour: point.hour })}
          </h3>
          <EstimateView estimate={point.estimate} finding={text.local(model.finding)} />
          <Slider
            label={t('risks.stay.hourName')}
            min={1}
            max={points.length}
            step={1}
            value={point.hour}
            valueText={t('risks.stay.hour', { hour: point.hour })}
            onValue={setHour}
          />
          <LengthOfStay point={point} model={model} />
        </div>
        <div className="risk-meaning">
          <p>{text.local(point.estimate.positive ? model.positive : model.negative)}</p>
          <p className="risk-small">{t('risks.stay.note')}</p>
          {model.validation && <ValidationLine validation={model.validation} />}
          {risk.workedOut && <WorkedOutLine workedOut={risk.workedOut} />}
        </div>
      </div>
      <StayChart points={points} model={model} changes={changes.changes} />
      <div className="risk-details__columns">
        <div className="risk-details__column">
          <StayDrivers asked={{ ...asked, hour: point.hour }} model={model} />
          <StayWhatIf key={point.hour} asked={{ ...asked, hour: point.hour }} risk={risk} />
        </div>
        <div className="risk-details__column">
          <StayChanges control={changes} hours={points.length} model={model} onHour={setHour} />
          <StayMeasurements risk={risk} onSource={onSource} />
          <EarlierEstimates estimates={risk.earlier} />
        </div>
      </div>
    </>
  )
}

function LengthOfStay({
  point,
  model,
}: {
  point: StayRisk['points'][number]
  model: NonNullable<StayRisk['model']>
}) {
  const { t } = useTranslation()
  const format = useFormatters()
  const text = useRiskText()
  const quantiles = point.quantity?.quantiles ?? []
  const [low, median, high] = [quantiles[0], quantiles[Math.floor(quantiles.length / 2)], quantiles.at(-1)]
  if (!low || !median || !high || quantiles.length < 3) return null
  const days = (value: number) => format.number(value, value < 10 ? 1 : 0)
  return (
    <p className="risk-stay__length">
      <span className="quiet">{model.quantity ? text.local(model.quantity) : t('risks.stay.length')}:</span>{' '}
      {t('risks.stay.lengthText', {
        low: days(low.value),
        high: days(high.value),
        median: days(median.value),
      })}
    </p>
  )
}
