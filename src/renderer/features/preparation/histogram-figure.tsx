import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Histogram } from '../../../shared/domain/preparation/report'
import { useFormatters } from '../../i18n/format'
import { Chart } from '../../ui/charts/chart'
import { useChartColours } from '../../ui/charts/chart-colours'
import { ChartFigure, FigureTable } from '../../ui/charts/chart-figure'
import { type Bins, histogramOption } from './histogram-option'
import { usePreparationText } from './use-preparation-text'

interface HistogramFigureProps {
  title: string
  unit: string | null
  shown: Histogram
  /** in the same classes, behind it */
  before?: Histogram
  plausible: { low: number; high: number } | null
}

/** A distribution with its unit, its n and the plausible range, or two over one another; the same as a table. */
export function HistogramFigure({ title, unit, shown, before, plausible }: HistogramFigureProps) {
  const { t } = useTranslation()
  const text = usePreparationText()
  const format = useFormatters()
  const colours = useChartColours()
  const unitWord = text.unit(unit)
  const shownName = before ? t('preparation.chart.after') : t('preparation.chart.values')
  const option = useMemo(
    () =>
      histogramOption(colours, {
        before: before ? { name: t('preparation.chart.before'), bins: binsOf(before) } : null,
        shown: { name: shownName, bins: binsOf(shown) },
        axis: unitWord ? t('preparation.chart.axis', { unit: unitWord }) : t('preparation.chart.axisNoUnit'),
        countAxis: t('preparation.chart.count'),
        plausible: plausible && { ...plausible, name: t('preparation.chart.plausible') },
        format: text.figure,
      }),
    [colours, before, shown, shownName, unitWord, plausible, text, t],
  )
  const n = before
    ? t('preparation.chart.nBoth', { before: before.n, after: shown.n })
    : t('preparation.chart.n', { n: shown.n })
  const drawn = [
    ...(before ? [{ name: t('preparation.chart.before'), histogram: before }] : []),
    { name: shownName, histogram: shown },
  ]
  return (
    <ChartFigure
      title={title}
      n={n}
      table={
        <FigureTable
          heads={[
            unitWord ? t('preparation.chart.classUnit', { unit: unitWord }) : t('preparation.chart.class'),
            ...drawn.map(({ name }) => name),
          ]}
          rows={classes(shown).map(({ low, high }, at) => [
            text.range({ low, high }, null),
            ...drawn.map(({ histogram }) => format.number(histogram.counts[at] ?? 0)),
          ])}
        />
      }
    >
      <Chart option={option} label={t('preparation.chart.summary', { title, n })} />
      {drawn
        .filter(({ histogram: { below, above } }) => below + above > 0)
        .map(({ name, histogram: { below, above } }) => (
          <p key={name} className="quiet">
            {t('preparation.chart.outside', { name, below, above })}
          </p>
        ))}
    </ChartFigure>
  )
}

function classes({ low, high, counts }: Histogram): { low: number; high: number }[] {
  const width = (high - low) / counts.length
  return counts.map((_, at) => ({ low: low + at * width, high: low + (at + 1) * width }))
}

function binsOf(histogram: Histogram): Bins {
  const bounds = classes(histogram)
  return {
    edges: [histogram.low, ...bounds.map(({ high }) => high)],
    counts: histogram.counts,
  }
}
