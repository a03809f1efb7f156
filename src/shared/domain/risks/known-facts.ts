/** What is known of a patient for a risk: statements of the record under the numbers by which their sources are found. */
import type { Sex } from '../imaging/instance'
import { codeSystems, type Concept } from '../record/coding'
import type { ClinicalEntry, ConditionEntry, ObservationEntry } from '../record/entry'
import { type RecordTime, timeBounds } from '../record/times'

export interface Fact<E extends ClinicalEntry = ClinicalEntry> {
  entryId: number
  entry: E
}

export interface KnownFacts {
  /** entryId null: known of the patient, but no statement of the record says it */
  birthDate: { time: RecordTime; entryId: number | null } | null
  sex: { sex: Sex; entryId: number | null }
  facts: readonly Fact[]
}

/** What has no time of its own is not known to be later than anything: the earliest date there is, ms. */
const earliest = -8.64e15

export const startOf = ({ start, issued }: Pick<ClinicalEntry, 'start' | 'issued'>): number => {
  const time = start ?? issued
  return time ? timeBounds(time).startMs : earliest
}

export const dateOf = ({ start, issued }: Pick<ClinicalEntry, 'start' | 'issued'>): string | null =>
  (start ?? issued)?.iso ?? null

/** Of any of the codes, not later than the instant; the newest first. */
export const observationsAt = (
  known: KnownFacts,
  loinc: readonly string[],
  atMs: number,
): Fact<ObservationEntry>[] => observationsOf(known, codeSystems.loinc, loinc, atMs)

export function observationsOf(
  { facts }: KnownFacts,
  system: string,
  codes: readonly string[],
  atMs: number,
): Fact<ObservationEntry>[] {
  return facts
    .flatMap(({ entryId, entry }) => (entry.kind === 'observation' ? [{ entryId, entry }] : []))
    .filter(
      ({ entry }) =>
        entry.status !== 'removed' && startOf(entry) <= atMs && hasCode(entry.code, system, codes),
    )
    .toSorted((a, b) => startOf(b.entry) - startOf(a.entry))
}

const hasCode = ({ codings }: Concept, system: string, codes: readonly string[]): boolean =>
  codings.some((coding) => coding.system === system && codes.includes(coding.code))

/** A diagnosis that was made once; one that is only suspected, or was refuted, is none. */
export function diagnosisAt(
  { facts }: KnownFacts,
  beginnings: readonly string[],
  atMs: number,
): Fact<ConditionEntry> | null {
  const found = facts
    .flatMap(({ entryId, entry }) => (entry.kind === 'condition' ? [{ entryId, entry }] : []))
    .filter(({ entry }) => entry.status !== 'removed' && startOf(entry) <= atMs && isProven(entry))
    .filter(({ entry }) => isAmong(entry.code, beginnings))
  return found.toSorted((a, b) => startOf(a.entry) - startOf(b.entry))[0] ?? null
}

const isProven = ({ verification }: ConditionEntry): boolean =>
  verification === 'confirmed' || verification === 'unknown'

const icd10: readonly string[] = [codeSystems.icd10, codeSystems.icd10cm]

const isAmong = ({ codings }: Concept, beginnings: readonly string[]): boolean =>
  codings.some(
    ({ system, code }) =>
      icd10.includes(system) &&
      beginnings.some((beginning) => code.toUpperCase().replaceAll('.', '').startsWith(beginning)),
  )
