import { Clock3, MoveDown, MoveRight, MoveUp } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { needOf, type Need } from '../../../shared/domain/ward/need'
import type { Trend, WardRow } from '../../../shared/domain/ward/ward'
import { severityRank } from '../../../shared/domain/ward/alert-rule'
import { ToneShape, type BadgeTone } from '../../ui/badge'
import { classNames } from '../../ui/class-names'
import { severityTone } from './alerts/use-alert-words'
import type { Column } from './column'
import type { CellProps } from './cell-props'
import type { ListedRow } from './listed-row'
import { NoAnswer } from './no-answer'
import { isPart } from './ward-columns'
import { RiskCell, riskHeat, SofaCell } from './risk-cells'

/** What a cell shows; in words the whole of it stands beside it, and below the list. */
export function Cell(props: CellProps) {
  return (
    <span className="ward-cell__shown" aria-hidden="true">
      <Shown {...props} />
    </span>
  )
}

function Shown(props: CellProps) {
  switch (props.column.kind) {
    case 'name':
      return <NameCell {...props} />
    case 'place':
      return <PlaceCell {...props} />
    case 'need':
      return <NeedCell {...props} />
    case 'news2':
      return <ScoreCell {...props} />
    case 'sofa':
      return <SofaCell {...props} />
    case 'stay-risk':
    case 'table-risk':
      return <RiskCell {...props} />
    case 'alerts':
      return <AlertsCell {...props} />
    case 'part':
      return <PartCell {...props} />
    case 'lab':
      return <LabCell {...props} />
  }
}

const needTones: Record<Need, BadgeTone | null> = {
  emergency: 'danger',
  urgent: 'warning',
  'not-assessed': null,
  watch: 'info',
  none: 'neutral',
}

function NameCell({ row, words }: CellProps) {
  return (
    <>
      <span className="ward-cell__main clip">
        <strong>{words.nameOf(row)}</strong>
      </span>
      <span className="ward-cell__sub clip">
        {row.patient.synthetic && <ToneShape tone="synthetic" />}
        {words.ageSexOf(row)}
      </span>
    </>
  )
}

function PlaceCell({ row }: CellProps) {
  const { t } = useTranslation()
  return (
    <>
      <span className="ward-cell__main clip">{row.place?.bed ?? (row.place ? '' : t('ward.nowhere'))}</span>
      <span className="ward-cell__sub clip">{row.place?.ward ?? ''}</span>
    </>
  )
}

function NeedCell({ row }: CellProps) {
  const { t } = useTranslation()
  const need = needOf(row)
  const tone = needTones[need]
  return (
    <span className={classNames('ward-cell__main ward-need', `ward-need--${need}`)}>
      {tone === null ? <NoAnswer /> : <ToneShape tone={tone} />}
      <span className="clip">{t(`ward.need.${need}`)}</span>
    </span>
  )
}

const arrows: Record<Trend, typeof MoveUp> = { up: MoveUp, down: MoveDown, level: MoveRight }

function Arrow({ trend }: { trend: Trend | null }) {
  if (trend === null) return null
  const Shape = arrows[trend]
  return <Shape className={classNames('ward-cell__trend', `ward-cell__trend--${trend}`)} aria-hidden="true" />
}

function ScoreCell({ row, words, nowMs }: CellProps) {
  const { t } = useTranslation()
  const { news2, news2Before } = row
  if (news2.status === 'not-assessed')
    return (
      <span className="ward-cell__main ward-cell__main--none">
        <NoAnswer />
        <span className="clip">{t('ward.notAssessed')}</span>
      </span>
    )
  const change = news2Before === null ? null : news2.value - news2Before
  return (
    <>
      <span className="ward-cell__main">
        <strong>{news2.value}</strong>
        <Arrow trend={change === null ? null : change > 0 ? 'up' : change < 0 ? 'down' : 'level'} />
      </span>
      <span className="ward-cell__sub">{words.age(news2.oldestMs, nowMs)}</span>
    </>
  )
}

function AlertsCell({ row }: CellProps) {
  const { t } = useTranslation()
  const living = row.alerts.toSorted((a, b) => severityRank[a.severity] - severityRank[b.severity])
  const open = living.filter(({ state }) => state === 'open')
  const seen = living.length - open.length
  const [worst] = open
  if (!worst)
    return (
      <span className="ward-cell__sub">
        {seen === 0 ? '' : `${t('ward.alerts.state.acknowledged')} ${seen}`}
      </span>
    )
  return (
    <>
      <span className="ward-cell__main">
        <ToneShape tone={severityTone[worst.severity]} />
        <span className="clip">
          {t(`ward.alerts.severity.${worst.severity}`)} · {open.length}
        </span>
      </span>
      <span className="ward-cell__sub">
        {seen === 0 ? '' : `${t('ward.alerts.state.acknowledged')} ${seen}`}
      </span>
    </>
  )
}

interface ValueProps {
  text: string
  trend: Trend | null
  age: string
  stale: boolean
  /** told by a mark beside the number, not by the colour alone */
  mark: string
}

function Value({ text, trend, age, stale, mark }: ValueProps) {
  return (
    <>
      <span className="ward-cell__main">
        {text}
        {mark !== '' && <sup className="ward-cell__mark">{mark}</sup>}
        <Arrow trend={trend === 'level' ? null : trend} />
      </span>
      <span className="ward-cell__sub">
        {stale && <Clock3 aria-hidden="true" />}
        {age}
      </span>
    </>
  )
}

const NoValue = () => <span className="ward-cell__main ward-cell__main--none">–</span>

function PartCell({ row, column, words, nowMs }: CellProps) {
  const { t } = useTranslation()
  const text = words.valueOf(row, column)
  const part = isPart(column.id) ? row.parts[column.id] : undefined
  if (text === null || !part) return <NoValue />
  const points = pointsOf(row, column)
  const mark = points === null || points === 0 ? '' : t('ward.points', { points })
  return (
    <Value
      text={text}
      trend={part.trend}
      age={words.age(part.timeMs, nowMs)}
      stale={part.isStale}
      mark={mark}
    />
  )
}

function LabCell({ row, column, words, nowMs }: CellProps) {
  const text = words.valueOf(row, column)
  const lab = row.labs[column.id]
  if (text === null || !lab) return <NoValue />
  const mark = lab.flag === 'high' ? 'H' : lab.flag === 'low' ? 'L' : ''
  return (
    <Value text={text} trend={lab.trend} age={words.age(lab.timeMs, nowMs)} stale={lab.isStale} mark={mark} />
  )
}

/** Points of a part; null where there is no score. */
function pointsOf({ news2 }: WardRow, { id }: Column): number | null {
  return news2.status === 'assessed' && isPart(id) ? (news2.points[id] ?? null) : null
}

/** The heat of a cell: how far it is from what is usual, where that is known and the value is young. */
export function heatOf(row: ListedRow, column: Column): 'stale' | 0 | 1 | 2 | 3 {
  if (column.kind === 'news2') {
    if (row.news2.status !== 'assessed') return 0
    const { value, band } = row.news2
    return value >= 7 ? 3 : value >= 5 ? 2 : band === 'low-medium' ? 2 : value > 0 ? 1 : 0
  }
  if (column.kind === 'part' && isPart(column.id)) {
    if (row.parts[column.id]?.isStale) return 'stale'
    const points = pointsOf(row, column) ?? 0
    return points >= 3 ? 3 : points === 2 ? 2 : points === 1 ? 1 : 0
  }
  if (column.kind === 'stay-risk' || column.kind === 'table-risk') return riskHeat(row, column)
  if (column.kind !== 'lab') return 0
  const lab = row.labs[column.id]
  if (lab?.isStale) return 'stale'
  return lab?.flag === 'high' || lab?.flag === 'low' ? 1 : 0
}
