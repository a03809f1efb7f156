import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CoursePoint } from '../../../shared/domain/ward/course'
import type { LoadStep } from '../../../shared/domain/ward/load'
import type { WardScope } from '../../../shared/domain/ward/ward'
import { useBridgeQuery } from '../../bridge'
import { type Formatters, useFormatters } from '../../i18n/format'
import { base, categoryAxis, grid, legend, valueAxis } from '../../ui/charts/axes'
import { Chart } from '../../ui/charts/chart'
import { type ChartColours, useChartColours } from '../../ui/charts/chart-colours'
import { ChartFigure, FigureTable } from '../../ui/charts/chart-figure'
import { Spinner } from '../../ui/progress'
import { Segmented } from '../../ui/segmented'

const counts: Record<LoadStep, number> = { hour: 48, day: 14 }

/** Beds, movements and the mean score of the ward over time. */
export function CoursePanel({ scope, atMs }: { scope: WardScope; atMs: number | null }) {
  const { t } = useTranslation()
  const [step, setStep] = useState<LoadStep>('hour')
  const course = useBridgeQuery('ward:course', [{ scope, atMs, step, count: counts[step] }])
  return (
    <div className="ward-course">
      <Segmented
        label={t('ward.course.step')}
        value={step}
        options={[
          { value: 'hour', label: t('ward.course.hours') },
          { value: 'day', label: t('ward.course.days') },
        ]}
        onValue={(value) => setStep(value)}
      />
      {course.data ? <Figures points={course.data.points} step={step} /> : <Spinner size={20} />}
    </div>
  )
}

function Figures({ points, step }: { points: readonly CoursePoint[]; step: LoadStep }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const colours = useChartColours()
  const times = useMemo(() => points.map(({ toMs }) => timeText(format, toMs, step)), [points, format, step])
  const last = points.at(-1)
  const most = Math.max(...points.map(({ occupied }) => occupied))
  const sum = (of: (point: CoursePoint) => number) => points.reduce((total, point) => total + of(point), 0)
  return (
    <div className="ward-course__figures">
      <ChartFigure
        title={t('ward.course.occupied')}
        n={t('ward.course.occupiedN', { now: last?.occupied ?? 0, most })}
        table={
          <FigureTable
            heads={[t('ward.course.time'), t('ward.course.patients')]}
            rows={points.map(({ occupied }, at) => [times[at] ?? '', format.number(occupied)])}
          />
        }
      >
        <Chart
          size="low"
          label={t('ward.course.occupied')}
          option={occupiedOption(colours, t('ward.course.patients'), times, points)}
        />{' '}
        {/* prettier-ignore */}
      </ChartFigure>
      <ChartFigure
        title={t('ward.course.moves')}
        n={t('ward.course.movesN', {
          arrivals: sum(({ arrivals }) => arrivals),
          departures: sum(({ departures }) => departures),
        })}
        table={
          <FigureTable
            heads={[t('ward.course.time'), t('ward.course.arrivals'), t('ward.course.departures')]}
            rows={points.map(({ arrivals, departures }, at) => [
              times[at] ?? '',
              format.number(arrivals),
              format.number(departures),
            ])}
          />
        }
      >
        <Chart
          size="low"
          label={t('ward.course.moves')}
          option={movesOption(
            colours,
            {
              axis: t('ward.course.patients'),
              arrivals: t('ward.course.arrivals'),
              departures: t('ward.course.departures'),
            },
            times,
            points,
          )}
        />{' '}
        {/* prettier-ignore */}
      </ChartFigure>
      <ChartFigure
        title={t('ward.course.news2')}
        n={t('ward.course.news2N', { n: last?.news2.n ?? 0, present: last?.news2.present ?? 0 })}
        table={
          <FigureTable
            heads={[t('ward.course.time'), t('ward.course.mean'), t('ward.course.assessed')]}
            rows={points.map(({ news2 }, at) => [
              times[at] ?? '',
              news2.mean === null ? t('ward.notAssessed') : format.number(news2.mean, 1),
              t('ward.course.ofPresent', { present: news2.present, n: news2.n }),
            ])}
          />
        }
      >
        <Chart
          size="low"
          label={t('ward.course.news2')}
          option={scoreOption(colours, t('ward.course.score'), times, points)}
        />{' '}
        {/* prettier-ignore */}
      </ChartFigure>
    </div>
  )
}

const timeText = (format: Formatters, ms: number, step: LoadStep): string =>
  step === 'hour'
    ? format.clock(ms)
    : format.date(new Date(ms).toISOString().slice(0, 10)).replace(/[ ]?\d{4}年?[ ]?/, '')

const frame = (colours: ChartColours, name: string, times: readonly string[]) => ({
  ...base(colours),
  tooltip: { ...base(colours).tooltip, trigger: 'axis' as const },
  grid: { ...grid, left: 44, bottom: 26 },
  xAxis: { ...categoryAxis(colours, '', times), axisTick: { show: false } },
  yAxis: { ...valueAxis(colours, { name, min: 0 }), minInterval: 1 },
})

const occupiedOption = (
  colours: ChartColours,
  axis: string,
  times: readonly string[],
  points: readonly CoursePoint[],
) => ({
  // prettier-ignore
  ...frame(colours, axis, times),
  series: [
    {
      type: 'line' as const,
      step: 'middle' as const,
      symbol: 'none',
      name: axis,
      color: colours.series[0],
      areaStyle: { opacity: 0.15 },
      data: points.map(({ occupied }) => occupied),
    },
  ],
})

/** Departures hang below the line: up and down say what the colours say. */
const movesOption = (
  colours: ChartColours,
  words: { axis: string; arrivals: string; departures: string },
  times: readonly string[],
  points: readonly CoursePoint[],
) => ({
  ...frame(colours, words.axis, times),
  yAxis: {
    ...valueAxis(colours, { name: words.axis, format: (value) => String(Math.abs(value)) }),
    minInterval: 1,
  },
  legend: legend(colours, [words.arrivals, words.departures]),
  series: [
    {
      type: 'bar' as const,
      name: words.arrivals,
      stack: 'moves',
      color: colours.series[0],
      data: points.map(({ arrivals }) => arrivals),
    },
    {
      type: 'bar' as const,
      name: words.departures,
      stack: 'moves',
      color: colours.series[1],
      data: points.map(({ departures }) => -departures),
    },
  ],
})

/** Gaps where nobody was assessed: a line across them would claim to know. */
const scoreOption = (
  colours: ChartColours,
  axis: string,
  times: readonly string[],
  points: readonly CoursePoint[],
) => ({
  // prettier-ignore
  ...frame(colours, axis, times),
  series: [
    {
      type: 'line' as const,
      name: axis,
      color: colours.series[2],
      symbol: 'circle',
      symbolSize: 4,
      connectNulls: false,
      data: points.map(({ news2 }) => (news2.mean === null ? null : Number(news2.mean.toFixed(2)))),
    },
  ],
})
