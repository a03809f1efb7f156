import { useTranslation } from 'react-i18next'
import type { CellValue, MeasuredThing } from '../../../../shared/domain/record-import/csv-mapping'
import { Select } from '../../../ui/select'
import { TextField } from '../../../ui/text-field'
import { type ColumnDraft, type Form, type MappingDraft, withColumn } from './mapping-draft'
import { setMapping, useNewImport } from './new-import'
import { ThingFields } from './thing-fields'
import { TimeFields } from './time-fields'

interface ColumnDetailsProps {
  column: ColumnDraft
  index: number
  form: Form
  samples: readonly string[]
}

/** What the meaning of a column needs beside itself. */
export function ColumnDetails({ column, index, form, samples }: ColumnDetailsProps) {
  const { t } = useTranslation()
  const change = (more: Partial<ColumnDraft>) => {
    const { mapping } = useNewImport.getState()
    if (mapping) setMapping(withColumn(mapping, index, more))
  }
  switch (column.role) {
    case 'patient':
      return (
        <TextField
          label={t('recordImport.columns.systemOf', { column: column.name })}
          labelHidden
          placeholder={t('recordImport.columns.system')}
          maxLength={300}
          value={column.system}
          onChange={(event) => change({ system: event.target.value })}
        />
      )
    case 'sex':
      return <SexWords samples={samples} />
    case 'time':
    case 'birthDate':
    case 'end':
      return <TimeFields role={column.role} column={column.name} />
    case 'observation':
      return <ThingFields name={column.name} thing={column.thing} onThing={(thing) => change({ thing })} />
    case 'condition':
      return (
        <ThingFields
          name={column.name}
          thing={asDisease(column.thing)}
          isDisease
          onThing={(thing) => change({ thing })}
        />
      )
    case 'code':
      return form === 'list' ? (
        <CodeSystem />
      ) : (
        <span className="quiet">{t('recordImport.columns.codesBelow')}</span>
      )
    default:
      return null
  }
}

/** A disease is there or not: its words for both. */
const asDisease = (thing: MeasuredThing): MeasuredThing =>
  thing.value.type === 'boolean'
    ? thing
    : { ...thing, value: { type: 'boolean', yes: [], no: [] } satisfies CellValue }

const sexes = ['M', 'F', 'O', 'U'] as const

function SexWords({ samples }: { samples: readonly string[] }) {
  const { t } = useTranslation()
  const mapping = useNewImport((state) => state.mapping)
  if (!mapping) return null
  const missing = new Set(mapping.missing)
  const words = new Set([...samples.map((text) => text.trim()), ...Object.keys(mapping.sexWords)])
  const shown = [...words].filter((word) => word !== '' && !missing.has(word.toLowerCase())).slice(0, 8)
  return (
    <div className="column-table__words">
      {shown.map((word) => (
        <Select
          key={word}
          label={word}
          value={mapping.sexWords[word] ?? 'none'}
          options={[
            { value: 'none', label: t('recordImport.columns.noWord') },
            ...sexes.map((value) => ({ value, label: t(`common.sex.${value}`) })),
          ]}
          onValue={(sex) => setMapping({ ...mapping, sexWords: withWord(mapping.sexWords, word, sex) })}
        />
      ))}
    </div>
  )
}

function withWord(words: MappingDraft['sexWords'], word: string, sex: string): MappingDraft['sexWords'] {
  const { [word]: _before, ...others } = words
  const found = sexes.find((one) => one === sex)
  return found ? { ...others, [word]: found } : others
}

const listSystems = {
  condition: [
    'http://hl7.org/fhir/sid/icd-10',
    'http://hl7.org/fhir/sid/icd-10-cm',
    'http://hl7.org/fhir/sid/icd-9-cm',
    'http://snomed.info/sct',
  ],
  medication: [
    'http://www.whocc.no/atc',
    'http://www.nlm.nih.gov/research/umls/rxnorm',
    'http://hl7.org/fhir/sid/ndc',
  ],
  allergy: ['http://snomed.info/sct', 'http://www.nlm.nih.gov/research/umls/rxnorm'],
  procedure: ['http://snomed.info/sct', 'http://hl7.org/fhir/sid/icd-9-cm'],
} as const
const systemNames: Record<string, string> = {
  'http://hl7.org/fhir/sid/icd-10': 'ICD-10',
  'http://hl7.org/fhir/sid/icd-10-cm': 'ICD-10-CM',
  'http://hl7.org/fhir/sid/icd-9-cm': 'ICD-9-CM',
  'http://snomed.info/sct': 'SNOMED CT',
  'http://www.whocc.no/atc': 'ATC',
  'http://www.nlm.nih.gov/research/umls/rxnorm': 'RxNorm',
  'http://hl7.org/fhir/sid/ndc': 'NDC',
}

function CodeSystem() {
  const { t } = useTranslation()
  const mapping = useNewImport((state) => state.mapping)
  if (!mapping) return null
  const { list } = mapping
  const known: readonly string[] = listSystems[list.as]
  const others = list.system !== '' && !known.includes(list.system) ? [list.system] : []
  return (
    <Select
      label={t('recordImport.columns.codeSystem')}
      labelHidden
      value={list.system}
      options={[
        { value: '', label: t('recordImport.columns.ownCodes') },
        ...[...known, ...others].map((value) => ({ value, label: systemNames[value] ?? value })),
      ]}
      onValue={(system) => setMapping({ ...mapping, list: { ...list, system } })}
    />
  )
}
