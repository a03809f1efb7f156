import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { StayChange, StayPoint, StayRisk } from '../../../../shared/domain/risks/risk-result'
import { asLine, band, base, dashedLine, grid, legend, valueAxis } from '../../../ui/charts/axes'
import { Chart } from '../../../ui/charts/chart'
import { useChartColours } from '../../../ui/charts/chart-colours'
import { ChartFigure, FigureTable } from '../../../ui/charts/chart-figure'
import { useRiskText } from './use-risk-text'

interface StayChartProps {
  points: readonly StayPoint[]
  model: NonNullable<StayRisk['model']>
  /** of the hours that are worked out */
  changes: readonly StayChange[]
}

/** log-odds: what new measurements of one group have to add in an hour to be marked */
const worthMarking = 0.2

const percent = (share: number) => Math.round(share * 1000) / 10

/** Room for the curve, its range and the threshold; small risks would be one flat line on an axis to a hundred. */
function highestOf(points: readonly StayPoint[]): number {
  const reached = points.flatMap(({ estimate: { probability, threshold, range } }) => [
    probability,
    threshold,
    range?.high ?? 0,
  ])
  return Math.min(100, Math.ceil(percent(Math.max(...reached)) / 10 + 0.5) * 10)
}

/** The risk after each hour with its range and threshold, and the hours that new measurements moved. */
export function StayChart({ points, model, changes }: StayChartProps) {
  const { t } = useTranslation()
  const text = useRiskText()
  const colours = useChartColours()
  const option = useMemo(() => {
    const [line, range, limit, marked] = [
      t('risks.stay.line'),
      t('risks.stay.band'),
      t('risks.stay.threshold'),
      t('risks.stay.marked'),
    ]
    const threshold = percent(points[0]?.estimate.threshold ?? 0)
    const nameOf = (group: string) =>
      text.local(model.groups.find(({ name }) => name === group)?.title ?? group)
    const marks = changes.flatMap(({ hour, after, before, shares }) => {
      const [first] = shares
      return before !== null && first && Math.abs(first.logOdds) >= worthMarking
        ? [{ hour, after, label: `${nameOf(first.group)} ${text.signed(first.logOdds)}` }]
        : []
    })
    const shared = base(colours)
    const ranged = points.flatMap(({ hour, estimate: { range: each } }) =>
      each ? [{ x: hour, low: percent(each.low), high: percent(each.high) }] : [],
    )
    return {
      ...shared,
      tooltip: {
        ...shared.tooltip,
        trigger: 'item' as const,
        formatter: ({ name, value }: { name: string; value: readonly [number, number] }) =>
          `${t('risks.stay.hour', { hour: value[0] })}: ${value[1]} %${name ? `\n${name}` : ''}`,
      },
      legend: legend(colours, [asLine(line), range, asLine(limit), ...(marks.length > 0 ? [marked] : [])]),
      grid,
      xAxis: valueAxis(colours, { name: t('risks.stay.axisX'), min: 0, max: model.hours, interval: 6 }),
      yAxis: valueAxis(colours, { name: t('risks.stay.axisY'), min: 0, max: highestOf(points) }),
      series: [
        band(range, colours.series[0], ranged),
        {
          type: 'line' as const,
          name: line,
          symbol: 'circle',
          symbolSize: 5,
          lineStyle: { color: colours.series[0], width: 2 },
          itemStyle: { color: colours.series[0] },
          data: points.map(({ hour, estimate }) => [hour, percent(estimate.probability)]),
          z: 3,
        },
        dashedLine(limit, colours.series[1], [0, threshold], [model.hours, threshold]),
        {
          type: 'scatter' as const,
          name: marked,
          symbol: 'diamond',
          symbolSize: 12,
          itemStyle: { color: colours.series[3], borderColor: colours.surface, borderWidth: 1 },
          data: marks.map(({ hour, after, label }) => ({ name: label, value: [hour, percent(after)] })),
          z: 4,
        },
      ],
    }
  }, [points, changes, model, colours, t, text])
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last) return null
  return (
    <ChartFigure
      title={t('risks.stay.chart')}
      n={t('risks.stay.n', { count: points.length })}
      table={
        <FigureTable
          heads={[t('risks.stay.axisX'), t('risks.stay.line'), t('risks.stay.band')]}
          rows={points.map(({ hour, estimate: { probability, range } }) => [
            String(hour),
            text.chance(probability),
            range
              ? t('risks.inputs.allowed', { low: text.chance(range.low), high: text.chance(range.high) })
              : '',
          ])}
        />
      }
    >
      <Chart
        option={option}
        label={t('risks.stay.summary', {
          first: text.chance(first.estimate.probability),
          last: text.chance(last.estimate.probability),
          hours: last.hour,
          threshold: text.threshold(last.estimate.threshold),
        })}
      />
    </ChartFigure>
  )
}
