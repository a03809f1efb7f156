import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PreparationStep } from '../../../shared/domain/preparation/pipeline'
import type { StepReport } from '../../../shared/domain/preparation/report'
import { bridgeQuery, errorOf } from '../../bridge'
import { useFormatters } from '../../i18n/format'
import { ErrorNotice } from '../../ui/error-notice'
import { ScrollFrame } from '../../ui/scroll-frame'
import { Select } from '../../ui/select'
import { ChangesTable } from './changes-table'
import { HistogramFigure } from './histogram-figure'
import { LearntTable } from './learnt-table'
import { useReasonText } from './use-reason-text'
import { isCurrent, useWorkshop } from './workshop-store'

/** What the last preview says of one step: counts, distributions over one another, every changed cell. */
export function StepEffect({ step, tableId }: { step: PreparationStep; tableId: string }) {
  const { t } = useTranslation()
  const preview = useWorkshop((state) => state.preview)
  const current = useWorkshop(isCurrent)
  const report = preview?.shown.steps.find(({ id }) => id === step.id)
  const wasOn = preview?.pipeline.steps.find(({ id }) => id === step.id)?.on ?? false
  const title = t(`preparation.step.${step.step}`)
  if (!preview || !report || !wasOn) {
    return <p className="quiet">{t(step.on ? 'preparation.effect.notYet' : 'preparation.effect.off')}</p>
  }
  const learnt = preview.shown.learnt.find(({ id }) => id === step.id)
  return (
    <>
      <h2>{t('preparation.effect.title', { step: title })}</h2>
      {!current && <p className="quiet">{t('preparation.effect.outOfDate')}</p>}
      <Extents report={report} />
      <Counts report={report} />
      <Distribution step={step.id} report={report} tableId={tableId} number={preview.number} />
      {learnt && <LearntTable learnt={learnt} fittedOn={preview.shown.fittedOn} />}
      <ChangesTable
        key={`${step.id} ${preview.number}`}
        tableId={tableId}
        report={report}
        pipeline={preview.pipeline}
        number={preview.number}
      />
    </>
  )
}

function Extents({ report }: { report: StepReport }) {
  const { t } = useTranslation()
  const format = useFormatters()
  return (
    <table className="data-table preparation__extents">
      <thead>
        <tr>
          <td />
          {(['before', 'after', 'difference'] as const).map((head) => (
            <th key={head} scope="col" className="data-table__number">
              {t(`preparation.effect.${head}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {(['rows', 'values', 'missing', 'subjects'] as const).map((what) => {
          const [before, after] = [report.before[what], report.after[what]]
          return (
            <tr key={what}>
              <th scope="row">{t(`preparation.extent.${what}`)}</th>
              <td className="data-table__number">{format.number(before)}</td>
              <td className="data-table__number">{format.number(after)}</td>
              <td className="data-table__number">
                {signed(format.number(Math.abs(after - before)), after - before)}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

const signed = (text: string, difference: number) =>
  difference === 0 ? text : difference > 0 ? `+${text}` : `−${text}`

const shownCounts = 60

/** How many cells or rows for which reason, by parameter. */
function Counts({ report }: { report: StepReport }) {
  const { t } = useTranslation()
  const format = useFormatters()
  const reasonText = useReasonText()
  const { counts, nothingLearnt } = report
  const rows = [...counts].sort((a, b) => b.count - a.count)
  return (
    <section className="preparation__section" aria-labelledby="preparation-counts">
      <h3 id="preparation-counts">{t('preparation.effect.counts')}</h3>
      {rows.length === 0 ? (
        <p className="quiet">{t('preparation.effect.nothing')}</p>
      ) : (
        <ScrollFrame label={t('preparation.effect.counts')} className="preparation__changes">
          <table className="data-table selectable">
            <thead>
              <tr>
                <th scope="col">{t('preparation.change.parameter')}</th>
                <th scope="col">{t('preparation.change.reason')}</th>
                <th scope="col" className="data-table__number">
                  {t('preparation.effect.count')}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, shownCounts).map(({ reason, parameter, slip, count }) => (
                <tr key={`${reason} ${parameter} ${slip}`}>
                  <th scope="row">{parameter ?? t('preparation.change.wholeRow')}</th>
                  <td>{reasonText(reason, slip)}</td>
                  <td className="data-table__number">{format.number(count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollFrame>
      )}
      {rows.length > shownCounts && (
        <p className="quiet">{t('preparation.effect.moreCounts', { count: rows.length - shownCounts })}</p>
      )}
      {nothingLearnt.length > 0 && (
        <p className="quiet">
          {t('preparation.effect.nothingLearnt', { names: nothingLearnt.slice(0, 20).join(', ') })}
        </p>
      )}
    </section>
  )
}

interface DistributionProps {
  step: string
  report: StepReport
  tableId: string
  number: number
}

/** Before and after the step, for a parameter that it touched. */
function Distribution({ step, report, tableId, number }: DistributionProps) {
  const { t } = useTranslation()
  const wanted = useWorkshop((state) => state.parameter)
  const [chosen, setChosen] = useState<string | null>(null)
  const names = useWorkshop((state) => state.preview?.pipeline.parameters) ?? []
  const touched = new Map<string, number>()
  for (const { parameter, count } of report.counts)
    if (parameter !== null) touched.set(parameter, (touched.get(parameter) ?? 0) + count)
  const numbers = names.filter(({ values }) => values.kind === 'number').map(({ name }) => name)
  const most = [...touched].sort(([, a], [, b]) => b - a)[0]?.[0]
  const fallback = wanted !== null && touched.has(wanted) ? wanted : (most ?? wanted ?? numbers[0])
  const parameter =
    [chosen, fallback, numbers[0]].find((name) => name != null && numbers.includes(name)) ?? null
  const plausible = names.find(({ name }) => name === parameter)?.plausible ?? null
  const request = { tableId, step, parameter: parameter ?? '' }
  const { queryKey, queryFn } = bridgeQuery('preparation:beforeAfter', request)
  // Of the last preview: another one has other answers to the same question.
  const found = useQuery({ queryKey: [...queryKey, number], queryFn, enabled: parameter !== null })
  if (parameter === null) return null
  return (
    <section className="preparation__section" aria-labelledby="preparation-distribution">
      <h3 id="preparation-distribution">{t('preparation.effect.distribution')}</h3>
      <Select
        className="preparation__narrow"
        label={t('preparation.change.parameter')}
        value={parameter}
        options={numbers.map((name) => ({
          value: name,
          label: touched.has(name)
            ? t('preparation.effect.touchedName', { name, n: touched.get(name) })
            : name,
        }))}
        onValue={setChosen}
      />
      {found.error && <ErrorNotice error={errorOf(found.error)} />}
      {found.data && (
        <HistogramFigure
          title={parameter}
          unit={found.data.unitAfter ?? found.data.unitBefore}
          before={found.data.before}
          shown={found.data.after}
          plausible={plausible}
        />
      )}
    </section>
  )
}
