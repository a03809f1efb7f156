import { ChartNoAxesColumn } from 'lucide-react'
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ObservedCode } from '../../../../shared/domain/record/person'
import type { KnownAt } from '../../../../shared/domain/record/reading'
import type { StudyRow } from '../../../../shared/domain/worklist/worklist'
import { TimeAxis } from '../../../ui/charts/time/time-axis'
import type { TimeWindow } from '../../../ui/charts/time/time-window'
import { useFormatters } from '../../../i18n/format'
import { unitText } from '../../../i18n/unit-text'
import { Button } from '../../../ui/button'
import { EmptyState } from '../../../ui/empty-state'
import { Spinner } from '../../../ui/progress'
import { useCodeName } from '../names'
import { type RiskSeries, useRiskSeries } from '../risks/use-risk-series'
import { AxisRow } from './axis-row'
import { BarsLane, type DescribedBar, MarksLane } from './bars-lane'
import { CurveLane, type LaneEvents } from './curve-lane'
import type { ChoosableLane } from './lane-chooser'
import type { LaneControls } from './lane-frame'
import type { Shown } from './lane-plot'
import {
  chosenLanes,
  type FixedLane,
  fixedLanes,
  inLaneOrder,
  laneOfCode,
  lanesAtFirst,
  toggled,
  withLane,
} from './lanes'
import { RiskLane } from './risk-lane'
import { TimelineToolbar } from './timeline-toolbar'
import { useLaneChoice } from './use-lane-choice'
import { type TimelineContent, useTimelineContent } from './use-timeline-lanes'
import './timeline.css'

interface TimelineProps {
  patientId: string
  codes: readonly ObservedCode[]
  studies: readonly StudyRow[]
  knownAt: KnownAt | undefined
  onSource(entryId: number): void
  onStudy(studyId: string): void
  onValues(observed: ObservedCode): void
}

/** Everything that happened to one patient, on one axis of time. */
export function Timeline(props: TimelineProps) {
  const { t } = useTranslation()
  const { patientId, codes, studies, knownAt } = props
  const content = useTimelineContent(patientId, { codes, studies, knownAt })
  // The first stretch of time is chosen once everything is there; later answers only add to it.
  const [wasReady, setWasReady] = useState(false)
  if (!wasReady && !content.pending) setWasReady(true)
  if (!wasReady || (content.span === null && content.pending)) {
    return (
      <p role="status" className="timeline__waiting">
        <Spinner /> {t('common.loading')}
      </p>
    )
  }
  if (content.span === null) {
    return (
      <EmptyState icon={<ChartNoAxesColumn />} title={t('patient.timeline.empty')}>
        {t('patient.timeline.emptyHint')}
      </EmptyState>
    )
  }
  return <Lanes {...props} content={content} span={content.span} />
}

function Lanes(
  props: TimelineProps & { content: TimelineContent; span: NonNullable<TimelineContent['span']> },
) {
  const { codes, content, span, knownAt } = props
  const { t } = useTranslation()
  const stay = newestStay(content.encounters, span)
  const [axis] = useState(() => axisFor(span, stay))
  const [choice, setChoice] = useLaneChoice()
  const [showsAll, setShowsAll] = useState(false)
  const [shown, setShown] = useState<{ lane: string; at: Shown } | null>(null)
  const lanes = useRef<HTMLDivElement>(null)
  useEffect(() => axis.setData(span), [axis, span])
  useEffect(() => axis.subscribe(() => setShown(null)), [axis])

  const risks = useRiskSeries(props.patientId, knownAt).filter(({ points }) => points.length > 0)
  const fixed = fixedLanes.filter((id) => content[id].length > 0)
  const others = [...fixed, ...risks.map(laneOfRisk)]
  const ids = chosenLanes(others, codes, choice)
  const byId = useMemo(() => new Map(codes.map((code) => [laneOfCode(code), code])), [codes])
  const choosable = useChoosable({ fixed, risks, content, codes }, ids)
  const controlsOf = (id: string): LaneControls => ({
    pinned: choice.pinned.includes(id),
    folded: choice.folded.includes(id),
    onPin: () => setChoice({ ...choice, pinned: toggled(choice.pinned, id) }),
    onFold: () => setChoice({ ...choice, folded: toggled(choice.folded, id) }),
    onHide: () => setChoice(withLane(choice, id, false)),
  })
  const eventsOf = (id: string): LaneEvents => ({
    onShow: (at) => setShown(at && { lane: id, at }),
    onCursor: (x) => moveCrosshair(lanes.current, x),
  })
  return (
    <section className="timeline" aria-labelledby="timeline-title">
      <h2 id="timeline-title" className="visually-hidden">
        {t('patient.timeline.toolbar')}
      </h2>
      <TimelineToolbar
        axis={axis}
        stay={stay}
        lanes={choosable}
        onLane={(id, isShown) => setChoice(withLane(choice, id, isShown))}
      />
      <AxisRow axis={axis} instantMs={knownAt?.instantMs ?? null} />
      <div ref={lanes} className="timeline__lanes">
        {ids.map((id, index) => (
          <div
            key={id}
            className={
              index < lanesAtFirst || showsAll ? 'timeline__lane' : 'timeline__lane timeline__lane--more'
            }
          >
            <Lane
              {...props}
              id={id}
              axis={axis}
              observed={byId.get(id)}
              risk={risks.find((series) => laneOfRisk(series) === id)}
              colour={index % 2 === 0 ? 0 : 1}
              controls={controlsOf(id)}
              events={eventsOf(id)}
            />
            {shown?.lane === id && <Tip shown={shown.at} />}
          </div>
        ))}
        <div className="timeline__crosshair" aria-hidden="true" hidden />
      </div>
      {ids.length > lanesAtFirst && (
        <div className="timeline__foot">
          <Button tone="quiet" aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
            {showsAll
              ? t('patient.timeline.fewerLanes')
              : t('patient.timeline.allLanes', { count: ids.length })}
          </Button>
        </div>
      )}
      {ids.length === 0 && <p className="quiet timeline__none">{t('patient.timeline.noLanes')}</p>}
      <p className="visually-hidden" role="status">
        {shown && [shown.at.title, ...shown.at.lines].join(', ')}
      </p>
    </section>
  )
}

/** Everything, unless the newest stay is so short beside it that nothing of it could be told apart. */
function axisFor(span: TimeWindow, stay: TimeWindow | null): TimeAxis {
  const axis = new TimeAxis(span)
  if (stay && stay.toMs - stay.fromMs < (span.toMs - span.fromMs) / 4) axis.show(stay)
  return axis
}

const hour = 3_600_000

/** The last encounter that took some hours, with a little of what was before; null where there was none. */
function newestStay(encounters: readonly DescribedBar[], span: TimeWindow): TimeWindow | null {
  const stays = encounters
    .map(({ fromMs, toMs, hollow }) => ({ fromMs, toMs: Math.min(toMs ?? span.toMs, span.toMs), hollow }))
    .filter(({ fromMs, toMs, hollow }) => !hollow && toMs - fromMs >= 6 * hour)
    .toSorted((a, b) => b.fromMs - a.fromMs)
  const [last] = stays
  if (!last) return null
  // A stay on a unit is a part of the admission around it, which is what the reader asks for.
  const whole = stays.findLast(({ fromMs, toMs }) => fromMs <= last.fromMs && toMs >= last.toMs) ?? last
  const room = Math.max((whole.toMs - whole.fromMs) * 0.04, hour)
  return { fromMs: whole.fromMs - room, toMs: whole.toMs + room }
}

interface LaneProps extends TimelineProps {
  id: string
  axis: TimeAxis
  content: TimelineContent
  observed: ObservedCode | undefined
  risk: RiskSeries | undefined
  colour: 0 | 1
  controls: LaneControls
  events: LaneEvents
}

function Lane({
  id,
  axis,
  content,
  observed,
  risk,
  colour,
  controls,
  events,
  ...page
}: LaneProps): ReactNode {
  const { t } = useTranslation()
  if (observed) {
    const { patientId, knownAt, onSource, onValues } = page
    return (
      <CurveLane
        {...{ axis, patientId, observed, knownAt, colour, controls, onSource, onValues, ...events }}
      />
    )
  }
  if (risk) return <RiskLane {...{ axis, controls, ...events }} series={risk} onOpen={showRisks} />
  const lane = id as FixedLane
  const shared = { axis, controls, name: t(`patient.lane.name.${lane}`), ...events }
  const openEntry = (entryId: string) => page.onSource(Number(entryId))
  switch (lane) {
    case 'studies':
      return <MarksLane {...shared} marks={content.studies} colour={0} onOpen={page.onStudy} />
    case 'encounters':
      return <BarsLane {...shared} bars={content.encounters} colour={3} onOpen={openEntry} />
    case 'medicines':
      return <BarsLane {...shared} bars={content.medicines} colour={2} onOpen={openEntry} />
    case 'procedures':
      return <MarksLane {...shared} marks={content.procedures} colour={3} onOpen={openEntry} />
    case 'documents':
      return <MarksLane {...shared} marks={content.documents} colour={1} onOpen={openEntry} />
  }
}

const laneOfRisk = ({ id }: RiskSeries): string => `risk|${id}`

/** To the part of the page that says how the estimates came about. */
const showRisks = (): void => document.getElementById('patient-risks')?.scrollIntoView({ block: 'start' })

/** What the pointer or the keyboard looks at, beside it. */
function Tip({ shown: { title, lines, x, isRight } }: { shown: Shown }) {
  return (
    <div
      className={isRight ? 'timeline__tip timeline__tip--before' : 'timeline__tip'}
      style={{ left: `calc(var(--lane-plot-start) + ${x}px)` }}
      aria-hidden="true"
    >
      <strong>{title}</strong>
      {lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>
  )
}

function moveCrosshair(lanes: HTMLDivElement | null, x: number | null): void {
  const line = lanes?.querySelector<HTMLElement>('.timeline__crosshair')
  if (!line) return
  line.hidden = x === null
  if (x !== null) line.style.transform = `translateX(${x}px)`
}

interface Choosable {
  fixed: readonly FixedLane[]
  risks: readonly RiskSeries[]
  content: TimelineContent
  codes: readonly ObservedCode[]
}

function useChoosable({ fixed, risks, content, codes }: Choosable, ids: readonly string[]): ChoosableLane[] {
  const { t } = useTranslation()
  const format = useFormatters()
  const codeName = useCodeName()
  const count = (n: number) => t('patient.timeline.n', { n: format.number(n) })
  const lanes = [
    ...fixed.map((id) => ({ id, name: t(`patient.lane.name.${id}`), facts: count(content[id].length) })),
    ...risks.map((series) => ({
      id: laneOfRisk(series),
      name: t('patient.lane.risk', { name: series.name }),
      facts: count(series.points.length),
    })),
    ...inLaneOrder(codes).map((code) => ({
      id: laneOfCode(code),
      name: codeName(code),
      facts: [unitText(code.latest?.unit ?? ''), count(code.numbers)].filter(Boolean).join(' · '),
    })),
  ]
  return lanes.map((lane) => ({ ...lane, isShown: ids.includes(lane.id) }))
}
