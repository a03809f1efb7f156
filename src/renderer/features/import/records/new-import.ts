/** The import that somebody prepares, kept while other screens are looked at. */
import { create } from 'zustand'
import type { CsvMapping } from '../../../../shared/domain/record-import/csv-mapping'
import type { DraftOptions } from '../../../../shared/domain/record-import/import-calls'
import type { DraftForecast, ImportDraft } from '../../../../shared/domain/record-import/import-draft'
import type { RecordFormat } from '../../../../shared/domain/record/intake'
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
export function optionsOf({ format, sender, zone, patient, mapping }: NewImport): DraftOptions | null {
  const options = { format, zone, ...(sender.trim() === '' ? {} : { sender: sender.trim() }) }
  if (format === 'csv') {
    const whole = mapping && mappingOf(mapping)
    return whole && { ...options, mapping: whole }
  }
  const isNamed = (format === 'vcf' || format === 'wfdb') && patient.value.trim() !== ''
  return isNamed
    ? { ...options, patient: [{ system: patient.system.trim(), value: patient.value.trim() }] }
    : options
}
