import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { memo, useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { openPatient } from './open-patient'
import { unitText } from '../../i18n/unit-text'
import { classNames } from '../../ui/class-names'
import { Cell, heatOf } from './ward-cells'
import type { Column } from './column'
import type { ListedRow } from './listed-row'
import { useWardWords, type WardWords } from './use-ward-words'
import { select, sortBy, useWard } from './ward-store'

const rowHeight = 40

interface WardGridProps {
  rows: readonly ListedRow[]
  columns: readonly Column[]
  nowMs: number
  /** the rows belong to what was asked before */
  stale: boolean
}

/**
 * The ward as a grid of which only the rows on screen exist. The grid holds the focus; the cell that the keys stand on is told
 * by aria-activedescendant, and in full by the line below.
 */
export function WardGrid({ rows, columns, nowMs, stale }: WardGridProps) {
  const { t } = useTranslation()
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const words = useWardWords()
  const { selectedId, column } = useWard()
  const selectedIndex = rows.findIndex(({ patient }) => patient.id === selectedId)
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    scrollPaddingStart: rowHeight,
  })
  const items = virtualizer.getVirtualItems()
  const isDrawn = items.some(({ index }) => index === selectedIndex)
  const onKeyDown = useGridKeys({ rows, columns, selectedIndex, scroller, show: virtualizer.scrollToIndex })
  useEffect(() => showColumn(scroller.current, columns, column), [columns, column])
  const selected = rows[selectedIndex]
  const stood = columns[column]
  const detail = selected && stood && words.detailOf(selected, stood, nowMs)
  const template = columns.map(({ width }) => `${width}px`).join(' ')
  return (
    <div className="ward-list">
      <div
        ref={scroller}
        className={classNames('ward-grid', stale && 'ward-grid--stale')}
        style={{ '--columns': template } as React.CSSProperties}
      >
        <div
          role="grid"
          tabIndex={0}
          aria-label={t('ward.table')}
          aria-describedby={`${id}-hint`}
          aria-rowcount={rows.length + 1}
          aria-colcount={columns.length}
          aria-activedescendant={isDrawn ? `${id}-${selectedIndex}-${column}` : undefined}
          aria-busy={stale || undefined}
          className="ward-grid__grid"
          onKeyDown={onKeyDown}
          onFocus={(event) => {
            if (event.target === event.currentTarget && selectedIndex < 0 && rows[0])
              select(rows[0].patient.id)
          }}
        >
          <Head columns={columns} words={words} />
          <div role="rowgroup" className="ward-grid__rows" style={{ blockSize: virtualizer.getTotalSize() }}>
            {items.map((item) => {
              const row = rows[item.index]!
              return (
                <Row
                  key={row.patient.id}
                  id={`${id}-${item.index}`}
                  index={item.index}
                  top={item.start}
                  row={row}
                  columns={columns}
                  words={words}
                  nowMs={nowMs}
                  column={row.patient.id === selectedId ? column : null}
                />
              )
            })}
          </div>
        </div>
        <p id={`${id}-hint`} className="visually-hidden">
          {t('ward.hint')}
        </p>
      </div>
      <p className="ward-list__detail selectable" role="status" aria-live="polite">
        {detail ?? <span className="quiet">{t('ward.hint')}</span>}
      </p>
    </div>
  )
}

function Head({ columns, words }: Pick<RowProps, 'columns' | 'words'>) {
  const { t } = useTranslation()
  const { sort } = useWard()
  return (
    <div role="row" aria-rowindex={1} className="ward-grid__head">
      {columns.map((column, at) => {
        const { id, kind, unit } = column
        const full = words.risk.fullTitleOf(column)
        const isSorted = sort.by === id
        return (
          <div
            key={id}
            role="columnheader"
            aria-colindex={at + 1}
            aria-sort={isSorted ? (sort.direction === 'asc' ? 'ascending' : 'descending') : undefined}
            className={classNames('ward-grid__head-cell', `ward-grid__cell--${kind}`)}
          >
            <button
              type="button"
              title={unit === null ? full : `${full} · ${unitText(unit)}`}
              onClick={() => sortBy(id)}
            >
              <span className="ward-grid__title" aria-hidden="true">
                <span className="clip">{words.risk.titleOf(column)}</span>
                {unit !== null && <span className="ward-grid__unit clip">{unitText(unit)}</span>}
                {column.kind === 'table-risk' && (
                  <span className="ward-grid__unit clip">{column.modelId}</span>
                )}
              </span>
              <span className="visually-hidden">{t('ward.sortBy', { column: full })}</span>
              {isSorted &&
                (sort.direction === 'asc' ? (
                  <ArrowUp aria-hidden="true" />
                ) : (
                  <ArrowDown aria-hidden="true" />
                ))}
            </button>
          </div>
        )
      })}
    </div>
  )
}

interface RowProps {
  id: string
  index: number
  top: number
  row: ListedRow
  columns: readonly Column[]
  words: WardWords
  nowMs: number
  /** the column that the keys stand on; null where they are in another row */
  column: number | null
}

/** At the latest so soon, ms, on a machine that never rests; rows that pass by faster are never asked for their words. */
const toldWithin = 300

/** True once nothing else is to be done: what is only heard is written when the list has stopped moving. */
function useIdle(): boolean {
  const [isIdle, setIdle] = useState(false)
  useEffect(() => {
    const waiting = requestIdleCallback(() => setIdle(true), { timeout: toldWithin })
    return () => cancelIdleCallback(waiting)
  }, [])
  return isIdle
}

const Row = memo(function Row({ id, index, top, row, columns, words, nowMs, column }: RowProps) {
  const isTold = useIdle()
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={column !== null}
      className={classNames('ward-grid__row', column !== null && 'ward-grid__row--selected')}
      style={{ transform: `translateY(${top}px)` }}
      onDoubleClick={() => openPatient(row.patient.id)}
    >
      {columns.map((each, at) => (
        <div
          key={each.id}
          id={`${id}-${at}`}
          role="gridcell"
          aria-colindex={at + 1}
          className={classNames(
            'ward-cell',
            `ward-grid__cell--${each.kind}`,
            `ward-cell--heat-${heatOf(row, each)}`,
            column === at && 'ward-cell--active',
          )}
          onClick={() => select(row.patient.id, at)}
        >
          <span className="visually-hidden">{isTold && words.detailOf(row, each, nowMs)}</span>
          <Cell row={row} column={each} words={words} nowMs={nowMs} />
        </div>
      ))}
    </div>
  )
})

interface KeyOptions {
  rows: readonly ListedRow[]
  columns: readonly Column[]
  selectedIndex: number
  scroller: React.RefObject<HTMLDivElement | null>
  show(index: number): void
}

function useGridKeys({ rows, columns, selectedIndex, scroller, show }: KeyOptions) {
  return (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || event.altKey || event.metaKey) return
    const { column } = useWard.getState()
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2)
    const at = Math.max(0, selectedIndex)
    const moves: Record<string, [row: number, column: number]> = {
      ArrowDown: [selectedIndex < 0 ? 0 : at + 1, column],
      ArrowUp: [at - 1, column],
      ArrowRight: [at, column + 1],
      ArrowLeft: [at, column - 1],
      PageDown: [at + page, column],
      PageUp: [at - page, column],
      Home: event.ctrlKey ? [0, 0] : [at, 0],
      End: event.ctrlKey ? [rows.length - 1, columns.length - 1] : [at, columns.length - 1],
    }
    const move = moves[event.key]
    const selected = rows[selectedIndex]
    if (event.key === 'Enter' && selected) {
      event.preventDefault()
      openPatient(selected.patient.id)
    }
    if (!move) return
    event.preventDefault()
    const index = Math.max(0, Math.min(rows.length - 1, move[0]))
    const row = rows[index]
    if (!row) return
    select(row.patient.id, Math.max(0, Math.min(columns.length - 1, move[1])))
    show(index)
  }
}

/** The name stays at the left; what the keys stand on must not lie beneath it. */
function showColumn(scroller: HTMLElement | null, columns: readonly Column[], column: number): void {
  if (!scroller) return
  const left = columns.slice(0, column).reduce((sum, { width }) => sum + width, 0)
  const { width = 0 } = columns[column] ?? {}
  const fixed = column === 0 ? 0 : (columns[0]?.width ?? 0)
  if (left - scroller.scrollLeft < fixed) scroller.scrollLeft = left - fixed
  else if (left + width > scroller.scrollLeft + scroller.clientWidth)
    scroller.scrollLeft = left + width - scroller.clientWidth
}
