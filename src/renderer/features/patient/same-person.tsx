import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonSummary } from '../../../shared/domain/record/person'
import type { PatientMerge } from '../../../shared/domain/record/same-person'
import type { PatientSummary } from '../../../shared/domain/worklist/worklist'
import { navigate } from '../../app/navigation'
import { errorOf, useBridgeMutation, useBridgeQuery } from '../../bridge'
import { useFormatters } from '../../i18n/format'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { ErrorNotice } from '../../ui/error-notice'
import { showToast } from '../../ui/toast'

/** Of those who may be the same; the page of imports lists all. */
const mostShown = 5

/** The numbers under which the person is known, who was merged into them, and who may be the same. */
export function SamePerson({ person }: { person: PersonSummary }) {
  const { t } = useTranslation()
  const patientId = person.patient.id
  const merges = useBridgeQuery('people:merges', [{ patientId }])
  const suggestions = useBridgeQuery('people:suggestions', [{ patientId, limit: mostShown }])
  const standing = (merges.data ?? []).filter(({ undoneAtMs }) => undoneAtMs === null)
  const others = (suggestions.data?.pairs ?? []).flatMap(({ patients, because }) => {
    const ids = [person.patient, ...person.merged].map(({ id }) => id)
    const other = patients.find(({ id }) => !ids.includes(id))
    return other ? [{ other, because }] : []
  })
  const more = suggestions.data?.more ?? 0
  const failure = merges.error ?? suggestions.error
  if (standing.length === 0 && others.length === 0 && !failure && person.identifiers.length <= 1) return null
  return (
    <section className="card card--wide same-person" aria-label={t('patient.same.title')}>
      <h3 className="card__title">{t('patient.same.title')}</h3>
      {failure && <ErrorNotice error={errorOf(failure)} />}
      <p className="quiet selectable">
        {t('patient.same.numbers')}{' '}
        {person.identifiers.map(({ system, value }) => (system ? `${value} (${system})` : value)).join(', ')}
      </p>
      {standing.map((merge) => (
        <Merged key={merge.id} merge={merge} person={person} />
      ))}
      {others.map(({ other, because }) => (
        <Suggested key={other.id} other={other} because={because} keptId={patientId} />
      ))}
      {more > 0 && <p className="quiet">{t('patient.same.more', { count: more })}</p>}
    </section>
  )
}

function usePatientText(): (patient: PatientSummary) => string {
  const { t } = useTranslation()
  const format = useFormatters()
  return (patient) =>
    [
      format.name(patient.name).primary || t('common.unknownName'),
      patient.patientId,
      format.date(patient.birthDate),
      t(`common.sex.${patient.sex}`),
    ]
      .filter(Boolean)
      .join(' · ')
}

const reasons = ['identifier', 'name-and-birth-date', 'replaced-by'] as const

/** Reasons of this program in words; one that somebody wrote on the command line as it stands. */
function useMergeReason(): (reason: string) => string {
  const { t } = useTranslation()
  return (reason) => {
    const known = reasons.find((one) => one === reason)
    return known ? t(`patient.same.because.${known}`) : reason
  }
}

function Merged({ merge, person }: { merge: PatientMerge; person: PersonSummary }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const textOf = usePatientText()
  const reasonText = useMergeReason()
  const [asking, setAsking] = useState(false)
  const other = [...person.merged, person.patient].find(({ id }) => id === merge.mergedId)
  const undo = useBridgeMutation('people:unmerge', {
    onSuccess: () => {
      setAsking(false)
      showToast({ tone: 'good', text: t('patient.same.undone') })
    },
  })
  const name = other ? textOf(other) : merge.mergedId
  return (
    <div className="same-person__line">
      <p>
        <strong>{name}</strong>{' '}
        <span className="quiet">
          {t('patient.same.merged', { time: format.moment(merge.mergedAtMs), by: merge.mergedBy })}
          {merge.reason && ` · ${reasonText(merge.reason)}`}
        </span>
      </p>
      <Button onClick={() => setAsking(true)}>{t('patient.same.undo')}</Button>
      {asking && (
        <Dialog
          title={t('patient.same.undoTitle')}
          size="small"
          onClose={() => setAsking(false)}
          footer={
            <>
              <Button onClick={() => setAsking(false)}>{t('common.cancel')}</Button>
              <Button
                tone="danger"
                busy={undo.isPending}
                onClick={() => undo.mutate([{ mergeId: merge.id }])}
              >
                {t('patient.same.undo')}
              </Button>
            </>
          }
        >
          <p>{t('patient.same.undoText', { name })}</p>
          {undo.error && <ErrorNotice error={errorOf(undo.error)} />}
        </Dialog>
      )}
    </div>
  )
}

interface SuggestedProps {
  other: PatientSummary
  because: 'identifier' | 'name-and-birth-date'
  keptId: string
}

function Suggested({ other, because, keptId }: SuggestedProps) {
  const { t } = useTranslation()
  const textOf = usePatientText()
  const [asking, setAsking] = useState(false)
  const undo = useBridgeMutation('people:unmerge')
  const merge = useBridgeMutation('people:merge', {
    onSuccess: ({ mergeId }) => {
      setAsking(false)
      showToast({
        tone: 'good',
        text: t('patient.same.done'),
        undo: { label: t('common.undo'), run: () => undo.mutate([{ mergeId }]) },
      })
    },
  })
  const name = textOf(other)
  return (
    <div className="same-person__line">
      <p>
        {t('patient.same.maybe')} <strong>{name}</strong>{' '}
        <span className="quiet">{t(`patient.same.because.${because}`)}</span>
      </p>
      <Button onClick={() => navigate({ page: 'patient', patientId: other.id })}>
        {t('patient.same.look')}
      </Button>
      <Button onClick={() => setAsking(true)}>{t('patient.same.merge')}</Button>
      {asking && (
        <Dialog
          title={t('patient.same.mergeTitle')}
          size="small"
          onClose={() => setAsking(false)}
          footer={
            <>
              <Button onClick={() => setAsking(false)}>{t('common.cancel')}</Button>
              <Button
                tone="primary"
                busy={merge.isPending}
                onClick={() => merge.mutate([{ keptId, mergedId: other.id, reason: because }])}
              >
                {t('patient.same.merge')}
              </Button>
            </>
          }
        >
          <p>{t('patient.same.mergeText', { name })}</p>
          {merge.error && <ErrorNotice error={errorOf(merge.error)} />}
        </Dialog>
      )}
    </div>
  )
}
