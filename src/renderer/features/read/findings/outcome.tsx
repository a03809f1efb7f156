import { useTranslation } from 'react-i18next'
import type { AnalysisRun, FindingOutput } from '../../../../shared/domain/analysis/analysis'
import type { ModelManifest } from '../../../../shared/domain/models/manifest'
import { toLanguage, useAgeText, useFormatters } from '../../../i18n/format'
import { Badge, ToneShape } from '../../../ui/badge'
import { classNames } from '../../../ui/class-names'
import { ProbabilityMeter } from '../../../ui/meter'
import { checkedOn, findingOf, localText } from './model-facts'
import { probabilityText } from './probability-text'
import type { Findings } from './use-findings'

interface OutcomeProps {
  findings: Findings
  run: AnalysisRun
  manifest: ModelManifest | null
}

/** One run's answer. "Not assessed" takes the place and the size of a result. */
export function Outcome({ findings, run, manifest }: OutcomeProps) {
  const { outcome } = run
  return (
    <>
      {outcome.status === 'assessed' ? (
        outcome.outputs.map((output) => (
          <FindingCard
            key={output.label}
            output={output}
            findings={findings}
            manifest={manifest}
            many={outcome.outputs.length > 1}
          />
        ))
      ) : (
        <NotAssessed code={outcome.reason.code} />
      )}
      {outcome.flags.length > 0 && <Flags flags={outcome.flags} />}
      {manifest && <Checks manifest={manifest} />}
      <Provenance run={run} />
    </>
  )
}

interface FindingCardProps {
  output: FindingOutput
  findings: Findings
  manifest: ModelManifest | null
  many: boolean
}

function FindingCard({ output, findings, manifest, many }: FindingCardProps) {
  const { t, i18n } = useTranslation()
  const format = useFormatters()
  const language = toLanguage(i18n.language)
  const finding = manifest && findingOf(manifest, output.label)
  const title = finding ? localText(finding.title, language) : output.label
  const value = probabilityText(output.probability, format)
  const threshold = format.percent(output.threshold, output.threshold < 0.1 ? 1 : 0)
  const content = (
    <>
      <p className="outcome__title">{title}</p>
      <div className="outcome__value">
        <span className="outcome__number" data-testid="probability">
          {value}
        </span>
        <Badge tone={output.positive ? 'warning' : 'neutral'}>
          {output.positive
            ? t('read.findings.positive', { threshold })
            : t('read.findings.negative', { threshold })}
        </Badge>
      </div>
      <ProbabilityMeter
        label={`${t('read.findings.probability')}: ${title}`}
        value={output.probability}
        threshold={output.threshold}
        positive={output.positive}
        valueText={t('read.findings.probabilityText', { value, threshold })}
      />
      {finding && (
        <p className="outcome__text">
          {localText(output.positive ? finding.meaning.positive : finding.meaning.negative, language)}
        </p>
      )}
    </>
  )
  const className = classNames('outcome', output.positive && 'outcome--positive')
  if (!many)
    return (
      <section className={className} aria-label={title}>
        {content}
      </section>
    )
  return (
    <button
      type="button"
      className={classNames(
        className,
        'outcome--choice',
        findings.label === output.label && 'outcome--chosen',
      )}
      aria-pressed={findings.label === output.label}
      onClick={() => findings.chooseLabel(output.label)}
    >
      {content}
    </button>
  )
}

function NotAssessed({
  code,
}: {
  code: Extract<AnalysisRun['outcome'], { status: 'not-assessed' }>['reason']['code']
}) {
  const { t } = useTranslation()
  return (
    <section className="outcome outcome--not-assessed" aria-label={t('read.findings.notAssessed')}>
      <p className="outcome__title">{t('read.findings.notAssessed')}</p>
      <p className="outcome__reason" data-testid="reason">
        {t(`reasons.${code}`)}
      </p>
      <code className="outcome__code selectable">{code}</code>
    </section>
  )
}

function Flags({ flags }: { flags: AnalysisRun['outcome']['flags'] }) {
  const { t } = useTranslation()
  return (
    <ul className="findings__flags" aria-label={t('read.findings.flags')}>
      {flags.map(({ code, severity }) => (
        <li key={code}>
          <ToneShape tone={severity === 'warning' ? 'warning' : 'info'} />
          {t(`flags.${code}`)}
        </li>
      ))}
    </ul>
  )
}

/** How well the model did where it was checked, with the uncertainty. */
function Checks({ manifest }: { manifest: ModelManifest }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const checked = checkedOn(manifest)
  if (!checked) return null
  return (
    <details className="findings__details" open>
      <summary>{t('read.findings.checked', { cohort: checked.cohort, count: checked.n })}</summary>
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
      {manifest.outputs.map((output) =>
        output.role === 'finding-logits' && output.labels[0] ? (
          <p key={output.name} className="quiet">
            {t('read.findings.prevalence', {
              value: format.percent(output.labels[0].calibration.prevalence),
            })}
          </p>
        ) : null,
      )}
    </details>
  )
}

function Provenance({ run }: { run: AnalysisRun }) {
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
