import { BookOpen } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { modelKey } from '../../../../shared/domain/models/model-key'
import type {
  OneRiskRequest,
  RiskCard,
  RiskRequest,
  Validation,
} from '../../../../shared/domain/risks/risk-result'
import { navigate } from '../../../app/navigation'
import { errorOf, useBridgeQuery } from '../../../bridge'
import { useFormatters } from '../../../i18n/format'
import { Badge } from '../../../ui/badge'
import { Button } from '../../../ui/button'
import { ErrorNotice } from '../../../ui/error-notice'
import { Spinner } from '../../../ui/progress'
import { EarlierEstimates } from './earlier-estimates'
import { PopulationFacts } from './population-facts'
import { RiskChecks } from './risk-checks'
import { RiskDrivers } from './risk-drivers'
import { RiskInputs } from './risk-inputs'
import { RiskTrend } from './risk-trend'
import type { SaidHereControl } from './use-said-here'
import { titlesOf, useRiskText } from './use-risk-text'
import { WorkedOutLine } from './worked-out-line'
import { WhatIf } from './what-if'

interface RiskDetailsProps {
  card: RiskCard
  request: RiskRequest
  control: SaidHereControl
  onSource(entryId: number): void
}

/** Everything behind one risk: whom it is for, what it rests on, what drives it, what would tell more. */
export function RiskDetails({ card, request, control, onSource }: RiskDetailsProps) {
  const { t } = useTranslation()
  const text = useRiskText()
  const { outcome, model, finding } = card
  const one: OneRiskRequest = { ...request, modelId: model.id }
  const isAssessed = outcome.status === 'assessed'
  const explanation = useBridgeQuery('risks:explain', [one], { enabled: isAssessed })
  const trend = useBridgeQuery('risks:trend', [one], { enabled: isAssessed })
  return (
    <article className="risk-details" aria-labelledby="risk-details" data-model={model.id}>
      <header className="risk-details__head">
        <h3 id="risk-details">{text.local(card.title)}</h3>
        <Button
          tone="quiet"
          icon={<BookOpen />}
          onClick={() => navigate({ page: 'models', modelId: modelKey(model.id, model.version) })}
        >
          {t('risks.openModel')}
        </Button>
      </header>
      <Meaning card={card} />
      <WorkedOutLine workedOut={card.workedOut} />
      <div className="risk-details__columns">
        <div className="risk-details__column">
          <PopulationFacts facts={card.population} onSource={onSource} onFact={control.setFact} />
          <RiskInputs
            inputs={card.inputs}
            onSource={onSource}
            onCell={(column, cell) => control.setCell(model.id, column, cell)}
          />
        </div>
        <div className="risk-details__column">
          {explanation.isLoading && <Working />}
          {explanation.error && <ErrorNotice error={errorOf(explanation.error)} />}
          {isAssessed && explanation.data && (
            <>
              <Unusual card={card} columns={explanation.data.unusualColumns} />
              <RiskDrivers explanation={explanation.data} estimate={outcome.estimate} inputs={card.inputs} />
            </>
          )}
          <RiskChecks
            card={card}
            explanation={isAssessed ? (explanation.data ?? null) : null}
            onSource={onSource}
          />
          {trend.error && <ErrorNotice error={errorOf(trend.error)} />}
          {isAssessed && trend.data && <RiskTrend trend={trend.data} />}
          {isAssessed && trend.data && <EarlierEstimates estimates={trend.data.earlier} />}
          {isAssessed && <WhatIf key={model.id} card={card} request={one} />}
        </div>
      </div>
      <p className="risk-small">
        {finding.label} · {model.id} {model.version} · <code>{model.sha256.slice(0, 12)}</code>
      </p>
    </article>
  )
}

function Working() {
  const { t } = useTranslation()
  return (
    <p className="risk-working" role="status">
      <Spinner /> {t('risks.working')}
    </p>
  )
}

/** What the number is the number of, in plain words, and on whom that was checked. */
function Meaning({ card }: { card: RiskCard }) {
  const { t } = useTranslation()
  const text = useRiskText()
  const { outcome, finding, estimates, validation, inputs } = card
  const titles = titlesOf(inputs, text)
  const filled = inputs.filter(({ cell }) => cell === null).length
  return (
    <div className="risk-meaning">
      {outcome.status === 'assessed' ? (
        <p>{text.local(outcome.estimate.positive ? finding.positive : finding.negative)}</p>
      ) : (
        outcome.reasons.map((reason) => (
          <p key={reason.code} className="risk-meaning__reason" data-reason={reason.code}>
            {text.reason(reason, titles)}
          </p>
        ))
      )}
      <p className="risk-small">
        {text.local(estimates)}
        {outcome.status === 'assessed' &&
          filled > 0 &&
          `${text.gap}${t('risks.imputed', { n: filled, columns: inputs.length })}`}
      </p>
      {validation && <ValidationLine validation={validation} />}
    </div>
  )
}

export function ValidationLine({ validation }: { validation: Validation }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const text = useRiskText()
  const { auc, ece, prevalence } = validation
  return (
    <p className="risk-small">
      {t('risks.checkedOn', { n: format.number(validation.n), cohort: text.local(validation.cohort) })}
      {text.gap}
      {auc !== null && ece !== null && prevalence !== null && (
        <>
          {t('risks.measures', {
            auc: format.number(auc.value, 3),
            low: format.number(auc.low, 3),
            high: format.number(auc.high, 3),
            ece: format.number(ece, 3),
            prevalence: format.percent(prevalence, 1),
          })}
        </>
      )}
    </p>
  )
}

function Unusual({ card, columns }: { card: RiskCard; columns: readonly string[] }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const text = useRiskText()
  const titles = titlesOf(card.inputs, text)
  if (!card.unusual?.unusual) return null
  return (
    <section className="risk-part" aria-labelledby="risk-unusual">
      <h4 id="risk-unusual">
        <Badge tone="warning">{t('risks.unusual.title')}</Badge>
      </h4>
      <p>
        {t('risks.unusual.text', {
          share: format.percent(card.unusual.share, 1),
          n: format.number(card.unusual.n),
        })}
      </p>
      <p>
        {columns.length > 0
          ? t('risks.unusual.columns', {
              columns: text.list(columns.map((each) => titles.get(each) ?? each)),
            })
          : t('risks.unusual.none')}
      </p>
      <p className="risk-small">{t('risks.unusual.similar')}</p>
    </section>
  )
}
