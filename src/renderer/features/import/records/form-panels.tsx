import { useTranslation } from 'react-i18next'
import type { MeasuredThing } from '../../../../shared/domain/record-import/csv-mapping'
import type { TableRequest } from '../../../../shared/domain/record-import/import-calls'
import { errorOf, useBridgeQuery } from '../../../bridge'
import { useFormatters } from '../../../i18n/format'
import { Checkbox } from '../../../ui/checkbox'
import { ErrorNotice } from '../../../ui/error-notice'
import { Spinner } from '../../../ui/progress'
import { ScrollFrame } from '../../../ui/scroll-frame'
import { Segmented } from '../../../ui/segmented'
import { TextField } from '../../../ui/text-field'
import { columnsWith, type MappingDraft, plainThing } from './mapping-draft'
import { setMapping } from './new-import'
import { ThingFields } from './thing-fields'

interface FormPanelsProps {
  request: TableRequest
  mapping: MappingDraft
}

/** What the form of the table needs beside its columns. */
export function FormPanels({ request, mapping }: FormPanelsProps) {
  return (
    <>
      {mapping.form === 'long' && <LongPanel request={request} mapping={mapping} />}
      {mapping.form === 'list' && <ListPanel mapping={mapping} />}
      <MissingWords mapping={mapping} />
    </>
  )
}

const kinds = ['condition', 'medication', 'allergy', 'procedure'] as const

function ListPanel({ mapping }: { mapping: MappingDraft }) {
  const { t } = useTranslation()
  return (
    <section className="new-import__panel" aria-label={t('recordImport.list.title')}>
      <div className="new-import__form">
        <span>{t('recordImport.list.title')}</span>
        <Segmented
          label={t('recordImport.list.title')}
          value={mapping.list.as}
          options={kinds.map((value) => ({ value, label: t(`recordImport.kind.${value}`) }))}
          onValue={(as) => setMapping({ ...mapping, list: { as, system: '' } })}
        />
      </div>
    </section>
  )
}

/** Cell texts that say nothing, besides the empty one. */
function MissingWords({ mapping }: { mapping: MappingDraft }) {
  const { t } = useTranslation()
  return (
    <section className="new-import__panel" aria-label={t('recordImport.columns.missing')}>
      <TextField
        key={mapping.missing.join('\n')}
        label={t('recordImport.columns.missing')}
        hint={t('recordImport.columns.missingHint')}
        defaultValue={mapping.missing.join('  ')}
        onBlur={(event) => {
          const missing = event.target.value.split(/\s+/).filter(Boolean)
          if (missing.join('\n') !== mapping.missing.join('\n')) setMapping({ ...mapping, missing })
        }}
      />
    </section>
  )
}

const textsShown = 200

/** A table of results: what the texts of the column that says what was measured mean. */
function LongPanel({ request, mapping }: { request: TableRequest; mapping: MappingDraft }) {
  const { t } = useTranslation()
  const formatters = useFormatters()
  const [column] = columnsWith(mapping, 'code')
  const asked = { ...request, column: column ?? '' }
  const found = useBridgeQuery('recordImport:columnTexts', [asked], { enabled: column !== undefined })
  if (column === undefined) return null
  const change = (long: Partial<MappingDraft['long']>) =>
    setMapping({ ...mapping, long: { ...mapping.long, ...long } })
  const rows = allTexts(mapping, found.data?.texts ?? [])
  return (
    <section className="new-import__panel" aria-labelledby="import-texts">
      <h2 id="import-texts">{t('recordImport.long.title', { column })}</h2>
      {found.error && <ErrorNotice error={errorOf(found.error)} />}
      {found.isPending && (
        <p role="status">
          <Spinner /> {t('recordImport.long.reading')}
        </p>
      )}
      {found.data && (
        <p className="quiet">
          {t(found.data.cut ? 'recordImport.long.seenCut' : 'recordImport.long.seen', {
            rows: found.data.rows,
            count: found.data.texts.length,
          })}
        </p>
      )}
      <RowUnit mapping={mapping} onLong={change} />
      <ScrollFrame className="column-table column-table--texts" label={t('recordImport.long.list')}>
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">{t('recordImport.long.text')}</th>
              <th scope="col" className="data-table__number">
                {t('recordImport.long.rows')}
              </th>
              <th scope="col">{t('recordImport.long.meaning')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, textsShown).map(({ text, count }) => (
              <tr key={text} className={mapping.long.known[text] ? undefined : 'column-table__unused'}>
                <th scope="row">
                  <span className="column-table__name clip" title={text}>
                    {text}
                  </span>
                </th>
                <td className="data-table__number">{count === null ? '–' : formatters.number(count)}</td>
                <td className="column-table__details">
                  <TextMeaning text={text} mapping={mapping} onLong={change} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollFrame>
      <Segmented<'keep' | 'refuse'>
        label={t('recordImport.long.others')}
        value={mapping.long.others}
        options={[
          { value: 'keep', label: t('recordImport.long.keep') },
          { value: 'refuse', label: t('recordImport.long.refuse') },
        ]}
        onValue={(others) => change({ others })}
      />
    </section>
  )
}

/** Texts of the table, and those that the mapping knows besides. */
function allTexts(
  { long }: MappingDraft,
  found: readonly { text: string; count: number }[],
): { text: string; count: number | null }[] {
  const there = new Set(found.map(({ text }) => text))
  const others = Object.keys(long.known).filter((text) => !there.has(text))
  return [...found, ...others.map((text) => ({ text, count: null }))]
}

interface LongProps {
  mapping: MappingDraft
  onLong(long: Partial<MappingDraft['long']>): void
}

/** The unit of every row, where no column has one. */
function RowUnit({ mapping, onLong }: LongProps) {
  const { t } = useTranslation()
  const { unit } = mapping.long
  if (unit.from === 'column') return <p>{t('recordImport.long.unitColumn', { column: unit.column })}</p>
  return (
    <TextField
      label={t('recordImport.long.unit')}
      hint={t('recordImport.long.unitHint')}
      className="column-table__row-unit"
      maxLength={100}
      value={unit.from === 'mapping' ? unit.unit : ''}
      onChange={(event) => {
        const text = event.target.value.trim()
        onLong({ unit: text === '' ? { from: 'none' } : { from: 'mapping', unit: text } })
      }}
    />
  )
}

function TextMeaning({ text, mapping, onLong }: LongProps & { text: string }) {
  const { t } = useTranslation()
  const { known, unit } = mapping.long
  const thing = known[text]
  const set = (next: MeasuredThing | undefined) => {
    const { [text]: _before, ...others } = known
    onLong({ known: next ? { ...others, [text]: next } : others })
  }
  return (
    <div className="thing-fields">
      <Checkbox
        label={<span className="visually-hidden">{t('recordImport.long.use', { text })}</span>}
        checked={thing !== undefined}
        onChecked={(checked) => set(checked ? plainThing(text) : undefined)}
      />
      {thing ? (
        <ThingFields name={text} thing={thing} rowHasUnit={unit.from !== 'none'} onThing={set} />
      ) : (
        <span className="quiet">{t(`recordImport.long.${mapping.long.others}Text`)}</span>
      )}
    </div>
  )
}
