import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportLine, PictureForm, WaitingPicture } from '../../../shared/domain/jobs/job'
import { isoDate } from '../../i18n/calendar'
import { errorOf, useBridgeMutation, useBridgeQuery } from '../../bridge'
import { Button } from '../../ui/button'
import { Checkbox } from '../../ui/checkbox'
import { DateField } from '../../ui/date-field'
import { Dialog } from '../../ui/dialog'
import { EmptyState } from '../../ui/empty-state'
import { ErrorNotice } from '../../ui/error-notice'
import { Select } from '../../ui/select'
import { TextField } from '../../ui/text-field'
import { showToast } from '../../ui/toast'
import {
  draftProblems,
  emptyDraft,
  toPictureForm,
  type DraftProblems,
  type PictureDraft,
} from './picture-form'
import './pictures-dialog.css'

const isoToday = (): string => isoDate(new Date())

/** Pictures of films that wait for a patient: one form for those that are ticked. */
export function PicturesDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation()
  const waiting = useBridgeQuery('import:waitingPictures', [])
  const pictures = waiting.data ?? []
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const chosen = pictures.filter(({ id }) => !left.has(id)).map(({ id }) => id)
  const [draft, setDraft] = useState<PictureDraft>(() => emptyDraft(isoToday()))
  const [tried, setTried] = useState(false)
  const problems = draftProblems(draft, isoToday())
  const failed = useFailedLines()
  const complete = useBridgeMutation('import:completePictures', {
    onSuccess: (lines) => {
      const problemLines = lines.filter(({ status }) => status === 'error' || status === 'conflict')
      failed.set(problemLines)
      const stored = lines.length - problemLines.length
      if (stored > 0) {
        showToast({ tone: 'good', text: t('importing.pictures.stored', { count: stored }) })
        // The pictures that are left may well be another patient's: nothing is taken over by oversight.
        setLeft(new Set())
        setDraft(emptyDraft(isoToday()))
        setTried(false)
      }
      void waiting.refetch().then((now) => {
        if (problemLines.length === 0 && now.data?.length === 0) onClose()
      })
    },
  })
  const discard = useBridgeMutation('import:discardPictures', { onSuccess: () => void waiting.refetch() })

  const submit = () => {
    setTried(true)
    if (Object.keys(problems).length > 0 || chosen.length === 0) {
      queueMicrotask(() => document.querySelector<HTMLElement>('.pictures [aria-invalid="true"]')?.focus())
      return
    }
    complete.mutate([{ pictureIds: chosen, form: toPictureForm(draft) }])
  }
  const failure = complete.error ?? discard.error ?? waiting.error

  if (waiting.data?.length === 0 && failed.lines.length === 0) {
    return (
      <Dialog title={t('importing.pictures.title')} onClose={onClose}>
        <EmptyState title={t('importing.pictures.none')} />
      </Dialog>
    )
  }
  return (
    <Dialog
      title={t('importing.pictures.title')}
      size="large"
      onClose={onClose}
      className="pictures"
      footer={
        <>
          <Button
            tone="quiet"
            disabled={chosen.length === 0}
            busy={discard.isPending}
            onClick={() => discard.mutate([{ pictureIds: chosen }])}
          >
            {t('importing.pictures.discard', { count: chosen.length })}
          </Button>
          <Button tone="primary" type="submit" form="picture-form" busy={complete.isPending}>
            {t('importing.pictures.store', { count: chosen.length })}
          </Button>
        </>
      }
    >
      <p className="pictures__intro">{t('importing.pictures.intro')}</p>
      {failure && <ErrorNotice error={errorOf(failure)} />}
      {failed.lines.map(
        (line) => line.error && <ErrorNotice key={line.input} error={line.error} kept={line.input} />,
      )}
      <div className="pictures__columns">
        <PictureList
          pictures={pictures}
          left={left}
          onLeft={setLeft}
          problem={tried && chosen.length === 0 ? t('importing.pictures.problems.noneChosen') : null}
        />
        <form
          id="picture-form"
          noValidate
          className="pictures__form"
          onSubmit={(event) => {
            event.preventDefault()
            submit()
          }}
        >
          <PictureFields draft={draft} problems={tried ? problems : {}} onDraft={setDraft} />
        </form>
      </div>
    </Dialog>
  )
}

function useFailedLines() {
  const [lines, set] = useState<readonly ImportLine[]>([])
  return { lines, set }
}

interface PictureListProps {
  pictures: readonly WaitingPicture[]
  left: ReadonlySet<string>
  onLeft(left: ReadonlySet<string>): void
  problem: string | null
}

function PictureList({ pictures, left, onLeft, problem }: PictureListProps) {
  const { t } = useTranslation()
  return (
    <fieldset className="pictures__list">
      <legend className="field__label">{t('importing.pictures.chosen')}</legend>
      {pictures.map((picture) => (
        <Checkbox
          key={picture.id}
          checked={!left.has(picture.id)}
          onChecked={(checked) => {
            const next = new Set(left)
            if (checked) next.delete(picture.id)
            else next.add(picture.id)
            onLeft(next)
          }}
          label={
            <>
              <span className="pictures__name">{picture.fileName}</span>
              <span className="quiet">
                {t('importing.pictures.size', { columns: picture.columns, rows: picture.rows })}
              </span>
            </>
          }
        />
      ))}
      {problem && (
        <p className="field__note field__note--error" role="alert">
          {problem}
        </p>
      )}
    </fieldset>
  )
}

interface PictureFieldsProps {
  draft: PictureDraft
  problems: DraftProblems
  onDraft(draft: PictureDraft): void
}

const bodyParts = ['CHEST', 'ABDOMEN', 'SKULL', 'SPINE', 'PELVIS', 'HAND', 'KNEE', 'FOOT'] as const
const views = ['PA', 'AP', 'LL', 'RL'] as const
const sexes: readonly PictureForm['sex'][] = ['F', 'M', 'O', 'U']

function PictureFields({ draft, problems, onDraft }: PictureFieldsProps) {
  const { t } = useTranslation()
  const set = (change: Partial<PictureDraft>) => onDraft({ ...draft, ...change })
  const problemOf = (field: keyof PictureDraft) => {
    const problem = problems[field]
    return problem && t(`importing.pictures.problems.${problem}`)
  }
  const date = (field: 'birthDate' | 'studyDate') => ({
    value: draft[field] || null,
    error: problemOf(field),
    onDate: (value: string | null) => set({ [field]: value ?? '' }),
  })
  const text = (field: 'patientName' | 'patientId' | 'ageYears' | 'description') => ({
    value: draft[field],
    error: problemOf(field),
    onChange: (event: { target: { value: string } }) => set({ [field]: event.target.value }),
  })
  const unstated = { value: '', label: t('importing.pictures.unstated') }
  return (
    <>
      <TextField
        data-autofocus
        required
        label={t('importing.pictures.patientName')}
        hint={t('importing.pictures.patientNameHint')}
        maxLength={64}
        {...text('patientName')}
      />
      <TextField required label={t('importing.pictures.patientId')} maxLength={64} {...text('patientId')} />
      <DateField label={t('importing.pictures.birthDate')} {...date('birthDate')} />
      <TextField
        inputMode="decimal"
        label={t('importing.pictures.ageYears')}
        hint={t('importing.pictures.ageHint')}
        disabled={draft.birthDate !== ''}
        maxLength={6}
        {...text('ageYears')}
      />
      <Select
        label={t('importing.pictures.sex')}
        value={draft.sex}
        options={sexes.map((value) => ({ value, label: t(`common.sex.${value}`) }))}
        onValue={(sex) => set({ sex })}
      />
      <DateField required label={t('importing.pictures.studyDate')} {...date('studyDate')} />
      <Select
        label={t('importing.pictures.bodyPart')}
        value={draft.bodyPart}
        options={[
          unstated,
          ...bodyParts.map((value) => ({ value, label: t(`importing.pictures.bodyParts.${value}`) })),
        ]}
        onValue={(bodyPart) => set({ bodyPart })}
      />
      <Select
        label={t('importing.pictures.view')}
        value={draft.viewPosition}
        options={[
          unstated,
          ...views.map((value) => ({ value, label: t(`importing.pictures.views.${value}`) })),
        ]}
        onValue={(viewPosition) => set({ viewPosition })}
      />
      <TextField
        className="pictures__wide"
        label={t('importing.pictures.description')}
        maxLength={64}
        {...text('description')}
      />
    </>
  )
}
