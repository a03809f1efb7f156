import { Maximize2, Minus, MoveLeft, MoveRight, Plus, SlidersHorizontal } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useFormatters } from '../../../i18n/format'
import { Button } from '../../../ui/button'
import { type TimeAxis, useTimeWindow } from '../../../ui/charts/time/time-axis'
import { lastOf, type TimeWindow } from '../../../ui/charts/time/time-window'
import { IconButton } from '../../../ui/icon-button'
import { PopoverButton } from '../../../ui/popover-button'
import { LaneChooser, type ChoosableLane } from './lane-chooser'
import { zoomStep } from './lane-plot'

const day = 86_400_000

const spans = [
  { id: 'day', lengthMs: day },
  { id: 'week', lengthMs: 7 * day },
  { id: 'month', lengthMs: 30.5 * day },
  { id: 'year', lengthMs: 365.25 * day },
] as const

interface TimelineToolbarProps {
  axis: TimeAxis
  /** the newest stay in hospital */
  stay: TimeWindow | null
  lanes: readonly ChoosableLane[]
  onLane(id: string, isShown: boolean): void
}

/** What stretch of time is shown, and the steps to another one. */
export function TimelineToolbar({ axis, stay, lanes, onLane }: TimelineToolbarProps) {
  const { t } = useTranslation()
  const length = axis.bounds.toMs - axis.bounds.fromMs
  return (
    <div className="timeline__toolbar" role="toolbar" aria-label={t('patient.timeline.toolbar')}>
      <IconButton
        label={t('patient.timeline.earlier')}
        shortcut="←"
        icon={<MoveLeft />}
        onClick={() => axis.pan(-0.5)}
      />
      <IconButton
        label={t('patient.timeline.later')}
        shortcut="→"
        icon={<MoveRight />}
        onClick={() => axis.pan(0.5)}
      />
      <IconButton
        label={t('patient.timeline.zoomIn')}
        shortcut="+"
        icon={<Plus />}
        onClick={() => axis.zoom(zoomStep)}
      />
      <IconButton
        label={t('patient.timeline.zoomOut')}
        shortcut="-"
        icon={<Minus />}
        onClick={() => axis.zoom(1 / zoomStep)}
      />
      <IconButton
        label={t('patient.timeline.all')}
        shortcut="0"
        icon={<Maximize2 />}
        onClick={() => axis.showAll()}
      />
      <div className="timeline__spans" role="group" aria-label={t('patient.timeline.lastSpan')}>
        {stay && (
          <Button tone="quiet" onClick={() => axis.show(stay)}>
            {t('patient.timeline.newestStay')}
          </Button>
        )}
        {spans
          .filter(({ lengthMs }) => lengthMs < length)
          .map(({ id, lengthMs }) => (
            <Button key={id} tone="quiet" onClick={() => axis.show(lastOf(axis.bounds, lengthMs))}>
              {t(`patient.timeline.last.${id}`)}
            </Button>
          ))}
      </div>
      <ShownSpan axis={axis} />
      <PopoverButton
        label={t('patient.timeline.lanes')}
        className="button button--plain timeline__choose"
        content={<LaneChooser lanes={lanes} onLane={onLane} />}
      >
        <SlidersHorizontal />
        <span className="button__label">{t('patient.timeline.lanes')}</span>
      </PopoverButton>
    </div>
  )
}

function ShownSpan({ axis }: { axis: TimeAxis }) {
  const format = useFormatters()
  const { fromMs, toMs } = useTimeWindow(axis)
  return (
    <p className="timeline__span clip">
      {format.moment(fromMs)} – {format.moment(toMs)}
    </p>
  )
}
