import { useTranslation } from 'react-i18next'
import type { TableColumn, TableManifest } from '../../../shared/domain/models/manifest'
import type { Language } from '../../../shared/domain/settings/settings'
import { toLanguage, useFormatters, type Formatters } from '../../i18n/format'

/** The columns that a model of tables reads: what they mean, their unit, and what is taken. */
export function TableInputs({ manifest }: { manifest: TableManifest }) {
  const { t, i18n } = useTranslation()
  const format = useFormatters()
  const language = toLanguage(i18n.language)
  const columns = manifest.inputs.flatMap((input) => input.columns)
  const { age, leastKnown } = manifest.population
  return (
    <section>
      <h3>{t('models.use.columns')}</h3>
      {age && <p className="models__text">{t('models.use.columnsAge', { min: age.min, max: age.max })}</p>}
      <p className="models__text">
        {t('models.use.columnsKnown', { least: leastKnown, count: columns.length })}
      </p>
      <div className="models__table" tabIndex={0} role="group" aria-label={t('models.use.columns')}>
        <table className="data-table selectable">
          <thead>
            <tr>
              <th scope="col">{t('models.use.column')}</th>
              <th scope="col">{t('models.use.meaning')}</th>
              <th scope="col">{t('models.use.allowed')}</th>
              <th scope="col">{t('models.use.unit')}</th>
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
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function allowedText({ cells }: TableColumn, format: Formatters, language: Language): string {
  if (cells.kind === 'number') return `${format.number(cells.low)} – ${format.number(cells.high)}`
  const choices = cells.choices.map(({ cell, title }) =>
    cell === title[language] ? cell : `${cell} = ${title[language]}`,
  )
  return new Intl.ListFormat(language, { type: 'conjunction', style: 'narrow' }).format(choices)
}
