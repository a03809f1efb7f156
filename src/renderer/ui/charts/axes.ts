/** Parts of options that all charts share. */
import type { ChartColours } from './chart-colours'

interface Axis {
  name: string
  /** of the numbers along the axis */
  format?: (value: number) => string
  min?: number
  max?: number
  interval?: number
}

export const base = (colours: ChartColours) => ({
  textStyle: { color: colours.text, fontFamily: colours.font, fontSize: 12 },
  // Drawn into the picture: a tooltip of HTML would need inline styles, which the page does not allow.
  tooltip: {
    renderMode: 'richText' as const,
    confine: true,
    backgroundColor: colours.surface,
    borderColor: colours.line,
    textStyle: { color: colours.text, fontSize: 12 },
  },
})

export const valueAxis = (colours: ChartColours, { name, format, ...range }: Axis) => ({
  type: 'value' as const,
  name,
  nameLocation: 'middle' as const,
  nameGap: 30,
  nameTextStyle: { color: colours.text },
  axisLabel: { color: colours.text, ...(format && { formatter: format }) },
  axisLine: { show: true, lineStyle: { color: colours.line } },
  splitLine: { lineStyle: { color: colours.line, opacity: 0.35 } },
  ...range,
})

export const categoryAxis = (colours: ChartColours, name: string, data: readonly string[]) => ({
  type: 'category' as const,
  name,
  nameLocation: 'middle' as const,
  nameGap: 28,
  nameTextStyle: { color: colours.text },
  data: [...data],
  axisLabel: { color: colours.text, hideOverlap: true },
  axisLine: { lineStyle: { color: colours.line } },
  axisTick: { alignWithLabel: true },
})

/** @param names the series that are told apart; others (intervals, columns) explain themselves */
export const legend = (
  colours: ChartColours,
  names: readonly (string | { name: string; icon: string })[],
) => ({
  data: [...names],
  top: 0,
  itemHeight: 10,
  textStyle: { color: colours.text },
  inactiveColor: colours.quiet,
})

/** Room for axis titles and a legend. */
export const grid = { left: 56, right: 16, top: 34, bottom: 48 }

type Point = readonly [number, number]

/** What echarts hands to a custom series, as far as it is used here. */
interface DrawApi {
  coord(at: Point): Point
  value(dimension: number): number
}

/** An area between two curves. */
export const band = (
  name: string,
  colour: string,
  points: readonly { x: number; low: number; high: number }[],
) => ({
  type: 'custom' as const,
  name,
  silent: true,
  clip: true,
  z: 1,
  itemStyle: { color: colour },
  data: [[0, 0]],
  renderItem: (_: unknown, api: DrawApi) => ({
    type: 'polygon' as const,
    shape: {
      points: [
        ...points.map(({ x, high }) => api.coord([x, high])),
        ...points.toReversed().map(({ x, low }) => api.coord([x, low])),
      ],
    },
    style: { fill: colour, opacity: 0.22 },
  }),
})

/** Upright lines from low to high with short ends. */
export const errorBars = (
  name: string,
  colour: string,
  bars: readonly { x: number; low: number; high: number }[],
) => ({
  type: 'custom' as const,
  name,
  silent: true,
  z: 2,
  data: bars.map(({ x, low, high }) => [x, low, high]),
  renderItem: (_: unknown, api: DrawApi) => {
    const [x, low] = api.coord([api.value(0), api.value(1)])
    const [, high] = api.coord([api.value(0), api.value(2)])
    const line = (x1: number, y1: number, x2: number, y2: number) => ({
      type: 'line' as const,
      shape: { x1, y1, x2, y2 },
      style: { stroke: colour, lineWidth: 1.5 },
    })
    return {
      type: 'group' as const,
      children: [line(x, low, x, high), line(x - 4, low, x + 4, low), line(x - 4, high, x + 4, high)],
    }
  },
})

/** Upright columns from zero, `shift` pixels beside their place: bars of a number axis would stretch the axis. */
export const columns = (
  name: string,
  colour: string,
  shift: number,
  bars: readonly { x: number; height: number }[],
) => ({
  type: 'custom' as const,
  name,
  silent: true,
  data: bars.map(({ x, height }) => [x, height]),
  renderItem: (_: unknown, api: DrawApi) => {
    const [x, top] = api.coord([api.value(0), api.value(1)])
    const [, bottom] = api.coord([api.value(0), 0])
    return {
      type: 'rect' as const,
      shape: { x: x + shift - 4, y: top, width: 8, height: bottom - top },
      style: { fill: colour, opacity: 0.8 },
    }
  },
})

/** In the legend: a plain line, where the curve has no points to show. */
export const asLine = (name: string) => ({ name, icon: 'path://M0,4L24,4L24,6L0,6Z' })

export const dashedLine = (name: string, colour: string, from: Point, to: Point) => ({
  type: 'line' as const,
  name,
  silent: true,
  symbol: 'none',
  lineStyle: { color: colour, type: 'dashed' as const, width: 1 },
  itemStyle: { color: colour },
  data: [from, to],
})
