import { ImageOff, Maximize2, RotateCcw, ScanSearch, Trash2, UserRound } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { AnalysisRun, FindingOutput } from '../../../shared/domain/analysis/analysis'
import type { SeriesDetail, StudyRow } from '../../../shared/domain/worklist/worklist'
import { navigate } from '../../app/navigation'
import { errorOf, useBridgeQuery } from '../../bridge'
import { useAgeText, useFormatters } from '../../i18n/format'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import { ErrorNotice } from '../../ui/error-notice'
import { Spinner } from '../../ui/progress'
import { analyseStudies } from './queue-actions'
import { openStudy, restoreStudy, trashStudy } from './study-actions'
import {
  chanceText,
  urgencyGrounds,
  type FindingTitle,
  UrgencyShape,
  urgencyWord,
  useFindingTitle,
} from './urgency-mark'
import './preview.css'

/** The selected study at a glance; looking here does not mark it as opened. */
export function Preview({ study }: { study: StudyRow | null }) {
  const { t } = useTranslation()
  return (
    <aside className="preview" aria-label={t('worklist.preview.title')}>
      {study ? (
        <StudyPreview key={study.id} study={study} />
      ) : (
        <p className="preview__none">{t('worklist.preview.none')}</p>
      )}
    </aside>
  )
}

function StudyPreview({ study }: { study: StudyRow }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const detail = useBridgeQuery('study:open', [{ studyId: study.id, purpose: 'preview' }])
  const { primary, secondary } = format.name(study.patient.name)
  const trashed = study.trashedAtMs !== null
  return (
    <>
      <div className="preview__head">
        <h2 className="selectable">
          {primary || t('common.unknownName')}
          {secondary && <span className="preview__second-name">{secondary}</span>}
        </h2>
        {study.patient.synthetic && <Badge tone="synthetic">{t('common.synthetic')}</Badge>}
        <p className="preview__line selectable">{study.description || t('worklist.preview.noDescription')}</p>
        <div className="preview__actions">
          <Button tone="primary" icon={<Maximize2 />} onClick={() => openStudy(study)}>
            {t('worklist.preview.open')}
          </Button>
          <Button
            icon={<UserRound />}
            onClick={() => navigate({ page: 'patient', patientId: study.patient.id })}
          >
            {t('worklist.preview.patient')}
          </Button>
          {trashed ? (
            <Button icon={<RotateCcw />} onClick={() => void restoreStudy(study)}>
              {t('worklist.preview.restore')}
            </Button>
          ) : (
            <>
              <Button icon={<ScanSearch />} onClick={() => void analyseStudies([study.id])}>
                {t('queue.analyse')}
              </Button>
              <Button icon={<Trash2 />} onClick={() => void trashStudy(study)}>
                {t('worklist.preview.trash')}
              </Button>
            </>
          )}
        </div>
      </div>
      <div className="preview__scroll" tabIndex={0} role="group" aria-label={t('worklist.preview.study')}>
        {study.conflictCount > 0 && <ConflictNote count={study.conflictCount} />}
        <ModelMarks study={study} />
        <Facts
          study={study}
          referrer={detail.data?.referringPhysician ?? ''}
          institution={detail.data?.institution ?? ''}
        />
        <section>
          <h3 className="preview__heading">{t('worklist.preview.series')}</h3>
          {detail.isPending && <Spinner />}
          {detail.error && <ErrorNotice error={errorOf(detail.error)} />}
          <ul className="preview__series" aria-label={t('worklist.preview.series')}>
            {detail.data?.series.map((series) => (
              <SeriesEntry key={series.id} series={series} />
            ))}
          </ul>
        </section>
      </div>
    </>
  )
}

function ConflictNote({ count }: { count: number }) {
  const { t } = useTranslation()
  return (
    <div className="preview__note">
      <Badge tone="danger">{t('worklist.conflicts', { count })}</Badge>
      <p>{t('worklist.preview.conflictNote')}</p>
    </div>
  )
}

function Facts({ study, referrer, institution }: { study: StudyRow; referrer: string; institution: string }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const ageText = useAgeText()
  const facts: [string, string][] = [
    [t('worklist.columns.patientId'), study.patient.patientId],
    [t('worklist.columns.birthDate'), format.date(study.patient.birthDate)],
    [t('worklist.preview.age'), study.patientAgeYears === null ? '' : ageText(study.patientAgeYears)],
    [t('shell.patient.sex'), t(`common.sex.${study.patient.sex}`)],
    [t('worklist.preview.date'), format.dateAndTime(study.date, study.time)],
    [t('worklist.preview.accession'), study.accessionNumber],
    [t('worklist.preview.referrer'), referrer.replaceAll('^', ' ').trim()],
    [t('worklist.preview.institution'), institution],
    [t('worklist.preview.imported'), format.moment(study.importedAtMs)],
    ...(study.trashedAtMs === null
      ? []
      : [[t('worklist.preview.trashedOn'), format.moment(study.trashedAtMs)] satisfies [string, string]]),
  ]
  return (
    <dl className="preview__facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="selectable">{value || <span className="quiet">{t('common.notStated')}</span>}</dd>
        </div>
      ))}
    </dl>
  )
}

function SeriesEntry({ series }: { series: SeriesDetail }) {
  const { t } = useTranslation()
  const pictured = series.instances.filter((instance) => instance.image !== null)
  const middle = pictured[Math.floor(pictured.length / 2)]
  const frames = series.instances.reduce((sum, instance) => sum + (instance.image?.frames ?? 0), 0)
  const counts = [
    t('worklist.preview.images', { count: series.instances.length }),
    frames > series.instances.length ? t('worklist.preview.frames', { count: frames }) : '',
  ]
  return (
    <li className="preview__series-entry">
      <Thumbnail instanceId={middle?.id ?? null} />
      <div className="preview__series-text">
        <p className="clip" title={series.description}>
          {series.description || t('worklist.preview.noDescription')}
        </p>
        <p className="quiet">
          {[series.modality, series.bodyPart, series.viewPosition].filter(Boolean).join(' · ')}
        </p>
        <p className="quiet">{counts.filter(Boolean).join(' · ')}</p>
      </div>
    </li>
  )
}

function Thumbnail({ instanceId }: { instanceId: string | null }): ReactNode {
  const { t } = useTranslation()
  const [failed, setFailed] = useState(false)
  if (instanceId === null || failed) {
    return (
      <span className="preview__thumbnail" role="img" aria-label={t('worklist.preview.noImage')}>
        <ImageOff aria-hidden="true" />
      </span>
    )
  }
  return (
    <span className="preview__thumbnail">
      <img
        src={`study://thumbnail/${instanceId}`}
        alt=""
        draggable={false}
        decoding="async"
        onError={() => setFailed(true)}
      />
    </span>
  )
}

/** The study's urgency, and the newest run of each model version on each image in words. */
function ModelMarks({ study }: { study: StudyRow }) {
  const { t } = useTranslation()
  const titleOf = useFindingTitle()
  const { triage } = study
  const history = useBridgeQuery('analysis:history', [{ studyId: study.id }], {
    enabled: triage.model !== null,
  })
  return (
    <section>
      <h3 className="preview__heading">{t('worklist.preview.models')}</h3>
      <p className="preview__mark preview__urgency" data-urgency={triage.urgency}>
        <UrgencyShape urgency={triage.urgency} />
        <strong>{urgencyWord(triage, t)}</strong>
      </p>
      <ul className="preview__hint quiet">
        {urgencyGrounds(triage, t).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {newestRuns(history.data ?? []).map((run) => (
        <RunMark key={run.id} run={run} titleOf={titleOf} />
      ))}
    </section>
  )
}

const newestRuns = (runs: readonly AnalysisRun[]): AnalysisRun[] => [
  ...new Map(
    [...runs]
      .sort((a, b) => a.createdAtMs - b.createdAtMs)
      .map((run) => [`${run.outcome.model.id} ${run.outcome.model.version} ${run.instanceId}`, run]),
  ).values(),
]

function RunMark({ run, titleOf }: { run: AnalysisRun; titleOf: FindingTitle }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const { outcome } = run
  const lines = outcome.status === 'assessed' ? outcome.outputs : []
  const reviewed = run.reviews.some((review) => review.verdict !== null || review.comment !== '')
  return (
    <div className="preview__run">
      <p className="quiet">
        {outcome.model.id} {outcome.model.version}
        {outcome.status === 'assessed' && ` · ${t(`queue.providers.${outcome.provider}`)}`} ·{' '}
        {format.moment(run.createdAtMs)}
        {reviewed && ` · ${t('worklist.preview.reviewed')}`}
      </p>
      {lines.map((output) => (
        <OutputLine key={output.label} output={output} title={titleOf(outcome.model, output.label)} />
      ))}
      {outcome.status === 'not-assessed' && (
        <p className="preview__mark">
          <UrgencyShape urgency="not-assessed" />
          <span>{t('worklist.preview.notAssessed', { reason: t(`reasons.${outcome.reason.code}`) })}</span>
        </p>
      )}
    </div>
  )
}

/** A finding with its threshold; what only divides a finding's probability stands below it without a mark. */
function OutputLine({ output, title }: { output: FindingOutput; title: string }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const chance = (value: number) => chanceText(value, output.calibrated, t, format)
  if (output.kind !== 'finding') {
    return (
      <p className="preview__share quiet">
        {t('queue.hint.finding', { finding: title, number: chance(output.probability) })}
      </p>
    )
  }
  const urgency = output.refer ? 'refer' : output.positive ? 'positive' : 'negative'
  const figures = {
    label: title,
    probability: chance(output.probability),
    outcome: t(`queue.urgency.${urgency}`),
  }
  return (
    <p className="preview__mark">
      <UrgencyShape urgency={urgency} />
      <span>
        {output.threshold === null
          ? t('worklist.preview.figure', figures)
          : t('worklist.preview.probability', { ...figures, threshold: chance(output.threshold) })}
      </span>
    </p>
  )
}
