import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react'
import { type ChartColours, useChartColours } from '../chart-colours'
import type { Paper } from './draw-curve'
import type { TimeAxis } from './time-axis'

interface CanvasPlotProps {
  /** draws anew when it moves; null for what does not depend on time */
  axis: TimeAxis | null
  draw: (paper: Paper) => void
  className: string
}

/** A canvas as large as its place and as sharp as the screen (twice as sharp on paper). What it shows is told beside it. */
export function CanvasPlot({ axis, draw, className }: CanvasPlotProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const colours = useChartColours()
  const paint = useRef<() => void>(() => undefined)

  useLayoutEffect(() => {
    paint.current = () => paintOn(canvas, colours, draw)
    paint.current()
  }, [colours, draw])

  useEffect(() => {
    const element = canvas.current
    if (!element) return
    const observer = new ResizeObserver(() => paint.current())
    observer.observe(element)
    const unsubscribe = axis?.subscribe(() => paint.current())
    return () => {
      observer.disconnect()
      unsubscribe?.()
    }
  }, [axis])

  return <canvas ref={canvas} className={className} aria-hidden="true" />
}

/** Dots on paper for one CSS pixel. */
const paperSharpness = 3

function paintOn(
  canvas: RefObject<HTMLCanvasElement | null>,
  colours: ChartColours,
  draw: (paper: Paper) => void,
): void {
  const element = canvas.current
  const context = element?.getContext('2d')
  if (!element || !context) return
  const { clientWidth: width, clientHeight: height } = element
  if (width === 0 || height === 0) return
  const sharpness =
    document.documentElement.dataset['printing'] === undefined ? window.devicePixelRatio : paperSharpness
  const [wide, high] = [Math.round(width * sharpness), Math.round(height * sharpness)]
  if (element.width !== wide || element.height !== high) {
    element.width = wide
    element.height = high
  }
  context.setTransform(sharpness, 0, 0, sharpness, 0, 0)
  context.clearRect(0, 0, width, height)
  draw({ context, width, height, colours })
}
