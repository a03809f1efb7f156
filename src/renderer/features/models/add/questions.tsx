import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import {
  preprocessingPresets,
  type FormField,
  type SiteForm,
} from '../../../../shared/domain/models/site/answers'
import type { SiteDraft } from '../../../../shared/domain/models/site/draft'
import type { GraphReport } from '../../../../shared/domain/models/site/graph-report'
import { chosenProposal } from '../../../../shared/domain/models/site/propose'
import { parseFeatures } from '../../../../shared/domain/models/site/parse-labels'
import { NumberField } from '../../../ui/number-field'
import { Select } from '../../../ui/select'
import { TextArea } from '../../../ui/text-area'
import { TextField } from '../../../ui/text-field'
import { useAddStore } from './add-store'
import { GateQuestions } from './gate-questions'
import { LabelQuestions } from './label-questions'
import { OutputQuestions } from './output-questions'
import { problemsOf } from './problems-of'

type Proposal = SiteDraft['proposals'][number]

export interface QuestionProps {
  proposal: Proposal
  form: SiteForm
  /** the sentence for a field that is missing or wrong, once that is to be shown */
  problem(field: FormField): string | undefined
}

interface QuestionsProps {
  proposals: readonly Proposal[]
  report: GraphReport
  form: SiteForm
}

/** Everything that the file cannot tell. */
export function Questions({ proposals, report, form }: QuestionsProps) {
  const { t } = useTranslation()
  const showProblems = useAddStore((state) => state.showProblems)
  const problems = showProblems ? problemsOf({ proposals }, form) : []
  const problem = (field: FormField) =>
    problems.includes(field) ? t(`addModel.problems.${field}`) : undefined
  const proposal = chosenProposal(proposals, form.output)
  return (
    <section className="add__section" aria-labelledby="add-questions">
      <h3 id="add-questions">{t('addModel.questions.title')}</h3>
      <p className="quiet">{t('addModel.questions.text')}</p>
      <OutputQuestions proposals={proposals} report={report} form={form} problem={problem} />
      {proposal && <AnswerQuestions proposal={proposal} form={form} problem={problem} />}
    </section>
  )
}

function AnswerQuestions(props: QuestionProps) {
  const { form } = props
  return (
    <>
      <NameQuestions {...props} />
      {form.image && <ImageQuestions {...props} />}
      {form.series && <SeriesQuestions {...props} />}
      <LabelQuestions {...props} />
      {form.gate && <GateQuestions {...props} />}
      <UseQuestions {...props} />
    </>
  )
}

const change = (changes: Partial<SiteForm>) => useAddStore.getState().change(changes)

function NameQuestions({ form, problem }: QuestionProps) {
  const { t } = useTranslation()
  return (
    <fieldset className="add__group">
      <legend>{t('addModel.name.legend')}</legend>
      <p className="quiet">{t(`addModel.task.${form.task}`)}</p>
      <div className="add__grid">
        <TextField
          label={t('addModel.name.titleEn')}
          required
          value={form.title.en}
          error={problem('title')}
          onChange={({ target }) => change({ title: { ...form.title, en: target.value } })}
        />
        <TextField
          label={t('addModel.name.titleZh')}
          value={form.title['zh-CN']}
          onChange={({ target }) => change({ title: { ...form.title, 'zh-CN': target.value } })}
        />
        <TextField
          label={t('addModel.name.id')}
          required
          hint={t('addModel.name.idHint')}
          value={form.id}
          error={problem('id')}
          onChange={({ target }) => change({ id: target.value })}
        />
        <TextField
          label={t('addModel.name.version')}
          required
          hint={t('addModel.name.versionHint')}
          value={form.version}
          error={problem('version')}
          onChange={({ target }) => change({ version: target.value })}
        />
      </div>
    </fieldset>
  )
}

/** A choice that nothing is preselected in. */
const unanswered = (t: TFunction) => ({ value: '' as const, label: t('addModel.choose') })

function ImageQuestions({ proposal, form, problem }: QuestionProps) {
  const { t } = useTranslation()
  const { image } = form
  if (!image) return null
  const set = (changes: Partial<typeof image>) => change({ image: { ...image, ...changes } })
  const sizeKnown = proposal.settled.includes('size')
  return (
    <fieldset className="add__group">
      <legend>{t('addModel.image.legend')}</legend>
      <p className="quiet">{t('addModel.image.text')}</p>
      <div className="add__grid">
        <Select
          label={t('addModel.image.preset')}
          hint={image.preset ? t(`addModel.presetHint.${image.preset}`) : problem('preset')}
          value={image.preset ?? ''}
          options={[
            unanswered(t),
            ...preprocessingPresets.map((value) => ({ value, label: t(`addModel.preset.${value}`) })),
          ]}
          onValue={(value) => set({ preset: value === '' ? null : value })}
          aria-invalid={problem('preset') !== undefined || undefined}
        />
        <Select
          label={t('addModel.image.region')}
          value={image.region}
          options={(['whole', 'centre-crop'] as const).map((value) => ({
            value,
            label: t(`addModel.region.${value}`),
          }))}
          onValue={(region) => set({ region })}
        />
        {!sizeKnown && (
          <>
            <NumberField
              label={t('addModel.image.rows')}
              required
              value={image.rows}
              error={problem('size')}
              onValue={(rows) => set({ rows: rows === null ? null : Math.round(rows) })}
            />
            <NumberField
              label={t('addModel.image.columns')}
              required
              value={image.columns}
              onValue={(columns) => set({ columns: columns === null ? null : Math.round(columns) })}
            />
          </>
        )}
      </div>
    </fieldset>
  )
}

function SeriesQuestions({ form, problem }: QuestionProps) {
  const { t } = useTranslation()
  const text = useAddStore((state) => state.featuresText)
  const setText = useAddStore((state) => state.setFeaturesText)
  const wanted = form.series?.features.length ?? 0
  const { series } = form
  if (!series) return null
  const found = parseFeatures(text)
  return (
    <fieldset className="add__group">
      <legend>{t('addModel.series.legend')}</legend>
      <TextArea
        label={t('addModel.series.features', { count: wanted })}
        required
        rows={6}
        hint={t('addModel.series.hint', { found: found.length, count: wanted })}
        error={problem('features')}
        placeholder={t('addModel.series.example')}
        value={text}
        onChange={({ target }) => {
          setText(target.value)
          const parsed = parseFeatures(target.value)
          const features = series.features.map(
            (_, index) => parsed[index] ?? { name: '', unit: '', mean: 0, spread: 1 },
          )
          change({ series: { ...series, features } })
        }}
      />
    </fieldset>
  )
}

function UseQuestions({ form, problem }: QuestionProps) {
  const { t } = useTranslation()
  const both = (field: 'intendedUse' | 'exclusions', language: 'en' | 'zh-CN', value: string) =>
    change({ [field]: { ...form[field], [language]: value } })
  return (
    <fieldset className="add__group">
      <legend>{t('addModel.use.legend')}</legend>
      <div className="add__grid">
        <TextArea
          label={t('addModel.use.intendedEn')}
          required
          error={problem('intendedUse')}
          hint={t('addModel.use.oneLanguage')}
          value={form.intendedUse.en}
          onChange={({ target }) => both('intendedUse', 'en', target.value)}
        />
        <TextArea
          label={t('addModel.use.intendedZh')}
          value={form.intendedUse['zh-CN']}
          onChange={({ target }) => both('intendedUse', 'zh-CN', target.value)}
        />
        <TextArea
          label={t('addModel.use.exclusionsEn')}
          hint={t('addModel.use.lines')}
          value={form.exclusions.en}
          onChange={({ target }) => both('exclusions', 'en', target.value)}
        />
        <TextArea
          label={t('addModel.use.exclusionsZh')}
          value={form.exclusions['zh-CN']}
          onChange={({ target }) => both('exclusions', 'zh-CN', target.value)}
        />
        <TextField
          label={t('addModel.use.licence')}
          required
          hint={t('addModel.use.licenceHint')}
          error={problem('licence')}
          value={form.licence}
          onChange={({ target }) => change({ licence: target.value })}
        />
        <TextField
          label={t('addModel.use.source')}
          required
          hint={t('addModel.use.sourceHint')}
          error={problem('source')}
          value={form.source}
          onChange={({ target }) => change({ source: target.value })}
        />
      </div>
    </fieldset>
  )
}
