/** Cells of what is worked out behind the list. "Not assessed" has the place and the size of a number. */
import { Clock3 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { RiskReason } from '../../../shared/domain/risks/risk-reason'
import { ToneShape } from '../../ui/badge'
import type { CellProps } from './cell-props'
import type { Column } from './column'
import type { ListedRow } from './listed-row'
import { NoAnswer } from './no-answer'
import { estimateOf, failureOf } from './risk-columns'

/** Nobody has asked yet, or asking failed. */
function Unanswered({ row: { risks } }: Pick<CellProps, 'row'>) {
  const { t } = useTranslation()
  if (risks.state === 'waiting') return <span className="ward-cell__main ward-cell__main--none">…</span>
  return (
    <>
      <span className="ward-cell__main ward-cell__main--none">
        <NoAnswer />
        <span className="clip">{t('ward.notAssessed')}</span>
      </span>
      <span className="ward-cell__sub">
        {risks.state === 'failed' ? t('ward.risk.failedShort') : t('ward.risk.stoppedShort')}
      </span>
    </>
  )
}

function NotAssessed({ why }: { why: string }) {
  const { t } = useTranslation()
  return (
    <>
      <span className="ward-cell__main ward-cell__main--none">
        <NoAnswer />
        <span className="clip">{t('ward.notAssessed')}</span>
      </span>
      <span className="ward-cell__sub">
        <span className="clip">{why}</span>
      </span>
    </>
  )
}

export function SofaCell({ row, words, nowMs }: CellProps) {
  const { t } = useTranslation()
  if (row.risks.state !== 'answered') return <Unanswered row={row} />
  const { sofa } = row.risks.risks
  if (sofa.status === 'not-assessed') {
    const missing = new Set(sofa.reasons.map(({ input }) => input)).size
    return (
      <NotAssessed
        why={sofa.isForOthers ? t('ward.risk.forOthers') : t('ward.risk.missing', { count: missing })}
      />
    )
  }
  return (
    <>
      <span className="ward-cell__main">
        <strong>
          {sofa.status === 'at-least' ? t('ward.risk.atLeast', { value: sofa.value }) : sofa.value}
        </strong>
      </span>
      <span className="ward-cell__sub">{words.age(sofa.oldestMs, nowMs)}</span>
    </>
  )
}

const unavailable: RiskReason = { code: 'MODEL_UNAVAILABLE', about: [] }

export function RiskCell({ row, column, words, nowMs }: CellProps) {
  const { t } = useTranslation()
  if (row.risks.state !== 'answered') return <Unanswered row={row} />
  if (failureOf(row, column)) return <NotAssessed why={t('ward.risk.failedShort')} />
  const answer = estimateOf(row, column)?.answer
  if (answer?.status !== 'assessed')
    return <NotAssessed why={words.risk.shortReason(answer?.reasons[0] ?? unavailable)} />
  const { estimate, atMs, hour, isStale } = answer
  return (
    <>
      <span className="ward-cell__main">
        <ToneShape tone={estimate.positive && !isStale ? 'warning' : 'neutral'} />
        <strong>{words.risk.chance(estimate.probability)}</strong>
      </span>
      <span className="ward-cell__sub clip">
        {isStale && <Clock3 aria-hidden="true" />}
        {hour === null
          ? t('risks.threshold', { threshold: words.risk.threshold(estimate.threshold) })
          : t('ward.risk.hourShort', { hour, age: words.age(atMs, nowMs) })}
      </span>
    </>
  )
}

/** At or above the model's own threshold, where what it saw is young; the shape beside the number says the same. */
export function riskHeat(row: ListedRow, column: Column): 'stale' | 0 | 2 {
  const answer = estimateOf(row, column)?.answer
  if (answer?.status !== 'assessed') return 0
  return answer.isStale ? 'stale' : answer.estimate.positive ? 2 : 0
}
