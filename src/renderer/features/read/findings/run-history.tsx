import { useTranslation } from 'react-i18next'
import type { AnalysisRun } from '../../../../shared/domain/analysis/analysis'
import { useFormatters } from '../../../i18n/format'
import { ToneShape } from '../../../ui/badge'
import { classNames } from '../../../ui/class-names'
import { stanceOf, stanceTones } from './finding-card'
import { byMargin } from './finding-order'
import { valueText } from '../../../i18n/probability-text'
import type { Findings } from './use-findings'

/** Earlier runs of the model in this study, newest first; choosing one shows its answer and its map. */
export function RunHistory({ findings }: { findings: Findings }) {
  const { t } = useTranslation()
  return (
    <section className="findings__section" aria-label={t('read.findings.history')}>
      <h2 className="findings__heading">{t('read.findings.history')}</h2>
      <ol className="history">
        {findings.runs.map((run) => (
          <li key={run.id}>
            <HistoryEntry run={run} findings={findings} />
          </li>
        ))}
      </ol>
    </section>
  )
}

function HistoryEntry({ run, findings }: { run: AnalysisRun; findings: Findings }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const shown = findings.run?.id === run.id
  const elsewhere = run.instanceId !== findings.instanceId
  const { outcome } = run
  const foremost =
    outcome.status === 'assessed'
      ? byMargin(outcome.outputs.filter(({ kind }) => kind === 'finding'))[0]
      : undefined
  const answer =
    outcome.status === 'not-assessed'
      ? t('read.findings.notAssessed')
      : foremost
        ? valueText(foremost, format)
        : t('read.findings.regions')
  const version = outcome.model.version === findings.option?.version ? '' : ` · ${outcome.model.version}`
  return (
    <button
      type="button"
      className={classNames('history__entry', shown && 'history__entry--shown')}
      aria-current={shown || undefined}
      disabled={elsewhere}
      onClick={() => findings.chooseRun(run.id)}
    >
      <ToneShape tone={foremost ? stanceTones[stanceOf(foremost)] : 'neutral'} />
      <span className="history__moment">{format.moment(run.createdAtMs)}</span>
      <span className="history__answer clip">
        {answer}
        {version}
        {elsewhere && ` · ${t('read.findings.historyOther')}`}
      </span>
    </button>
  )
}
