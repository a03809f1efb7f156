/** One curve by ECharts alone: a line with its own thinning out, zoomed by the wheel, nothing else on the page. */
import { LineChart } from 'echarts/charts'
import { DataZoomComponent, GridComponent } from 'echarts/components'
import { init, use as register } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

register([LineChart, DataZoomComponent, GridComponent, CanvasRenderer])

declare global {
  /** @param points time in ms and value */
  var openChart: (points: [number, number][]) => void
}

globalThis.openChart = (points: [number, number][]) => {
  const chart = init(document.getElementById('chart'), null, { renderer: 'canvas' })
  chart.setOption({
    animation: false,
    grid: { left: 8, right: 8, top: 8, bottom: 8 },
    xAxis: { type: 'time', show: false },
    yAxis: { type: 'value', show: false, scale: true },
    dataZoom: [{ type: 'inside', throttle: 0 }],
    series: [{ type: 'line', showSymbol: false, sampling: 'minmax', data: points }],
  })
}
