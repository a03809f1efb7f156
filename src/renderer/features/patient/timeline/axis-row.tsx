import { useCallback } from 'react'
import { CanvasPlot } from '../../../ui/charts/time/canvas-plot'
import type { Paper } from '../../../ui/charts/time/draw-curve'
import type { TimeAxis } from '../../../ui/charts/time/time-axis'
import { timeTicks } from '../../../ui/charts/time/time-ticks'
import { useFormatters } from '../../../i18n/format'
import { tickText } from './tick-text'

/** Pixels for one mark with its words. */
const tickWidth = 84

/** The axis of time above the lanes, and where the present or the looked-at instant is. */
export function AxisRow({ axis, instantMs }: { axis: TimeAxis; instantMs: number | null }) {
  const { language } = useFormatters()
  const draw = useCallback(
    ({ context, width, height, colours }: Paper) => {
      const { fromMs, toMs } = axis.window
      context.font = `11px ${colours.font}`
      context.textBaseline = 'middle'
      context.textAlign = 'left'
      context.strokeStyle = colours.line
      for (const tick of timeTicks(fromMs, toMs, width / tickWidth)) {
        const x = Math.round(axis.xOf(tick.ms, width)) + 0.5
        const isLarge = tick.unit !== 'hour' && tick.unit !== 'minute'
        context.beginPath()
        context.moveTo(x, isLarge ? 4 : 12)
        context.lineTo(x, height)
        context.stroke()
        context.fillStyle = isLarge ? colours.text : colours.quiet
        if (x < width - 30) context.fillText(tickText(language, tick), x + 4, height / 2)
      }
      if (instantMs !== null) {
        const x = axis.xOf(instantMs, width)
        context.fillStyle = colours.alarm
        context.beginPath()
        context.moveTo(x, height)
        context.lineTo(x - 5, height - 8)
        context.lineTo(x + 5, height - 8)
        context.closePath()
        context.fill()
      }
    },
    [axis, language, instantMs],
  )
  return (
    <div className="timeline__axis" aria-hidden="true">
      <div className="timeline__axis-plot">
        <CanvasPlot axis={axis} draw={draw} className="lane__canvas" />
      </div>
    </div>
  )
}
