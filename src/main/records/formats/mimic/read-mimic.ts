/**
 * Tables of MIMIC-III 1.4 as entries of the record. Which table a file is, its columns say: files are passed on under many
 * names, in capitals and small letters, packed and not.
 */
import type { RecordEntry } from '../../../../shared/domain/record/entry'
import type { ReadItem } from '../../../../shared/domain/record/read-item'
import { readTable, type RowOutcome } from '../csv/read-table'
import { columnsOf } from './columns'
import { chartItem, labItem } from './dictionaries'
import { type MimicOptions, MimicRejection, MimicRow } from './mimic-row'
import { readChartEvent, readLabEvent } from './read-events'
import { readNote, readPrescription } from './read-orders'
import { readAdmission, readPatient, readStay } from './read-people'

export type MimicTable =
  | 'PATIENTS'
  | 'ADMISSIONS'
  | 'ICUSTAYS'
  | 'CHARTEVENTS'
  | 'LABEVENTS'
  | 'PRESCRIPTIONS'
  | 'NOTEEVENTS'
  | 'D_ITEMS'
  | 'D_LABITEMS'

/** Columns that only this table has together. */
const marks: Record<MimicTable, readonly string[]> = {
  NOTEEVENTS: ['SUBJECT_ID', 'CHARTDATE', 'CATEGORY', 'TEXT'],
  PRESCRIPTIONS: ['SUBJECT_ID', 'STARTDATE', 'DRUG', 'DOSE_VAL_RX'],
  CHARTEVENTS: ['SUBJECT_ID', 'ICUSTAY_ID', 'ITEMID', 'CHARTTIME', 'VALUENUM'],
  LABEVENTS: ['SUBJECT_ID', 'ITEMID', 'CHARTTIME', 'VALUENUM', 'FLAG'],
  ICUSTAYS: ['SUBJECT_ID', 'ICUSTAY_ID', 'INTIME', 'FIRST_CAREUNIT'],
  ADMISSIONS: ['SUBJECT_ID', 'HADM_ID', 'ADMITTIME', 'ADMISSION_TYPE'],
  PATIENTS: ['SUBJECT_ID', 'GENDER', 'DOB'],
  D_LABITEMS: ['ITEMID', 'LABEL', 'FLUID'],
  D_ITEMS: ['ITEMID', 'LABEL'],
}

/** The table that a header belongs to, or null. */
export function mimicTable(header: readonly string[]): MimicTable | null {
  const columns = columnsOf(header)
  return (
    (Object.keys(marks) as MimicTable[]).find((table) => marks[table].every((name) => columns.has(name))) ??
    null
  )
}

/** Reads one table. The dictionaries D_ITEMS and D_LABITEMS hold nothing of a patient: they give only rows that cannot be read. */
export function readMimic(
  bytes: AsyncIterable<Uint8Array>,
  options: MimicOptions,
): AsyncGenerator<ReadItem, void, undefined> {
  // prettier-ignore
  return readTable(bytes, { dialect: { delimiter: ',' } }, ({ header }) => {
    const table = mimicTable(header)
    if (!table) return { code: 'unsupported', detail: `no table of MIMIC-III that the program reads has the columns ${header.join(', ').slice(0, 300)}` }
    const columns = columnsOf(header)
    return ({ cells }) => outcomes(table, new MimicRow(table, columns, cells, options), options)
  })
}

function* outcomes(
  table: MimicTable,
  row: MimicRow,
  options: MimicOptions,
): Generator<RowOutcome, void, undefined> {
  try {
    for (const entry of entriesOf(table, row, options)) yield { entry }
  } catch (error) {
    if (!(error instanceof MimicRejection)) throw error
    yield { reason: { code: error.code, detail: error.message } }
  }
}

function entriesOf(table: MimicTable, row: MimicRow, { dictionaries }: MimicOptions): Iterable<RecordEntry> {
  switch (table) {
    case 'PATIENTS':
      return readPatient(row)
    case 'ADMISSIONS':
      return readAdmission(row)
    case 'ICUSTAYS':
      return readStay(row)
    case 'CHARTEVENTS':
      return readChartEvent(row, dictionaries?.chart)
    case 'LABEVENTS':
      return readLabEvent(row, dictionaries?.lab)
    case 'PRESCRIPTIONS':
      return readPrescription(row)
    case 'NOTEEVENTS':
      return readNote(row)
    case 'D_ITEMS':
      chartItem(row)
      return []
    case 'D_LABITEMS':
      labItem(row)
      return []
  }
}
