import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CellValue, MeasuredThing } from '../../../../shared/domain/record-import/csv-mapping'
import { toLanguage } from '../../../i18n/format'
import { Select } from '../../../ui/select'
import { TextField } from '../../../ui/text-field'
import { columnsWith } from './mapping-draft'
import { useNewImport } from './new-import'
import { conceptLabel, conceptOfChoice, knownOf, readChoice } from './observation-choice'

interface ThingFieldsProps {
  /** the source's own word: a column's name, or a text of the column that says what was measured */
  name: string
  thing: MeasuredThing
  /** a disease: only its words for yes and no */
  isDisease?: boolean
  /** of a table of results, whose rows have a unit of their own */
  rowHasUnit?: boolean
  onThing(thing: MeasuredThing): void
}

const unitIn = ({ value }: MeasuredThing): string =>
  value.type === 'quantity' && value.unit.from === 'mapping' ? value.unit.unit : ''

const asWords = (text: string): string[] =>
  text
    .split(/[,，;；]/)
    .map((word) => word.trim())
    .filter(Boolean)

/** What is measured, as what kind of value, in which unit. */
export function ThingFields({
  name,
  thing,
  isDisease = false,
  rowHasUnit = false,
  onThing,
}: ThingFieldsProps) {
  const { t } = useTranslation()
  const { value } = thing
  return (
    <div className="thing-fields">
      <ConceptField name={name} thing={thing} isDisease={isDisease} onThing={onThing} />
      {!isDisease && (
        <Select<CellValue['type']>
          label={t('recordImport.thing.kindOf', { name })}
          labelHidden
          value={value.type}
          options={[
            { value: 'quantity', label: t('recordImport.thing.quantity') },
            { value: 'text', label: t('recordImport.thing.text') },
            { value: 'boolean', label: t('recordImport.thing.boolean') },
            ...(value.type === 'concept'
              ? [{ value: 'concept' as const, label: t('recordImport.thing.concept') }]
              : []),
          ]}
          onValue={(type) => onThing({ ...thing, value: emptyValue(type, value) })}
        />
      )}
      {value.type === 'quantity' && (
        <UnitFields name={name} thing={thing} rowHasUnit={rowHasUnit} onThing={onThing} />
      )}
      {value.type === 'boolean' && (
        <YesNoFields name={name} value={value} onValue={(words) => onThing({ ...thing, value: words })} />
      )}
    </div>
  )
}

function emptyValue(type: CellValue['type'], before: CellValue): CellValue {
  if (type === before.type) return before
  if (type === 'quantity') return { type, unit: { from: 'none' } }
  if (type === 'boolean') return { type, yes: [], no: [] }
  return { type: 'text' }
}

/** The text is read when the field is left: half a word is no choice. */
function ConceptField({ name, thing, isDisease, onThing }: Required<Omit<ThingFieldsProps, 'rowHasUnit'>>) {
  const { t, i18n } = useTranslation()
  const label = conceptLabel(thing.code, toLanguage(i18n.language))
  const [typed, setTyped] = useState<string | null>(null)
  const isBad = typed !== null && readChoice(typed).kind === 'bad-code'
  const take = () => {
    if (typed === null) return
    const choice = isDisease ? { kind: 'words' as const, words: typed.trim() } : readChoice(typed)
    const code = typed === label ? null : conceptOfChoice(choice, unitIn(thing), name)
    if (code) onThing({ ...thing, code, ...categoryOf(choice) })
    if (!isBad) setTyped(null)
  }
  return (
    <TextField
      label={t('recordImport.thing.what', { name })}
      labelHidden
      className="thing-fields__what"
      list={isDisease ? undefined : 'known-observations'}
      placeholder={t(isDisease ? 'recordImport.thing.disease' : 'recordImport.thing.search')}
      maxLength={300}
      value={typed ?? label}
      error={isBad ? t('recordImport.thing.badCode') : undefined}
      hint={isDisease || thing.code.codings.length > 0 ? undefined : t('recordImport.thing.uncoded')}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take()
      }}
    />
  )
}

const categoryOf = (choice: ReturnType<typeof readChoice>): Pick<MeasuredThing, 'category'> =>
  choice.kind === 'known' ? { category: choice.known.category } : {}

function UnitFields({ name, thing, rowHasUnit, onThing }: Required<Omit<ThingFieldsProps, 'isDisease'>>) {
  const { t } = useTranslation()
  const mapping = useNewImport((state) => state.mapping)
  const [isFixed, setFixed] = useState(false)
  if (!mapping || thing.value.type !== 'quantity') return null
  const { unit } = thing.value
  const columns = mapping.form === 'wide' ? columnsWith(mapping, 'unit') : []
  const isOfRow = rowHasUnit && !isFixed && unit.from !== 'mapping'
  const from = isOfRow ? 'row' : unit.from === 'column' ? `column ${unit.column}` : 'fixed'
  const setUnit = (text: string) => {
    const known = knownOf(thing.code)
    const code = known ? (conceptOfChoice({ kind: 'known', known }, text, name) ?? thing.code) : thing.code
    onThing({
      ...thing,
      code,
      value: { type: 'quantity', unit: text === '' ? { from: 'none' } : { from: 'mapping', unit: text } },
    })
  }
  return (
    <>
      {(columns.length > 0 || rowHasUnit) && (
        <Select
          label={t('recordImport.thing.unitFrom', { name })}
          labelHidden
          value={from}
          options={[
            { value: 'fixed', label: t('recordImport.thing.fixed') },
            ...(rowHasUnit ? [{ value: 'row', label: t('recordImport.thing.ofRow') }] : []),
            ...columns.map((column) => ({
              value: `column ${column}`,
              label: t('recordImport.thing.inColumn', { column }),
            })),
          ]}
          onValue={(chosen) => {
            setFixed(chosen === 'fixed')
            if (chosen.startsWith('column '))
              onThing({
                ...thing,
                value: { type: 'quantity', unit: { from: 'column', column: chosen.slice(7) } },
              })
            else setUnit('')
          }}
        />
      )}
      {from === 'fixed' && (
        <TextField
          label={t('recordImport.thing.unit', { name })}
          labelHidden
          className="thing-fields__unit"
          placeholder={t('recordImport.thing.unitPlaceholder')}
          maxLength={100}
          value={unit.from === 'mapping' ? unit.unit : ''}
          error={unit.from === 'none' ? t('recordImport.thing.unitMissing') : undefined}
          onChange={(event) => setUnit(event.target.value.trim())}
        />
      )}
    </>
  )
}

type YesNo = Extract<CellValue, { type: 'boolean' }>

function YesNoFields({ name, value, onValue }: { name: string; value: YesNo; onValue(value: YesNo): void }) {
  const { t } = useTranslation()
  return (
    <>
      <TextField
        label={t('recordImport.thing.yesOf', { name })}
        labelHidden
        placeholder={t('recordImport.thing.yes')}
        defaultValue={value.yes.join(', ')}
        error={value.yes.length === 0 ? t('recordImport.thing.yesMissing') : undefined}
        onBlur={(event) => onValue({ ...value, yes: asWords(event.target.value) })}
      />
      <TextField
        label={t('recordImport.thing.noOf', { name })}
        labelHidden
        placeholder={t('recordImport.thing.no')}
        defaultValue={value.no.join(', ')}
        onBlur={(event) => onValue({ ...value, no: asWords(event.target.value) })}
      />
    </>
  )
}
