/** Stretches of time as bars in rows, and single events as marks, on a canvas. */
import type { Paper } from './draw-curve'
import type { TimeAxis } from './time-axis'

export interface Bar {
  id: string
  name: string
  fromMs: number
  /** null: still going on; drawn to the end of what is known */
  toMs: number | null
  /** drawn hollow: planned, stopped, not taken */
  hollow: boolean
}

export interface Mark {
  id: string
  name: string
  timeMs: number
  shape: 'square' | 'diamond' | 'circle'
}

export const rowHeight = 18
const barHeight = 12
const smallestWidth = 4

/** Bars of one name share a row; rows are in the order in which their names first appear in the list. */
export function rowsOf(bars: readonly Bar[]): Bar[][] {
  const rows = new Map<string, Bar[]>()
  for (const bar of bars) {
    const row = rows.get(bar.name)
    if (row) row.push(bar)
    else rows.set(bar.name, [bar])
  }
  return [...rows.values()]
}

/** Left edge and width on the paper; null where it is not on screen. */
export function placeOf(
  { fromMs, toMs }: Pick<Bar, 'fromMs' | 'toMs'>,
  axis: TimeAxis,
  width: number,
): { left: number; width: number } | null {
  const left = axis.xOf(fromMs, width)
  const right = Math.max(axis.xOf(toMs ?? axis.data.toMs, width), left + smallestWidth)
  return right < 0 || left > width ? null : { left, width: right - left }
}

export function drawBars(
  paper: Paper,
  rows: readonly (readonly Bar[])[],
  axis: TimeAxis,
  { colour, selected }: { colour: string; selected: string | null },
): void {
  for (const [index, row] of rows.entries()) {
    for (const bar of row) drawBar(paper, bar, index * rowHeight + 3, axis, colour, bar.id === selected)
    drawName(paper, row, index * rowHeight + rowHeight / 2, axis)
  }
}

function drawBar(
  paper: Paper,
  bar: Bar,
  top: number,
  axis: TimeAxis,
  colour: string,
  isSelected: boolean,
): void {
  const { context, width, colours } = paper
  const place = placeOf(bar, axis, width)
  if (!place) return
  const left = Math.max(place.left, -2)
  const right = Math.min(place.left + place.width, width + 2)
  context.save()
  context.fillStyle = colour
  context.strokeStyle = colour
  context.lineWidth = 1
  context.globalAlpha = bar.hollow ? 1 : 0.42
  if (!bar.hollow) context.fillRect(left, top, right - left, barHeight)
  context.globalAlpha = 1
  context.strokeRect(left + 0.5, top + 0.5, Math.max(1, right - left - 1), barHeight - 1)
  // What goes on has an arrow at its end.
  if (bar.toMs === null && right - left >= 14) arrow(context, right - 7, top + barHeight / 2, colours.text)
  if (isSelected) {
    context.strokeStyle = colours.text
    context.lineWidth = 2
    context.strokeRect(left, top - 1, right - left, barHeight + 2)
  }
  context.restore()
}

function arrow(context: CanvasRenderingContext2D, x: number, at: number, colour: string): void {
  context.fillStyle = colour
  context.beginPath()
  context.moveTo(x + 5, at)
  context.lineTo(x, at - 4)
  context.lineTo(x, at + 4)
  context.closePath()
  context.fill()
}

/** Once a row, at the first bar on screen: within it where there is room, else behind it, else before it. */
function drawName(paper: Paper, row: readonly Bar[], at: number, axis: TimeAxis): void {
  const { context, width, colours } = paper
  const places = row.flatMap((bar) => placeOf(bar, axis, width) ?? []).toSorted((a, b) => a.left - b.left)
  const [first, next] = places
  const [bar] = row
  if (!first || !bar) return
  context.font = `11px ${colours.font}`
  context.textAlign = 'left'
  context.textBaseline = 'middle'
  context.fillStyle = colours.text
  const text = clipped(context, bar.name, 260)
  const needed = context.measureText(text).width
  const left = Math.max(first.left, 0)
  const right = Math.min(first.left + first.width, width)
  const behind = right + 5
  if (right - left >= needed + 16) context.fillText(text, left + 5, at)
  else if (behind + needed < (next?.left ?? width)) context.fillText(text, behind, at)
  else if (left - needed - 5 >= 0) context.fillText(text, left - needed - 5, at)
  else context.fillText(text, left + 5, at)
}

export function drawMarks(
  paper: Paper,
  marks: readonly Mark[],
  axis: TimeAxis,
  { colour, selected }: { colour: string; selected: string | null },
): void {
  const { context, width, height, colours } = paper
  const at = height / 2
  let lastTextEnd = Number.NEGATIVE_INFINITY
  for (const [index, mark] of marks.entries()) {
    const x = axis.xOf(mark.timeMs, width)
    if (x < -8 || x > width + 8) continue
    context.fillStyle = colour
    shape(context, mark.shape, x, at)
    if (mark.id === selected) {
      context.strokeStyle = colours.text
      context.lineWidth = 2
      context.strokeRect(x - 8, at - 8, 16, 16)
    }
    const next = marks[index + 1]
    const room = (next ? axis.xOf(next.timeMs, width) : width) - x - 20
    if (room < 40 || x + 9 < lastTextEnd) continue
    context.font = `11px ${colours.font}`
    context.textAlign = 'left'
    context.textBaseline = 'middle'
    context.fillStyle = colours.text
    const text = clipped(context, mark.name, room)
    context.fillText(text, x + 9, at)
    lastTextEnd = x + 9 + context.measureText(text).width
  }
}

function clipped(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text
  let length = Math.min(text.length, Math.ceil(room / 5))
  while (length > 1 && context.measureText(`${text.slice(0, length)}…`).width > room) length -= 1
  return `${text.slice(0, length)}…`
}

function shape(context: CanvasRenderingContext2D, kind: Mark['shape'], x: number, at: number): void {
  context.beginPath()
  if (kind === 'circle') context.arc(x, at, 5, 0, 2 * Math.PI)
  else if (kind === 'square') context.rect(x - 5, at - 5, 10, 10)
  else {
    context.moveTo(x, at - 6)
    context.lineTo(x + 6, at)
    context.lineTo(x, at + 6)
    context.lineTo(x - 6, at)
    context.closePath()
  }
  context.fill()
}
