import { useTranslation } from 'react-i18next'
import type {
  AnalysisRun,
  FindingOutput,
  NotAssessedCode,
  RegionOutput,
} from '../../../../shared/domain/analysis/analysis'
import type { ModelManifest } from '../../../../shared/domain/models/manifest'
import { useFormatters } from '../../../i18n/format'
import { ToneShape } from '../../../ui/badge'
import { FindingCard, useTitleOf } from './finding-card'
import { FindingsList } from './findings-list'
import { partsOf, PatternLines } from './pattern-lines'
import { Checks, Provenance } from './result-facts'
import type { Findings } from './use-findings'

interface OutcomeProps {
  findings: Findings
  run: AnalysisRun
  /** of the very model that gave the run; null where it is not installed any more */
  manifest: ModelManifest | null
}

/** One run's answer. "Not assessed" takes the place and the size of a result. */
export function Outcome({ findings, run, manifest }: OutcomeProps) {
  const { t } = useTranslation()
  const { outcome } = run
  const [first, later] = partitionFlags(outcome.flags)
  return (
    <>
      {first.length > 0 && <Flags flags={first} />}
      {outcome.status === 'assessed' ? (
        <Assessed
          findings={findings}
          outputs={outcome.outputs}
          regions={outcome.regions ?? []}
          manifest={manifest}
        />
      ) : (
        <NotAssessed code={outcome.reason.code} />
      )}
      {later.length > 0 && <Flags flags={later} />}
      {manifest ? (
        <Checks manifest={manifest} />
      ) : (
        <p className="findings__small">{t('read.findings.gone')}</p>
      )}
      <Provenance run={run} />
    </>
  )
}

interface AssessedProps {
  findings: Findings
  outputs: readonly FindingOutput[]
  regions: readonly RegionOutput[]
  manifest: ModelManifest | null
}

function Assessed({ findings, outputs, regions, manifest }: AssessedProps) {
  const named = outputs.filter(({ kind }) => kind === 'finding')
  if (regions.length > 0) return <Regions regions={regions} manifest={manifest} />
  const [only] = named
  if (!only || named.length > 1)
    return <FindingsList outputs={outputs} findings={findings} manifest={manifest} />
  return (
    <FindingCard output={only} manifest={manifest}>
      <PatternLines finding={only.label} parts={partsOf(outputs, only)} manifest={manifest} />
    </FindingCard>
  )
}

function Regions({
  regions,
  manifest,
}: {
  regions: readonly RegionOutput[]
  manifest: ModelManifest | null
}) {
  const { t } = useTranslation()
  const format = useFormatters()
  const titleOf = useTitleOf(manifest)
  return (
    <section className="outcome" aria-label={t('read.findings.regions')}>
      <p className="outcome__title">{t('read.findings.regions')}</p>
      <dl className="findings__metrics">
        {regions.map(({ label, areaShare }) => (
          <div key={label}>
            <dt>{titleOf(label)}</dt>
            <dd>
              {areaShare === 0
                ? t('read.findings.regionNone')
                : t('read.findings.regionArea', { share: format.percent(areaShare, 1) })}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function NotAssessed({ code }: { code: NotAssessedCode }) {
  const { t } = useTranslation()
  return (
    <section className="outcome outcome--not-assessed" aria-label={t('read.findings.notAssessed')}>
      <p className="outcome__title">{t('read.findings.notAssessed')}</p>
      <p className="outcome__reason" data-testid="reason">
        {t(`reasons.${code}`)}
      </p>
      <p className="outcome__text" data-testid="advice">
        <span className="visually-hidden">{t('read.findings.advice')}: </span>
        {t(`advice.${code}`)}
      </p>
      <code className="outcome__code selectable">{code}</code>
    </section>
  )
}

/** What warns about the film is read before the answer; that a reader must decide, the answer says itself. */
function partitionFlags(flags: AnalysisRun['outcome']['flags']): [typeof flags, typeof flags] {
  const first = flags.filter(({ code, severity }) => severity === 'warning' && code !== 'REFER_TO_HUMAN')
  return [first, flags.filter((flag) => !first.includes(flag))]
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
