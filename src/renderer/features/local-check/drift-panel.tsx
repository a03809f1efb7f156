import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import {
  driftInputs,
  imagesForMonth,
  type LocalCheckReport,
} from '../../../shared/domain/local-check/local-check'
import { useFormatters } from '../../i18n/format'
import { base, categoryAxis, grid, legend, valueAxis } from '../../ui/charts/axes'
import { Chart } from '../../ui/charts/chart'
import { type ChartColours, useChartColours } from '../../ui/charts/chart-colours'
import { ChartFigure, FigureTable } from '../../ui/charts/chart-figure'
import { ShortageList } from './shortage-list'
import { useCheckText } from './use-text'

type Drift = LocalCheckReport['drift']

/** Answers and inputs month by month. */
export function DriftPanel({ drift }: { drift: Drift }) {
  const { t } = useTranslation()
  const { reference, shortage } = drift
  return (
    <section className="local-check__section" aria-labelledby="check-drift">
      <h2 id="check-drift">{t('localCheck.drift.title')}</h2>
      {reference && (
        <p className="local-check__text">
          {t('localCheck.drift.text', { from: reference.from, to: reference.to, images: reference.images })}
        </p>
      )}
      {shortage && (
        <div className="local-check__text">
          <p>{t('localCheck.drift.none')}</p>
          <ShortageList shortages={[shortage]} />
        </div>
      )}
      {drift.withoutDate > 0 && (
        <p className="quiet">{t('localCheck.drift.withoutDate', { count: drift.withoutDate })}</p>
      )}
      {drift.months.length > 0 && (
        <div className="local-check__pair">
          {reference && <ControlFigure drift={drift} />}
          {reference && <StabilityFigure drift={drift} />}
          <VolumeFigure drift={drift} />
        </div>
      )}
    </section>
  )
}

const totalOf = ({ months }: Drift) => months.reduce((sum, { assessed }) => sum + assessed, 0)

const markLine = (colours: ChartColours, values: readonly number[], colour = colours.quiet) => ({
  silent: true,
  symbol: 'none',
  label: { show: false },
  lineStyle: { color: colour, type: 'dashed' as const },
  data: values.map((yAxis) => ({ yAxis })),
})

const axisTip = (colours: ChartColours) => ({ ...base(colours).tooltip, trigger: 'axis' as const })

function ControlFigure({ drift }: { drift: Drift }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const text = useCheckText()
  const colours = useChartColours()
  const { months } = drift
  const option = useMemo(() => {
    const largest = Math.max(4, ...months.map(({ z }) => Math.ceil(Math.abs(z ?? 0)) + 1))
    return {
      ...base(colours),
      tooltip: axisTip(colours),
      legend: legend(colours, [t('localCheck.drift.control'), t('localCheck.drift.alarm')]),
      grid,
      xAxis: {
        ...categoryAxis(
          colours,
          t('localCheck.drift.monthsAxis'),
          months.map(({ month }) => month),
        ),
        axisLine: { onZero: false, lineStyle: { color: colours.line } },
      },
      yAxis: valueAxis(colours, { name: t('localCheck.drift.controlAxis'), min: -largest, max: largest }),
      series: [
        {
          type: 'line',
          name: t('localCheck.drift.control'),
          symbolSize: 7,
          lineStyle: { color: colours.series[0], width: 2 },
          itemStyle: { color: colours.series[0] },
          data: months.map(({ z }) => (z === null ? null : Number(z.toFixed(2)))),
          markLine: markLine(colours, [3, -3]),
        },
        {
          type: 'scatter',
          name: t('localCheck.drift.alarm'),
          symbol: 'triangle',
          symbolSize: 14,
          itemStyle: { color: colours.alarm },
          z: 4,
          data: months.map(({ z, alarm }) => (alarm && z !== null ? Number(z.toFixed(2)) : null)),
        },
      ],
    }
  }, [months, colours, t])
  const two = (value: number | null) => (value === null ? '–' : format.number(value, 2))
  return (
    <ChartFigure
      title={t('localCheck.drift.control')}
      n={t('localCheck.nImages', { n: totalOf(drift) })}
      table={
        <FigureTable
          heads={[
            t('localCheck.drift.month'),
            t('localCheck.drift.n'),
            t('localCheck.drift.meanScore'),
            t('localCheck.drift.positiveShare'),
            t('localCheck.drift.controlAxis'),
            t('localCheck.drift.cusum'),
            t('localCheck.drift.alarm'),
          ]}
          rows={months.map((month) => [
            month.month,
            format.number(month.assessed),
            month.tooFew
              ? t('localCheck.drift.tooFew', { need: imagesForMonth })
              : text.share(month.meanScore),
            text.share(month.positiveShare),
            month.inReference ? t('localCheck.drift.reference') : two(month.z),
            month.cusumUpper === null ? '–' : `${two(month.cusumUpper)} / ${two(month.cusumLower)}`,
            month.alarm ? t('localCheck.drift.alarm') : '–',
          ])}
        />
      }
    >
      <Chart
        option={option}
        label={t('localCheck.drift.controlSummary', { n: months.filter(({ alarm }) => alarm).length })}
      />
      <p className="quiet">{t('localCheck.drift.limits')}</p>
    </ChartFigure>
  )
}

const shapes = ['circle', 'rect', 'triangle', 'diamond', 'pin', 'roundRect'] as const
const dashes = ['solid', 'dashed', 'dotted', 'dashed', 'dotted', 'solid'] as const

function StabilityFigure({ drift }: { drift: Drift }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const colours = useChartColours()
  const { months } = drift
  const option = useMemo(() => {
    const rounded = (value: number | null) => (value === null ? null : Number(value.toFixed(3)))
    const lines = [
      { name: t('localCheck.drift.score'), values: months.map(({ scorePsi }) => scorePsi) },
      ...driftInputs.map((input) => ({
        name: t(`localCheck.drift.${input}`),
        values: months.map(({ inputs }) => inputs[input] ?? null),
      })),
    ]
    return {
      ...base(colours),
      tooltip: axisTip(colours),
      legend: legend(
        colours,
        lines.map(({ name }) => name),
      ),
      grid: { ...grid, top: 48 },
      xAxis: categoryAxis(
        colours,
        t('localCheck.drift.monthsAxis'),
        months.map(({ month }) => month),
      ),
      yAxis: valueAxis(colours, { name: t('localCheck.drift.psiAxis'), min: 0 }),
      series: lines.map(({ name, values }, index) => ({
        type: 'line',
        name,
        symbol: shapes[index],
        symbolSize: 6,
        lineStyle: { color: colours.series[index], type: dashes[index], width: index === 0 ? 2.5 : 1.5 },
        itemStyle: { color: colours.series[index] },
        data: values.map(rounded),
        ...(index === 0 && { markLine: markLine(colours, [0.1, 0.25]) }),
      })),
    }
  }, [months, colours, t])
  const three = (value: number | null | undefined) => (value == null ? '–' : format.number(value, 3))
  return (
    <ChartFigure
      title={t('localCheck.drift.psi')}
      n={t('localCheck.nImages', { n: totalOf(drift) })}
      table={
        <FigureTable
          heads={[
            t('localCheck.drift.month'),
            t('localCheck.drift.score'),
            ...driftInputs.map((input) => t(`localCheck.drift.${input}`)),
            t('localCheck.drift.ks'),
          ]}
          rows={months.map((month) => [
            month.month,
            month.inReference ? t('localCheck.drift.reference') : three(month.scorePsi),
            ...driftInputs.map((input) => three(month.inputs[input])),
            month.ks === null ? '–' : `${three(month.ks)} (${three(month.ksP)})`,
          ])}
        />
      }
    >
      <Chart option={option} label={t('localCheck.drift.psiSummary')} />
      <p className="quiet">{t('localCheck.drift.psiNote')}</p>
    </ChartFigure>
  )
}

function VolumeFigure({ drift }: { drift: Drift }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const colours = useChartColours()
  const { months } = drift
  const option = useMemo(
    () => ({
      ...base(colours),
      tooltip: axisTip(colours),
      legend: legend(colours, [t('localCheck.drift.assessed'), t('localCheck.drift.notAssessed')]),
      grid,
      xAxis: categoryAxis(
        colours,
        t('localCheck.drift.monthsAxis'),
        months.map(({ month }) => month),
      ),
      yAxis: {
        ...valueAxis(colours, { name: t('localCheck.drift.imagesAxis') }),
        nameGap: 40,
        minInterval: 1,
      },
      series: [
        {
          type: 'bar',
          name: t('localCheck.drift.assessed'),
          stack: 'images',
          itemStyle: { color: colours.series[0] },
          data: months.map(({ assessed }) => assessed),
        },
        {
          type: 'bar',
          name: t('localCheck.drift.notAssessed'),
          stack: 'images',
          itemStyle: { color: colours.series[1] },
          data: months.map(({ notAssessed }) => notAssessed),
        },
      ],
    }),
    [months, colours, t],
  )
  return (
    <ChartFigure
      title={t('localCheck.drift.volume')}
      n={t('localCheck.nImages', {
        n: months.reduce((sum, month) => sum + month.assessed + month.notAssessed, 0),
      })}
      table={
        <FigureTable
          heads={[
            t('localCheck.drift.month'),
            t('localCheck.drift.assessed'),
            t('localCheck.drift.notAssessed'),
          ]}
          rows={months.map(({ month, assessed, notAssessed }) => [
            month,
            format.number(assessed),
            format.number(notAssessed),
          ])}
        />
      }
    >
      <Chart option={option} label={t('localCheck.drift.volume')} />
    </ChartFigure>
  )
}
