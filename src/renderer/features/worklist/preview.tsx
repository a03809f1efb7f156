import { ImageOff, Maximize2, RotateCcw, Trash2 } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { AnalysisRun } from '../../../shared/domain/analysis/analysis'
import type { SeriesDetail, StudyRow } from '../../../shared/domain/worklist/worklist'
import { errorOf, useBridgeQuery } from '../../bridge'
import { toLanguage, useAgeText, useFormatters } from '../../i18n/format'
import { Badge, ToneShape } from '../../ui/badge'
import { Button } from '../../ui/button'
import { ErrorNotice } from '../../ui/error-notice'
import { Spinner } from '../../ui/progress'
import { markTones } from './columns'
import { openStudy, restoreStudy, trashStudy } from './study-actions'
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
          {trashed ? (
            <Button icon={<RotateCcw />} onClick={() => void restoreStudy(study)}>
              {t('worklist.preview.restore')}
            </Button>
          ) : (
            <Button icon={<Trash2 />} onClick={() => void trashStudy(study)}>
              {t('worklist.preview.trash')}
            </Button>
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
          <ul className="preview__series">
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

/** The newest run of each model on each image, in words. */
function ModelMarks({ study }: { study: StudyRow }) {
  const { t } = useTranslation()
  const history = useBridgeQuery('analysis:history', [{ studyId: study.id }], {
    enabled: study.modelMark !== 'none',
  })
  if (study.modelMark === 'none') return null
  const newest = newestRuns(history.data ?? [])
  return (
    <section>
      <h3 className="preview__heading">{t('worklist.preview.models')}</h3>
      {newest.map((run) => (
        <RunMark key={run.id} run={run} />
      ))}
    </section>
  )
}

const newestRuns = (runs: readonly AnalysisRun[]): AnalysisRun[] => [
  ...new Map(
    [...runs]
      .sort((a, b) => a.createdAtMs - b.createdAtMs)
      .map((run) => [`${run.outcome.model.id} ${run.instanceId}`, run]),
  ).values(),
]

function RunMark({ run }: { run: AnalysisRun }) {
  const { t, i18n } = useTranslation()
  const format = useFormatters()
  const models = useBridgeQuery('models:list', [])
  const { outcome } = run
  const titleOf = (label: string): string => {
    const outputs = models.data?.find(({ id }) => id === outcome.model.id)?.manifest?.outputs ?? []
    const finding = outputs
      .flatMap((output) => (output.role === 'finding-logits' ? output.labels : []))
      .find((candidate) => candidate.label === label)
    return finding?.title[toLanguage(i18n.language)] ?? label
  }
  const lines =
    outcome.status === 'assessed'
      ? outcome.outputs.map((output) => ({
          tone: markTones[output.positive ? 'positive' : 'negative'],
          text: t('worklist.preview.probability', {
            outcome: t(`worklist.mark.${output.positive ? 'positive' : 'negative'}`),
            label: titleOf(output.label),
            probability: format.percent(output.probability),
            threshold: format.percent(output.threshold),
          }),
        }))
      : [
          {
            tone: markTones['not-assessed'],
            text: t('worklist.preview.notAssessed', { reason: t(`reasons.${outcome.reason.code}`) }),
          },
        ]
  const reviewed = run.reviews.some((review) => review.verdict !== null || review.comment !== '')
  return (
    <div className="preview__run">
      <p className="quiet">
        {outcome.model.id} {outcome.model.version} · {format.moment(run.createdAtMs)}
        {reviewed && ` · ${t('worklist.preview.reviewed')}`}
      </p>
      {lines.map(({ tone, text }) => (
        <p key={text} className="preview__mark">
          <ToneShape tone={tone} />
          <span>{text}</span>
        </p>
      ))}
    </div>
  )
}
