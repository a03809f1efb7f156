/** Values of made-up patients for the bench of the record: as entries, as FHIR, as rows of a table, and for a plain table. */
import { codeSystems } from '../../src/shared/domain/record/coding'
import type { ObservationEntry } from '../../src/shared/domain/record/entry'
import { type CsvMapping, csvMappingFormat } from '../../src/shared/domain/record-import/csv-mapping'

/** Values of one patient, as of a stay of some days, of so many codes in turn. */
export const valuesEach = 2_500
/** One who was watched for long: so many values of the first code. */
export const longCurve = 50_000

const measured = [
  ['8867-4', '/min'],
  ['8480-6', 'mm[Hg]'],
  ['8462-4', 'mm[Hg]'],
  ['9279-1', '/min'],
  ['59408-5', '%'],
  ['8310-5', 'Cel'],
  ['2345-7', 'mg/dL'],
  ['2160-0', 'mg/dL'],
  ['2823-3', 'mmol/L'],
  ['718-7', 'g/dL'],
] as const
export const codes: readonly string[] = measured.map(([code]) => code)
const startMs = Date.UTC(2026, 0, 1)

export interface MadeUpValue {
  patient: string
  code: string
  unit: string
  iso: string
  value: number
}

export function valueAt(index: number): MadeUpValue {
  const [code, unit] = measured[index % measured.length] ?? measured[0]
  const iso = new Date(startMs + Math.floor(index / measured.length) * 60_000).toISOString()
  return { patient: `P${Math.floor(index / valuesEach)}`, code, unit, iso, value: 50 + ((index * 7) % 100) }
}

/** Of the patient who was watched for long: a value a minute. */
export function longValueAt(index: number): MadeUpValue {
  const [code, unit] = measured[0]
  const iso = new Date(startMs + index * 60_000).toISOString()
  return { patient: 'LONG', code, unit, iso, value: 60 + 20 * Math.sin(index / 200) }
}

export const entryOf = (
  { patient, code, unit, iso, value }: MadeUpValue,
  number: string,
): ObservationEntry => ({
  kind: 'observation',
  identity: { namespace: 'bench', id: `Observation/${number}` },
  patient: [{ system: 'urn:mrn', value: patient }],
  status: 'final',
  start: { iso, precision: 'second' },
  code: { codings: [{ system: codeSystems.loinc, code }] },
  value: { type: 'quantity', quantity: { value, unit } },
})

export const resourceOf = ({ patient, code, unit, iso, value }: MadeUpValue, number: string): string =>
  JSON.stringify({
    resourceType: 'Observation',
    id: number,
    status: 'final',
    code: { coding: [{ system: codeSystems.loinc, code }] },
    subject: { identifier: { system: 'urn:mrn', value: patient } },
    effectiveDateTime: iso,
    valueQuantity: { value, unit, code: unit, system: codeSystems.ucum },
  })

export const tableHead = 'pid,time,item,value,unit'
export const rowOf = ({ patient, code, unit, iso, value }: MadeUpValue): string =>
  [patient, iso, code, value, unit].join(',')

export const tableMapping: CsvMapping = {
  format: csvMappingFormat,
  name: 'bench',
  text: { encoding: 'utf-8', headerRow: 1, decimal: '.' },
  missing: [],
  patient: { identifiers: [{ column: 'pid', system: 'urn:mrn' }] },
  time: { columns: ['time'], patterns: ['YYYY-MM-DDTHH:mm:ss.SSSZ'] },
  timeRequired: true,
  rows: {
    form: 'long',
    code: {
      column: 'item',
      known: Object.fromEntries(
        codes.map((code) => [
          code,
          {
            code: { codings: [{ system: codeSystems.loinc, code }] },
            value: { type: 'quantity', unit: { from: 'none' } },
          },
        ]),
      ),
      others: 'refuse',
    },
    value: 'value',
    unit: { from: 'column', column: 'unit' },
  },
}
