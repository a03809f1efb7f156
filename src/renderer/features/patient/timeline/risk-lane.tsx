import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormatters } from '../../../i18n/format'
import { CanvasPlot } from '../../../ui/charts/time/canvas-plot'
import { drawCurve, drawScale, type Paper } from '../../../ui/charts/time/draw-curve'
import type { TimeAxis } from '../../../ui/charts/time/time-axis'
import { valueScale } from '../../../ui/charts/time/value-scale'
import type { RiskSeries } from '../risks/use-risk-series'
import type { LaneEvents } from './curve-lane'
import { LaneFrame, type LaneControls } from './lane-frame'
import { LanePlot, type Hit } from './lane-plot'

interface RiskLaneProps extends LaneEvents {
  axis: TimeAxis
  series: RiskSeries
  controls: LaneControls
  /** shows how the estimates came about */
  onOpen(): void
}

/** How far from an estimate the pointer may be, in pixels. */
const reach = 24

/** What a model estimated, from time to time, against the threshold that it ships with. */
export function RiskLane({ axis, series, controls, onOpen, onShow, onCursor }: RiskLaneProps) {
  const { t } = useTranslation()
  const format = useFormatters()
  const { points, threshold, n } = series
  const scale = useMemo(
    () => valueScale(0, Math.max(threshold ?? 0, 0.05, ...points.map(({ value }) => value))),
    [points, threshold],
  )
  const label = useCallback((value: number) => format.percent(value), [format])
  const draw = useCallback(
    (paper: Paper, selected: string | null) =>
      drawCurve(paper, points, axis, {
        scale,
        threshold,
        shaded: false,
        label,
        limits: threshold === null ? null : { low: null, high: threshold },
        colour: paper.colours.series[3],
        selected: points.find(({ timeMs }) => String(timeMs) === selected) ?? null,
        plain: controls.folded,
      }),
    [points, axis, scale, threshold, label, controls.folded],
  )
  const paintScale = useCallback((paper: Paper) => drawScale(paper, { scale, label }), [scale, label])
  const hitOf = ({ timeMs, value }: RiskSeries['points'][number]): Hit => ({
    key: String(timeMs),
    timeMs,
    title: format.percent(value, 1),
    lines: [
      t('patient.lane.risk', { name: series.name }),
      ...(threshold === null
        ? []
        : [t('patient.lane.threshold', { threshold: format.percent(threshold, 1) })]),
      format.moment(timeMs),
    ],
  })
  const newest = points.at(-1)
  const facts = [
    t('patient.timeline.n', { n: format.number(points.length) }),
    ...(n > 0 ? [t('patient.lane.checkedOn', { n: format.number(n) })] : []),
  ].join(' · ')
  const name = t('patient.lane.risk', { name: series.name })
  return (
    <LaneFrame
      name={name}
      facts={facts}
      size="curve"
      controls={controls}
      newest={
        newest &&
        [
          format.percent(newest.value, 1),
          ...(threshold === null
            ? []
            : [t('patient.lane.threshold', { threshold: format.percent(threshold, 1) })]),
        ].join(' · ')
      }
      scale={<CanvasPlot axis={null} draw={paintScale} className="lane__canvas" />}
    >
      <LanePlot
        axis={axis}
        label={`${name}, ${facts}`}
        draw={draw}
        hitAt={(x, _, { width }) => {
          const far = ({ timeMs }: { timeMs: number }) => Math.abs(axis.xOf(timeMs, width) - x)
          const near = points.filter((point) => far(point) < reach).toSorted((a, b) => far(a) - far(b))
          return near[0] ? hitOf(near[0]) : null
        }}
        neighbour={(from, step) => {
          const at = from === null ? -1 : points.findIndex(({ timeMs }) => String(timeMs) === from.key)
          const next = from === null ? points.at(step > 0 ? 0 : -1) : points[at + step]
          return next ? hitOf(next) : null
        }}
        onOpen={onOpen}
        onShow={onShow}
        onCursor={onCursor}
      />
    </LaneFrame>
  )
}
