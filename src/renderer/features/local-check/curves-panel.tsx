import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { LocalCheckReport } from '../../../shared/domain/local-check/local-check'
import { asLine, base, band, dashedLine, grid, legend, valueAxis } from '../../ui/charts/axes'
import { Chart } from '../../ui/charts/chart'
import { type ChartColours, useChartColours } from '../../ui/charts/chart-colours'
import { ChartFigure, FigureTable } from '../../ui/charts/chart-figure'
import { axisPercent, useCheckText } from './use-text'

type Roc = NonNullable<LocalCheckReport['roc']>
type PrecisionRecall = NonNullable<LocalCheckReport['precisionRecall']>

interface CurvesProps {
  report: LocalCheckReport
  roc: Roc
  precisionRecall: PrecisionRecall
}

/** How well the answers order the cases. */
export function CurvesPanel({ report, roc, precisionRecall }: CurvesProps) {
  const { t } = useTranslation()
  const text = useCheckText()
  const { auc, bootstrap } = roc
  return (
    <section className="local-check__section" aria-labelledby="check-curves">
      <h2 id="check-curves">{t('localCheck.curves.title')}</h2>
      <dl className="local-check__facts">
        <div>
          <dt>{t('localCheck.curves.auc')}</dt>
          <dd>
            {text.interval(auc)} <span className="quiet">{t('localCheck.curves.aucDelong')}</span>
          </dd>
          <dd className="quiet">
            {text.range(text.three(bootstrap.low), text.three(bootstrap.high))}{' '}
            {t('localCheck.curves.aucBootstrap', { n: bootstrap.replicates })}
          </dd>
        </div>
        <div>
          <dt>{t('localCheck.curves.averagePrecision')}</dt>
          <dd>{text.three(precisionRecall.averagePrecision)}</dd>
          <dd className="quiet">
            {t('localCheck.curves.prevalence')}: {text.share(precisionRecall.prevalence)}
          </dd>
        </div>
      </dl>
      <div className="local-check__pair">
        <RocFigure report={report} roc={roc} />
        <PrecisionRecallFigure report={report} curve={precisionRecall} />
      </div>
    </section>
  )
}

const shareAxis = (colours: ChartColours, name: string) =>
  valueAxis(colours, { name, format: axisPercent, min: 0, max: 1, interval: 0.2 })

const curveLine = (name: string, colour: string, points: readonly (readonly [number, number])[]) => ({
  type: 'line' as const,
  name,
  symbol: 'none',
  lineStyle: { color: colour, width: 2 },
  itemStyle: { color: colour },
  z: 3,
  data: points.map(([x, y]) => [x, y]),
})

const pointAt = (name: string, colours: ChartColours, at: readonly [number, number]) => ({
  type: 'scatter' as const,
  name,
  symbol: 'diamond',
  symbolSize: 13,
  itemStyle: { color: colours.series[1], borderColor: colours.surface, borderWidth: 1 },
  z: 4,
  data: [at],
})

const shareTip = (first: string, second: string) => ({
  trigger: 'item' as const,
  formatter: ({ value }: { value: readonly [number, number] }) =>
    `${first}: ${(value[0] * 100).toFixed(1)}\n${second}: ${(value[1] * 100).toFixed(1)}`,
})

const ratio = (part: number, rest: number): number => (part + rest > 0 ? part / (part + rest) : 0)

function RocFigure({ report, roc }: { report: LocalCheckReport; roc: Roc }) {
  const { t } = useTranslation()
  const text = useCheckText()
  const colours = useChartColours()
  const { confusion, counts } = report
  const option = useMemo(() => {
    const [x, y] = [t('localCheck.curves.falsePositiveRate'), t('localCheck.curves.sensitivity')]
    const shared = base(colours)
    return {
      ...shared,
      tooltip: { ...shared.tooltip, ...shareTip(x, y) },
      legend: legend(colours, [
        t('localCheck.curves.band'),
        asLine(t('localCheck.curves.curve')),
        asLine(t('localCheck.curves.chance')),
        t('localCheck.curves.atThreshold'),
      ]),
      grid,
      xAxis: shareAxis(colours, x),
      yAxis: shareAxis(colours, y),
      series: [
        band(
          t('localCheck.curves.band'),
          colours.series[0],
          roc.band.map(({ falsePositiveRate, low, high }) => ({ x: falsePositiveRate, low, high })),
        ),
        curveLine(t('localCheck.curves.curve'), colours.series[0], roc.points),
        dashedLine(t('localCheck.curves.chance'), colours.quiet, [0, 0], [1, 1]),
        pointAt(t('localCheck.curves.atThreshold'), colours, [
          ratio(confusion.falsePositives, confusion.trueNegatives),
          ratio(confusion.truePositives, confusion.falseNegatives),
        ]),
      ],
    }
  }, [roc, confusion, colours, t])
  return (
    <ChartFigure
      title={t('localCheck.curves.roc')}
      n={t('localCheck.n', { n: counts.cases, positives: counts.positives })}
      table={
        <FigureTable
          heads={[
            t('localCheck.curves.falsePositiveRate'),
            t('localCheck.curves.sensitivity'),
            t('localCheck.curves.band'),
          ]}
          rows={roc.band.map(({ falsePositiveRate, low, high }) => [
            axisPercent(falsePositiveRate),
            text.share(highestBefore(roc.points, falsePositiveRate)),
            text.range(text.share(low), text.share(high)),
          ])}
        />
      }
    >
      <Chart
        size="square"
        option={option}
        label={t('localCheck.curves.rocSummary', { auc: text.interval(roc.auc) })}
      />
    </ChartFigure>
  )
}

/** The curve's height at a place on its axis. */
function highestBefore(points: Roc['points'], x: number): number {
  const before = points.filter(([at]) => at <= x + 1e-12).at(-1) ?? [0, 0]
  const after = points.find(([at]) => at > x + 1e-12)
  if (!after) return before[1]
  return before[1] + ((x - before[0]) / (after[0] - before[0])) * (after[1] - before[1])
}

function PrecisionRecallFigure({ report, curve }: { report: LocalCheckReport; curve: PrecisionRecall }) {
  const { t } = useTranslation()
  const text = useCheckText()
  const colours = useChartColours()
  const { confusion, counts } = report
  const option = useMemo(() => {
    const [x, y] = [t('localCheck.curves.recall'), t('localCheck.curves.precision')]
    const shared = base(colours)
    return {
      ...shared,
      tooltip: { ...shared.tooltip, ...shareTip(x, y) },
      legend: legend(colours, [
        asLine(t('localCheck.curves.curve')),
        asLine(t('localCheck.curves.prevalence')),
        t('localCheck.curves.atThreshold'),
      ]),
      grid,
      xAxis: shareAxis(colours, x),
      yAxis: shareAxis(colours, y),
      series: [
        curveLine(t('localCheck.curves.curve'), colours.series[0], curve.points),
        dashedLine(
          t('localCheck.curves.prevalence'),
          colours.quiet,
          [0, curve.prevalence],
          [1, curve.prevalence],
        ),
        pointAt(t('localCheck.curves.atThreshold'), colours, [
          ratio(confusion.truePositives, confusion.falseNegatives),
          ratio(confusion.truePositives, confusion.falsePositives),
        ]),
      ],
    }
  }, [curve, confusion, colours, t])
  return (
    <ChartFigure
      title={t('localCheck.curves.pr')}
      n={t('localCheck.n', { n: counts.cases, positives: counts.positives })}
      table={
        <FigureTable
          heads={[t('localCheck.curves.recall'), t('localCheck.curves.precision')]}
          rows={curve.points.map(([recall, precision]) => [text.share(recall), text.share(precision)])}
        />
      }
    >
      <Chart
        size="square"
        option={option}
        label={t('localCheck.curves.prSummary', {
          value: text.three(curve.averagePrecision),
          prevalence: text.share(curve.prevalence),
        })}
      />
    </ChartFigure>
  )
}
