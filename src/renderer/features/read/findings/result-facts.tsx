import { useTranslation } from 'react-i18next'
import type { AnalysisRun } from '../../../../shared/domain/analysis/analysis'
import type { ModelManifest } from '../../../../shared/domain/models/manifest'
import { toLanguage, useAgeText, useFormatters } from '../../../i18n/format'
import { localText } from '../../../i18n/local-text'
import { checkedOn, prevalenceOf } from './model-facts'

/** How well the model did where it was checked, with the uncertainty. */
export function Checks({ manifest }: { manifest: ModelManifest }) {
  const { t, i18n } = useTranslation()
  const format = useFormatters()
  const checked = checkedOn(manifest)
  const prevalence = prevalenceOf(manifest)
  if (!checked) return null
  const cohort = localText(checked.cohort, toLanguage(i18n.language))
  return (
    <details className="findings__details" open>
      <summary>{t('read.findings.checked', { cohort, count: checked.n })}</summary>
      <dl className="findings__metrics">
        {checked.metrics.map((metric) => (
          <div key={metric.name}>
            <dt>{t(`read.findings.metric.${metric.name}`)}</dt>
            <dd>
              {format.number(metric.value, 3)}
              <span className="quiet">
                {' '}
                {t('read.findings.interval', {
                  low: format.number(metric.ci95[0], 3),
                  high: format.number(metric.ci95[1], 3),
                })}
              </span>
            </dd>
          </div>
        ))}
      </dl>
      {prevalence !== null && (
        <p className="quiet">{t('read.findings.prevalence', { value: format.percent(prevalence) })}</p>
      )}
    </details>
  )
}

/** Which model said it, where it ran, and when. */
export function Provenance({ run }: { run: AnalysisRun }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const ageText = useAgeText()
  const { outcome } = run
  const whole = (ms: number) => format.number(ms)
  return (
    <dl className="findings__provenance" aria-label={t('read.findings.provenance')}>
      <div>
        <dt className="visually-hidden">{t('read.findings.model')}</dt>
        <dd>
          {outcome.model.id} {outcome.model.version}
          {' · '}
          <span className="mono selectable" title={outcome.model.sha256}>
            {outcome.model.sha256.slice(0, 12)}
          </span>
        </dd>
      </div>
      {outcome.status === 'assessed' && (
        <div>
          <dd>
            {t(`read.findings.provider.${outcome.provider}`)}
            {' · '}
            {t('read.findings.milliseconds', {
              total: whole(outcome.ms.total),
              preprocess: whole(outcome.ms.preprocess),
              run: whole(outcome.ms.run),
            })}
          </dd>
        </div>
      )}
      <div>
        <dd>{t('read.findings.at', { moment: format.moment(run.createdAtMs) })}</dd>
      </div>
      {run.statedAgeYears !== null && (
        <div>
          <dd>{t('read.findings.statedAge', { age: ageText(run.statedAgeYears) })}</dd>
        </div>
      )}
    </dl>
  )
}
