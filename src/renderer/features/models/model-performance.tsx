import { useTranslation } from 'react-i18next'
import type { ModelManifest } from '../../../shared/domain/models/manifest'
import { useFormatters, type Formatters } from '../../i18n/format'

type Metric = ModelManifest['metrics'][number]
type Subgroup = ModelManifest['subgroups'][number]

const shares = new Set<string>(['sensitivity', 'specificity'])

/** Shares as percentages, all else with three decimals. */
const valueText = (format: Formatters, name: string, value: number): string =>
  shares.has(name) ? format.percent(value, 1) : format.number(value, 3)

/** How good the model was, on whom, and how sure that is. */
export function ModelPerformance({ manifest }: { manifest: ModelManifest }) {
  const { t } = useTranslation()
  return (
    <div className="models__panel">
      <section>
        <h3 id="model-metrics">{t('models.performance.caption')}</h3>
        {manifest.metrics.length === 0 ? (
          <p>{t('models.performance.none')}</p>
        ) : (
          <MetricsTable metrics={manifest.metrics} labelledBy="model-metrics" />
        )}
      </section>
      {manifest.subgroups.length > 0 && (
        <section>
          <h3 id="model-subgroups">{t('models.performance.subgroups')}</h3>
          <SubgroupsTable subgroups={manifest.subgroups} labelledBy="model-subgroups" />
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

function MetricsTable({ metrics, labelledBy }: { metrics: readonly Metric[]; labelledBy: string }) {
  const { t } = useTranslation()
  const format = useFormatters()
  return (
    <div className="models__table" tabIndex={0} role="group" aria-labelledby={labelledBy}>
      <table className="data-table selectable" aria-labelledby={labelledBy}>
        <thead>
          <tr>
            <th scope="col">{t('models.performance.measure')}</th>
            <th scope="col" className="data-table__number">{t('models.performance.value')}</th>
            <th scope="col" className="data-table__number">{t('models.performance.interval')}</th>
            <th scope="col" className="data-table__number">{t('models.performance.n')}</th>
            <th scope="col" className="data-table__number">{t('models.performance.positives')}</th>
            <th scope="col">{t('models.performance.cohort')}</th>
          </tr>
        </thead>
        <tbody>
          {metrics.map((metric) => (
            <tr key={`${metric.cohort} ${metric.name}`}>
              <th scope="row">{t(`models.performance.names.${metric.name}`)}</th>
              <td className="data-table__number">{valueText(format, metric.name, metric.value)}</td>
              <td className="data-table__number">
                <Interval name={metric.name} ci95={metric.ci95} />
              </td>
              <td className="data-table__number">{format.number(metric.n)}</td>
              <td className="data-table__number">{format.number(metric.positives)}</td>
              <td>{metric.cohort}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Interval({ name, ci95: [low, high] }: { name: string; ci95: [number, number] }) {
  const { t } = useTranslation()
  const format = useFormatters()
  return t('models.performance.range', { low: valueText(format, name, low), high: valueText(format, name, high) })
}

function SubgroupsTable({ subgroups, labelledBy }: { subgroups: readonly Subgroup[]; labelledBy: string }) {
  const { t, i18n } = useTranslation()
  const format = useFormatters()
  const nameOf = (name: string): string => {
    const key = `models.performance.names.${name}`
    return i18n.exists(key) ? t(`models.performance.names.${name as Metric['name']}`) : name
  }
  return (
    <div className="models__table" tabIndex={0} role="group" aria-labelledby={labelledBy}>
      <table className="data-table selectable" aria-labelledby={labelledBy}>
        <thead>
          <tr>
            <th scope="col">{t('models.performance.group')}</th>
            <th scope="col">{t('models.performance.measure')}</th>
            <th scope="col" className="data-table__number">{t('models.performance.value')}</th>
            <th scope="col" className="data-table__number">{t('models.performance.interval')}</th>
            <th scope="col" className="data-table__number">{t('models.performance.n')}</th>
            <th scope="col">{t('models.performance.cohort')}</th>
          </tr>
        </thead>
        <tbody>
          {subgroups.map((subgroup) => (
            <tr key={`${subgroup.cohort} ${subgroup.group} ${subgroup.name}`}>
              <th scope="row">{subgroup.group}</th>
              <td>{nameOf(subgroup.name)}</td>
              <td className="data-table__number">{valueText(format, subgroup.name, subgroup.value)}</td>
              <td className="data-table__number">
                <Interval name={subgroup.name} ci95={subgroup.ci95} />
              </td>
              <td className="data-table__number">{format.number(subgroup.n)}</td>
              <td>{subgroup.cohort}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
