import { ArrowDown, ArrowUp } from 'lucide-react'
import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { classNames } from '../../ui/class-names'
import { columns, type Column, type ColumnKey } from './columns'
import { sortBy, useWorklist } from './worklist-store'

interface TableHeadProps {
  widths: ReadonlyMap<ColumnKey, number>
  onWidths(widths: ReadonlyMap<ColumnKey, number>): void
}

const widest = 640
const keyStep = 16

/**
 * The heads: one stop of the Tab key, arrow keys move between them, Enter sorts, Shift and arrow keys change the width.
 */
export function TableHead({ widths, onWidths }: TableHeadProps) {
  const sort = useWorklist((state) => state.sort)
  const row = useRef<HTMLDivElement>(null)
  const [focused, setFocused] = useState<ColumnKey>(sort.by)

  const resize = (column: Column, width: number) =>
    onWidths(new Map(widths).set(column.key, Math.round(Math.max(column.minWidth, Math.min(widest, width)))))

  const onKeyDown = (event: KeyboardEvent) => {
    const at = columns.findIndex((column) => column.key === focused)
    const column = columns[at]
    const direction = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (!column || direction === 0) return
    event.preventDefault()
    event.stopPropagation()
    if (event.shiftKey) {
      resize(column, (widths.get(column.key) ?? column.width) + direction * keyStep)
      return
    }
    const next = columns[at + direction]
    if (next) row.current?.querySelector<HTMLElement>(`[data-column="${next.key}"]`)?.focus()
  }

  return (
    <div role="rowgroup" className="study-table__head">
      <div ref={row} role="row" aria-rowindex={1} className="study-table__head-row" onKeyDown={onKeyDown}>
        {columns.map((column, at) => (
          <HeadCell
            key={column.key}
            column={column}
            index={at}
            tabbable={column.key === focused}
            onFocus={() => setFocused(column.key)}
            width={widths.get(column.key) ?? column.width}
            onWidth={(width) => resize(column, width)}
          />
        ))}
      </div>
    </div>
  )
}

interface HeadCellProps {
  column: Column
  index: number
  tabbable: boolean
  width: number
  onFocus(): void
  onWidth(width: number): void
}

function HeadCell({ column, index, tabbable, width, onFocus, onWidth }: HeadCellProps) {
  const { t } = useTranslation()
  const sort = useWorklist((state) => state.sort)
  const { sortKey } = column
  const active = sortKey !== null && sort.by === sortKey
  const name = t(`worklist.columns.${column.key}`)
  return (
    <div
      role="columnheader"
      aria-colindex={index + 1}
      aria-sort={active ? (sort.direction === 'asc' ? 'ascending' : 'descending') : undefined}
      className={classNames('study-table__head-cell', column.numeric && 'study-table__cell--numeric')}
    >
      {sortKey ? (
        <button
          type="button"
          data-column={column.key}
          tabIndex={tabbable ? 0 : -1}
          className="study-table__sort"
          title={sortKey === 'urgency' ? t('queue.hint.order') : t('worklist.sortBy', { column: name })}
          onFocus={onFocus}
          onClick={() => sortBy(sortKey)}
        >
          <span className="clip">{name}</span>
          {active &&
            (sort.direction === 'asc' ? <ArrowUp aria-hidden="true" /> : <ArrowDown aria-hidden="true" />)}
        </button>
      ) : (
        <span
          data-column={column.key}
          tabIndex={tabbable ? 0 : -1}
          className="study-table__sort study-table__sort--fixed"
          onFocus={onFocus}
        >
          <span className="clip">{name}</span>
        </span>
      )}
      <ResizeHandle name={name} width={width} onWidth={onWidth} />
    </div>
  )
}

/** Drag to change the width of a column; the keyboard does it from the head itself. */
function ResizeHandle({
  name,
  width,
  onWidth,
}: {
  name: string
  width: number
  onWidth(width: number): void
}) {
  const { t } = useTranslation()
  const start = useRef<{ x: number; width: number } | null>(null)
  const onPointerDown = (event: PointerEvent<HTMLSpanElement>) => {
    event.preventDefault()
    event.currentTarget.setPointerCapture(event.pointerId)
    start.current = { x: event.clientX, width }
  }
  const onPointerMove = (event: PointerEvent) => {
    if (start.current) onWidth(start.current.width + event.clientX - start.current.x)
  }
  const stop = () => {
    start.current = null
  }
  return (
    <span
      aria-hidden="true"
      title={t('worklist.resize', { column: name })}
      className="study-table__resize"
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={stop}
      onPointerCancel={stop}
    />
  )
}
