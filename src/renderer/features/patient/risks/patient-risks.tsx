/** The risks of one patient: models of habits and findings, the course of a stay in intensive care, published scores. */
import { useTranslation } from 'react-i18next'
import type { KnownAt } from '../../../../shared/domain/record/reading'
import { Tabs } from '../../../ui/tabs'
import { PatientScores } from '../scores/patient-scores'
import { RiskCards } from './risk-cards'
import { chooseRisk, type RiskTab, useRiskChoice } from './risk-choice'
import { StayPanel } from './stay-panel'
import './risks.css'

export interface PatientRisksProps {
  patientId: string
  /** undefined: all that is known now */
  knownAt?: KnownAt | undefined
  /** shows where an entry of the record comes from */
  onSource(entryId: number): void
}

export function PatientRisks({ patientId, knownAt, onSource }: PatientRisksProps) {
  const { t } = useTranslation()
  const { tab } = useRiskChoice(patientId)
  const asked = { patientId, knownAt: knownAt ?? null, onSource }
  return (
    <section className="patient-risks" aria-labelledby="patient-risks">
      <header className="patient-risks__head">
        <h2 id="patient-risks">{t('risks.title')}</h2>
        <p className="quiet">{t('risks.caution')}</p>
      </header>
      <Tabs<RiskTab>
        label={t('risks.tabs.label')}
        value={tab}
        onValue={(next) => chooseRisk(patientId, next)}
        items={[
          {
            value: 'models',
            label: t('risks.tabs.models'),
            content: <RiskCards key={patientId} {...asked} />,
          },
          { value: 'stay', label: t('risks.tabs.stay'), content: <StayPanel key={patientId} {...asked} /> },
          {
            value: 'scores',
            label: t('risks.tabs.scores'),
            content: <PatientScores key={patientId} {...asked} />,
          },
        ]}
      />
    </section>
  )
}
