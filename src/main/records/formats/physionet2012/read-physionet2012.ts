/**
 * Stays of the PhysioNet / Computing in Cardiology Challenge 2012 as entries of the record.
 *
 * Two forms are read: the challenge's own, a text for each stay (`Time,Parameter,Value` with times as hh:mm since
 * admission), and one table of many stays (`RecordID,minute,parameter,value`), both packed by gzip or not. The challenge
 * states no dates: minute 0 is set to {@link Physionet2012Options.admission}, and each stay's encounter says so.
 */
import { codeSystems } from '../../../../shared/domain/record/coding'
import type { EntryContent, PatientKey, RecordEntry } from '../../../../shared/domain/record/entry'
import type { ReadItem, ReadOptions, RejectReason } from '../../../../shared/domain/record/read-item'
import type { RecordTime } from '../../../../shared/domain/record/times'
import { readTable, type RowOutcome, type RowReader, type Table } from '../csv/read-table'
import {
  type LongFormPlaces,
  longFormPlaces,
  type LongFormRow,
  plainNumber,
  readLongFormRow,
} from './long-form'
import {
  type Physionet2012Parameter,
  physionet2012Parameters,
  physionet2012System,
  physionet2012Units,
} from './parameters'

export interface Physionet2012Options extends ReadOptions {
  /** the instant that stands for minute 0 of every stay, ISO 8601 in UTC (default {@link physionet2012Admission}) */
  admission?: string
}

/** Of the year in which the challenge was held; it says nothing of any patient. */
export const physionet2012Admission = '2012-01-01T00:00:00.000Z'

/** Descriptors of a stay, for which -1 says that the value is not known. */
const descriptors = new Set(['RecordID', 'Age', 'Gender', 'Height', 'ICUType', 'Weight'])

const mostMinutes = 48 * 60

export function readPhysionet2012(
  bytes: AsyncIterable<Uint8Array>,
  options: Physionet2012Options,
): AsyncGenerator<ReadItem, void, undefined> {
  // prettier-ignore
  return readTable(bytes, { dialect: { delimiter: ',' } }, (table) => {
    const places = longFormPlaces(table.header)
    if (!('missing' in places)) return manyStays(places, options)
    if (table.header.join().toLowerCase() === 'time,parameter,value') return oneStay(table, options)
    return { code: 'malformed', detail: `the columns are ${table.header.join(', ').slice(0, 200)}, not RecordID, minute, parameter, value nor Time, Parameter, Value` }
  })
}

const manyStays =
  (places: LongFormPlaces, options: Physionet2012Options): RowReader =>
  ({ cells }) => {
    const row = readLongFormRow(cells, places)
    if (!/^\d{1,12}$/.test(row.record))
      return [rejected('patient-missing', `${row.record.slice(0, 100)} is no RecordID`)]
    return readMeasured(row, options)
  }

function oneStay(table: Table, options: Physionet2012Options): RowReader {
  let record = ''
  return ({ cells, raw }) => {
    const [clock = '', parameter = '', text = ''] = cells.map((cell) => cell.trim())
    if (parameter === 'RecordID' && /^\d{1,12}$/.test(text)) {
      // A rejected row can only be read again with the number of its stay before it.
      if (record === '') table.prefix += `${raw}\n`
      record = text
    }
    if (record === '') return [rejected('patient-missing', 'no RecordID stands before this row')]
    const match = /^(\d{1,3}):([0-5]\d)$/.exec(clock)
    const minute = match ? Number(match[1]) * 60 + Number(match[2]) : null
    return readMeasured({ record, minute, parameter, text, value: plainNumber(text) }, options)
  }
}

function readMeasured(said: LongFormRow, options: Physionet2012Options): RowOutcome[] {
  const { record, minute, parameter, text, value: number } = said
  if (minute === null || !Number.isInteger(minute) || minute < 0 || minute > mostMinutes)
    return [rejected('time-invalid', 'the time is no minute of the first 48 hours')]
  if (parameter === 'RecordID') return []
  if (!number) return [rejected('value-invalid', `${text.slice(0, 100)} is no number`)]
  const isUnknown = descriptors.has(parameter) && number.value === -1
  if (parameter === 'Gender') return [genderOutcome(record, isUnknown ? null : number.value, options)]
  if (parameter === 'ICUType') return [stayOutcome(record, isUnknown ? null : String(number.value), options)]
  // Without a value and without a fault: the source says that the descriptor is not known.
  if (isUnknown) return []
  const known = Object.hasOwn(physionet2012Parameters, parameter) ? physionet2012Parameters[parameter]! : null
  if (!known) return [rejected('code-missing', `${parameter.slice(0, 100)} is no parameter of the challenge`)]
  return [measuredOutcome({ record, minute, parameter, text }, known, number, options)]
}

const rejected = (code: RejectReason, detail: string): RowOutcome => ({ reason: { code, detail } })

const patientKey = (record: string): PatientKey => [{ system: physionet2012System, value: record }]

const stayId = (record: string): string => `stay/${record}`

function minuteTime(
  minute: number,
  { admission = physionet2012Admission }: Physionet2012Options,
): RecordTime {
  return { iso: new Date(Date.parse(admission) + minute * 60_000).toISOString(), precision: 'minute' }
}

function genderOutcome(
  record: string,
  gender: number | null,
  { namespace }: Physionet2012Options,
): RowOutcome {
  if (gender !== null && gender !== 0 && gender !== 1)
    return rejected('value-invalid', `${gender} is no Gender of the challenge`)
  return {
    entry: {
      kind: 'patient',
      identity: { namespace, id: `patient/${record}` },
      patient: patientKey(record),
      status: 'final',
      name: { alphabetic: '', ideographic: '', phonetic: '' },
      sex: gender === null ? 'U' : gender === 1 ? 'M' : 'F',
    },
  }
}

function stayOutcome(record: string, type: string | null, options: Physionet2012Options): RowOutcome {
  const unit = type === null ? undefined : physionet2012Units[type]
  if (type !== null && unit === undefined)
    return rejected('value-invalid', `${type} is no ICUType of the challenge`)
  return {
    entry: {
      kind: 'encounter',
      identity: { namespace: options.namespace, id: stayId(record) },
      patient: patientKey(record),
      status: 'final',
      start: minuteTime(0, options),
      encounterClass: {
        system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
        code: 'IMP',
        display: 'inpatient encounter',
      },
      type:
        type === null
          ? []
          : [
              {
                codings: [{ system: physionet2012System, code: `ICUType=${type}`, display: unit! }],
                text: unit!,
              },
            ],
      state: 'unknown',
      reason: [],
      ...(unit === undefined ? {} : { service: unit, location: unit }),
      note: 'The source states no dates: all times count from an admission that was set for the import.',
    },
  }
}

function measuredOutcome(
  { record, minute, parameter, text }: { record: string; minute: number; parameter: string; text: string },
  known: Physionet2012Parameter,
  number: { value: number; decimals?: number | undefined },
  options: Physionet2012Options,
): RowOutcome {
  if (known.kind === 'flag' && number.value !== 0 && number.value !== 1)
    return rejected('value-invalid', `${parameter} is 0 or 1`)
  const own = { system: physionet2012System, code: parameter, display: known.display }
  const content: EntryContent = {
    kind: 'observation',
    patient: patientKey(record),
    status: 'final',
    encounterId: stayId(record),
    start: minuteTime(minute, options),
    ...(known.kind === 'flag'
      ? { code: { codings: [own] }, value: { type: 'boolean', boolean: number.value === 1 } }
      : {
          code: { codings: [{ system: codeSystems.loinc, code: known.loinc, display: known.display }, own] },
          value: { type: 'quantity', quantity: { ...number, unit: known.unit } },
          category: [
            { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: known.category },
          ],
        }),
  }
  const id = `${record}/${minute}/${parameter}/${text}`
  return { entry: { ...content, identity: { namespace: options.namespace, id } } satisfies RecordEntry }
}
