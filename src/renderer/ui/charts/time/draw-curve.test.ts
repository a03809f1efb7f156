import { expect, test } from 'vitest'
import type { ChartColours } from '../chart-colours'
import { type CurveLook, type CurvePoint, drawCurve, firstFrom, type Paper } from './draw-curve'
import type { TimeAxis } from './time-axis'
import { valueScale } from './value-scale'

const colours: ChartColours = {
  text: '#fff',
  quiet: '#999',
  line: '#444',
  surface: '#000',
  series: ['#1', '#2', '#3', '#4', '#5', '#6'],
  alarm: '#a',
  font: 'sans-serif',
}

/** What is drawn, step by step; everything else that a canvas can do is done by nobody. */
function paperOf(width: number): { paper: Paper; steps: [string, number, number][] } {
  const steps: [string, number, number][] = []
  const known: Record<string, unknown> = {
    moveTo: (x: number, y: number) => steps.push(['move', x, y]),
    lineTo: (x: number, y: number) => steps.push(['line', x, y]),
    arc: (x: number, y: number) => steps.push(['dot', x, y]),
  }
  const context = new Proxy(known, {
    get: (target, name) => target[String(name)] ?? (() => undefined),
    set: () => true,
  }) as unknown as CanvasRenderingContext2D
  return { paper: { context, width, height: 60, colours }, steps }
}

/** From 0 to `lengthMs`. */
const axisOf = (lengthMs: number): TimeAxis =>
  ({
    window: { fromMs: 0, toMs: lengthMs },
    xOf: (ms: number, width: number) => (ms / lengthMs) * width,
  }) as unknown as TimeAxis

const lookOf = (points: readonly CurvePoint[]): CurveLook => ({
  scale: valueScale(
    Math.min(...points.map(({ value }) => value)),
    Math.max(...points.map(({ value }) => value)),
  ),
  limits: null,
  shaded: false,
  threshold: null,
  colour: '#1',
  label: String,
  selected: null,
  plain: true,
})

test('among 50,000 values on 500 pixels no peak is lost, and few steps are drawn', () => {
  const points = Array.from({ length: 50_000 }, (_, index) => ({
    timeMs: index * 60_000,
    value: index === 31_337 ? 250 : 80 + Math.sin(index),
  }))
  const { paper, steps } = paperOf(500)
  drawCurve(paper, points, axisOf(50_000 * 60_000), lookOf(points))
  const highest = Math.min(...steps.map(([, , y]) => y))
  expect(highest).toBeCloseTo(
    5 +
      (60 - 10) *
        (1 - (250 - lookOf(points).scale.low) / (lookOf(points).scale.high - lookOf(points).scale.low)),
    6,
  )
  expect(steps.length).toBeLessThan(500 * 2 * 5)
})

test('no line is drawn over a stretch in which nobody measured', () => {
  const points = [0, 1, 2, 3, 60, 61].map((minute) => ({ timeMs: minute * 60_000, value: minute }))
  const { paper, steps } = paperOf(610)
  drawCurve(paper, points, axisOf(61 * 60_000), lookOf(points))
  const lines = steps.filter(([kind, x]) => kind === 'line' && x > 30 && x <= 600)
  expect(lines).toEqual([])
  expect(steps.filter(([kind]) => kind === 'line').length).toBeGreaterThanOrEqual(4)
})

test('only what is on screen is drawn, with one value beyond either edge', () => {
  const points = Array.from({ length: 100 }, (_, index) => ({ timeMs: index * 10, value: index }))
  const { paper, steps } = paperOf(100)
  const axis = {
    window: { fromMs: 500, toMs: 540 },
    xOf: (ms: number) => ((ms - 500) / 40) * 100,
  } as unknown as TimeAxis
  drawCurve(paper, points, axis, lookOf(points))
  const places = [...new Set(steps.map(([, x]) => x))]
  expect(places).toEqual([-25, 0, 25, 50, 75, 100, 125])
  expect(firstFrom(points, 505)).toBe(51)
})
