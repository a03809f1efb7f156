/** What the catalogue of plausible values says of one thing that is measured. */
import type { LocalText } from '../../models/local-text'
import type { SlipId } from './slips'
import type { SourceId } from './sources'

/** Both limits belong to the range. */
export interface CatalogueRange {
  low: number
  high: number
  source: SourceId
  /** reason for limits that are our own choice or that differ from the source's */
  why?: LocalText
}

/** A value from..to becomes value * factor + offset, where that is plausible and the value itself is not. */
export interface CatalogueRepair {
  slip: SlipId
  from: number
  to: number
  factor: number
  offset: number
}

export interface CatalogueEntry {
  id: string
  title: LocalText
  /** the first is the code of `unit`; none where nothing fits */
  loinc: readonly string[]
  /** UCUM */
  unit: string
  /** UCUM units in daily use beside it */
  alsoIn: readonly string[]
  /** outside of it no patient and no device gives a value */
  possible: CatalogueRange
  /** outside of it a value is taken for an error of writing or measuring; wide enough for the very ill */
  plausible: CatalogueRange
  /** most values of patients lie in it: serves only to suspect that a column is in another unit */
  usual: { low: number; high: number } | null
  /** the plausible range and the repairs are those of adults */
  adultsOnly: boolean
  /** the only values there are */
  values: readonly number[] | null
  /** values that stand for "not measured" */
  missing: readonly number[]
  repairs: readonly CatalogueRepair[]
  /** how tables name it, beside its id and title; compared without case, blanks and signs */
  names: readonly string[]
}

type Pair = readonly [en: string, zh: string]

export interface EntryDetails {
  alsoIn?: readonly string[]
  possible: CatalogueRange
  plausible: CatalogueRange
  usual?: readonly [number, number]
  adultsOnly?: true
  values?: readonly number[]
  missing?: readonly number[]
  repairs?: readonly CatalogueRepair[]
  names: readonly string[]
}

export const localText = ([en, zh]: Pair): LocalText => ({ en, 'zh-CN': zh })

export const range = (low: number, high: number, source: SourceId, why?: Pair): CatalogueRange => ({
  low,
  high,
  source,
  ...(why ? { why: localText(why) } : {}),
})

export const repair = (
  slip: SlipId,
  from: number,
  to: number,
  factor: number,
  offset = 0,
): CatalogueRepair => ({ slip, from, to, factor, offset })

export const entry = (
  id: string,
  title: Pair,
  loinc: readonly string[],
  unit: string,
  details: EntryDetails,
): CatalogueEntry => ({
  id,
  title: localText(title),
  loinc,
  unit,
  alsoIn: details.alsoIn ?? [],
  possible: details.possible,
  plausible: details.plausible,
  usual: details.usual ? { low: details.usual[0], high: details.usual[1] } : null,
  adultsOnly: details.adultsOnly ?? false,
  values: details.values ?? null,
  missing: details.missing ?? [],
  repairs: details.repairs ?? [],
  names: details.names,
})
