/** A distribution, or two of the same bins over one another, with the range that is plausible for the quantity. */
import { base, grid, legend, valueAxis } from '../../ui/charts/axes'
import type { ChartColours } from '../../ui/charts/chart-colours'

/** `counts` has one number for each gap between `edges`, which rise. */
export interface Bins {
  edges: readonly number[]
  counts: readonly number[]
}

interface Drawn {
  name: string
  bins: Bins
}

export interface HistogramInput {
  /** the grey one behind, in outline, where there are two */
  before: Drawn | null
  shown: Drawn
  axis: string
  countAxis: string
  plausible: { low: number | null; high: number | null; name: string } | null
  format(value: number): string
}

/** What echarts hands to a custom series, as far as it is used here. */
interface DrawApi {
  coord(at: readonly [number, number]): readonly [number, number]
  value(dimension: number): number
}

type Look = { fill: string } | { stroke: string; lineDash: number[]; lineWidth: number }

const bars = ({ name, bins }: Drawn, colour: string, look: Look, z: number) => ({
  type: 'custom' as const,
  name,
  clip: true,
  z,
  itemStyle: { color: colour },
  encode: { x: [0, 1], y: 2 },
  data: bins.counts.flatMap((count, at) => {
    const [low, high] = [bins.edges[at], bins.edges[at + 1]]
    return count === 0 || low === undefined || high === undefined ? [] : [[low, high, count]]
  }),
  renderItem: (_: unknown, api: DrawApi) => {
    const [left, top] = api.coord([api.value(0), api.value(2)])
    const [right, bottom] = api.coord([api.value(1), 0])
    // One value among thousands must still be seen.
    const height = Math.max(bottom - top, 2)
    return {
      type: 'rect' as const,
      shape: { x: left, y: bottom - height, width: Math.max(right - left - 1, 2), height },
      style: 'fill' in look ? look : { fill: 'none', ...look },
    }
  },
})

export function histogramOption(colours: ChartColours, input: HistogramInput) {
  const { before, shown, plausible } = input
  const edges = [...(before?.bins.edges ?? []), ...shown.bins.edges]
  const [min, max] = [Math.min(...edges), Math.max(...edges)]
  const [first, second] = colours.series
  const limits = plausible === null ? [] : [plausible.low, plausible.high]
  const marks = limits.filter((limit) => limit !== null && limit >= min && limit <= max)
  const names = [
    ...(before ? [before.name] : []),
    shown.name,
    ...(plausible && marks.length > 0 ? [{ name: plausible.name, icon: dashes }] : []),
  ]
  return {
    ...base(colours),
    legend: legend(colours, names),
    grid,
    xAxis: valueAxis(colours, { name: input.axis, min, max, format: input.format }),
    yAxis: { ...valueAxis(colours, { name: input.countAxis }), nameGap: 40, minInterval: 1 },
    series: [
      bars(shown, first, { fill: first }, 1),
      ...(before ? [bars(before, second, { stroke: second, lineDash: [4, 2], lineWidth: 1.5 }, 2)] : []),
      ...(plausible && marks.length > 0 ? [rangeMarks(colours, plausible.name, marks)] : []),
    ],
  }
}

/** In the legend: what the lines look like. */
const dashes = 'path://M0,4L7,4L7,6L0,6ZM10,4L17,4L17,6L10,6ZM20,4L24,4L24,6L20,6Z'

/** Upright dashed lines; the legend names them. */
const rangeMarks = (colours: ChartColours, name: string, marks: readonly (number | null)[]) => ({
  type: 'line' as const,
  name,
  silent: true,
  symbol: 'none',
  lineStyle: { color: colours.text, type: 'dashed' as const, width: 1.5 },
  itemStyle: { color: colours.text },
  data: [],
  markLine: {
    silent: true,
    symbol: 'none',
    label: { show: false },
    lineStyle: { color: colours.text, type: 'dashed' as const, width: 1.5 },
    data: marks.map((xAxis) => ({ xAxis })),
  },
})
