/**
 * Whether two senders say the same thing of a patient. A laboratory value that arrives by message, by bulk export and in a
 * table is one value with three sources; in doubt two statements stay two, since a lost value is worse than a doubled one.
 */
import { convertValue } from '../units/convert'
import { codeSystems, type Concept, type Quantity } from './coding'
import {
  canonicalJson,
  type ClinicalEntry,
  type FamilyHistoryEntry,
  type GenotypeEntry,
  type ObservationValue,
} from './entry'
import type { RecordTime } from './times'

/** The systems that senders share, the most exact first. */
const preferred: readonly string[] = [
  codeSystems.loinc,
  codeSystems.snomed,
  codeSystems.rxnorm,
  codeSystems.icd10cm,
  codeSystems.icd10,
  codeSystems.atc,
  codeSystems.icd9cm,
  codeSystems.dbsnp,
]

/** System of the code that stands for words without one. */
export const wordsSystem = 'text'

/** The one code by which a concept is found: of the best shared system, else the first, else its words. */
export function mainCoding({ codings, text }: Concept): { system: string; code: string; display: string } {
  const rank = (system: string) => {
    const place = preferred.indexOf(system)
    return place < 0 ? preferred.length : place
  }
  const best = codings.toSorted((a, b) => rank(a.system) - rank(b.system))[0]
  if (best) return { system: best.system, code: best.code, display: best.display ?? text ?? '' }
  const words = (text ?? '').trim()
  return { system: wordsSystem, code: words.toLowerCase().replace(/\s+/g, ' ').slice(0, 200), display: words }
}

/** The LOINC code of a concept, where it has one. */
export const loincOf = (concept: Concept): string | undefined =>
  concept.codings.find(({ system }) => system === codeSystems.loinc)?.code

/** Both of one patient. Entries of different senders only: one sender numbers its own statements. */
export function isSameStatement(a: ClinicalEntry, b: ClinicalEntry): boolean {
  if (a.kind !== b.kind || !isSameTime(a.start, b.start)) return false
  switch (a.kind) {
    case 'observation':
      return (
        b.kind === 'observation' &&
        a.start !== undefined &&
        isSameCode(a.code, b.code) &&
        isSameValue(a.value, b.value, loincOf(a.code))
      )
    case 'condition':
      return (
        b.kind === 'condition' &&
        isSameCode(a.code, b.code) &&
        a.clinicalStatus === b.clinicalStatus &&
        a.verification === b.verification &&
        isSameTime(a.end, b.end)
      )
    case 'medication':
      return (
        b.kind === 'medication' &&
        a.start !== undefined &&
        isSameCode(a.code, b.code) &&
        a.act === b.act &&
        a.state === b.state &&
        isSameTime(a.end, b.end) &&
        isSameQuantity(a.dose, b.dose) &&
        a.doseText === b.doseText
      )
    case 'allergy':
      return (
        b.kind === 'allergy' &&
        isSameCode(a.code, b.code) &&
        a.clinicalStatus === b.clinicalStatus &&
        a.verification === b.verification &&
        a.criticality === b.criticality &&
        canonicalJson(a.reactions) === canonicalJson(b.reactions)
      )
    case 'procedure':
      return (
        b.kind === 'procedure' && a.start !== undefined && isSameCode(a.code, b.code) && a.state === b.state
      )
    case 'encounter':
      return (
        b.kind === 'encounter' &&
        a.start !== undefined &&
        isSameTime(a.end, b.end) &&
        a.encounterClass?.code === b.encounterClass?.code &&
        a.state === b.state &&
        (a.partOf === undefined) === (b.partOf === undefined)
      )
    case 'genotype':
      return b.kind === 'genotype' && canonicalJson(alleles(a)) === canonicalJson(alleles(b))
    case 'family-history':
      return b.kind === 'family-history' && canonicalJson(relative(a)) === canonicalJson(relative(b))
    case 'document':
      return b.kind === 'document' && a.text !== '' && isSameCode(a.code, b.code) && a.text === b.text
    case 'waveform':
      return false
  }
}

const isSameTime = (a: RecordTime | undefined, b: RecordTime | undefined) =>
  a === undefined || b === undefined ? a === b : Date.parse(a.iso) === Date.parse(b.iso)

function isSameCode(a: Concept, b: Concept): boolean {
  const [one, other] = [mainCoding(a), mainCoding(b)]
  return one.system === other.system && one.code === other.code
}

/**
 * Equal in one unit means equal; in two units one sender has rounded what it converted, so that half a step of the last digit
 * that either wrote is no difference.
 */
function isSameQuantity(a: Quantity | undefined, b: Quantity | undefined, loinc?: string): boolean {
  if (a === undefined || b === undefined) return a === b
  if (a.comparator !== b.comparator) return false
  if (a.unit === b.unit) return a.value === b.value
  return isRounded(a, b, loinc) || isRounded(b, a, loinc)
}

/** Whether `a`, said in the unit of `b` with as many digits, is `b`. */
function isRounded(a: Quantity, b: Quantity, loinc: string | undefined): boolean {
  const converted = convertValue(a.value, a.unit, b.unit, loinc)
  const halfStep = 0.5 * 10 ** -digitsBehindPoint(b)
  return converted.ok && Math.abs(converted.value - b.value) <= halfStep * (1 + 1e-9)
}

function digitsBehindPoint({ value, decimals }: Quantity): number {
  const [mantissa = '', exponent = '0'] = String(value).split('e')
  return Math.max(decimals ?? 0, (mantissa.split('.')[1] ?? '').length - Number(exponent))
}

function isSameValue(a: ObservationValue, b: ObservationValue, loinc: string | undefined): boolean {
  if (a.type === 'quantity' && b.type === 'quantity') return isSameQuantity(a.quantity, b.quantity, loinc)
  if (a.type === 'concept' && b.type === 'concept') return isSameCode(a.concept, b.concept)
  return canonicalJson(a) === canonicalJson(b)
}

const alleles = ({
  build,
  chromosome,
  position,
  ref,
  alts,
  alleles: called,
  phased,
  diplotype,
  code,
}: GenotypeEntry) =>
  position === undefined
    ? [mainCoding(code), diplotype]
    : [build, chromosome, position, ref, alts, called, phased]

const relative = ({ relationship, sex, conditions }: FamilyHistoryEntry) => [
  mainCoding(relationship).code,
  sex,
  conditions.map(({ code, onsetAge }) => [mainCoding(code), onsetAge]),
]
