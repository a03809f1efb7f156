import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TableText, type TablePreview } from '../../../../shared/domain/record-import/table-preview'
import type { ImportDraft } from '../../../../shared/domain/record-import/import-draft'
import { reporting } from '../../../app/import-actions'
import { call } from '../../../bridge'
import { Badge } from '../../../ui/badge'
import { Button } from '../../../ui/button'
import { Segmented } from '../../../ui/segmented'
import { Select } from '../../../ui/select'
import { TextField } from '../../../ui/text-field'
import { draftOf, type Form, forms, type MappingDraft, startDraft } from './mapping-draft'
import { MappingsDialog } from './mappings-dialog'
import { changeImport, setMapping, useNewImport } from './new-import'
import { ZoneSelect } from './zone-select'

interface TableControlsProps {
  draft: ImportDraft
  table: TablePreview
  mapping: MappingDraft
}

const encodings = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be', 'windows-1252'] as const
const delimiters = [',', ';', '\t', '|'] as const

/** Which table, how its text is read, and which mapping is begun with. */
export function TableControls({ draft, table, mapping }: TableControlsProps) {
  const { t } = useTranslation()
  const state = useNewImport()
  const tables = draft.files.filter(({ format }) => format === 'csv')
  return (
    <section className="new-import__panel" aria-label={t('recordImport.columns.table')}>
      <div className="new-import__fields">
        {tables.length > 1 && (
          <Select
            label={t('recordImport.columns.file')}
            value={String(state.file)}
            options={tables.map(({ name }, index) => ({ value: String(index), label: name }))}
            onValue={(value) => changeImport({ file: Number(value) })}
          />
        )}
        <SavedMappingSelect table={table} />
        <TextField
          label={t('recordImport.columns.name')}
          hint={t('recordImport.columns.nameHint')}
          required
          maxLength={200}
          value={mapping.name}
          onChange={(event) => setMapping({ ...mapping, name: event.target.value })}
        />
        <TextControls table={table} mapping={mapping} />
        <ZoneSelect
          label={t('recordImport.columns.zone')}
          value={mapping.zone}
          onValue={(zone) => setMapping({ ...mapping, zone })}
        />
      </div>
      <div className="new-import__form">
        <Segmented<Form>
          label={t('recordImport.columns.form')}
          value={mapping.form}
          options={forms.map((value) => ({ value, label: t(`recordImport.form.${value}`) }))}
          onValue={(form) => setMapping({ ...mapping, form })}
        />
        <span className="quiet">{t(`recordImport.formHint.${mapping.form}`)}</span>
      </div>
    </section>
  )
}

function TextControls({ table, mapping }: { table: TablePreview; mapping: MappingDraft }) {
  const { t } = useTranslation()
  const { text } = useNewImport()
  const change = (more: Partial<typeof text>) => changeImport({ text: { ...text, ...more } })
  return (
    <>
      <Select
        label={t('recordImport.columns.encoding')}
        value={text.encoding ?? 'found'}
        hint={table.certainty === 'guess' ? t('recordImport.columns.encodingGuess') : undefined}
        options={[
          {
            value: 'found',
            label: t('recordImport.columns.found', { what: t(`recordImport.encoding.${encodingOf(table)}`) }),
          },
          ...encodings.map((value) => ({ value, label: t(`recordImport.encoding.${value}`) })),
        ]}
        onValue={(value) =>
          change({ encoding: value === 'found' ? undefined : TableText.shape.encoding.parse(value) })
        }
      />
      <Select
        label={t('recordImport.columns.delimiter')}
        value={text.delimiter ?? 'found'}
        options={[
          {
            value: 'found',
            label: t('recordImport.columns.found', {
              what: t(`recordImport.delimiter.${delimiterName(table.delimiter)}`),
            }),
          },
          ...delimiters.map((value) => ({
            value,
            label: t(`recordImport.delimiter.${delimiterName(value)}`),
          })),
        ]}
        onValue={(value) =>
          change({ delimiter: value === 'found' ? undefined : TableText.shape.delimiter.parse(value) })
        }
      />
      <Select
        label={t('recordImport.columns.headerRow')}
        value={String(text.headerRow)}
        options={[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((row) => ({
          value: String(row),
          label: row === 0 ? t('recordImport.columns.noHeader') : t('recordImport.columns.row', { row }),
        }))}
        onValue={(value) => change({ headerRow: Number(value) })}
      />
      <Select<'.' | ','>
        label={t('recordImport.columns.decimal')}
        value={mapping.text.decimal}
        options={[
          { value: '.', label: t('recordImport.columns.point') },
          { value: ',', label: t('recordImport.columns.comma') },
        ]}
        onValue={(decimal) => setMapping({ ...mapping, text: { ...mapping.text, decimal } })}
      />
    </>
  )
}

const encodingOf = ({ encoding }: TablePreview): (typeof encodings)[number] =>
  encodings.find((one) => one === encoding) ?? 'utf-8'

const delimiterName = (delimiter: (typeof delimiters)[number]) =>
  (({ ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' }) as const)[delimiter]

/** The proposal, or a mapping that was saved; one for the same header is taken by itself. */
function SavedMappingSelect({ table }: { table: TablePreview }) {
  const { t } = useTranslation()
  const { mappingId, recognised, zone, text } = useNewImport()
  const [managing, setManaging] = useState(false)
  const choose = async (id: string) => {
    if (id === '') {
      changeImport({
        mapping: startDraft(table, { ...text, decimal: '.' }, zone),
        mappingId: null,
        recognised: false,
      })
      return
    }
    const saved = await reporting(call('recordImport:mapping', { id }))
    if (saved)
      changeImport({ mapping: draftOf(saved.mapping, table.header, zone), mappingId: id, recognised: false })
  }
  return (
    <div className="saved-mapping">
      <Select
        label={t('recordImport.columns.mapping')}
        value={mappingId ?? ''}
        options={[
          { value: '', label: t('recordImport.columns.proposed') },
          ...table.saved.map(({ id, name, sameHeader }) => ({
            value: id,
            label: sameHeader ? t('recordImport.columns.sameHeader', { name }) : name,
          })),
        ]}
        onValue={(id) => void choose(id)}
      />
      <Button onClick={() => setManaging(true)}>{t('recordImport.columns.manage')}</Button>
      {recognised && (
        <p className="saved-mapping__note">
          <Badge tone="good">{t('recordImport.columns.recognised')}</Badge>
        </p>
      )}
      {managing && <MappingsDialog onClose={() => setManaging(false)} />}
    </div>
  )
}
