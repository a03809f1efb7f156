import { Eye } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SiteForm } from '../../../../shared/domain/models/site/answers'
import type { SiteDraft, SitePreview } from '../../../../shared/domain/models/site/draft'
import type { ModelManifest } from '../../../../shared/domain/models/manifest'
import type { WorklistQuery } from '../../../../shared/domain/worklist/worklist'
import { errorOf, useBridgeMutation, useBridgeQuery } from '../../../bridge'
import { toLanguage, useFormatters } from '../../../i18n/format'
import { ToneShape } from '../../../ui/badge'
import { Button } from '../../../ui/button'
import { ErrorNotice } from '../../../ui/error-notice'
import { ProbabilityMeter } from '../../../ui/meter'
import { Select } from '../../../ui/select'
import { useAddStore } from './add-store'
import { PreviewPictures } from './preview-pictures'
import { problemsOf } from './problems-of'

const newestStudies: WorklistQuery = {
  text: '',
  modalities: [],
  dateFrom: null,
  dateTo: null,
  statuses: [],
  urgencies: [],
  trashed: false,
  sort: { by: 'importedAt', direction: 'desc' },
  offset: 0,
  limit: 100,
}

interface PreviewProps {
  draft: SiteDraft
  /** null for a package */
  form: SiteForm | null
}

/** The model on an image of the vault, or on a drawn one: its input as it sees it, and its answer. */
export function Preview({ draft, form }: PreviewProps) {
  const { t } = useTranslation()
  const choice = useImageChoice()
  const mark = useAddStore((state) => state.mark)
  const preview = useBridgeMutation('site:preview')
  const cancel = useBridgeMutation('site:cancel')
  const task = draft.manifest?.task ?? form?.task
  const start = () => {
    if (form && problemsOf(draft, form).length > 0) mark()
    preview.mutate([{ form, instanceId: task === 'series-classification' ? null : choice.instanceId }])
  }
  return (
    <section className="add__section" aria-labelledby="add-preview">
      <h3 id="add-preview">{t('addModel.preview.title')}</h3>
      <p className="quiet">{t('addModel.preview.text')}</p>
      <div className="add__row add__row--end">
        {task !== 'series-classification' && <ChooseImage choice={choice} />}
        <Button icon={<Eye />} busy={preview.isPending} disabled={draft.stage !== 'ready'} onClick={start}>
          {t('addModel.preview.run')}
        </Button>
        {preview.isPending && <Button onClick={() => cancel.mutate([])}>{t('addModel.cancel')}</Button>}
      </div>
      <div aria-live="polite">
        {preview.error && <ErrorNotice error={errorOf(preview.error)} live={false} />}
        {preview.data && <Answer preview={preview.data} />}
      </div>
    </section>
  )
}

interface ImageChoice {
  studyId: string
  setStudyId(id: string): void
  /** the chosen image of the study, at first its first one; null for the drawn example */
  instanceId: string | null
  setInstanceId(id: string): void
  images: readonly { value: string; label: string }[]
}

function useImageChoice(): ImageChoice {
  const [studyId, setStudyId] = useState('')
  const [chosen, setChosen] = useState('')
  const study = useBridgeQuery('study:open', [{ studyId, purpose: 'preview' }], { enabled: studyId !== '' })
  const images = useMemo(
    () =>
      (studyId === '' ? [] : (study.data?.series ?? [])).flatMap(({ description, modality, instances }) =>
        instances
          .filter(({ image }) => image !== null)
          .slice(0, 200)
          .map(({ id, number }) => ({
            value: id,
            label: `${modality} ${description} ${number ?? ''}`.trim(),
          })),
      ),
    [study.data, studyId],
  )
  const image = images.find(({ value }) => value === chosen) ?? images[0]
  return { studyId, setStudyId, instanceId: image?.value ?? null, setInstanceId: setChosen, images }
}

/** A study of the vault and one of its images. */
function ChooseImage({ choice }: { choice: ImageChoice }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const studies = useBridgeQuery('worklist:search', [newestStudies]).data?.rows ?? []
  return (
    <>
      <Select
        label={t('addModel.preview.study')}
        value={choice.studyId}
        options={[
          { value: '', label: t('addModel.preview.drawn') },
          ...studies.map(({ id, patient, date, description, modalities }) => ({
            value: id,
            label: [
              format.name(patient.name).primary || patient.patientId,
              modalities.join(' '),
              description,
              format.date(date),
            ]
              .filter(Boolean)
              .join(' · '),
          })),
        ]}
        onValue={choice.setStudyId}
      />
      {choice.images.length > 0 && (
        <Select
          label={t('addModel.preview.image')}
          value={choice.instanceId ?? ''}
          options={choice.images}
          onValue={choice.setInstanceId}
        />
      )}
    </>
  )
}

function titlesOf(manifest: ModelManifest, language: 'en' | 'zh-CN'): Map<string, string> {
  return new Map(
    manifest.outputs.flatMap((output) =>
      output.role === 'finding-logits' || output.role === 'segmentation-mask'
        ? output.labels.map(({ label, title }): [string, string] => [label, title[language]])
        : [],
    ),
  )
}

function Answer({ preview }: { preview: SitePreview }) {
  const { t, i18n } = useTranslation()
  const format = useFormatters()
  const titles = titlesOf(preview.manifest, toLanguage(i18n.language))
  const outside = preview.flags.filter(({ code }) => code !== 'GATES_IGNORED')
  return (
    <div className="add__answer">
      {preview.input && <PreviewPictures preview={preview} titles={titles} />}
      <div className="add__values">
        <p className="quiet">
          {t('addModel.preview.time', { ms: format.number(preview.runMs) })}
          {preview.input &&
            ` ${t('addModel.preview.range', {
              low: format.number(preview.input.smallest, 2),
              high: format.number(preview.input.largest, 2),
            })}`}
        </p>
        <dl className="add__scores">
          {preview.outputs.map(({ label, probability, threshold, positive }) => (
            <div key={label}>
              <dt>{titles.get(label) ?? label}</dt>
              <dd>
                <span>{format.number(probability, 3)}</span>
                <ProbabilityMeter
                  label={titles.get(label) ?? label}
                  value={probability}
                  threshold={threshold}
                  tone={positive ? 'positive' : 'plain'}
                  valueText={format.number(probability, 3)}
                />
              </dd>
            </div>
          ))}
          {preview.regions.map(({ label, areaShare }) => (
            <div key={label}>
              <dt>{titles.get(label) ?? label}</dt>
              <dd className="add__area">
                {t('addModel.preview.area', { share: format.percent(areaShare, 1) })}
              </dd>
            </div>
          ))}
        </dl>
        {outside.length > 0 && (
          <ul className="findings__flags" aria-label={t('addModel.preview.flags')}>
            {outside.map(({ code, severity }) => (
              <li key={code}>
                <ToneShape tone={severity === 'warning' ? 'warning' : 'info'} />
                {t(`flags.${code}`)}
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  )
}
