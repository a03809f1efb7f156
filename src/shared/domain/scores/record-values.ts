/** Statements of the record as values that a score can be given: pure, the latest first. */
import { codeSystems, type Concept } from '../record/coding'
import type { ClinicalEntry, ObservationEntry } from '../record/entry'
import { timeBounds } from '../record/times'
import type { GivenValue } from './read-value'

/** One statement of the record, and where it came from, as it is shown to people. */
export interface RecordFact {
  entry: ClinicalEntry
  source: string
}

export interface ObservedFact {
  entry: ObservationEntry
  source: string
}

/** Observations with one of the LOINC codes, the latest first. */
export function observationsOf(loinc: readonly string[], facts: readonly RecordFact[]): ObservedFact[] {
  if (loinc.length === 0) return []
  return facts
    .flatMap(({ entry, source }) => (entry.kind === 'observation' ? [{ entry, source }] : []))
    .filter(({ entry }) => hasCode(entry.code, codeSystems.loinc, loinc))
    .toSorted((a, b) => startOf(b.entry) - startOf(a.entry))
}

const hasCode = ({ codings }: Concept, system: string, codes: readonly string[]): boolean =>
  codings.some((coding) => coding.system === system && codes.includes(coding.code))

/** Null for what is no number; a value with `<` or `>` is none that a score could use. */
export function givenQuantity({ entry, source }: ObservedFact): (GivenValue & { value: number }) | null {
  if (entry.value.type !== 'quantity' || entry.value.quantity.comparator) return null
  const { value, unit } = entry.value.quantity
  const loinc = entry.code.codings.find(({ system }) => system === codeSystems.loinc)?.code
  return { value, unit, source, ...dateOf(entry), ...(loinc !== undefined && { loinc }) }
}

type Timed = Pick<ClinicalEntry, 'start' | 'end' | 'issued'>

/** What has no time of its own is not known to be later than anything: the earliest date there is, in ms. */
const earliest = -8.64e15

export const startOf = ({ start, issued }: Timed): number => {
  const time = start ?? issued
  return time ? timeBounds(time).startMs : earliest
}
export const endOf = ({ end }: Timed): number => (end ? timeBounds(end).endMs : Infinity)

export function dateOf({ start, issued }: Timed): { date?: string } {
  const time = start ?? issued
  return time ? { date: time.iso } : {}
}
