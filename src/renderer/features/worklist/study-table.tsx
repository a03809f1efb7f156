import { useVirtualizer } from '@tanstack/react-virtual'
import {
  memo,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
} from 'react'
import { useTranslation } from 'react-i18next'
import type { StudyRow } from '../../../shared/domain/worklist/worklist'
import { useAgeText, useFormatters } from '../../i18n/format'
import { classNames } from '../../ui/class-names'
import { columns, type CellContext, type ColumnKey } from './columns'
import { openStudy } from './study-actions'
import { TableHead } from './table-head'
import { windowSize } from './worklist-query'
import { useFindingTitle } from './urgency-mark'
import { clearMarks, selectStudy, setMarked, useWorklist } from './worklist-store'

const rowHeight = 32

interface StudyTableProps {
  total: number
  /** The rows belong to the query before; they stay, dimmed, until the new ones are there. */
  stale: boolean
  rowAt(index: number): StudyRow | undefined
  selectedIndex: number | null
  onVisible(range: { first: number; last: number }): void
}

/**
 * The studies as a grid of which only the rows on screen exist. The grid holds the focus; the selected row is told
 * by aria-activedescendant, so that the selection survives scrolling far away.
 */
export function StudyTable({ total, stale, rowAt, selectedIndex, onVisible }: StudyTableProps) {
  const { t } = useTranslation()
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [widths, setWidths] = useState<ReadonlyMap<ColumnKey, number>>(
    () => new Map(columns.map((column) => [column.key, column.width])),
  )
  const template = columns.map((column) => `${widths.get(column.key) ?? column.width}px`).join(' ')

  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollPaddingStart: rowHeight,
  })
  const items = virtualizer.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  // Told by whole windows, so that scrolling within one draws the table only.
  const firstWindow = first - (first % windowSize)
  const lastWindow = last - (last % windowSize)
  useEffect(() => onVisible({ first: firstWindow, last: lastWindow }), [firstWindow, lastWindow, onVisible])

  const markAt = useMarkAt(rowAt)
  const { moveTo, onKeyDown } = useRowKeys({
    total,
    rowAt,
    selectedIndex,
    scroller,
    show: virtualizer.scrollToIndex,
  })
  const { selectedId, marked } = useWorklist()
  const context = useCellContext()
  const selectedIsDrawn = selectedIndex !== null && selectedIndex >= first && selectedIndex <= last

  return (
    <div
      ref={scroller}
      className={classNames('study-table', stale && 'study-table--stale')}
      style={{ '--columns': template } as React.CSSProperties}
    >
      <div
        role="grid"
        tabIndex={0}
        aria-label={t('worklist.table')}
        aria-multiselectable
        aria-describedby={`${id}-hint`}
        aria-rowcount={total + 1}
        aria-colcount={columns.length}
        aria-activedescendant={selectedIsDrawn ? `${id}-${selectedIndex}` : undefined}
        aria-busy={stale || undefined}
        className="study-table__grid"
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          if (event.target === event.currentTarget && selectedId === null && total > 0) moveTo(0)
        }}
        onPointerOver={nameClippedCell}
      >
        <TableHead widths={widths} onWidths={setWidths} />
        <div role="rowgroup" className="study-table__rows" style={{ blockSize: virtualizer.getTotalSize() }}>
          {items.map((item) => {
            const row = rowAt(item.index)
            return (
              <Row
                key={row?.id ?? item.index}
                id={`${id}-${item.index}`}
                index={item.index}
                top={item.start}
                row={row}
                selected={selectedId !== null && row?.id === selectedId}
                marked={row !== undefined && marked.has(row.id)}
                onMark={markAt}
                context={context}
              />
            )
          })}
        </div>
      </div>
      <p id={`${id}-hint`} className="visually-hidden">
        {t('worklist.tableHint')}
      </p>
    </div>
  )
}

interface RowProps {
  id: string
  index: number
  top: number
  row: StudyRow | undefined
  /** the one that the preview shows and the keys move from */
  selected: boolean
  marked: boolean
  context: CellContext
  onMark(row: StudyRow, index: number, range: boolean): void
}

function useCellContext(): CellContext {
  const { t } = useTranslation()
  const format = useFormatters()
  const ageText = useAgeText()
  const titleOf = useFindingTitle()
  return useMemo(() => ({ t, format, ageText, titleOf }), [t, format, ageText, titleOf])
}

/** Drawn anew only when it shows something else: fifty of them stand on screen while it scrolls. */
const Row = memo(function Row({ id, index, top, row, selected, marked, context, onMark }: RowProps) {
  const click = (event: MouseEvent) => {
    if (!row) return
    if (event.shiftKey || event.ctrlKey || event.metaKey) onMark(row, index, event.shiftKey)
    else {
      clearMarks()
      selectStudy(row.id, index)
    }
  }
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected || marked}
      data-marked={marked || undefined}
      aria-busy={row === undefined || undefined}
      className={classNames(
        'study-table__row',
        row?.status === 'new' && 'study-table__row--new',
        selected && 'study-table__row--selected',
        marked && 'study-table__row--marked',
      )}
      style={{ transform: `translateY(${top}px)` }}
      onClick={click}
      onDoubleClick={() => row && openStudy(row)}
    >
      {columns.map((column, at) => (
        <div
          key={column.key}
          role="gridcell"
          aria-colindex={at + 1}
          className={classNames('study-table__cell clip', column.numeric && 'study-table__cell--numeric')}
        >
          {row
            ? column.cell(row, context)
            : at === 1 && <span className="study-table__pending">{context.t('common.loading')}</span>}
        </div>
      ))}
    </div>
  )
})

/** Marks the rows from one to another, those at hand: a row that scrolled past unseen is not asked for. */
function markRows(rowAt: (index: number) => StudyRow | undefined, from: number, to: number): void {
  const [low, high] = [Math.min(from, to), Math.max(from, to)]
  const ids = Array.from({ length: high - low + 1 }, (_, step) => rowAt(low + step)?.id)
  setMarked(
    ids.filter((id) => id !== undefined),
    true,
  )
}

/** Ctrl and a click mark or unmark one row, Shift and a click all from the selected one. */
function useMarkAt(rowAt: (index: number) => StudyRow | undefined): RowProps['onMark'] {
  const rows = useRef(rowAt)
  useEffect(() => {
    rows.current = rowAt
  }, [rowAt])
  return useCallback((row, index, range) => {
    const { selectedId, cursor, marked } = useWorklist.getState()
    if (range && selectedId !== null) markRows(rows.current, cursor, index)
    else {
      // The one selected so far is meant too.
      if (marked.size === 0 && selectedId !== null && selectedId !== row.id) setMarked([selectedId], true)
      setMarked([row.id], !marked.has(row.id))
    }
    selectStudy(row.id, index)
  }, [])
}

interface RowKeysOptions {
  total: number
  rowAt(index: number): StudyRow | undefined
  selectedIndex: number | null
  scroller: React.RefObject<HTMLDivElement | null>
  show(index: number): void
}

/** Arrow keys, Home, End, PageUp, PageDown. A row that is still being fetched is selected once it is there. */
function useRowKeys({ total, rowAt, selectedIndex, scroller, show }: RowKeysOptions) {
  const [pending, setPending] = useState<number | null>(null)
  const pendingRow = pending === null ? undefined : rowAt(pending)

  useEffect(() => {
    if (pending === null || !pendingRow) return
    selectStudy(pendingRow.id, pending)
    setPending(null)
  }, [pending, pendingRow])

  const moveTo = (wanted: number) => {
    if (total === 0) return
    const index = Math.max(0, Math.min(total - 1, wanted))
    const row = rowAt(index)
    if (row) {
      setPending(null)
      selectStudy(row.id, index)
    } else {
      // Nothing is selected meanwhile: Enter and Delete must not meet a row that has scrolled away.
      selectStudy(null, index)
      setPending(index)
    }
    show(index)
  }

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
    const at = pending ?? selectedIndex ?? useWorklist.getState().cursor
    const none = pending === null && selectedIndex === null
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2)
    const targets: Record<string, number> = {
      ArrowDown: none ? at : at + 1,
      ArrowUp: none ? at : at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: total - 1,
    }
    const to = targets[event.key]
    const row = selectedIndex === null ? undefined : rowAt(selectedIndex)
    if (to !== undefined) {
      event.preventDefault()
      if (event.shiftKey && row) markRows(rowAt, at, Math.max(0, Math.min(total - 1, to)))
      moveTo(to)
    } else if (event.key === ' ' && row) {
      event.preventDefault()
      setMarked([row.id], !useWorklist.getState().marked.has(row.id))
    } else if (event.key === 'Escape' && useWorklist.getState().marked.size > 0) {
      event.preventDefault()
      clearMarks()
    } else if (event.key === 'Enter' && row) {
      event.preventDefault()
      openStudy(row)
    }
  }
  return { moveTo, onKeyDown }
}

/** Gives a cell whose text is cut off its full text as a tooltip; done on hover, since few cells need it. */
function nameClippedCell(event: PointerEvent): void {
  const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[role="gridcell"]') : null
  if (!cell) return
  if (cell.scrollWidth > cell.clientWidth) cell.title = cell.innerText
  else cell.removeAttribute('title')
}
