import { Search } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { PatientSummary } from '../../shared/domain/worklist/worklist'
import { useStudy } from '../bridge'
import { useAgeText, useFormatters } from '../i18n/format'
import { Badge } from '../ui/badge'
import { KeyCaps } from '../ui/key-caps'
import { Tooltip } from '../ui/tooltip'
import { useShortcutOf } from './commands'
import { useRoute } from './navigation'
import { openOverlay } from './overlays'

/** The one patient that everything on the page is about, and the way into the command palette. */
export function Banner() {
  const { t } = useTranslation()
  const route = useRoute()
  const study = useStudy(route.page === 'read' ? route.studyId : null)
  const shortcut = useShortcutOf('app.palette')
  return (
    <header className="banner">
      {study.data ? (
        <PatientFacts patient={study.data.study.patient} ageYears={study.data.study.patientAgeYears} />
      ) : (
        <span className="banner__product">
          <Mark />
          {t('shell.product')}
        </span>
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

function PatientFacts({ patient, ageYears }: { patient: PatientSummary; ageYears: number | null }) {
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
        {ageYears !== null && (
          <span className="quiet"> · {t('shell.patient.ageAtStudy', { age: ageText(ageYears) })}</span>
        )}
      </Fact>
      <Fact name={t('shell.patient.sex')}>{t(`common.sex.${patient.sex}`)}</Fact>
      {patient.synthetic && (
        <Tooltip text={t('common.syntheticHint')}>
          <Badge tone="synthetic">{t('common.synthetic')}</Badge>
        </Tooltip>
      )}
    </section>
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
