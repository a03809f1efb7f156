import { Search, UserRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { PatientSummary, StudyDetail } from '../../shared/domain/worklist/worklist'
import { ageYears } from '../../shared/domain/record/age'
import type { PersonSummary, ShownNumber } from '../../shared/domain/record/person'
import type { RecordTime } from '../../shared/domain/record/times'
import { usePerson, useStudy } from '../bridge'
import { useAgeText, useFormatters } from '../i18n/format'
import { Badge } from '../ui/badge'
import { IconButton } from '../ui/icon-button'
import { KeyCaps } from '../ui/key-caps'
import { Tooltip } from '../ui/tooltip'
import { useCommands, useShortcutOf } from './commands'
import { navigate, useRoute } from './navigation'
import { openOverlay } from './overlays'

/** The one patient that everything on the page is about, and the way into the command palette. */
export function Banner() {
  const { t } = useTranslation()
  const route = useRoute()
  const study = useStudy(route.page === 'read' ? route.studyId : null)
  const patientId = route.page === 'patient' ? route.patientId : (study.data?.study.patient.id ?? null)
  const person = usePerson(patientId)
  const shortcut = useShortcutOf('app.palette')
  const isStudy = route.page === 'read'
  const openPatient = () => patientId !== null && navigate({ page: 'patient', patientId })
  useCommands(
    () =>
      isStudy
        ? [
            {
              id: 'go.patientOfStudy',
              titleKey: 'patient.open',
              group: 'go',
              shortcuts: ['Shift+P'],
              enabled: () => patientId !== null,
              run: openPatient,
            },
          ]
        : [],
    [isStudy, patientId],
  )
  const shown = route.page === 'patient' ? factsOfPerson(person.data) : factsOfStudy(study.data, person.data)
  return (
    <header className="banner">
      {shown ? (
        <PatientFacts {...shown} />
      ) : (
        <span className="banner__product">
          <Mark />
          {t('shell.product')}
        </span>
      )}
      {isStudy && patientId !== null && (
        <IconButton label={t('patient.open')} shortcut="Shift+P" icon={<UserRound />} onClick={openPatient} />
      )}
      <button type="button" className="banner__search" onClick={() => openOverlay({ kind: 'palette' })}>
        <Search aria-hidden="true" />
        <span className="clip">{t('shell.search')}</span>
        {shortcut && <KeyCaps shortcut={shortcut} />}
      </button>
    </header>
  )
}

/** The product's sign: a torso in a frame, drawn with three strokes. */
export function Mark({ size = 18 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 18 18" fill="none" stroke="currentColor" aria-hidden="true">
      <path
        d="M2.5 5.5V4A1.5 1.5 0 0 1 4 2.5h1.5M12.5 2.5H14A1.5 1.5 0 0 1 15.5 4v1.5M15.5 12.5V14a1.5 1.5 0 0 1-1.5 1.5h-1.5M5.5 15.5H4A1.5 1.5 0 0 1 2.5 14v-1.5"
        strokeWidth="1.5"
        strokeLinecap="round"
      />
      <path d="M5.5 6 9 12.5 12.5 6" strokeWidth="1.75" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  )
}

interface Facts {
  patient: PatientSummary
  /** at the study, or now */
  age: { years: number; of: 'study' | 'today' } | null
  record: PersonSummary | null
}

function factsOfPerson(person: PersonSummary | undefined): Facts | null {
  if (!person) return null
  const years = person.deceased === false ? ageYears(person.patient.birthDate, person.nowMs) : null
  return { patient: person.patient, age: years === null ? null : { years, of: 'today' }, record: person }
}

/** The image's own statements of who it is; from the record only what no image says, where there is a record. */
function factsOfStudy(detail: StudyDetail | undefined, person: PersonSummary | undefined): Facts | null {
  if (!detail) return null
  const { patient, patientAgeYears } = detail.study
  const hasRecord = person !== undefined && Object.values(person.counts).some((count) => count > 0)
  return {
    patient,
    age: patientAgeYears === null ? null : { years: patientAgeYears, of: 'study' },
    record: hasRecord ? person : null,
  }
}

function PatientFacts({ patient, age, record }: Facts) {
  const { t } = useTranslation()
  const format = useFormatters()
  const ageText = useAgeText()
  const { primary, secondary } = format.name(patient.name)
  const born = patient.birthDate ? format.date(patient.birthDate) : t('shell.patient.bornUnknown')
  const shownName = primary || t('common.unknownName')
  return (
    <section className="patient" aria-label={t('shell.patient.banner')}>
      <Tooltip
        text={secondary ? `${shownName} · ${secondary}` : shownName}
        whenClipped
        className="patient__name"
      >
        <span className="clip selectable">
          <strong>{shownName}</strong>
          {secondary && <span className="patient__other-name">{secondary}</span>}
        </span>
      </Tooltip>
      <Fact name={t('shell.patient.id')}>
        {patient.patientId || t('shell.patient.noId')}
        {patient.issuer && (
          <span className="quiet"> ({t('shell.patient.issuer', { issuer: patient.issuer })})</span>
        )}
      </Fact>
      <Fact name={t('shell.patient.born')}>
        {born}
        {age && (
          <span className="quiet">
            {' '}
            ·{' '}
            {age.of === 'study'
              ? t('shell.patient.ageAtStudy', { age: ageText(age.years) })
              : ageText(age.years)}
          </span>
        )}
        {record && record.deceased !== false && <strong> · {deceasedText(record.deceased)}</strong>}
      </Fact>
      <Fact name={t('shell.patient.sex')}>{t(`common.sex.${patient.sex}`)}</Fact>
      {record && <RecordFacts record={record} />}
      {patient.synthetic && (
        <Tooltip text={t('shell.patient.syntheticHint')}>
          <Badge tone="synthetic">{t('shell.patient.synthetic')}</Badge>
        </Tooltip>
      )}
    </section>
  )

  function deceasedText(deceased: true | RecordTime): string {
    if (deceased === true) return t('shell.patient.deceased')
    return t('shell.patient.died', { date: format.recordTime(deceased) })
  }
}

/** Allergies the banner has room for; all of them are in its tooltip and on the page. */
const shownAllergies = 2

function RecordFacts({ record }: { record: PersonSummary }) {
  const { t } = useTranslation()
  const { allergies, weight, egfr } = record
  const names = allergies.map(({ name, criticality }) =>
    criticality === 'high' ? `${name} (${t('shell.patient.highRisk')})` : name,
  )
  const more = names.length - shownAllergies
  return (
    <>
      <Tooltip text={names.join(', ')} className="patient__allergies">
        <Fact name={t('shell.patient.allergies')}>
          {names.length === 0 ? (
            <span className="quiet">{t('shell.patient.allergiesNone')}</span>
          ) : (
            <strong className="patient__alert">
              {[
                names.slice(0, shownAllergies).join(', '),
                ...(more > 0 ? [t('shell.patient.allergiesMore', { count: more })] : []),
              ].join(' ')}
            </strong>
          )}
        </Fact>
      </Tooltip>
      {weight && <Measured name={t('shell.patient.weight')} number={weight} />}
      {egfr && <Measured name={t('shell.patient.egfr')} number={egfr} />}
    </>
  )
}

function Measured({ name, number }: { name: string; number: ShownNumber }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const value = format.measured(number)
  const date = format.date(new Date(number.timeMs).toISOString().slice(0, 10))
  return (
    <Tooltip text={`${name}: ${t('shell.patient.measured', { value, date })}`} className="patient__measured">
      <Fact name={name}>
        {value} <span className="quiet">{date}</span>
      </Fact>
    </Tooltip>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <span className="patient__fact">
      <span className="patient__label">{name}</span>
      <span className="clip selectable">{children}</span>
    </span>
  )
}
