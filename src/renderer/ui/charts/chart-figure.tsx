import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ScrollFrame } from '../scroll-frame'

interface ChartFigureProps {
  title: string
  /** how many cases it shows */
  n: string
  children: ReactNode
  /** the same figures as a table, for those who cannot see the picture or want the numbers */
  table: ReactNode
}

/** A chart with its title, its n and its table. */
export function ChartFigure({ title, n, children, table }: ChartFigureProps) {
  const { t } = useTranslation()
  return (
    <figure className="chart-figure">
      <figcaption className="chart-figure__caption">
        <span className="chart-figure__title">{title}</span> <span className="quiet">{n}</span>
      </figcaption>
      {children}
      <details className="chart-figure__table">
        <summary>
          {t('localCheck.asTable')}
          <span className="visually-hidden">: {title}</span>
        </summary>
        <ScrollFrame className="chart-figure__scroll" label={title}>
          {table}
        </ScrollFrame>
      </details>
    </figure>
  )
}

interface FigureTableProps {
  heads: readonly string[]
  rows: readonly (readonly string[])[]
}

/** The first column names the row. */
export function FigureTable({ heads, rows }: FigureTableProps) {
  return (
    <table className="data-table selectable">
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, ...cells], row) => (
          <tr key={row}>
            <th scope="row">{name}</th>
            {cells.map((cell, index) => (
              <td key={index}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
