/** FHIR R4's data types into those of the record. */
import {
  codeSystems,
  Comparator,
  type Concept,
  type Quantity,
} from '../../../../../shared/domain/record/coding'
import type { EntryStatus } from '../../../../../shared/domain/record/entry'
import { parseIsoTime, type RecordTime, timeBounds } from '../../../../../shared/domain/record/times'
import { ExactDecimal } from '../json/exact-number'
import { defined, Rejection } from '../../rejection'
import type { CodeableConcept, FhirCoding, FhirQuantity, Period, Range, Reference } from '../schema/datatypes'
import type { FhirDecimal } from '../schema/resources'
import type { ResourceContext } from './resource-context'

const commonSystems = new Set<string>(Object.values(codeSystems))

/** Codes of common systems first; in their own order otherwise. */
export function codingsOf(codings: FhirCoding[] | undefined, { namespace }: ResourceContext) {
  return (codings ?? [])
    .flatMap(({ system, code, display }) =>
      code === undefined || code === ''
        ? []
        : [defined({ system: system ?? `local:${namespace}`, code, display })],
    )
    .toSorted((a, b) => Number(commonSystems.has(b.system)) - Number(commonSystems.has(a.system)))
}

/** The first that says something. */
const firstWords = (...texts: (string | undefined)[]): string | undefined =>
  texts.find((text) => text !== undefined && text !== '')

/** Undefined where it has neither a code nor words. */
export function conceptOf(
  concept: CodeableConcept | undefined,
  context: ResourceContext,
): Concept | undefined {
  if (!concept) return undefined
  const codings = codingsOf(concept.coding, context)
  // A coding without a code is a word.
  const text = firstWords(
    concept.text?.trim(),
    concept.coding?.find(({ code, display }) => !code && display)?.display,
  )
  return codings.length === 0 && text === undefined ? undefined : defined({ codings, text })
}

export const conceptsOf = (concepts: CodeableConcept[] | undefined, context: ResourceContext): Concept[] =>
  (concepts ?? []).flatMap((concept) => conceptOf(concept, context) ?? [])

/** Codes of all concepts in one list; a concept that has only words is left out. */
export const allCodings = (concepts: CodeableConcept[] | undefined, context: ResourceContext) => {
  const codings = (concepts ?? []).flatMap(({ coding }) => codingsOf(coding, context))
  return codings.length === 0 ? undefined : codings
}

/** @throws Rejection where there is neither a code nor words */
export function requiredConcept(
  concept: CodeableConcept | undefined,
  context: ResourceContext,
  what = 'code',
): Concept {
  const found = conceptOf(concept, context)
  if (!found) throw new Rejection('code-missing', `${what} has neither a code nor words`)
  return found
}

/** A concept that has words only. */
export const worded = (text: string): Concept => ({ codings: [], text })

/** Words for a concept, for fields that hold text. */
export const wordsOf = (concept: CodeableConcept | undefined): string | undefined =>
  concept?.text ?? concept?.coding?.find(({ display }) => display)?.display ?? concept?.coding?.[0]?.code

export const firstCode = (concept: CodeableConcept | undefined): string | undefined =>
  concept?.coding?.find(({ code }) => code)?.code

export const numberOf = (decimal: FhirDecimal): number =>
  typeof decimal === 'number' ? decimal : decimal.value

/** The UCUM code where the source gives one, else the unit in its words; undefined where there is no number. */
export function quantityOf(quantity: FhirQuantity | undefined): Quantity | undefined {
  if (quantity?.value === undefined) return undefined
  const { value, comparator, unit, system, code } = quantity
  const sign = comparator === undefined ? undefined : Comparator.safeParse(comparator)
  if (sign?.success === false)
    throw new Rejection('value-invalid', `comparator "${comparator ?? ''}" is not known`)
  return defined({
    value: numberOf(value),
    unit: (system === codeSystems.ucum ? firstWords(code, unit) : firstWords(unit, code)) ?? '',
    decimals: value instanceof ExactDecimal ? value.decimals : undefined,
    comparator: sign?.data,
  })
}

/** A length of time in words, for an onset that is given as an age. */
export function rangeText(range: Range | undefined): string | undefined {
  const [low, high] = [quantityText(range?.low), quantityText(range?.high)]
  if (low === undefined && high === undefined) return undefined
  return `${low ?? ''} – ${high ?? ''}`.trim()
}

export function quantityText(quantity: FhirQuantity | undefined): string | undefined {
  if (quantity?.value === undefined) return undefined
  const { value, comparator = '', unit, code } = quantity
  const digits = typeof value === 'number' ? String(value) : value.value.toFixed(value.decimals)
  return `${comparator}${digits} ${unit ?? code ?? ''}`.trim()
}

/** @throws Rejection for a text that is no time */
export function timeOf(
  text: string | undefined,
  name: string,
  { zone }: ResourceContext,
): RecordTime | undefined {
  if (text === undefined) return undefined
  const time = parseIsoTime(text, zone)
  if (!time) throw new Rejection('time-invalid', `${name} "${text.slice(0, 100)}" is no date or time`)
  return time
}

/** @throws Rejection where it ends before it begins */
export function periodOf(period: Period | undefined, name: string, context: ResourceContext) {
  const start = timeOf(period?.start, `${name}.start`, context)
  const end = timeOf(period?.end, `${name}.end`, context)
  if (start && end && timeBounds(end).endMs < timeBounds(start).startMs)
    throw new Rejection('time-invalid', `${name} ends before it begins`)
  return defined({ start, end })
}

/** When the sender said this version: the later of both where the status took something back. */
export function issuedOf(
  said: string | undefined,
  status: EntryStatus,
  context: ResourceContext,
): RecordTime | undefined {
  const updated = timeOf(context.base.meta?.lastUpdated, 'meta.lastUpdated', context)
  const issued = timeOf(said, 'issued', context)
  if (!issued || !updated) return issued ?? updated
  return status === 'removed' && Date.parse(updated.iso) > Date.parse(issued.iso) ? updated : issued
}

/** When this version of a statement was written; the day of its first writing where the server tells no version. */
export const versionOf = (recorded: string | undefined, context: ResourceContext): RecordTime | undefined =>
  timeOf(context.base.meta?.lastUpdated, 'meta.lastUpdated', context) ?? timeOf(recorded, 'recorded', context)

const mostAuthors = 5

export function authorOf(...references: (Reference | undefined)[]): string | undefined {
  const names = references.flatMap((reference) => reference?.display ?? reference?.reference ?? [])
  return names.length === 0 ? undefined : names.slice(0, mostAuthors).join('; ')
}

export function noteOf(notes: { text: string }[] | undefined): string | undefined {
  const text = (notes ?? []).map((note) => note.text).join('\n')
  return text === '' ? undefined : text
}
