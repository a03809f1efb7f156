import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormatters } from '../../../i18n/format'
import {
  type Bar,
  drawBars,
  drawMarks,
  type Mark,
  placeOf,
  rowHeight,
  rowsOf,
} from '../../../ui/charts/time/draw-bars'
import type { Paper } from '../../../ui/charts/time/draw-curve'
import type { TimeAxis } from '../../../ui/charts/time/time-axis'
import type { LaneEvents } from './curve-lane'
import { LaneFrame, type LaneControls } from './lane-frame'
import { LanePlot, type Hit } from './lane-plot'

export interface DescribedBar extends Bar {
  lines: readonly string[]
}

export interface DescribedMark extends Mark {
  lines: readonly string[]
}

interface BarsLaneProps extends LaneEvents {
  axis: TimeAxis
  name: string
  bars: readonly DescribedBar[]
  colour: 0 | 1 | 2 | 3
  controls: LaneControls
  onOpen(id: string): void
}

/** Rows before the rest is folded. */
const mostRows = 5

/** Stretches of time: stays, medicines. */
export function BarsLane({ axis, name, bars, colour, controls, onOpen, ...events }: BarsLaneProps) {
  const { t } = useTranslation()
  const format = useFormatters()
  const [showsAll, setShowsAll] = useState(false)
  const rows = useMemo(() => rowsOf(bars), [bars])
  const shown = useMemo(
    () => (controls.folded ? rows.slice(0, 1) : showsAll ? rows : rows.slice(0, mostRows)),
    [rows, showsAll, controls.folded],
  )
  const draw = useCallback(
    (paper: Paper, selected: string | null) =>
      drawBars(paper, shown, axis, { colour: paper.colours.series[colour], selected }),
    [shown, axis, colour],
  )
  const hitOf = (bar: Bar): Hit => {
    const { id, fromMs, name: title } = bar
    return { key: id, timeMs: fromMs, title, lines: bars.find((other) => other.id === id)?.lines ?? [] }
  }
  const ordered = useMemo(() => shown.flat().toSorted((a, b) => a.fromMs - b.fromMs), [shown])
  const more = rows.length - mostRows
  return (
    <LaneFrame
      name={name}
      facts={t('patient.timeline.n', { n: format.number(bars.length) })}
      size="rows"
      rows={shown.length}
      controls={controls}
      items={
        more > 0
          ? [
              {
                id: 'rows',
                label: showsAll ? t('patient.lane.fewerRows') : t('patient.lane.moreRows', { count: more }),
                onSelect: () => setShowsAll(!showsAll),
              },
            ]
          : []
      }
      newest={more > 0 && !showsAll ? t('patient.lane.rowsLeft', { count: more }) : undefined}
    >
      <LanePlot
        axis={axis}
        label={`${name}, ${t('patient.timeline.n', { n: format.number(bars.length) })}`}
        draw={draw}
        hitAt={(x, y, { width }) => {
          const row = shown[Math.floor(y / rowHeight)] ?? []
          const bar = row.findLast((candidate) => {
            const place = placeOf(candidate, axis, width)
            return place !== null && x >= place.left - 3 && x <= place.left + place.width + 3
          })
          return bar ? hitOf(bar) : null
        }}
        neighbour={(from, step) =>
          neighbourOf(
            ordered,
            axis,
            from,
            step,
            ({ id }) => id,
            hitOf,
            ({ fromMs }) => fromMs,
          )
        }
        onOpen={({ key }) => onOpen(key)}
        {...events}
      />
    </LaneFrame>
  )
}

interface MarksLaneProps extends LaneEvents {
  axis: TimeAxis
  name: string
  /** in the order of time */
  marks: readonly DescribedMark[]
  colour: 0 | 1 | 2 | 3
  controls: LaneControls
  onOpen(id: string): void
}

/** Single events: studies, notes, procedures. */
export function MarksLane({ axis, name, marks, colour, controls, onOpen, ...events }: MarksLaneProps) {
  const { t } = useTranslation()
  const format = useFormatters()
  const draw = useCallback(
    (paper: Paper, selected: string | null) =>
      drawMarks(paper, marks, axis, { colour: paper.colours.series[colour], selected }),
    [marks, axis, colour],
  )
  const hitOf = (mark: DescribedMark): Hit => ({
    key: mark.id,
    timeMs: mark.timeMs,
    title: mark.name,
    lines: mark.lines,
  })
  const count = t('patient.timeline.n', { n: format.number(marks.length) })
  return (
    <LaneFrame name={name} facts={count} size="marks" controls={controls}>
      <LanePlot
        axis={axis}
        label={`${name}, ${count}`}
        draw={draw}
        hitAt={(x, _, { width }) => {
          const distance = (mark: Mark) => Math.abs(axis.xOf(mark.timeMs, width) - x)
          const near = marks
            .filter((mark) => distance(mark) < 12)
            .toSorted((a, b) => distance(a) - distance(b))
          return near[0] ? hitOf(near[0]) : null
        }}
        neighbour={(from, step) =>
          neighbourOf(
            marks,
            axis,
            from,
            step,
            ({ id }) => id,
            hitOf,
            ({ timeMs }) => timeMs,
          )
        }
        onOpen={({ key }) => onOpen(key)}
        {...events}
      />
    </LaneFrame>
  )
}

function neighbourOf<T>(
  items: readonly T[],
  axis: TimeAxis,
  from: Hit | null,
  step: 1 | -1,
  idOf: (item: T) => string,
  hitOf: (item: T) => Hit,
  timeOf: (item: T) => number,
): Hit | null {
  if (from !== null) {
    const next = items[items.findIndex((item) => idOf(item) === from.key) + step]
    return next ? hitOf(next) : null
  }
  const { fromMs, toMs } = axis.window
  const first =
    step > 0 ? items.find((item) => timeOf(item) >= fromMs) : items.findLast((item) => timeOf(item) <= toMs)
  return first ? hitOf(first) : null
}
