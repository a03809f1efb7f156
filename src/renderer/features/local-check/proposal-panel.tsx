import { Calculator, GitBranchPlus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type Judgement,
  type LocalCheckReport,
  type Proposal,
  type ProposalRequest,
  type Recalibration,
  recalibrations,
} from '../../../shared/domain/local-check/local-check'
import { errorOf, useBridgeMutation } from '../../bridge'
import { useFormatters } from '../../i18n/format'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { ErrorNotice } from '../../ui/error-notice'
import { ScrollFrame } from '../../ui/scroll-frame'
import { Select } from '../../ui/select'
import { TextField } from '../../ui/text-field'
import { ReliabilityChart } from './calibration-panel'
import { MadeVersion } from './made-version'
import { readPercent } from './read-percent'
import { ShortageList } from './shortage-list'
import { useCheckText } from './use-text'

const ruleKinds = ['keep', 'sensitivity', 'youden', 'cost'] as const
type RuleKind = (typeof ruleKinds)[number]

const ruleTexts = {
  keep: 'localCheck.proposal.keepRule',
  sensitivity: 'localCheck.proposal.sensitivityRule',
  youden: 'localCheck.proposal.youdenRule',
  cost: 'localCheck.proposal.costRule',
} as const

/** A new calibration or threshold: chosen, worked out, judged, and made a version when the user says so. */
export function ProposalPanel({ report }: { report: LocalCheckReport }) {
  const { t } = useTranslation()
  const [recalibration, setRecalibration] = useState<Recalibration>('platt')
  const [kind, setKind] = useState<RuleKind>('keep')
  const [sensitivity, setSensitivity] = useState('95')
  const [missCost, setMissCost] = useState('5')
  const [prevalence, setPrevalence] = useState(() =>
    ((100 * report.counts.positives) / report.counts.cases).toFixed(1),
  )
  const propose = useBridgeMutation('localCheck:propose')
  const rule = ruleOf(kind, { sensitivity, missCost, prevalence })
  return (
    <section className="local-check__section" aria-labelledby="check-proposal">
      <h2 id="check-proposal">{t('localCheck.proposal.title')}</h2>
      <p className="local-check__text">{t('localCheck.proposal.text')}</p>
      <form
        className="local-check__form"
        onSubmit={(event) => {
          event.preventDefault()
          if (rule) propose.mutate([{ ...report.request, recalibration, rule }])
        }}
      >
        <Select<Recalibration>
          label={t('localCheck.proposal.recalibration')}
          value={recalibration}
          options={recalibrations.map((value) => ({ value, label: t(`localCheck.proposal.${value}`) }))}
          onValue={setRecalibration}
        />
        <Select<RuleKind>
          label={t('localCheck.proposal.rule')}
          value={kind}
          options={ruleKinds.map((value) => ({ value, label: t(ruleTexts[value]) }))}
          onValue={setKind}
        />
        {kind === 'sensitivity' && (
          <NumberField
            label={t('localCheck.proposal.sensitivityAtLeast')}
            value={sensitivity}
            onValue={setSensitivity}
          />
        )}
        {kind === 'cost' && (
          <>
            <NumberField label={t('localCheck.proposal.missCost')} value={missCost} onValue={setMissCost} />
            <NumberField
              label={t('localCheck.proposal.costPrevalence')}
              value={prevalence}
              onValue={setPrevalence}
            />
          </>
        )}
        <Button type="submit" icon={<Calculator />} busy={propose.isPending} disabled={rule === null}>
          {t('localCheck.proposal.work')}
        </Button>
      </form>
      {propose.error && <ErrorNotice error={errorOf(propose.error)} />}
      <div role="status" aria-live="polite">
        {propose.data && (
          <ProposalResult
            key={JSON.stringify(propose.data.request)}
            proposal={propose.data}
            report={report}
          />
        )}
      </div>
    </section>
  )
}

function ruleOf(
  kind: RuleKind,
  typed: { sensitivity: string; missCost: string; prevalence: string },
): ProposalRequest['rule'] | null {
  if (kind === 'keep' || kind === 'youden') return { kind }
  if (kind === 'sensitivity') {
    const atLeast = readPercent(typed.sensitivity, 50, 100)
    return atLeast === null ? null : { kind, atLeast }
  }
  // The same reading of numbers, without the hundredth.
  const missCost = readPercent(typed.missCost, 0.01, 1000)
  const prevalence = readPercent(typed.prevalence, 0.1, 99.9)
  return missCost === null || prevalence === null ? null : { kind, missCost: missCost * 100, prevalence }
}

function NumberField(props: { label: string; value: string; onValue(value: string): void }) {
  const { label, value, onValue } = props
  return (
    <TextField
      label={label}
      inputMode="decimal"
      value={value}
      onChange={(event) => onValue(event.target.value)}
    />
  )
}

function ProposalResult({ proposal, report }: { proposal: Proposal; report: LocalCheckReport }) {
  const { t } = useTranslation()
  const text = useCheckText()
  const { before, after, problem, thresholdRange } = proposal
  return (
    <div className="local-check__stack">
      {problem && (
        <div className="local-check__notice">
          <p>{t(`localCheck.proposal.problems.${problem}`)}</p>
          <ShortageList shortages={proposal.shortages} />
        </div>
      )}
      {before && after && (
        <div className="local-check__pair">
          <div className="local-check__stack">
            <BeforeAfter before={before} after={after} />
            {thresholdRange && (
              <p className="quiet">
                {t('localCheck.proposal.folds', {
                  low: text.three(thresholdRange.low),
                  high: text.three(thresholdRange.high),
                })}
              </p>
            )}
          </div>
          <ReliabilityChart
            title={t('localCheck.proposal.reliability')}
            label={t('localCheck.proposal.reliabilitySummary', {
              before: text.three(before.ece),
              after: text.three(after.ece),
            })}
            n={t('localCheck.n', { n: proposal.cases, positives: proposal.positives })}
            calibrated={report.calibrated || proposal.request.recalibration !== 'keep'}
            series={[
              { name: t('localCheck.proposal.before'), bins: before.bins },
              { name: t('localCheck.proposal.after'), bins: after.bins },
            ]}
          />
        </div>
      )}
      {problem === null && proposal.nextVersion !== null && (
        <MakeVersion proposal={proposal} version={proposal.nextVersion} />
      )}
    </div>
  )
}

function BeforeAfter({ before, after }: { before: Judgement; after: Judgement }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const text = useCheckText()
  const rows: [string, (judged: Judgement) => string][] = [
    [t('localCheck.proposal.thresholdRow'), ({ threshold }) => format.percent(threshold, 2)],
    [t('localCheck.threshold.sensitivity'), (judged) => text.proportion(judged.sensitivity)],
    [t('localCheck.threshold.specificity'), (judged) => text.proportion(judged.specificity)],
    [t('localCheck.proposal.ppv'), (judged) => text.proportion(judged.positivePredictiveValue)],
    [t('localCheck.proposal.npv'), (judged) => text.proportion(judged.negativePredictiveValue)],
    [t('localCheck.proposal.auc'), ({ auc }) => text.three(auc)],
    [t('localCheck.calibration.brier'), ({ brier }) => text.three(brier)],
    [t('localCheck.calibration.logLoss'), ({ logLoss }) => text.three(logLoss)],
    [t('localCheck.calibration.ece'), ({ ece }) => text.three(ece)],
    [t('localCheck.calibration.slope'), ({ slope }) => text.three(slope)],
    [t('localCheck.calibration.intercept'), ({ intercept }) => text.three(intercept)],
  ]
  return (
    <ScrollFrame className="local-check__scroll" label={t('localCheck.proposal.title')}>
      <table className="data-table selectable">
        <thead>
          <tr>
            <th scope="col">{t('localCheck.proposal.measure')}</th>
            <th scope="col">{t('localCheck.proposal.before')}</th>
            <th scope="col">{t('localCheck.proposal.after')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, show]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{show(before)}</td>
              <td>{show(after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}

/** The step that makes something: asked for, confirmed, and followed by the choice of the default. */
function MakeVersion({ proposal, version }: { proposal: Proposal; version: string }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const make = useBridgeMutation('localCheck:makeVersion', { onSuccess: () => setAsking(false) })
  const { modelId, version: from } = proposal.request
  if (make.data) return <MadeVersion id={make.data.id} version={make.data.version} before={from} />
  return (
    <div>
      <Button tone="primary" icon={<GitBranchPlus />} onClick={() => setAsking(true)}>
        {t('localCheck.proposal.make', { version })}
      </Button>
      {asking && (
        <Dialog
          title={t('localCheck.proposal.makeTitle', { version })}
          size="small"
          onClose={() => setAsking(false)}
          footer={
            <>
              <Button onClick={() => setAsking(false)}>{t('common.cancel')}</Button>
              <Button tone="primary" busy={make.isPending} onClick={() => make.mutate([proposal.request])}>
                {t('localCheck.proposal.makeConfirm')}
              </Button>
            </>
          }
        >
          <p>{t('localCheck.proposal.makeText', { from: `${modelId} ${from}` })}</p>
          {make.error && <ErrorNotice error={errorOf(make.error)} />}
        </Dialog>
      )}
    </div>
  )
}
