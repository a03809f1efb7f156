/** Codes of HL7's tables (v2.9, chapter 2C), and the systems that FHIR gives them. */
import { codeSystems } from '../../../../../shared/domain/record/coding'
import type { EntryStatus } from '../../../../../shared/domain/record/entry'

/** URI of an HL7 v2 table, as FHIR names it (terminology.hl7.org). */
export const tableSystem = (table: string): string => `http://terminology.hl7.org/CodeSystem/v2-${table}`

/** Table 0396, coding systems, by their names without blanks and punctuation; OIDs as well. */
const systems: Record<string, string> = {
  LN: codeSystems.loinc,
  LOINC: codeSystems.loinc,
  '216840111388361': codeSystems.loinc,
  SCT: codeSystems.snomed,
  SNOMEDCT: codeSystems.snomed,
  '2168401113883696': codeSystems.snomed,
  I10: codeSystems.icd10,
  ICD10: codeSystems.icd10,
  '216840111388363': codeSystems.icd10,
  I10C: codeSystems.icd10cm,
  ICD10CM: codeSystems.icd10cm,
  '2168401113883690': codeSystems.icd10cm,
  I9C: codeSystems.icd9cm,
  ICD9CM: codeSystems.icd9cm,
  '21684011138836103': codeSystems.icd9cm,
  RXNORM: codeSystems.rxnorm,
  '2168401113883688': codeSystems.rxnorm,
  NDC: codeSystems.ndc,
  ATC: codeSystems.atc,
  WC: codeSystems.atc,
  CVX: codeSystems.cvx,
  UCUM: codeSystems.ucum,
  '216840111388368': codeSystems.ucum,
}

/** @param name of the sender's coding system; @param sender for codes of its own */
export function codingSystem(name: string, sender: string): string {
  const key = name.toUpperCase().replace(/[^A-Z0-9]/g, '')
  const known = systems[key]
  if (known !== undefined) return known
  const table = /^HL7(\d{4})$/.exec(key)?.[1]
  if (table !== undefined) return tableSystem(table)
  if (/^\d+(\.\d+)+$/.test(name)) return `urn:oid:${name}`
  return key === '' || key === 'L' ? `local:${sender}` : `local:${sender}:${name}`
}

/** Table 0085, observation result status. */
export const resultStatuses: Record<string, EntryStatus> = {
  A: 'corrected',
  B: 'corrected',
  C: 'corrected',
  D: 'removed',
  F: 'final',
  I: 'preliminary',
  N: 'final',
  O: 'preliminary',
  P: 'preliminary',
  R: 'preliminary',
  S: 'preliminary',
  U: 'final',
  V: 'final',
  W: 'removed',
  X: 'final',
}

/** Table 0123, status of an order's results: corrected, and corrected but not final. */
export const correctedOrders = new Set(['C', 'M'])

/** Table 0038, status of an order: some, but not all, results are there. */
export const someResults = 'A'

/** Of these a missing value is what they say. */
export const statusesWithoutValue = new Set(['I', 'N', 'O', 'P', 'R', 'S', 'X'])

/** Table 0074, diagnostic services whose results are reports in words: imaging, endoscopy, pathology, curves. */
export const reportServices = new Set([
  'CT',
  'CTH',
  'CP',
  'CUS',
  'EC',
  'EN',
  'NMR',
  'NMS',
  'OUS',
  'PF',
  'RAD',
  'RUS',
  'SP',
  'VUS',
  'XRC',
])
