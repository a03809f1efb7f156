import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { RiskTrend as Trend } from '../../../../shared/domain/risks/risk-result'
import { useFormatters } from '../../../i18n/format'
import { asLine, base, dashedLine, errorBars, grid, legend, valueAxis } from '../../../ui/charts/axes'
import { Chart } from '../../../ui/charts/chart'
import { useChartColours } from '../../../ui/charts/chart-colours'
import { ChartFigure, FigureTable } from '../../../ui/charts/chart-figure'
import { useRiskText } from './use-risk-text'

const day = 86_400_000

/** Earlier estimates of one risk, with their ranges and the threshold. */
export function RiskTrend({ trend }: { trend: Trend }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const text = useRiskText()
  const colours = useChartColours()
  const points = useMemo(
    () => trend.points.flatMap(({ estimate, ...point }) => (estimate ? [{ ...point, estimate }] : [])),
    [trend],
  )
  const option = useMemo(() => {
    const threshold = points[0]?.estimate.threshold ?? 0
    const percent = (value: number) => value * 100
    const [name, limit] = [t('risks.trend.value'), t('risks.trend.threshold')]
    const [first, last] = [points[0]?.atMs ?? 0, points.at(-1)?.atMs ?? 0]
    return {
      ...base(colours),
      legend: legend(colours, [asLine(name), asLine(limit)]),
      grid: { ...grid, bottom: 28 },
      xAxis: {
        type: 'time' as const,
        min: first - day,
        max: last + day,
        axisLabel: {
          color: colours.text,
          hideOverlap: true,
          formatter: (ms: number) => format.date(new Date(ms).toISOString().slice(0, 10)),
        },
        axisLine: { lineStyle: { color: colours.line } },
      },
      yAxis: valueAxis(colours, { name: t('risks.trend.axis'), min: 0, max: 100 }),
      series: [
        errorBars(
          name,
          colours.series[0],
          points.flatMap(({ atMs, estimate: { range } }) =>
            range ? [{ x: atMs, low: percent(range.low), high: percent(range.high) }] : [],
          ),
        ),
        {
          type: 'line' as const,
          name,
          symbol: 'circle',
          symbolSize: 7,
          lineStyle: { color: colours.series[0], width: 2 },
          itemStyle: { color: colours.series[0] },
          data: points.map(({ atMs, estimate }) => [atMs, percent(estimate.probability)]),
        },
        dashedLine(
          limit,
          colours.series[1],
          [first - day, percent(threshold)],
          [last + day, percent(threshold)],
        ),
      ],
    }
  }, [points, colours, t, format])
  const [first, last] = [points[0], points.at(-1)]
  return (
    <section className="risk-part" aria-labelledby="risk-trend">
      <h4 id="risk-trend">{t('risks.trend.title')}</h4>
      {points.length < 2 || !first || !last ? (
        <p className="risk-small">{t('risks.trend.single')}</p>
      ) : (
        <ChartFigure
          title={t('risks.trend.value')}
          n={t('risks.trend.n', { count: points.length })}
          table={
            <FigureTable
              heads={[t('risks.trend.date'), t('risks.trend.value'), t('risks.trend.known')]}
              rows={points.map(({ atMs, estimate, known }) => [
                format.date(new Date(atMs).toISOString().slice(0, 10)),
                text.chance(estimate.probability),
                t('risks.inputs.known', { known, columns: trend.columns }),
              ])}
            />
          }
        >
          <Chart
            size="low"
            option={option}
            label={t('risks.trend.summary', {
              first: text.chance(first.estimate.probability),
              last: text.chance(last.estimate.probability),
              n: points.length,
            })}
          />
        </ChartFigure>
      )}
      <p className="risk-small">{t('risks.trend.note')}</p>
    </section>
  )
}
