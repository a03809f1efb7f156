import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CohortText, ModelManifest } from '../../../shared/domain/models/manifest'
import type { Language } from '../../../shared/domain/settings/settings'
import { toLanguage, useFormatters, type Formatters } from '../../i18n/format'
import { localText } from '../../i18n/local-text'
import { ScrollFrame } from '../../ui/scroll-frame'

type Metric = ModelManifest['metrics'][number]
type Subgroup = ModelManifest['subgroups'][number]

const shares = new Set<string>(['sensitivity', 'specificity', 'ppv'])

/** Shares as percentages, all else with three decimals. */
const valueText = (format: Formatters, name: string, value: number): string =>
  shares.has(name) ? format.percent(value, 1) : format.number(value, 3)

/** Rows in the order of the manifest, put together by cohort. */
function byCohort<Row extends { cohort: CohortText }>(
  rows: readonly Row[],
  language: Language,
): [string, Row[]][] {
  const cohorts = new Map<string, Row[]>()
  for (const row of rows) {
    const name = localText(row.cohort, language)
    cohorts.set(name, [...(cohorts.get(name) ?? []), row])
  }
  return [...cohorts]
}

/** How good the model was, on whom, and how sure that is. */
export function ModelPerformance({ manifest }: { manifest: ModelManifest }) {
  const { t, i18n } = useTranslation()
  const language = toLanguage(i18n.language)
  return (
    <div className="models__panel">
      <section>
        <h3>{t('models.performance.caption')}</h3>
        {manifest.metrics.length === 0 && <p>{t('models.performance.none')}</p>}
        {byCohort(manifest.metrics, language).map(([cohort, metrics]) => (
          <MetricsTable key={cohort} cohort={cohort} metrics={metrics} />
        ))}
      </section>
      {manifest.subgroups.length > 0 && (
        <section>
          <h3>{t('models.performance.subgroups')}</h3>
          {byCohort(manifest.subgroups, language).map(([cohort, subgroups]) => (
            <SubgroupsTable key={cohort} cohort={cohort} subgroups={subgroups} />
          ))}
        </section>
      )}
      <section>
        <h3>{t('models.performance.training')}</h3>
        <ul className="models__training selectable">
          {manifest.trainingData.map((data) => (
            <li key={data.name}>
              {t('models.performance.trainingItem', { name: data.name, n: data.n, licence: data.licence })}
              <span className="quiet"> {data.source}</span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}

/** A table that scrolls by itself where it is wider than its place, named by its caption. */
function DataTable({
  caption,
  heads,
  children,
}: {
  caption: string
  heads: readonly Head[]
  children: ReactNode
}) {
  return (
    <ScrollFrame className="models__table" label={caption}>
      <table className="data-table selectable">
        <caption>{caption}</caption>
        <thead>
          <tr>
            {heads.map(({ name, numeric }) => (
              <th key={name} scope="col" className={numeric ? 'data-table__number' : undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </ScrollFrame>
  )
}

interface Head {
  name: string
  numeric?: boolean
}

function MetricsTable({ cohort, metrics }: { cohort: string; metrics: readonly Metric[] }) {
  const { t } = useTranslation()
  const format = useFormatters()
  return (
    <DataTable
      caption={cohort}
      heads={[
        { name: t('models.performance.measure') },
        { name: t('models.performance.value'), numeric: true },
        { name: t('models.performance.interval'), numeric: true },
        { name: t('models.performance.n'), numeric: true },
        { name: t('models.performance.positives'), numeric: true },
      ]}
    >
      {metrics.map((metric) => (
        <tr key={metric.name}>
          <th scope="row">{t(`models.performance.names.${metric.name}`)}</th>
          <td className="data-table__number">{valueText(format, metric.name, metric.value)}</td>
          <td className="data-table__number">
            <Interval name={metric.name} ci95={metric.ci95} />
          </td>
          <td className="data-table__number">{format.number(metric.n)}</td>
          <td className="data-table__number">{format.number(metric.positives)}</td>
        </tr>
      ))}
    </DataTable>
  )
}

function Interval({ name, ci95: [low, high] }: { name: string; ci95: [number, number] }) {
  const { t } = useTranslation()
  const format = useFormatters()
  return t('models.performance.range', {
    low: valueText(format, name, low),
    high: valueText(format, name, high),
  })
}

function SubgroupsTable({ cohort, subgroups }: { cohort: string; subgroups: readonly Subgroup[] }) {
  const { t, i18n } = useTranslation()
  const format = useFormatters()
  const groupOf = ({ group }: Subgroup): string => localText(group, toLanguage(i18n.language))
  const nameOf = (name: string): string =>
    i18n.exists(`models.performance.names.${name}`)
      ? t(`models.performance.names.${name as Metric['name']}`)
      : name
  return (
    <DataTable
      caption={cohort}
      heads={[
        { name: t('models.performance.group') },
        { name: t('models.performance.measure') },
        { name: t('models.performance.value'), numeric: true },
        { name: t('models.performance.interval'), numeric: true },
        { name: t('models.performance.n'), numeric: true },
      ]}
    >
      {subgroups.map((subgroup) => (
        <tr key={`${groupOf(subgroup)} ${subgroup.name}`}>
          <th scope="row">{groupOf(subgroup)}</th>
          <td>{nameOf(subgroup.name)}</td>
          <td className="data-table__number">{valueText(format, subgroup.name, subgroup.value)}</td>
          <td className="data-table__number">
            <Interval name={subgroup.name} ci95={subgroup.ci95} />
          </td>
          <td className="data-table__number">{format.number(subgroup.n)}</td>
        </tr>
      ))}
    </DataTable>
  )
}
