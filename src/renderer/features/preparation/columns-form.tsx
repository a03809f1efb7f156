import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { timeUnits } from '../../../shared/domain/preparation/pipeline'
import type { OpenedTable } from '../../../shared/domain/preparation/report'
import { Button } from '../../ui/button'
import { ScrollFrame } from '../../ui/scroll-frame'
import { Select } from '../../ui/select'
import { type ColumnsDraft, draftOf, formOf } from './columns-draft'
import { readAs, useWorkshop } from './workshop-store'

const columnFields = {
  wide: ['subject', 'time'],
  long: ['subject', 'time', 'parameter', 'value', 'unit'],
} as const

/** What the columns of the table are: proposed by their names, said by a person. */
export function ColumnsForm({ table }: { table: OpenedTable }) {
  const { t } = useTranslation()
  const known = useWorkshop((state) => state.form) ?? table.form
  const busy = useWorkshop((state) => state.work?.kind === 'profile')
  const [draft, setDraft] = useState(() => draftOf(known))
  const change = (changes: Partial<ColumnsDraft>) => setDraft({ ...draft, ...changes })
  const form = formOf(draft)
  const columns = [
    { value: '', label: t('preparation.columns.none') },
    ...table.header.map((name) => ({ value: name, label: name })),
  ]
  return (
    <section className="preparation__section" aria-labelledby="preparation-columns">
      <h2 id="preparation-columns">{t('preparation.columns.title')}</h2>
      <p className="preparation__text">{t(`preparation.columns.text.${draft.form}`)}</p>
      <SampleRows table={table} />
      <div className="preparation__form preparation__form--wide">
        <Select
          label={t('preparation.columns.form')}
          value={draft.form}
          options={(['wide', 'long'] as const).map((value) => ({
            value,
            label: t(`preparation.columns.forms.${value}`),
          }))}
          onValue={(value) => change({ form: value })}
        />
        {columnFields[draft.form].map((field) => (
          <Select
            key={field}
            label={t(`preparation.columns.${field}`)}
            value={draft[field]}
            options={columns}
            onValue={(value) => change({ [field]: value })}
          />
        ))}
        {draft.time !== '' && (
          <Select
            label={t('preparation.columns.timeUnit')}
            value={draft.timeUnit}
            options={timeUnits.map((value) => ({
              value,
              label: t(`preparation.columns.timeUnits.${value}`),
            }))}
            onValue={(value) => change({ timeUnit: value })}
          />
        )}
      </div>
      {form === null && <p className="quiet">{t('preparation.columns.needs')}</p>}
      <div className="preparation__row">
        <Button tone="primary" disabled={form === null} busy={busy} onClick={() => form && void readAs(form)}>
          {t('preparation.columns.read')}
        </Button>
      </div>
    </section>
  )
}

function SampleRows({ table }: { table: OpenedTable }) {
  const { t } = useTranslation()
  return (
    <ScrollFrame label={t('preparation.columns.sample')} className="preparation__sample">
      <table className="data-table selectable">
        <thead>
          <tr>
            {table.header.map((name, at) => (
              <th key={at} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.sample.map((cells, row) => (
            <tr key={row}>
              {table.header.map((_, at) => (
                <td key={at}>{cells[at] ?? ''}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollFrame>
  )
}
