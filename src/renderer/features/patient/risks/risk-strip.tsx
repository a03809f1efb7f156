import { useTranslation } from 'react-i18next'
import type { KnownAt } from '../../../../shared/domain/record/reading'
import type { Estimate } from '../../../../shared/domain/risks/risk-estimate'
import { useBridgeQuery } from '../../../bridge'
import { ToneShape } from '../../../ui/badge'
import { chooseRisk, type RiskTab } from './risk-choice'
import { useSaidHere } from './use-said-here'
import { useRiskText } from './use-risk-text'
import './risk-strip.css'

interface RiskStripProps {
  patientId: string
  knownAt?: KnownAt | undefined
}

interface StripItem {
  id: string
  title: string
  tab: RiskTab
  /** null: not assessed */
  estimate: Estimate | null
}

/** The risks of a patient in one row, to be seen at once; each leads to what stands behind it. */
export function RiskStrip({ patientId, knownAt }: RiskStripProps) {
  const { t } = useTranslation()
  const { items, isWaiting } = useStripItems(patientId, knownAt)
  if (items.length === 0) return isWaiting ? <Waiting /> : null
  const show = ({ id, tab }: StripItem) => {
    chooseRisk(patientId, tab, tab === 'models' ? id : null)
    document.getElementById('patient-risks')?.scrollIntoView({ block: 'start' })
  }
  return (
    <nav className="risk-strip" aria-label={t('risks.strip')}>
      <ul className="risk-strip__list">
        {items.map((item) => (
          <li key={item.id}>
            <button type="button" className="risk-strip__item" onClick={() => show(item)}>
              <span className="risk-strip__title">{item.title}</span>
              <StripValue estimate={item.estimate} />
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** As high as the answers will be, so that nothing below moves when they come. */
function Waiting() {
  const { t } = useTranslation()
  return (
    <div className="risk-strip">
      <p className="visually-hidden" role="status">
        {t('risks.working')}
      </p>
      <ul className="risk-strip__list" aria-hidden="true">
        {waitingPlaces.map((place) => (
          <li key={place}>
            <span className="risk-strip__item risk-strip__item--waiting">
              <span className="risk-strip__title">…</span>
              <span className="risk-strip__value">…</span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Models of tables that ship; a row of the strip holds as many and more. */
const waitingPlaces = [0, 1, 2, 3] as const

function StripValue({ estimate }: { estimate: Estimate | null }) {
  const { t } = useTranslation()
  const text = useRiskText()
  if (!estimate) return <span className="risk-strip__value">{t('risks.notAssessed')}</span>
  const { probability, threshold, positive } = estimate
  return (
    <span className="risk-strip__value">
      <ToneShape tone={positive ? 'warning' : 'neutral'} />
      <strong>{text.chance(probability)}</strong>{' '}
      <span className="risk-strip__threshold">
        {t('risks.threshold', { threshold: text.threshold(threshold) })}
        <span className="visually-hidden"> {positive ? t('risks.above') : t('risks.below')}</span>
      </span>
    </span>
  )
}

/** Asked for as by the part below, so that nothing is worked out twice. */
function useStripItems(
  patientId: string,
  knownAt: KnownAt | undefined,
): { items: StripItem[]; isWaiting: boolean } {
  const text = useRiskText()
  const { said } = useSaidHere(patientId)
  const known = knownAt ?? null
  const report = useBridgeQuery('risks:ofPatient', [{ patientId, knownAt: known, said }], {
    placeholderData: (before) => before,
  })
  const course = useBridgeQuery('risks:icuTrajectory', [{ patientId, knownAt: known, stayEntryId: null }])
  const cards = report.data?.cards.map(({ model, title, outcome }): StripItem => {
    const estimate = outcome.status === 'assessed' ? outcome.estimate : null
    return { id: model.id, title: text.local(title), tab: 'models', estimate }
  })
  const { stay, model, points } = course.data ?? {}
  const ofStay: StripItem[] =
    stay && model
      ? [
          {
            id: model.identity.id,
            title: text.local(model.finding),
            tab: 'stay',
            estimate: points?.at(-1)?.estimate ?? null,
          },
        ]
      : []
  // A stay alone would stand there in another row than with the others.
  const items = report.isLoading ? [] : [...ofStay, ...(cards ?? [])]
  return { items, isWaiting: report.isLoading || course.isLoading }
}
