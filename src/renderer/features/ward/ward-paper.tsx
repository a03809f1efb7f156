import { useTranslation } from 'react-i18next'
import type { WardTable } from '../../../shared/domain/ward/ward'
import { needOf } from '../../../shared/domain/ward/need'
import { useFormatters } from '../../i18n/format'
import { unitText } from '../../i18n/unit-text'
import { useAlertWords } from './alerts/use-alert-words'
import type { Column } from './column'
import type { ListedRow } from './listed-row'
import { estimateOf } from './risk-columns'
import { isPart } from './ward-columns'
import { newsText, useWardWords } from './use-ward-words'

const measuredOf = (columns: readonly Column[]) =>
  columns.filter(({ kind }) => kind === 'part' || kind === 'lab')
const riskyOf = (columns: readonly Column[]) =>
  columns.filter(({ kind }) => kind === 'stay-risk' || kind === 'table-risk')

/** The list on paper: all rows, with what it is about and when; a page that leaves the screen says so itself. */
export function WardPaper({
  table,
  rows,
  columns,
  scope,
}: {
  table: WardTable
  rows: readonly ListedRow[]
  columns: readonly Column[]
  scope: string
}) {
  const { t } = useTranslation()
  const format = useFormatters()
  const words = useWardWords()
  const measured = measuredOf(columns)
  return (
    <div className="ward-paper">
      <h1>{t('ward.title')}</h1>
      <p>
        {t('ward.paper.scope')}: {scope} · {t('ward.paper.asOf')}: {format.moment(table.atMs)} ·{' '}
        {t('ward.count', { count: rows.length })} (n = {rows.length})
      </p>
      <p>{t('shell.researchOnly')}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('ward.column.place')}</th>
            <th scope="col">{t('ward.column.name')}</th>
            <th scope="col">{t('ward.column.need')}</th>
            <th scope="col">{t('ward.column.news2')}</th>
            <th scope="col">{t('ward.column.sofa')}</th>
            {measured.map((column) => (
              <th key={column.id} scope="col">
                {words.risk.titleOf(column)}
                {column.unit !== null && <small>{unitText(column.unit)}</small>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <PaperRow key={row.patient.id} row={row} columns={columns} nowMs={table.atMs} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface PaperRowProps {
  row: ListedRow
  columns: readonly Column[]
  nowMs: number
}

function PaperRow({ row, columns, nowMs }: PaperRowProps) {
  const { t } = useTranslation()
  const words = useWardWords()
  const alerts = useAlertWords()
  const measured = measuredOf(columns)
  const risks = riskyOf(columns).filter((column) => estimateOf(row, column)?.answer.status === 'assessed')
  const sofa = row.risks.state === 'answered' ? row.risks.risks.sofa : null
  return (
    <>
      <tr>
        <td>
          {row.place?.bed ?? '–'}
          <small>{row.place?.ward ?? t('ward.nowhere')}</small>
        </td>
        <th scope="row">
          {words.nameOf(row)}
          <small>
            {row.patient.synthetic && `${t('common.synthetic')} · `}
            {words.ageSexOf(row)}
          </small>
        </th>
        <td>{t(`ward.need.${needOf(row)}`)}</td>
        <td>{row.news2.status === 'assessed' ? row.news2.value : '–'}</td>
        <td>
          {sofa?.status === 'assessed' && sofa.value}
          {sofa?.status === 'at-least' && t('ward.risk.atLeast', { value: sofa.value })}
          {sofa?.status !== 'assessed' && sofa?.status !== 'at-least' && '–'}
        </td>
        {measured.map((column) => {
          const lab = row.labs[column.id]
          const part = isPart(column.id) ? row.parts[column.id] : undefined
          const value = words.valueOf(row, column)
          const timeMs = lab?.timeMs ?? part?.timeMs
          const ownUnit =
            column.unit === null && part?.answer === null && value !== null && !value.endsWith('%')
          return (
            <td key={column.id}>
              {value ?? '–'}
              {value !== null && timeMs !== undefined && (
                <small>
                  {ownUnit && `${unitText(part.unit ?? '')} `}
                  {words.age(timeMs, nowMs)}
                  {(lab?.isStale ?? part?.isStale) === true && ' !'}
                </small>
              )}
            </td>
          )
        })}
      </tr>
      {(row.alerts.length > 0 || row.news2.status === 'not-assessed' || risks.length > 0) && (
        <tr className="ward-paper__more">
          <td />
          <td colSpan={4 + measured.length}>
            {row.news2.status === 'not-assessed' && `${t('ward.column.news2')}: ${newsText(t, row.news2)} `}
            {row.alerts.map(alerts.line).join(' · ')}
            {risks.map((column) => (
              <small key={column.id}>{words.detailOf(row, column, nowMs)}</small>
            ))}
          </td>
        </tr>
      )}
    </>
  )
}
