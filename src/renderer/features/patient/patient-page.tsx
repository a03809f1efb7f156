import { FileDown, FileText, LayoutList, Printer, ScanSearch, UserRound } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useQueries } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ObservedCode, PersonSummary } from '../../../shared/domain/record/person'
import type { KnownAt } from '../../../shared/domain/record/reading'
import type { StudyRow } from '../../../shared/domain/worklist/worklist'
import { navigate, useNavigation } from '../../app/navigation'
import { importRecords } from '../../app/record-import'
import { bridgeQuery, errorOf, useBridgeQuery, usePerson } from '../../bridge'
import { useFormatters } from '../../i18n/format'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { ErrorNotice } from '../../ui/error-notice'
import { Spinner } from '../../ui/progress'
import { RecordCards } from './cards/record-cards'
import { ValuesTable } from './cards/values-table'
import { KnownAtControl, KnownAtNotice } from './known-at-control'
import { PatientRisks } from './risks/patient-risks'
import { RiskStrip } from './risks/risk-strip'
import { SamePerson } from './same-person'
import { SourcePanel } from './source/source-panel'
import { ValuesPanel } from './source/values-panel'
import { studyTime } from './timeline/record-bars'
import { Timeline } from './timeline/timeline'
import { type PatientActions, usePatientActions } from './use-patient-actions'
import './patient.css'

/** One patient: everything the record holds, on one axis of time and in cards. */
export function PatientPage({ patientId }: { patientId: string }) {
  const { t } = useTranslation()
  const [knownAt, setKnownAt] = useState<KnownAt | undefined>()
  const person = usePerson(patientId, knownAt)
  const codes = useBridgeQuery('records:codes', [{ patientId, ...(knownAt && { knownAt }) }])
  const failure = person.error ?? codes.error
  if (failure) {
    return (
      <div className="patient-page__failed">
        <h1 className="visually-hidden">{t('shell.page.patient')}</h1>
        <ErrorNotice error={errorOf(failure)} />
        <Button onClick={() => navigate({ page: 'patient', patientId: null })}>{t('patient.toAll')}</Button>
      </div>
    )
  }
  if (!person.data || !codes.data) {
    return (
      <p role="status" className="patient-page__waiting">
        <Spinner size={20} /> {t('common.loading')}
      </p>
    )
  }
  return <Page person={person.data} codes={codes.data} knownAt={knownAt} onKnownAt={setKnownAt} />
}

interface PageProps {
  person: PersonSummary
  codes: readonly ObservedCode[]
  knownAt: KnownAt | undefined
  onKnownAt(knownAt: KnownAt | undefined): void
}

type Panel = { kind: 'source'; entryId: number } | { kind: 'values'; observed: ObservedCode }

function Page({ person, codes, knownAt, onKnownAt }: PageProps) {
  const { t } = useTranslation()
  const format = useFormatters()
  const patientId = person.patient.id
  const studies = useStudies(person, knownAt)
  const [panel, setPanel] = useState<Panel | null>(null)
  const actions = usePatientActions(patientId)
  const onSource = (entryId: number) => setPanel({ kind: 'source', entryId })
  const onValues = (observed: ObservedCode) => setPanel({ kind: 'values', observed })
  const onStudy = (studyId: string) => navigate({ page: 'read', studyId })
  const entries = Object.values(person.counts).reduce((sum, count) => sum + count, 0)
  const isEmpty = entries === 0 && studies.length === 0 && !knownAt
  return (
    <div className={panel ? 'patient-page patient-page--panel' : 'patient-page'}>
      <div className="patient-page__main" tabIndex={-1}>
        <PageHead
          person={person}
          studies={studies}
          actions={actions}
          knownAt={knownAt}
          onKnownAt={onKnownAt}
        />
        {knownAt && <KnownAtNotice knownAt={knownAt} onNow={() => onKnownAt(undefined)} />}
        <p className="patient-page__paper">
          {format.name(person.patient.name).primary} · {person.patient.patientId} ·{' '}
          {format.date(person.patient.birthDate)} · {t('patient.paper', { time: format.moment(Date.now()) })}{' '}
          · {t('shell.researchOnly')}
        </p>
        {isEmpty ? (
          <NoRecord />
        ) : (
          <>
            <RiskStrip {...{ patientId, knownAt }} />
            <Timeline {...{ patientId, codes, studies, knownAt, onSource, onStudy, onValues }} />
            <PatientRisks {...{ patientId, knownAt, onSource }} />
            <section className="patient-page__part" aria-label={t('patient.record')}>
              <h2>{t('patient.record')}</h2>
              <RecordCards
                patientId={patientId}
                counts={person.counts}
                codes={codes}
                knownAt={knownAt}
                onSource={onSource}
              />
              <ValuesTable codes={codes} onSource={onSource} onValues={onValues} />
              <SamePerson person={person} />
            </section>
          </>
        )}
      </div>
      {panel?.kind === 'source' && (
        <SourcePanel key={panel.entryId} entryId={panel.entryId} onClose={() => setPanel(null)} />
      )}
      {panel?.kind === 'values' && (
        <ValuesPanel
          {...{ patientId, knownAt, onSource }}
          observed={panel.observed}
          onClose={() => setPanel(null)}
        />
      )}
    </div>
  )
}

/** Of all patients that are this person, as far as they were there at the asked instant, the newest first. */
function useStudies({ patient, merged }: PersonSummary, knownAt: KnownAt | undefined): readonly StudyRow[] {
  const found = useQueries({
    queries: [patient, ...merged].map(({ id }) => bridgeQuery('patient:studies', { patientId: id })),
  })
  const data = found.map((query) => query.data)
  return useMemo(
    () =>
      data
        .flatMap((answer) => answer?.studies ?? [])
        .filter((study) => study.trashedAtMs === null && (!knownAt || wasKnown(study, knownAt)))
        .toSorted((a, b) => (studyTime(b) ?? 0) - (studyTime(a) ?? 0)),
    // A new array each time, of the same answers.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [...data, knownAt],
  )
}

const wasKnown = (study: StudyRow, { instantMs, by }: KnownAt): boolean =>
  (by === 'vault' ? study.importedAtMs : (studyTime(study) ?? study.importedAtMs)) <= instantMs

interface PageHeadProps {
  person: PersonSummary
  studies: readonly StudyRow[]
  actions: PatientActions
  knownAt: KnownAt | undefined
  onKnownAt(knownAt: KnownAt | undefined): void
}

function PageHead({ person, studies, actions, knownAt, onKnownAt }: PageHeadProps) {
  const { t } = useTranslation()
  const format = useFormatters()
  const lastStudyId = useNavigation((state) => state.lastStudyId)
  const back = studies.find(({ id }) => id === lastStudyId) ?? studies[0]
  return (
    <header className="patient-page__head">
      <h1 className="visually-hidden">
        {format.name(person.patient.name).primary || t('common.unknownName')}
      </h1>
      <div className="patient-page__actions">
        <Button icon={<LayoutList />} onClick={() => navigate({ page: 'patient', patientId: null })}>
          {t('patient.toAll')}
        </Button>
        {back && (
          <Button icon={<ScanSearch />} onClick={() => navigate({ page: 'read', studyId: back.id })}>
            {t(back.id === lastStudyId ? 'patient.backToStudy' : 'patient.openNewest')}
          </Button>
        )}
      </div>
      <div className="patient-page__actions">
        <KnownAtControl knownAt={knownAt} newestMs={person.nowMs} onKnownAt={onKnownAt} />
        <Button icon={<FileDown />} busy={actions.exporting} onClick={actions.exportFhir}>
          {t('patient.exportFhir')}
        </Button>
        <Button icon={<FileText />} busy={actions.saving} onClick={actions.savePdf}>
          {t('patient.savePdf')}
        </Button>
        <Button icon={<Printer />} onClick={actions.print}>
          {t('patient.print')}
        </Button>
      </div>
    </header>
  )
}

function NoRecord() {
  const { t } = useTranslation()
  return (
    <EmptyState
      icon={<UserRound />}
      title={t('patient.empty')}
      actions={
        <Button tone="primary" onClick={() => void importRecords('files')}>
          {t('patient.importRecords')}
        </Button>
      }
    >
      {t('patient.emptyHint')}
    </EmptyState>
  )
}
