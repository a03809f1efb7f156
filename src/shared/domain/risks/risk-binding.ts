/** Where a model of tables finds its columns in a record, and whom it must not be asked about. */
import type { KeepingTime } from './keeping-times'

/** Answer codes (LOINC answer lists, SNOMED CT) and words, in small letters, that stand for one cell. */
export interface AnswerWords {
  cell: string
  codes: readonly string[]
  words: readonly string[]
}

export type InputPlace =
  /** Completed years. `most`: the table's own cap. `classes`: cells that begin at an age, ascending */
  | { from: 'age'; most?: number; classes?: readonly { cell: string; fromYears: number }[] }
  | { from: 'sex'; female: string; male: string }
  /** The newest number of these LOINC codes; `unit` (UCUM) is what the column's numbers really are */
  | { from: 'quantity'; loinc: readonly string[]; unit: string; keeps: KeepingTime }
  /** kg/m2 of the newest weight and of the newest height, which adults keep */
  | { from: 'weight-and-height'; keeps: KeepingTime }
  /** A number against a limit; `otherwise` null: a number within it answers nothing */
  | {
      from: 'limit'
      loinc: readonly string[]
      unit: string
      side: 'above' | 'below'
      limit: number
      cell: string
      otherwise: string | null
      keeps: KeepingTime
    }
  | { from: 'answer'; loinc: readonly string[]; answers: readonly AnswerWords[]; keeps: KeepingTime }
  /** The cell itself, under the name that its column has in the table's own code system: a number, a code or its words */
  | { from: 'own-code'; system: string; code: string; keeps: KeepingTime }
  /** Beginnings of ICD-10 codes: one that was ever diagnosed answers; silence answers nothing */
  | { from: 'diagnosis'; icd10: readonly string[]; cell: string }
  /** Whether something was measured at all within so many days; silence answers nothing */
  | { from: 'measured'; loinc: readonly string[]; days: number; cell: string }

export const populationFacts = [
  'known-diabetes',
  'pregnant',
  'adult',
  'referred-for-angiography',
  'known-coronary-disease',
  'advanced-heart-failure',
] as const
export type PopulationFactId = (typeof populationFacts)[number]

/** `required`: no answer without a yes. `excluded`: no answer after a yes. */
export interface PopulationRule {
  fact: PopulationFactId
  rule: 'required' | 'excluded'
  /** beginnings of ICD-10 codes that say yes */
  icd10?: readonly string[]
  /** completed years that answer yes at or above, and no below */
  fromYears?: number
  /** never asked of men */
  womenOnly?: true
}

/** A test that a published guideline recommends where the estimate is above the threshold. */
export interface GuidelineCheck {
  id: 'hba1c' | 'fasting-glucose'
  loinc: readonly string[]
  /** UCUM */
  unit: string
  source: { title: string; doi: string }
}

export interface RiskBinding {
  modelId: string
  /** the condition may be there already, or it may come */
  tense: 'present' | 'future'
  inputs: Readonly<Record<string, readonly InputPlace[]>>
  population: readonly PopulationRule[]
  checks: readonly GuidelineCheck[]
}
