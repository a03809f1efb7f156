/** The published scores of one patient, with what the record has for each. */
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { KnownAt } from '../../../../shared/domain/record/reading'
import type { GivenValues } from '../../../../shared/domain/scores/read-value'
import type { ScoreDescriptor } from '../../../../shared/domain/scores/score'
import { call, errorOf, useBridgeQuery } from '../../../bridge'
import { useFormatters } from '../../../i18n/format'
import { Button } from '../../../ui/button'
import { ErrorNotice } from '../../../ui/error-notice'
import { Spinner } from '../../../ui/progress'
import { ScoresPanel } from './scores-panel'

interface PatientScoresProps {
  patientId: string
  /** null: all that is known now */
  knownAt: KnownAt | null
  onSource(entryId: number): void
}

export function PatientScores({ patientId, knownAt, onSource }: PatientScoresProps) {
  const { t } = useTranslation()
  const format = useFormatters()
  const values = useBridgeQuery('scores:ofPatient', [{ patientId, knownAt }])
  const atMs = values.data?.atMs ?? 0
  const assess = useCallback(
    (score: ScoreDescriptor, given: GivenValues) =>
      call('scores:compute', { score: score.id, given: { ...given }, atMs }),
    [atMs],
  )
  if (values.error)
    return (
      <ErrorNotice
        error={errorOf(values.error)}
        actions={<Button onClick={() => void values.refetch()}>{t('risks.again')}</Button>}
      />
    )
  if (!values.data)
    return (
      <p className="risk-working" role="status">
        <Spinner /> {t('risks.working')}
      </p>
    )
  const of = (score: ScoreDescriptor) => values.data.scores.find((each) => each.score === score.id)
  return (
    <div className="patient-scores">
      <p className="scores__note">
        {t('risks.atTime', { time: format.moment(atMs) })} · {t('risks.scoresNote')}
      </p>
      <ScoresPanel
        found={(score) => of(score)?.found ?? {}}
        unusable={(score) => of(score)?.unusable ?? []}
        assess={assess}
        onSource={onSource}
      />
    </div>
  )
}
