import { useTranslation } from 'react-i18next'
import type { ShownPreparation } from '../../../shared/domain/models/installed-model'
import type { TableColumn, TableManifest } from '../../../shared/domain/models/manifest'
import type { Language } from '../../../shared/domain/settings/settings'
import { toLanguage, useFormatters, type Formatters } from '../../i18n/format'

interface TableInputsProps {
  manifest: TableManifest
  preparation: ShownPreparation | undefined
}

/** The columns that a model of tables reads: what they mean, their unit, what is taken, and how they are prepared. */
export function TableInputs({ manifest, preparation }: TableInputsProps) {
  const { t, i18n } = useTranslation()
  const format = useFormatters()
  const language = toLanguage(i18n.language)
  const columns = manifest.inputs.flatMap((input) => input.columns)
  const { age, leastKnown } = manifest.population
  const fills = new Map(preparation?.fills.map(({ column, value }) => [column, value]))
  return (
    <section>
      <h3>{t('models.use.columns')}</h3>
      {age && <p className="models__text">{t('models.use.columnsAge', { min: age.min, max: age.max })}</p>}
      <p className="models__text">
        {t('models.use.columnsKnown', { least: leastKnown, count: columns.length })}
      </p>
      {preparation && (
        <p className="models__text selectable">
          {t(preparation.fittedOn === null ? 'models.use.preparedByColumns' : 'models.use.prepared', {
            hash: preparation.pipeline.slice(0, 12),
            rows: preparation.fittedOn ?? 0,
          })}
        </p>
      )}
      <div
        className="models__table models__table--inputs"
        tabIndex={0}
        role="group"
        aria-label={t('models.use.columns')}
      >
        <table className="data-table selectable">
          <thead>
            <tr>
              <th scope="col">{t('models.use.column')}</th>
              <th scope="col">{t('models.use.meaning')}</th>
              <th scope="col">{t('models.use.allowed')}</th>
              <th scope="col">{t('models.use.unit')}</th>
              <th scope="col">{t('models.use.notKnown')}</th>
              <th scope="col">{t('models.use.filled')}</th>
            </tr>
          </thead>
          <tbody>
            {columns.map((column) => (
              <tr key={column.name}>
                <th scope="row">
                  <code>{column.name}</code>
                </th>
                <td>{column.title[language]}</td>
                <td>{allowedText(column, format, language)}</td>
                <td>{column.unit ?? <span className="quiet">{t('models.use.code')}</span>}</td>
                <td>{listed(column.missing, language) || <span className="quiet">–</span>}</td>
                <td>
                  {fills.has(column.name) ? (
                    figure(fills.get(column.name)!, format)
                  ) : (
                    <span className="quiet">{t('models.use.filledByGraph')}</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** With all the decimals that it has: limits and fills are small numbers, such as 0.45. */
const figure = (value: number, format: Formatters): string =>
  format.number(value, String(value).split('.')[1]?.length ?? 0)

function allowedText({ cells }: TableColumn, format: Formatters, language: Language): string {
  if (cells.kind === 'number') return `${figure(cells.low, format)} – ${figure(cells.high, format)}`
  const choices = cells.choices.map(({ cell, title }) =>
    cell === title[language] ? cell : `${cell} = ${title[language]}`,
  )
  return listed(choices, language)
}

const listed = (words: readonly string[], language: Language): string =>
  new Intl.ListFormat(language, { type: 'conjunction', style: 'narrow' }).format(words)
