/**
 * One chart, drawn as SVG so that it prints sharp. Nothing of it needs an inline style sheet: tooltips are drawn into the
 * picture, and there are no animations.
 */
import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts'
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import { type EChartsCoreOption, type EChartsType, init, use as register } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import './charts.css'

register([
  BarChart,
  CustomChart,
  GridComponent,
  LegendComponent,
  LineChart,
  MarkLineComponent,
  ScatterChart,
  SVGRenderer,
  TooltipComponent,
])

interface ChartProps {
  option: EChartsCoreOption
  /** What a reader of the screen's text is told in place of the picture. */
  label: string
  size?: 'square' | 'wide' | 'low'
}

export function Chart({ option, label, size = 'wide' }: ChartProps) {
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType>(null)

  useEffect(() => {
    const element = place.current
    if (!element) return
    const made = init(element, null, { renderer: 'svg' })
    chart.current = made
    const observer = new ResizeObserver(() => made.resize())
    observer.observe(element)
    return () => {
      observer.disconnect()
      made.dispose()
      chart.current = null
    }
  }, [])

  useEffect(() => {
    chart.current?.setOption({ ...option, animation: false }, { notMerge: true })
  }, [option])

  return <div ref={place} role="img" aria-label={label} className={`chart chart--${size}`} />
}
