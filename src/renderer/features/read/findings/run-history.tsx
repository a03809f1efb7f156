import { useTranslation } from 'react-i18next'
import type { AnalysisRun } from '../../../../shared/domain/analysis/analysis'
import { useFormatters } from '../../../i18n/format'
import { ToneShape } from '../../../ui/badge'
import { classNames } from '../../../ui/class-names'
import { probabilityText } from './probability-text'
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
  const worst =
    outcome.status === 'assessed'
      ? outcome.outputs.reduce((a, b) => (b.probability > a.probability ? b : a))
      : null
  return (
    <button
      type="button"
      className={classNames('history__entry', shown && 'history__entry--shown')}
      aria-current={shown || undefined}
      disabled={elsewhere}
      onClick={() => findings.chooseRun(run.id)}
    >
      <ToneShape tone={worst?.positive ? 'warning' : 'neutral'} />
      <span className="history__moment">{format.moment(run.createdAtMs)}</span>
      <span className="history__answer clip">
        {worst ? probabilityText(worst.probability, format) : t('read.findings.notAssessed')}
        {elsewhere && ` · ${t('read.findings.historyOther')}`}
      </span>
    </button>
  )
}
