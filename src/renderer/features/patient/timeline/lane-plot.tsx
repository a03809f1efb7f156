import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { CanvasPlot } from '../../../ui/charts/time/canvas-plot'
import type { Paper } from '../../../ui/charts/time/draw-curve'
import type { TimeAxis } from '../../../ui/charts/time/time-axis'

/** Something on a lane that can be looked at: a value, a study, a stretch of treatment. */
export interface Hit {
  key: string
  timeMs: number
  /** what it is and what it says, the value first */
  title: string
  lines: readonly string[]
}

export interface Shown extends Hit {
  /** pixels from the left edge of the plot */
  x: number
  /** in the right half of it */
  isRight: boolean
}

interface LanePlotProps {
  axis: TimeAxis
  /** told in place of the picture */
  label: string
  draw: (paper: Paper, selected: string | null) => void
  hitAt(x: number, y: number, size: { width: number; height: number }): Hit | null
  /** the next or previous one beside `from`; without it, the first or last on screen */
  neighbour(from: Hit | null, step: 1 | -1): Hit | null
  onShow(shown: Shown | null): void
  onCursor(x: number | null): void
  onOpen(hit: Hit): void
}

/** A share of the width for one press of an arrow key. */
const keyPan = 0.1
export const zoomStep = 0.6

/** The plot of one lane: drawn by the caller, moved by wheel, pointer and keys, with one thing looked at. */
export function LanePlot(props: LanePlotProps) {
  const { axis, label, draw, hitAt, neighbour, onShow, onCursor, onOpen } = props
  const plot = useRef<HTMLDivElement>(null)
  const drag = useRef<{ x: number; moved: boolean } | null>(null)
  const [selected, setSelected] = useState<Hit | null>(null)
  const key = selected?.key ?? null
  const paint = useCallback((paper: Paper) => draw(paper, key), [draw, key])
  const select = (hit: Hit | null) => {
    if (hit?.key === selected?.key) return
    setSelected(hit)
    const width = plot.current?.clientWidth ?? 0
    const x = hit ? Math.min(Math.max(axis.xOf(hit.timeMs, width), 0), width) : 0
    onShow(hit && { ...hit, x, isRight: x > width / 2 })
  }
  useWheel(plot, axis, () => select(null))
  const at = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top, width: box.width, height: box.height }
  }
  const onPointerMove = (event: PointerEvent) => {
    const { x, y, width, height } = at(event)
    onCursor(x)
    if (drag.current) {
      const moved = event.clientX - drag.current.x
      if (Math.abs(moved) < 3 && !drag.current.moved) return
      drag.current = { x: event.clientX, moved: true }
      axis.pan(-moved / width)
      select(null)
    } else select(hitAt(x, y, { width, height }))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = keyStep(event)
    if (step) {
      event.preventDefault()
      const next = neighbour(selected, step)
      if (next) bringIntoView(axis, next.timeMs)
      select(next ?? selected)
    } else if (event.key === 'Enter' && selected) {
      event.preventDefault()
      onOpen(selected)
    } else if (event.key === 'Escape' && selected) {
      event.preventDefault()
      select(null)
    } else if (moveByKey(event.key, axis)) {
      event.preventDefault()
      select(null)
    }
  }

  return (
    <div
      ref={plot}
      role="group"
      aria-label={label}
      tabIndex={0}
      className="lane__plot"
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        drag.current = { x: event.clientX, moved: false }
      }}
      onPointerMove={onPointerMove}
      onPointerUp={(event) => {
        const wasDrag = drag.current?.moved === true
        drag.current = null
        const { x, y, width, height } = at(event)
        const hit = wasDrag ? null : hitAt(x, y, { width, height })
        if (hit) onOpen(hit)
      }}
      onPointerCancel={() => (drag.current = null)}
      onPointerLeave={() => {
        onCursor(null)
        select(null)
      }}
      onDoubleClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect()
        axis.zoom(zoomStep * zoomStep, (event.clientX - box.left) / box.width)
      }}
      onBlur={() => select(null)}
      onKeyDown={onKeyDown}
    >
      <CanvasPlot axis={axis} draw={paint} className="lane__canvas" />
    </div>
  )
}

function keyStep({ key, shiftKey }: KeyboardEvent): 1 | -1 | null {
  if (key === '.' || (shiftKey && key === 'ArrowRight')) return 1
  return key === ',' || (shiftKey && key === 'ArrowLeft') ? -1 : null
}

/** Whether the key moved the axis. */
export function moveByKey(key: string, axis: TimeAxis): boolean {
  const moves: Record<string, () => void> = {
    ArrowLeft: () => axis.pan(-keyPan),
    ArrowRight: () => axis.pan(keyPan),
    '+': () => axis.zoom(zoomStep),
    '=': () => axis.zoom(zoomStep),
    '-': () => axis.zoom(1 / zoomStep),
    '0': () => axis.showAll(),
    Home: () => axis.pan(-1e6),
    End: () => axis.pan(1e6),
  }
  const move = moves[key]
  move?.()
  return move !== undefined
}

function bringIntoView(axis: TimeAxis, ms: number): void {
  const { fromMs, toMs } = axis.window
  if (ms >= fromMs && ms <= toMs) return
  const half = (toMs - fromMs) / 2
  axis.show({ fromMs: ms - half, toMs: ms + half })
}

/** React listens to the wheel without the right to keep the page from scrolling. */
function useWheel(plot: { current: HTMLDivElement | null }, axis: TimeAxis, moved: () => void): void {
  const after = useRef(moved)
  useEffect(() => {
    after.current = moved
  })
  useEffect(() => {
    const element = plot.current
    if (!element) return
    const onWheel = (event: WheelEvent) => {
      if (event.altKey) return
      event.preventDefault()
      after.current()
      const box = element.getBoundingClientRect()
      const across = event.shiftKey ? event.deltaY : event.deltaX
      if (Math.abs(across) > Math.abs(event.shiftKey ? 0 : event.deltaY)) axis.pan(across / box.width)
      else axis.zoom(1.0018 ** event.deltaY, (event.clientX - box.left) / box.width)
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [plot, axis])
}
