/** Risks over time for the patient's timeline: each estimate that the models of tables and of intensive care give. */
import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { KnownAt } from '../../../../shared/domain/record/reading'
import type { RiskCard, RiskReport, RiskTrend, StayRisk } from '../../../../shared/domain/risks/risk-result'
import type { Language } from '../../../../shared/domain/settings/settings'
import { bridgeQuery, useBridgeQuery } from '../../../bridge'
import { useRiskText } from './use-risk-text'
import { useSaidHere } from './use-said-here'

export interface RiskSeries {
  id: string
  name: string
  /** ascending; value: probability, 0..1 */
  points: { timeMs: number; value: number }[]
  threshold: number | null
  /** people that the model was checked on */
  n: number
}

const hourMs = 3_600_000

/** Empty while nothing is worked out, or where no model may be asked. */
export function useRiskSeries(patientId: string, knownAt: KnownAt | undefined): RiskSeries[] {
  const text = useRiskText()
  const { said } = useSaidHere(patientId)
  const request = { patientId, knownAt: knownAt ?? null, said }
  const report = useBridgeQuery('risks:ofPatient', [request])
  const stay = useBridgeQuery('risks:icuTrajectory', [
    { patientId, knownAt: knownAt ?? null, stayEntryId: null },
  ])
  const trends = useQueries({
    queries: assessed(report.data).map(({ model }) =>
      bridgeQuery('risks:trend', { ...request, modelId: model.id }),
    ),
    combine: (answers) => answers.map(({ data }) => data),
  })
  const { language } = text
  return useMemo(() => {
    const tables = assessed(report.data).map((card, at) => ofTable(card, trends[at], language))
    const course = stay.data && ofStay(stay.data, language)
    return course ? [course, ...tables] : tables
  }, [report.data, stay.data, trends, language])
}

const assessed = (report: RiskReport | undefined): RiskCard[] =>
  report?.cards.filter(({ outcome }) => outcome.status === 'assessed') ?? []

function ofTable(card: RiskCard, trend: RiskTrend | undefined, language: Language): RiskSeries {
  return {
    id: card.model.id,
    name: card.title[language],
    points: (trend?.points ?? []).flatMap(({ atMs, estimate }) =>
      estimate ? [{ timeMs: atMs, value: estimate.probability }] : [],
    ),
    threshold: card.outcome.status === 'assessed' ? card.outcome.estimate.threshold : null,
    n: card.validation?.n ?? 0,
  }
}

function ofStay({ model, stay, points }: StayRisk, language: Language): RiskSeries | null {
  if (!model || !stay || points.length === 0) return null
  return {
    id: model.identity.id,
    name: model.finding[language],
    points: points.map(({ hour, estimate }) => ({
      timeMs: stay.startMs + hour * hourMs,
      value: estimate.probability,
    })),
    threshold: points[0]?.estimate.threshold ?? null,
    n: model.validation?.n ?? 0,
  }
}
