/** The import that somebody prepares, kept while other screens are looked at. */
import { create } from 'zustand'
import type { CsvMapping } from '../../../../shared/domain/record-import/csv-mapping'
import type { DraftOptions } from '../../../../shared/domain/record-import/import-calls'
import type { DraftForecast, ImportDraft } from '../../../../shared/domain/record-import/import-draft'
import type { RecordFormat } from '../../../../shared/domain/record/intake'
import { parseIsoTime } from '../../../../shared/domain/record/times'
import { type MappingDraft, mappingOf } from './mapping-draft'

export type Step = 'files' | 'columns' | 'check'

export interface NewImport {
  draftId: string | null
  step: Step
  format: RecordFormat
  sender: string
  zone: string
  /** whose curve or genome it is; value '' where the file says so */
  patient: { system: string; value: string }
  /** of HL7 messages that name none; '' for none */
  encoding: string
  /** whether a corrected HL7 order comes with all of its results */
  corrections: 'whole' | 'changed'
  /** day and time in `zone` that stand for minute 0 of stays without dates; '' for the data set's usual one */
  admission: string
  /** which of the tables is looked at */
  file: number
  /** how the table's text is read, as far as a person said so */
  text: Pick<CsvMapping['text'], 'encoding' | 'delimiter' | 'headerRow'>
  /** of which table, read how, the mapping's columns are */
  mappingKey: string
  mapping: MappingDraft | null
  /** the saved one that it began with */
  mappingId: string | null
  /** it was recognised by the table's header */
  recognised: boolean
  keepMapping: boolean
  forecast: DraftForecast | null
}

const systemZone = Intl.DateTimeFormat().resolvedOptions().timeZone

/** Data sets that are their own sender; of others a person says who sent them. */
const ownSenders: Partial<Record<RecordFormat, string>> = {
  mimic: 'MIMIC-III',
  physionet2012: 'PhysioNet 2012',
}

/** Takes another format, with the sender that goes without saying. */
export function setFormat(format: RecordFormat): void {
  const { sender } = useNewImport.getState()
  const isOwn = sender === '' || Object.values(ownSenders).includes(sender)
  changeImport({ format, file: 0, forecast: null, sender: isOwn ? (ownSenders[format] ?? '') : sender })
}

const fresh = (draft: ImportDraft | null): NewImport => ({
  draftId: draft?.id ?? null,
  step: 'files',
  format: draft?.format ?? 'csv',
  sender: ownSenders[draft?.format ?? 'csv'] ?? '',
  zone: systemZone,
  patient: { system: '', value: '' },
  encoding: '',
  corrections: 'whole',
  admission: '',
  file: 0,
  text: { headerRow: 1 },
  mappingKey: '',
  mapping: null,
  mappingId: null,
  recognised: false,
  keepMapping: true,
  forecast: null,
})

export const useNewImport = create<NewImport>(() => fresh(null))

export const changeImport = (change: Partial<NewImport>): void => useNewImport.setState(change)

/** Begins anew when other files are chosen. */
export function followDraft(draft: ImportDraft | null): void {
  if (useNewImport.getState().draftId !== (draft?.id ?? null)) useNewImport.setState(fresh(draft), true)
}

export const setMapping = (mapping: MappingDraft): void => useNewImport.setState({ mapping, forecast: null })

/** What main is told; null while a table has no mapping that can be used. */
export function optionsOf(chosen: NewImport): DraftOptions | null {
  const { format, sender, zone, mapping } = chosen
  const options = { format, zone, ...(sender.trim() === '' ? {} : { sender: sender.trim() }) }
  switch (format) {
    case 'csv': {
      const whole = mapping && mappingOf(mapping)
      return whole && { ...options, mapping: whole }
    }
    case 'vcf':
    case 'wfdb':
      return { ...options, ...patientOf(chosen) }
    case 'hl7':
      return {
        ...options,
        ...(chosen.encoding === '' ? {} : { encoding: chosen.encoding }),
        ...(chosen.corrections === 'whole' ? {} : { correctionsAreComplete: false }),
      }
    case 'physionet2012':
      return { ...options, ...admissionOf(chosen) }
    default:
      return options
  }
}

function patientOf({ patient: { system, value } }: NewImport): Pick<DraftOptions, 'patient'> {
  return value.trim() === '' ? {} : { patient: [{ system: system.trim(), value: value.trim() }] }
}

function admissionOf({ admission, zone }: NewImport): Pick<DraftOptions, 'admission'> {
  const time = admission === '' ? null : parseIsoTime(admission, zone)
  return time ? { admission: time.iso } : {}
}
