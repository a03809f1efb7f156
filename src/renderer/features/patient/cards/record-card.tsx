import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormatters } from '../../../i18n/format'
import { Button } from '../../../ui/button'

export interface CardRow {
  entryId: number
  name: string
  /** dose, reaction, place: a second line */
  detail?: string
  when?: string
  mark?: ReactNode
}

interface RecordCardProps {
  title: string
  /** null while it is being fetched */
  rows: readonly CardRow[] | null
  /** of all; more than `rows` where not all were fetched */
  total: number
  empty: string
  onSource(entryId: number): void
  onMore?: (() => void) | undefined
  wide?: boolean
}

/** Rows before the rest is folded. */
const mostRows = 6

/** One part of the record as a list; each line opens where it comes from. */
export function RecordCard({ title, rows, total, empty, onSource, onMore, wide }: RecordCardProps) {
  const { t } = useTranslation()
  const format = useFormatters()
  const [open, setOpen] = useState(false)
  const shown = open ? rows : rows?.slice(0, mostRows)
  return (
    <section className={wide ? 'card card--wide' : 'card'} aria-label={title}>
      <h3 className="card__title">
        {title} {total > 0 && <span className="card__count">{format.number(total)}</span>}
      </h3>
      {rows === null && <p className="quiet">{t('common.loading')}</p>}
      {rows?.length === 0 && <p className="quiet">{empty}</p>}
      {shown && shown.length > 0 && (
        <ul className={open ? 'card__rows card__rows--open' : 'card__rows'}>
          {shown.map((row) => (
            <li key={row.entryId}>
              <CardLine row={row} onSource={onSource} />
            </li>
          ))}
        </ul>
      )}
      {rows && total > mostRows && (
        <div className="card__foot">
          <Button tone="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? t('patient.card.fewer') : t('patient.card.all', { n: format.number(total) })}
          </Button>
          {open && onMore && rows.length < total && (
            <Button tone="quiet" onClick={onMore}>
              {t('patient.card.more', { n: format.number(rows.length) })}
            </Button>
          )}
        </div>
      )}
    </section>
  )
}

function CardLine({ row, onSource }: { row: CardRow; onSource(entryId: number): void }) {
  const { entryId, name, detail, when, mark } = row
  return (
    <button type="button" className="card__row" onClick={() => onSource(entryId)}>
      <span className="card__line">
        <span className="card__name">{name}</span>
        {mark}
        {!detail && when && <span className="card__when">{when}</span>}
      </span>
      {detail && (
        <span className="card__line card__line--small">
          <span className="card__detail">{detail}</span>
          {when && <span className="card__when">{when}</span>}
        </span>
      )}
    </button>
  )
}
