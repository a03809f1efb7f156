import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { wilson } from '../../../shared/domain/local-check/confusion'
import type { CalibrationFigures, LocalCheckReport } from '../../../shared/domain/local-check/local-check'
import { useFormatters } from '../../i18n/format'
import { asLine, base, columns, dashedLine, errorBars, grid, legend, valueAxis } from '../../ui/charts/axes'
import { Chart } from '../../ui/charts/chart'
import { useChartColours } from '../../ui/charts/chart-colours'
import { ChartFigure, FigureTable } from '../../ui/charts/chart-figure'
import { Segmented } from '../../ui/segmented'
import { axisPercent, useCheckText } from './use-text'

type Bins = CalibrationFigures['equalWidth']

/** Whether a stated 30 % comes true in 30 of 100. */
export function CalibrationPanel({
  report,
  calibration,
}: {
  report: LocalCheckReport
  calibration: CalibrationFigures
}) {
  const { t } = useTranslation()
  const text = useCheckText()
  const [binning, setBinning] = useState<'equalWidth' | 'quantile'>('equalWidth')
  const figures: [string, string][] = [
    [t('localCheck.calibration.brier'), text.three(calibration.brier)],
    [t('localCheck.calibration.logLoss'), text.three(calibration.logLoss)],
    [t('localCheck.calibration.ece'), text.three(calibration.ece)],
    [
      t('localCheck.calibration.slope'),
      calibration.slope ? text.interval(calibration.slope) : t('localCheck.calibration.noOptimum'),
    ],
    [
      t('localCheck.calibration.intercept'),
      calibration.intercept ? text.interval(calibration.intercept) : t('localCheck.calibration.noOptimum'),
    ],
  ]
  return (
    <section className="local-check__section" aria-labelledby="check-calibration">
      <h2 id="check-calibration">
        {report.calibrated ? t('localCheck.calibration.title') : t('localCheck.calibration.titleScore')}
      </h2>
      <div className="local-check__pair">
        <div className="local-check__stack">
          <dl className="local-check__figures selectable">
            {figures.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          <Segmented<'equalWidth' | 'quantile'>
            label={t('localCheck.calibration.bins')}
            value={binning}
            options={[
              { value: 'equalWidth', label: t('localCheck.calibration.equalWidth') },
              { value: 'quantile', label: t('localCheck.calibration.quantile') },
            ]}
            onValue={setBinning}
          />
        </div>
        <ReliabilityChart
          title={t('localCheck.calibration.reliability')}
          label={t('localCheck.calibration.summary', { ece: text.three(calibration.ece) })}
          n={t('localCheck.n', { n: report.counts.cases, positives: report.counts.positives })}
          calibrated={report.calibrated}
          series={[{ name: t('localCheck.calibration.observed'), bins: calibration[binning] }]}
        />
      </div>
    </section>
  )
}

interface ReliabilityProps {
  title: string
  label: string
  n: string
  calibrated: boolean
  series: readonly { name: string; bins: Bins }[]
}

const symbols = ['circle', 'rect'] as const

/** Observed against stated shares with 95 % intervals, and how many cases each point stands for. */
export function ReliabilityChart({ title, label, n, calibrated, series }: ReliabilityProps) {
  const { t } = useTranslation()
  const text = useCheckText()
  const format = useFormatters()
  const colours = useChartColours()
  const stated = calibrated ? t('localCheck.calibration.stated') : t('localCheck.calibration.statedScore')
  const option = useMemo(() => {
    const shared = base(colours)
    const axis = { min: 0, max: 1, interval: 0.2, format: axisPercent }
    return {
      ...shared,
      legend: legend(colours, [
        asLine(t('localCheck.calibration.perfect')),
        ...series.map(({ name }) => name),
      ]),
      grid: [
        { ...grid, bottom: 132 },
        { ...grid, top: 232, bottom: 46 },
      ],
      xAxis: [
        { ...valueAxis(colours, { name: '', ...axis }), gridIndex: 0, axisLabel: { show: false } },
        { ...valueAxis(colours, { name: stated, ...axis }), gridIndex: 1 },
      ],
      yAxis: [
        { ...valueAxis(colours, { name: t('localCheck.calibration.observed'), ...axis }), gridIndex: 0 },
        {
          ...valueAxis(colours, { name: t('localCheck.calibration.count') }),
          gridIndex: 1,
          splitNumber: 2,
          nameGap: 38,
        },
      ],
      series: [
        dashedLine(t('localCheck.calibration.perfect'), colours.quiet, [0, 0], [1, 1]),
        ...series.flatMap(({ name, bins }, index) => {
          const colour = colours.series[index === 0 ? 0 : 1]
          return [
            errorBars(`${name} 95%`, colour, intervalsOf(bins)),
            {
              type: 'line' as const,
              name,
              symbol: symbols[index === 0 ? 0 : 1],
              symbolSize: 8,
              lineStyle: { color: colour, width: 1.5 },
              itemStyle: { color: colour },
              z: 3,
              data: bins.map(({ meanProbability, observed }) => [meanProbability, observed]),
            },
            {
              ...columns(
                `${name} n`,
                colour,
                series.length > 1 ? 10 * index - 5 : 0,
                bins.map(({ meanProbability, n: cases }) => ({ x: meanProbability, height: cases })),
              ),
              xAxisIndex: 1,
              yAxisIndex: 1,
            },
          ]
        }),
      ],
    }
  }, [series, stated, colours, t])
  const rows = series.flatMap(({ name, bins }) =>
    bins.map((bin) => [
      text.range(text.share(bin.low), text.share(bin.high)),
      ...(series.length > 1 ? [name] : []),
      text.share(bin.meanProbability),
      text.proportion(wilson(bin.positives, bin.n)),
      format.number(bin.n),
    ]),
  )
  return (
    <ChartFigure
      title={title}
      n={n}
      table={
        <FigureTable
          heads={[
            t('localCheck.calibration.binRange'),
            ...(series.length > 1 ? [t('localCheck.proposal.measure')] : []),
            t('localCheck.calibration.meanProbability'),
            t('localCheck.calibration.observed'),
            t('localCheck.calibration.count'),
          ]}
          rows={rows}
        />
      }
    >
      <Chart size="square" option={option} label={label} />
    </ChartFigure>
  )
}

const intervalsOf = (bins: Bins) =>
  bins.flatMap(({ meanProbability, positives, n }) => {
    const found = wilson(positives, n)
    return found ? [{ x: meanProbability, low: found.low, high: found.high }] : []
  })
