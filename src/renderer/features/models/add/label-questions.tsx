import { ClipboardPaste, FileText } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SiteForm, SiteLabel } from '../../../../shared/domain/models/site/answers'
import { parseLabels } from '../../../../shared/domain/models/site/parse-labels'
import { errorOf, useBridgeMutation } from '../../../bridge'
import { Button } from '../../../ui/button'
import { Checkbox } from '../../../ui/checkbox'
import { ErrorNotice } from '../../../ui/error-notice'
import { NumberField } from '../../../ui/number-field'
import { ScrollFrame } from '../../../ui/scroll-frame'
import { Select } from '../../../ui/select'
import { TextArea } from '../../../ui/text-area'
import { TextField } from '../../../ui/text-field'
import { useAddStore } from './add-store'
import type { QuestionProps } from './questions'

const change = (changes: Partial<SiteForm>) => useAddStore.getState().change(changes)

/** What the answers are called, how the numbers are read, and from where on a finding counts. */
export function LabelQuestions({ proposal, form, problem }: QuestionProps) {
  const { t } = useTranslation()
  const isMask = form.task === 'image-segmentation'
  const count = (proposal.answerCount ?? form.labels.length) - (form.background ? 1 : 0)
  return (
    <fieldset className="add__group">
      <legend>{t('addModel.labels.legend')}</legend>
      <div className="add__grid">
        {proposal.settled.includes('activation') ? (
          <p className="quiet add__wide">{t('addModel.labels.probabilities')}</p>
        ) : (
          <Select
            label={t('addModel.labels.activation')}
            hint={problem('activation')}
            value={form.activation ?? ''}
            options={[
              { value: '', label: t('addModel.choose') },
              ...(['sigmoid', 'softmax', 'identity'] as const).map((value) => ({
                value,
                label: t(`addModel.activation.${value}`),
              })),
            ]}
            onValue={(value) => change({ activation: value === '' ? null : value })}
          />
        )}
        {isMask && (
          <>
            <Checkbox
              label={t('addModel.labels.background')}
              checked={form.background}
              onChecked={(background) =>
                change({
                  background,
                  labels: fit(
                    form.labels,
                    (proposal.answerCount ?? form.labels.length) - (background ? 1 : 0),
                  ),
                })
              }
            />
            <NumberField
              label={t('addModel.labels.maskThreshold')}
              required
              hint={t('addModel.labels.maskThresholdHint')}
              error={problem('maskThreshold')}
              value={form.maskThreshold}
              onValue={(maskThreshold) => change({ maskThreshold })}
            />
          </>
        )}
      </div>
      <LabelSources count={count} form={form} />
      <LabelTable form={form} />
      {problem('labels') && (
        <p role="alert" className="add__problem">
          {t('addModel.problems.labels')}
        </p>
      )}
      {problem('thresholds') && (
        <p role="alert" className="add__problem">
          {t('addModel.problems.thresholds')}
        </p>
      )}
      <TextField
        label={t('addModel.labels.rule')}
        required
        hint={t('addModel.labels.ruleHint')}
        error={problem('thresholdRule')}
        value={form.thresholdRule}
        onChange={({ target }) => change({ thresholdRule: target.value })}
      />
    </fieldset>
  )
}

const emptyLabel: SiteLabel = { title: { en: '', 'zh-CN': '' }, kind: 'finding', threshold: null }

const fit = (labels: readonly SiteLabel[], count: number): SiteLabel[] =>
  Array.from({ length: Math.max(0, count) }, (_, index) => labels[index] ?? emptyLabel)

/** Titles pasted or from a file take the place of those in the table, one after the other. */
function LabelSources({ count, form }: { count: number; form: SiteForm }) {
  const { t } = useTranslation()
  const [pasting, setPasting] = useState(false)
  const [text, setText] = useState('')
  const [threshold, setThreshold] = useState<number | null>(null)
  const take = (titles: readonly { en: string; 'zh-CN': string }[]) =>
    change({
      labels: fit(form.labels, count).map((label, index) => ({
        ...label,
        title: titles[index] ?? label.title,
      })),
    })
  const fromFile = useBridgeMutation('site:labels', { onSuccess: (titles) => titles && take(titles) })
  const found = parseLabels(text)
  return (
    <div className="add__sources">
      <p className="quiet">{t('addModel.labels.count', { count })}</p>
      <div className="add__row">
        <Button icon={<ClipboardPaste />} aria-expanded={pasting} onClick={() => setPasting(!pasting)}>
          {t('addModel.labels.paste')}
        </Button>
        <Button icon={<FileText />} onClick={() => fromFile.mutate([])}>
          {t('addModel.labels.file')}
        </Button>
        {form.task !== 'image-segmentation' && (
          <div className="add__same">
            <NumberField label={t('addModel.labels.same')} value={threshold} onValue={setThreshold} />
            <Button
              disabled={threshold === null}
              onClick={() => change({ labels: form.labels.map((label) => ({ ...label, threshold })) })}
            >
              {t('addModel.labels.applySame')}
            </Button>
          </div>
        )}
      </div>
      {fromFile.error && <ErrorNotice error={errorOf(fromFile.error)} />}
      {pasting && (
        <>
          <TextArea
            label={t('addModel.labels.pasted')}
            hint={t('addModel.labels.pastedHint', { found: found.length, count })}
            rows={5}
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
          <div className="add__row">
            <Button
              disabled={found.length === 0}
              onClick={() => {
                take(found)
                setPasting(false)
              }}
            >
              {t('addModel.labels.take')}
            </Button>
          </div>
        </>
      )}
    </div>
  )
}

function LabelTable({ form }: { form: SiteForm }) {
  const { t } = useTranslation()
  const isMask = form.task === 'image-segmentation'
  const set = (index: number, changes: Partial<SiteLabel>) =>
    change({ labels: form.labels.map((label, at) => (at === index ? { ...label, ...changes } : label)) })
  return (
    <ScrollFrame className="models__table add__labels" label={t('addModel.labels.legend')}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">{t('addModel.labels.number')}</th>
            <th scope="col">{t('addModel.labels.titleEn')}</th>
            <th scope="col">{t('addModel.labels.titleZh')}</th>
            {!isMask && <th scope="col">{t('addModel.labels.kind')}</th>}
            {!isMask && <th scope="col">{t('addModel.labels.threshold')}</th>}
          </tr>
        </thead>
        <tbody>
          {form.labels.map((label, index) => (
            <tr key={index}>
              <th scope="row">{index + 1}</th>
              <td>
                <TextField
                  label={t('addModel.labels.titleEnOf', { number: index + 1 })}
                  labelHidden
                  value={label.title.en}
                  onChange={({ target }) => set(index, { title: { ...label.title, en: target.value } })}
                />
              </td>
              <td>
                <TextField
                  label={t('addModel.labels.titleZhOf', { number: index + 1 })}
                  labelHidden
                  value={label.title['zh-CN']}
                  onChange={({ target }) => set(index, { title: { ...label.title, 'zh-CN': target.value } })}
                />
              </td>
              {!isMask && (
                <td>
                  <Select
                    label={t('addModel.labels.kindOf', { number: index + 1 })}
                    labelHidden
                    value={label.kind}
                    options={(['finding', 'normal'] as const).map((value) => ({
                      value,
                      label: t(`addModel.kind.${value}`),
                    }))}
                    onValue={(kind) => set(index, { kind })}
                  />
                </td>
              )}
              {!isMask && (
                <td>
                  <NumberField
                    label={t('addModel.labels.thresholdOf', { number: index + 1 })}
                    labelHidden
                    disabled={label.kind === 'normal'}
                    value={label.kind === 'normal' ? null : label.threshold}
                    onValue={(threshold) => set(index, { threshold })}
                  />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
