import { RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { confusionRates, predictiveValues } from '../../../shared/domain/local-check/confusion'
import {
  type ConfusionFigure,
  gridSteps,
  type LocalCheckReport,
} from '../../../shared/domain/local-check/local-check'
import { useFormatters } from '../../i18n/format'
import { Button } from '../../ui/button'
import { Slider } from '../../ui/slider'
import { TextField } from '../../ui/text-field'
import { readPercent } from './read-percent'
import { useCheckText } from './use-text'

type Grid = NonNullable<LocalCheckReport['grid']>

/** A threshold to try, with what it would do at this site's prevalence. */
export function ThresholdPanel({ report, grid }: { report: LocalCheckReport; grid: Grid }) {
  const { t } = useTranslation()
  const text = useCheckText()
  const format = useFormatters()
  const { counts } = report
  const share = counts.positives / counts.cases
  /** null: the threshold in use, exactly; otherwise a step of the grid */
  const [step, setStep] = useState<number | null>(null)
  const [typed, setTyped] = useState(() => (share * 100).toFixed(1))
  const threshold = step === null ? report.threshold : step / gridSteps
  const prevalence = readPercent(typed, 0.1, 99.9)
  const confusion = step === null ? report.confusion : confusionOf(report, grid, step)
  const rates = confusionRates(confusion)
  const predictive =
    prevalence !== null && rates.sensitivity && rates.specificity
      ? predictiveValues(rates.sensitivity.value, rates.specificity.value, prevalence)
      : null
  const known = (value: number | null | undefined) =>
    value == null ? t('localCheck.threshold.undefined') : text.share(value)
  const figures: [string, string][] = [
    [t('localCheck.threshold.sensitivity'), text.proportion(rates.sensitivity)],
    [t('localCheck.threshold.specificity'), text.proportion(rates.specificity)],
    [t('localCheck.threshold.ppv'), known(predictive?.positive)],
    [t('localCheck.threshold.npv'), known(predictive?.negative)],
    [t('localCheck.threshold.accuracy'), text.proportion(rates.accuracy)],
  ]
  return (
    <section className="local-check__section" aria-labelledby="check-threshold">
      <h2 id="check-threshold">{t('localCheck.threshold.title')}</h2>
      <div className="local-check__try">
        <div className="local-check__try-controls">
          <Slider
            label={t('localCheck.threshold.slider')}
            min={0}
            max={gridSteps}
            step={1}
            value={step ?? Math.round(report.threshold * gridSteps)}
            valueText={format.percent(threshold, 1)}
            onValue={setStep}
          />
          <p className="quiet">
            {t('localCheck.threshold.atPresent', { threshold: format.percent(report.threshold, 2) })}
          </p>
          {step !== null && (
            <Button tone="quiet" icon={<RotateCcw />} onClick={() => setStep(null)}>
              {t('localCheck.threshold.reset')}
            </Button>
          )}
          <TextField
            label={t('localCheck.threshold.prevalence')}
            inputMode="decimal"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            hint={t('localCheck.threshold.prevalenceHint', { share: text.share(share) })}
            {...(prevalence === null && { error: t('localCheck.threshold.prevalenceError') })}
          />
        </div>
        <dl className="local-check__figures selectable" aria-label={t('localCheck.threshold.figures')}>
          {figures.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <ConfusionTable confusion={confusion} />
      </div>
    </section>
  )
}

function confusionOf({ counts }: LocalCheckReport, grid: Grid, step: number): ConfusionFigure {
  const truePositives = grid.truePositives[step] ?? 0
  const falsePositives = grid.falsePositives[step] ?? 0
  return {
    truePositives,
    falsePositives,
    falseNegatives: counts.positives - truePositives,
    trueNegatives: counts.negatives - falsePositives,
  }
}

function ConfusionTable({ confusion }: { confusion: ConfusionFigure }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const cell = (value: number, right: boolean) => (
    <td className={right ? 'local-check__confusion-right' : 'local-check__confusion-wrong'}>
      {format.number(value)}
    </td>
  )
  return (
    <table className="data-table local-check__confusion selectable">
      <caption>{t('localCheck.threshold.confusion')}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">{t('localCheck.threshold.present')}</th>
          <th scope="col">{t('localCheck.threshold.absent')}</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">{t('localCheck.threshold.called')}</th>
          {cell(confusion.truePositives, true)}
          {cell(confusion.falsePositives, false)}
        </tr>
        <tr>
          <th scope="row">{t('localCheck.threshold.notCalled')}</th>
          {cell(confusion.falseNegatives, false)}
          {cell(confusion.trueNegatives, true)}
        </tr>
      </tbody>
    </table>
  )
}
