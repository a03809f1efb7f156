/** A curve over time on a canvas: its line, its points, the stated limits behind it. */
import type { ChartColours } from '../chart-colours'
import type { TimeAxis } from './time-axis'
import { heightOf, type ValueScale } from './value-scale'

export interface CurvePoint {
  timeMs: number
  value: number
}

export interface Paper {
  context: CanvasRenderingContext2D
  /** of the place for the drawing, in CSS pixels */
  width: number
  height: number
  colours: ChartColours
}

export interface CurveLook {
  scale: ValueScale
  /** values outside have a shape of their own */
  limits: { low: number | null; high: number | null } | null
  /** whether the place between the limits is coloured */
  shaded: boolean
  /** one line at this height */
  threshold: number | null
  colour: string
  /** mark of the scale, as it is written */
  label: (value: number) => string
  selected: CurvePoint | null
  /** without marks and points, for lanes that are folded */
  plain: boolean
}

const padding = 5

/** Index of the first point not before an instant. Points are in the order of time. */
export function firstFrom(points: readonly CurvePoint[], ms: number): number {
  let [low, high] = [0, points.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((points[middle] as CurvePoint).timeMs < ms) low = middle + 1
    else high = middle
  }
  return low
}

/** Indexes of what is on screen, with one point beyond either edge so that lines leave the picture. */
function onScreen(points: readonly CurvePoint[], axis: TimeAxis): { begin: number; end: number } {
  const { fromMs, toMs } = axis.window
  return {
    begin: Math.max(0, firstFrom(points, fromMs) - 1),
    end: Math.min(points.length, firstFrom(points, toMs + 1) + 1),
  }
}

/** Between two points that lie farther apart than this many usual steps nobody measured: no line is drawn. */
const stepsOfGap = 10

/** Half of the steps between points are not longer. Of at most 2,000 of them, evenly taken. */
function usualStep(points: readonly CurvePoint[]): number {
  const every = Math.max(1, Math.floor(points.length / 2000))
  const steps: number[] = []
  for (let index = 1; index < points.length; index += every)
    steps.push((points[index] as CurvePoint).timeMs - (points[index - 1] as CurvePoint).timeMs)
  return steps.toSorted((a, b) => a - b)[steps.length >> 1] ?? 0
}

export function drawCurve(
  paper: Paper,
  points: readonly CurvePoint[],
  axis: TimeAxis,
  look: CurveLook,
): void {
  const { begin, end } = onScreen(points, axis)
  if (look.shaded) drawLimits(paper, look)
  if (!look.plain) drawMarks(paper, look)
  if (look.threshold !== null) drawThreshold(paper, look.threshold, look.scale)
  drawLine(paper, points, begin, end, axis, look)
  if (!look.plain) drawPoints(paper, points, begin, end, axis, look)
}

const y = (value: number, { height }: Paper, scale: ValueScale) =>
  heightOf(value, scale, padding, height - 2 * padding)

function drawLimits(paper: Paper, { limits, scale }: CurveLook): void {
  if (!limits || (limits.low === null && limits.high === null)) return
  const { context, width, height, colours } = paper
  const top = limits.high === null ? 0 : Math.max(0, y(limits.high, paper, scale))
  const bottom = limits.low === null ? height : Math.min(height, y(limits.low, paper, scale))
  if (bottom <= top) return
  context.save()
  context.globalAlpha = 0.16
  context.fillStyle = colours.series[2]
  context.fillRect(0, top, width, bottom - top)
  context.restore()
}

function drawMarks(paper: Paper, { scale }: CurveLook): void {
  const { context, width, colours } = paper
  context.save()
  context.strokeStyle = colours.line
  context.globalAlpha = 0.35
  context.lineWidth = 1
  context.beginPath()
  for (const tick of scale.ticks) {
    const at = Math.round(y(tick, paper, scale)) + 0.5
    context.moveTo(0, at)
    context.lineTo(width, at)
  }
  context.stroke()
  context.restore()
}

/** The numbers of the scale, right-aligned in a strip beside the plot. */
export function drawScale(paper: Paper, { scale, label }: Pick<CurveLook, 'scale' | 'label'>): void {
  const { context, width, height, colours } = paper
  context.fillStyle = colours.text
  context.font = `11px ${colours.font}`
  context.textAlign = 'right'
  context.textBaseline = 'middle'
  for (const tick of scale.ticks) {
    const at = heightOf(tick, scale, padding, height - 2 * padding)
    if (at > 5 && at < height - 5) context.fillText(label(tick), width - 5, at)
  }
}

function drawThreshold(paper: Paper, threshold: number, scale: ValueScale): void {
  const { context, width, colours } = paper
  const at = Math.round(y(threshold, paper, scale)) + 0.5
  context.save()
  context.strokeStyle = colours.alarm
  context.setLineDash([5, 4])
  context.beginPath()
  context.moveTo(0, at)
  context.lineTo(width, at)
  context.stroke()
  context.restore()
}

function drawLine(
  paper: Paper,
  points: readonly CurvePoint[],
  begin: number,
  end: number,
  axis: TimeAxis,
  { scale, colour }: CurveLook,
): void {
  const { context, width } = paper
  const gap = usualStep(points) * stepsOfGap
  context.strokeStyle = colour
  context.lineWidth = 1.5
  context.lineJoin = 'round'
  context.beginPath()
  // Points that fall on one column of pixels cover it from their smallest to their largest, as all of them would.
  let column = Number.NaN
  let [low, high, last, lastMs] = [0, 0, 0, Number.NEGATIVE_INFINITY]
  const finish = () => {
    if (low !== high) {
      context.moveTo(column, low)
      context.lineTo(column, high)
    }
    context.moveTo(column, last)
  }
  for (let index = begin; index < end; index += 1) {
    const { timeMs, value } = points[index] as CurvePoint
    const x = Math.round(axis.xOf(timeMs, width) * 2) / 2
    const at = y(value, paper, scale)
    if (x === column) {
      low = Math.min(low, at)
      high = Math.max(high, at)
    } else {
      if (!Number.isNaN(column)) finish()
      if (Number.isNaN(column) || timeMs - lastMs > gap) context.moveTo(x, at)
      else context.lineTo(x, at)
      ;[column, low, high] = [x, at, at]
    }
    ;[last, lastMs] = [at, timeMs]
  }
  if (!Number.isNaN(column)) finish()
  context.stroke()
}

/** Fewer pixels for each point than this, and points are told by the line alone. */
const closestPoints = 5

function drawPoints(
  paper: Paper,
  points: readonly CurvePoint[],
  begin: number,
  end: number,
  axis: TimeAxis,
  look: CurveLook,
): void {
  const { context, width, colours } = paper
  const isDense = (end - begin) * closestPoints > width
  const { low, high } = look.limits ?? { low: null, high: null }
  for (let index = begin; index < end; index += 1) {
    const point = points[index] as CurvePoint
    const isOutside = (low !== null && point.value < low) || (high !== null && point.value > high)
    if (isDense && !isOutside) continue
    const x = axis.xOf(point.timeMs, width)
    const at = y(point.value, paper, look.scale)
    context.fillStyle = isOutside ? colours.alarm : look.colour
    context.beginPath()
    if (isOutside) triangle(context, x, at, isDense ? 3 : 4.5, low !== null && point.value < low)
    else context.arc(x, at, 2.5, 0, 2 * Math.PI)
    context.fill()
  }
  if (look.selected)
    ring(paper, axis.xOf(look.selected.timeMs, width), y(look.selected.value, paper, look.scale))
}

function triangle(
  context: CanvasRenderingContext2D,
  x: number,
  at: number,
  size: number,
  down: boolean,
): void {
  const tip = down ? at + size : at - size
  const base = down ? at - size * 0.7 : at + size * 0.7
  context.moveTo(x, tip)
  context.lineTo(x - size, base)
  context.lineTo(x + size, base)
  context.closePath()
}

function ring({ context, colours }: Paper, x: number, at: number): void {
  context.strokeStyle = colours.text
  context.lineWidth = 2
  context.beginPath()
  context.arc(x, at, 6, 0, 2 * Math.PI)
  context.stroke()
}
