/** Laboratory values that the ward's list shows beside the early warning score. */
import { codeSystems } from '../record/coding'
import type { RecordCode } from '../record/reading'

export interface LabColumn {
  id: string
  /** codes of the same thing, as mass and as amount of substance */
  codes: readonly RecordCode[]
  /** UCUM, in which values are shown and compared */
  unit: string
  decimals: number
  /** a change smaller than this is no change, in `unit`: about what repeated measurement gives (a rule of this program) */
  step: number
}

const loinc = (...codes: string[]): RecordCode[] => codes.map((code) => ({ system: codeSystems.loinc, code }))

export const labColumns = [
  { id: 'potassium', codes: loinc('2823-3', '6298-4'), unit: 'mmol/L', decimals: 1, step: 0.2 },
  { id: 'sodium', codes: loinc('2951-2', '2947-0'), unit: 'mmol/L', decimals: 0, step: 2 },
  { id: 'creatinine', codes: loinc('2160-0', '14682-9', '38483-4'), unit: 'umol/L', decimals: 0, step: 10 },
  { id: 'lactate', codes: loinc('2524-7', '2518-9', '32693-4'), unit: 'mmol/L', decimals: 1, step: 0.4 },
  {
    id: 'glucose',
    codes: loinc('2345-7', '14749-6', '2339-0', '15074-8'),
    unit: 'mmol/L',
    decimals: 1,
    step: 1,
  },
  { id: 'haemoglobin', codes: loinc('718-7', '59260-0'), unit: 'g/L', decimals: 0, step: 5 },
  { id: 'crp', codes: loinc('1988-5'), unit: 'mg/L', decimals: 0, step: 10 },
] as const satisfies readonly LabColumn[]

export type LabColumnId = (typeof labColumns)[number]['id']

/** Hours after which something is shown as old. For vital signs the score's own limit; for the rest a rule of this program. */
export const staleHours = { vital: 12, lab: 48, stayRisk: 48 } as const
