import { useTranslation } from 'react-i18next'
import type { WardRow, WardTable } from '../../../shared/domain/ward/ward'
import { needOf } from '../../../shared/domain/ward/need'
import { useFormatters } from '../../i18n/format'
import { unitText } from '../../i18n/unit-text'
import { useAlertWords } from './alerts/use-alert-words'
import { columns, isPart } from './ward-columns'
import { newsText, useWardWords } from './use-ward-words'

const measured = columns.filter(({ kind }) => kind === 'part' || kind === 'lab')

/** The list on paper: all rows, with what it is about and when; a page that leaves the screen says so itself. */
export function WardPaper({
  table,
  rows,
  scope,
}: {
  table: WardTable
  rows: readonly WardRow[]
  scope: string
}) {
  const { t } = useTranslation()
  const format = useFormatters()
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
            {measured.map(({ id, unit }) => (
              <th key={id} scope="col">
                {t(`ward.column.${id}`)}
                {unit !== null && <small>{unitText(unit)}</small>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <PaperRow key={row.patient.id} row={row} nowMs={table.atMs} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function PaperRow({ row, nowMs }: { row: WardRow; nowMs: number }) {
  const { t } = useTranslation()
  const words = useWardWords()
  const alerts = useAlertWords()
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
      {(row.alerts.length > 0 || row.news2.status === 'not-assessed') && (
        <tr className="ward-paper__more">
          <td />
          <td colSpan={3 + measured.length}>
            {row.news2.status === 'not-assessed' && `${t('ward.column.news2')}: ${newsText(t, row.news2)} `}
            {row.alerts.map(alerts.line).join(' · ')}
          </td>
        </tr>
      )}
    </>
  )
}
