/** A made-up person as data; times are hours before the moment that the ward is made for. */
import type { PersonName, Sex } from '../../../shared/domain/imaging/instance'
import type { AllergyEntry } from '../../../shared/domain/record/entry'
import type { Course } from './course'
import type { QuantityName } from './quantities'

export const hoursADay = 24
export const hoursAYear = 365.25 * hoursADay

/** A drug: ATC and RxNorm (ingredient) codes and its name. */
export interface Drug {
  atc: string
  rxnorm?: string
  name: string
}

export interface SampleStay {
  id: string
  kind: 'emergency' | 'inpatient' | 'clinic'
  fromHours: number
  /** absent: still there */
  toHours?: number
  /** absent: the admission as a whole, whose places are stays of their own */
  place?: { ward: string; bed?: string }
  service?: string
  reason?: string
  partOf?: string
}

/** Readings of several quantities at the same times. */
export interface SampleReadings {
  fromHours: number
  toHours: number
  everyHours: number
  encounter?: string
  courses: Partial<Record<QuantityName, Course | number>>
}

export interface SampleAnswer {
  question:
    | 'consciousness'
    | 'smoking'
    | 'alcohol'
    | 'diet'
    | 'chestPain'
    | 'restingEcg'
    | 'exerciseAngina'
    | 'exerciseSlope'
    | 'perfusion'
  answer: string
  hoursAgo: number
  /** asked again as often, until so many hours ago */
  again?: { everyHours: number; untilHours: number }
}

export interface SampleMedicine {
  drug: Drug
  /** in words, as ordered */
  dose: string
  route: 'oral' | 'intravenous' | 'subcutaneous' | 'inhaled'
  fromHours: number
  toHours?: number
  /** ordered on the ward, or said to be taken at home */
  act?: 'request' | 'statement'
  /** a running infusion */
  rate?: { value: number; unit: string }
}

export interface SampleProblem {
  icd10: string
  name: string
  fromHours: number
  status?: 'active' | 'resolved' | 'inactive'
  toHours?: number
}

export interface SampleAllergy {
  substance: string
  category: AllergyEntry['category'][number]
  reaction: string
  severity: 'mild' | 'moderate' | 'severe'
  criticality: 'low' | 'high'
}

export interface SampleRelative {
  /** HL7 v3-RoleCode */
  role: 'FTH' | 'MTH' | 'NBRO' | 'NSIS'
  conditions: { icd10: string; name: string; atYears: number }[]
  diedAtYears?: number
}

export interface SampleGenotype {
  gene: string
  /** dbSNP number with its place on GRCh38, or a name alone */
  variant:
    | { dbsnp: string; chromosome: string; position: number; ref: string; alt: string; copies: 0 | 1 | 2 }
    | { name: string }
  diplotype?: string
}

export interface SampleDocument {
  /** LOINC document type */
  loinc: string
  title: string
  text: string
  hoursAgo: number
}

export interface SampleProcedure {
  snomed: string
  name: string
  fromHours: number
  toHours?: number
}

export interface SamplePerson {
  number: string
  name: PersonName
  sex: Sex
  /** ISO date; absent: nobody knows it */
  birthDate?: string
  language: 'en' | 'zh-CN'
  ethnicity?: string
  stays: readonly SampleStay[]
  readings: readonly SampleReadings[]
  answers?: readonly SampleAnswer[]
  problems?: readonly SampleProblem[]
  medicines?: readonly SampleMedicine[]
  allergies?: readonly SampleAllergy[]
  relatives?: readonly SampleRelative[]
  genotypes?: readonly SampleGenotype[]
  procedures?: readonly SampleProcedure[]
  documents?: readonly SampleDocument[]
}

export const latinName = (family: string, given: string): PersonName => ({
  alphabetic: `${family}^${given}^SYNTHETIC`,
  ideographic: '',
  phonetic: '',
})
/** @param signs family and given name in Chinese characters */
export const chineseName = (family: string, given: string, signs: string): PersonName => ({
  alphabetic: `${family}^${given}^SYNTHETIC`,
  ideographic: signs,
  phonetic: '',
})
