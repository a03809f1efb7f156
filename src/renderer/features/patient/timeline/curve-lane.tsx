import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ObservedCode } from '../../../../shared/domain/record/person'
import type { KnownAt, TimelinePoint } from '../../../../shared/domain/record/reading'
import { errorOf } from '../../../bridge'
import { useFormatters } from '../../../i18n/format'
import { unitText } from '../../../i18n/unit-text'
import { CanvasPlot } from '../../../ui/charts/time/canvas-plot'
import {
  drawCurve,
  drawScale,
  firstFrom,
  type CurveLook,
  type Paper,
} from '../../../ui/charts/time/draw-curve'
import type { TimeAxis } from '../../../ui/charts/time/time-axis'
import { heightOf, valueScale, type ValueScale } from '../../../ui/charts/time/value-scale'
import { RangeFlag } from '../cards/range-flag'
import { useCodeName } from '../names'
import { LaneFrame, type LaneControls } from './lane-frame'
import { LanePlot, type Hit, type Shown } from './lane-plot'
import { pointsFor, useLanePoints } from './use-lane-points'

export interface LaneEvents {
  onShow(shown: Shown | null): void
  onCursor(x: number | null): void
}

interface CurveLaneProps extends LaneEvents {
  axis: TimeAxis
  patientId: string
  observed: ObservedCode
  knownAt: KnownAt | undefined
  colour: 0 | 1
  controls: LaneControls
  onSource(entryId: number): void
  onValues(observed: ObservedCode): void
}

interface ValueHit extends Hit {
  entryId: number
}

/** How far from a point the pointer may be, in pixels. */
const reach = 24

/** One quantity over time. */
export function CurveLane(props: CurveLaneProps) {
  const { axis, patientId, observed, knownAt, controls, onSource, onValues } = props
  const { t } = useTranslation()
  const format = useFormatters()
  const codeName = useCodeName()
  const name = codeName(observed)
  const { system, code, latest, range } = observed
  const points = useLanePoints(axis, {
    patientId,
    code: { system, code },
    unit: latest?.unit ?? null,
    knownAt,
  })
  const limits = range?.unit === points.unit ? range : null
  const scale = useMemo(() => scaleOf(points.outline, limits), [points.outline, limits])
  const label = useCallback((value: number) => format.number(value, scale.decimals), [format, scale])
  const draw = useCallback(
    (paper: Paper, selected: string | null) => {
      const shown = pointsFor(points, axis.window)
      const look: CurveLook = {
        scale,
        limits,
        shaded: true,
        threshold: null,
        colour: paper.colours.series[props.colour],
        label,
        selected: shown.find((point) => keyOf(point) === selected) ?? null,
        plain: controls.folded,
      }
      drawCurve(paper, shown, axis, look)
    },
    [points, axis, scale, limits, label, props.colour, controls.folded],
  )
  const paintScale = useCallback((paper: Paper) => drawScale(paper, { scale, label }), [scale, label])
  const hitOf = (point: TimelinePoint): ValueHit => ({
    key: keyOf(point),
    entryId: point.entryId,
    timeMs: point.timeMs,
    title: format.measured({ ...point, unit: points.unit }),
    lines: [name, format.moment(point.timeMs)],
  })
  const shownNow = () => pointsFor(points, axis.window)
  const unit = unitText(points.unit)
  const count = t('patient.timeline.n', { n: format.number(points.total) })
  const facts = [unit, count].filter(Boolean).join(' · ')
  return (
    <LaneFrame
      name={name}
      facts={facts}
      size="curve"
      controls={controls}
      newest={
        latest && (
          <>
            {format.measured(latest)} <RangeFlag value={latest.value} range={range} />
          </>
        )
      }
      items={[{ id: 'values', label: t('patient.lane.values'), onSelect: () => onValues(observed) }]}
      scale={<CanvasPlot axis={null} draw={paintScale} className="lane__canvas" />}
    >
      <LanePlot
        axis={axis}
        label={[
          name,
          facts,
          ...(latest
            ? [
                t('patient.lane.latest', {
                  value: format.measured(latest),
                  time: format.moment(latest.timeMs),
                }),
              ]
            : []),
          ...(limits ? [t('patient.lane.limits', { range: format.range(limits) })] : []),
        ].join(', ')}
        draw={draw}
        hitAt={(x, y, size) => {
          const point = nearest(shownNow(), axis, { x, y }, size, scale)
          return point && hitOf(point)
        }}
        neighbour={(from, step) => {
          const point = besides(shownNow(), axis, from as ValueHit | null, step)
          return point && hitOf(point)
        }}
        onShow={props.onShow}
        onCursor={props.onCursor}
        onOpen={(hit) => onSource((hit as ValueHit).entryId)}
      />
      {points.error && <p className="lane__note">{t(`errors.${errorOf(points.error).code}.title`)}</p>}
      {points.otherUnits > 0 && !controls.folded && (
        <p className="lane__note">{t('patient.lane.otherUnits', { count: points.otherUnits, unit })}</p>
      )}
    </LaneFrame>
  )
}

const keyOf = ({ entryId }: TimelinePoint) => String(entryId)

/** Of all points, so that the scale stays while one zooms; limits are on it where they lie near the values. */
function scaleOf(
  points: readonly TimelinePoint[],
  limits: { low: number | null; high: number | null } | null,
): ValueScale {
  let [smallest, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { value } of points) {
    smallest = Math.min(smallest, value)
    largest = Math.max(largest, value)
  }
  if (smallest > largest) return valueScale(0, 1)
  const spread = Math.max(largest - smallest, Math.abs(largest) * 0.1)
  for (const end of [limits?.low, limits?.high]) {
    if (end === null || end === undefined) continue
    if (end < smallest && smallest - end < spread) smallest = end
    if (end > largest && end - largest < spread) largest = end
  }
  return valueScale(smallest, largest)
}

function nearest(
  points: readonly TimelinePoint[],
  axis: TimeAxis,
  at: { x: number; y: number },
  { width, height }: { width: number; height: number },
  scale: ValueScale,
): TimelinePoint | null {
  const begin = firstFrom(points, axis.msAt(at.x - reach, width))
  const end = firstFrom(points, axis.msAt(at.x + reach, width) + 1)
  let [best, bestDistance] = [null as TimelinePoint | null, reach]
  for (let index = begin; index < end; index += 1) {
    const point = points[index] as TimelinePoint
    const across = axis.xOf(point.timeMs, width) - at.x
    // Where points stand in one column, the height decides; else time does.
    const distance = Math.hypot(across, (heightOf(point.value, scale, 5, height - 10) - at.y) * 0.3)
    if (distance < bestDistance) [best, bestDistance] = [point, distance]
  }
  return best
}

function besides(
  points: readonly TimelinePoint[],
  axis: TimeAxis,
  from: ValueHit | null,
  step: 1 | -1,
): TimelinePoint | null {
  if (from === null) {
    const { fromMs, toMs } = axis.window
    const at = step > 0 ? firstFrom(points, fromMs) : firstFrom(points, toMs + 1) - 1
    return points[at] ?? null
  }
  const index = points.findIndex(({ entryId }) => entryId === from.entryId)
  return points[index + step] ?? null
}
