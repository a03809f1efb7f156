import { Search } from 'lucide-react'
import { memo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TablePreview } from '../../../../shared/domain/record-import/table-preview'
import { toLanguage } from '../../../i18n/format'
import { Badge } from '../../../ui/badge'
import { Checkbox } from '../../../ui/checkbox'
import { ScrollFrame } from '../../../ui/scroll-frame'
import { Select } from '../../../ui/select'
import { TextField } from '../../../ui/text-field'
import { knownObservations } from '../../../../shared/domain/record-import/known-observations'
import { usualTimePatterns } from '../../../../shared/domain/record-import/time-pattern'
import { ColumnDetails } from './column-details'
import { type ColumnDraft, type Form, type MappingDraft, type Role, rolesOf, setRole } from './mapping-draft'
import { setMapping, useNewImport } from './new-import'
import { observationLabel } from './observation-choice'

interface ColumnTableProps {
  table: TablePreview
  mapping: MappingDraft
}

const samplesOf = (table: TablePreview) => (column: number) => table.rows.map((row) => row[column] ?? '')

/** One line for each column: its first values, what it means, and what that needs. */
export function ColumnTable({ table, mapping }: ColumnTableProps) {
  const { t } = useTranslation()
  const [words, setWords] = useState('')
  const [onlyUsed, setOnlyUsed] = useState(false)
  const wanted = words.trim().toLowerCase()
  const rows = mapping.columns.flatMap((column, index) => {
    const isFound = wanted === '' || column.name.toLowerCase().includes(wanted)
    return isFound && (!onlyUsed || column.role !== null) ? [{ column, index }] : []
  })
  const used = mapping.columns.filter(({ role }) => role !== null).length
  return (
    <section className="new-import__panel" aria-labelledby="import-columns">
      <div className="column-table__bar">
        <h2 id="import-columns">
          {t('recordImport.columns.count', { count: mapping.columns.length })} ·{' '}
          {t('recordImport.columns.used', { count: used })}
        </h2>
        <TextField
          type="search"
          label={t('recordImport.columns.find')}
          labelHidden
          placeholder={t('recordImport.columns.find')}
          icon={<Search aria-hidden="true" />}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <Checkbox label={t('recordImport.columns.onlyUsed')} checked={onlyUsed} onChecked={setOnlyUsed} />
      </div>
      <OfferedWords />
      <ScrollFrame className="column-table" label={t('recordImport.columns.list')}>
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">{t('recordImport.columns.column')}</th>
              <th scope="col">{t('recordImport.columns.values')}</th>
              <th scope="col">{t('recordImport.columns.meaning')}</th>
              <th scope="col">{t('recordImport.columns.details')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ column, index }) => (
              <ColumnRow key={index} column={column} index={index} form={mapping.form} table={table} />
            ))}
          </tbody>
        </table>
        {rows.length === 0 && (
          <p className="quiet column-table__none">{t('recordImport.columns.noneFound')}</p>
        )}
      </ScrollFrame>
    </section>
  )
}

/** Known observations and usual forms of times, offered in every field that asks for one. */
function OfferedWords() {
  const { i18n } = useTranslation()
  const language = toLanguage(i18n.language)
  return (
    <>
      <datalist id="known-observations">
        {knownObservations.map((known) => (
          <option key={known.loinc.any} value={observationLabel(known, language)} />
        ))}
      </datalist>
      <datalist id="usual-times">
        {usualTimePatterns.map((pattern) => (
          <option key={pattern} value={pattern} />
        ))}
      </datalist>
    </>
  )
}

interface ColumnRowProps {
  column: ColumnDraft
  index: number
  form: Form
  table: TablePreview
}

const valuesShown = 3

/** Drawn anew only when its own column changes: a table may have hundreds. */
const ColumnRow = memo(function ColumnRow({ column, index, form, table }: ColumnRowProps) {
  const { t } = useTranslation()
  const values = [...new Set(samplesOf(table)(index).filter((text) => text.trim() !== ''))].slice(
    0,
    valuesShown,
  )
  const change = (role: Role | 'none') => {
    const { mapping } = useNewImport.getState()
    if (mapping) setMapping(setRole(mapping, index, role === 'none' ? null : role, samplesOf(table)))
  }
  return (
    <tr className={column.role === null ? 'column-table__unused' : undefined}>
      <th scope="row">
        <span className="column-table__name clip" title={column.name}>
          {column.name === '' ? t('recordImport.columns.nameless', { number: index + 1 }) : column.name}
        </span>
        {column.proposed && <Badge tone="info">{t('recordImport.columns.byProgram')}</Badge>}
      </th>
      <td className="column-table__values selectable">
        {values.map((value) => (
          <span key={value} className="clip" title={value}>
            {value}
          </span>
        ))}
        {values.length === 0 && <span className="quiet">{t('recordImport.columns.empty')}</span>}
      </td>
      <td>
        <Select<Role | 'none'>
          label={t('recordImport.columns.meaningOf', { column: column.name })}
          labelHidden
          value={column.role ?? 'none'}
          options={[
            { value: 'none', label: t('recordImport.role.none') },
            ...rolesOf[form].map((value) => ({ value, label: t(`recordImport.role.${value}`) })),
          ]}
          onValue={change}
        />
      </td>
      <td className="column-table__details">
        <ColumnDetails column={column} index={index} form={form} samples={samplesOf(table)(index)} />
      </td>
    </tr>
  )
})
