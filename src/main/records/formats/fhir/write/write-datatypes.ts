/** The record's data types into those of FHIR R4. */
import type {
  CodeableConcept as FhirConcept,
  Coding as FhirCoding,
  Period,
  Quantity as FhirQuantity,
  Reference,
} from 'fhir/r4'
import { createHash } from 'node:crypto'
import {
  codeSystems,
  type Coding,
  type Concept,
  type Quantity,
} from '../../../../../shared/domain/record/coding'
import type { EntryIdentity } from '../../../../../shared/domain/record/entry'
import { type RecordTime, timeBounds } from '../../../../../shared/domain/record/times'
import { defined } from '../../rejection'
import { ExactDecimal } from '../json/exact-number'
import { ownIdentifier } from '../map/own-identity'

/**
 * A FHIR id that is always the same for the same text: a UUID of version 8 (RFC 9562), so that it serves in `urn:uuid:` too.
 */
export function fhirId(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

export const resourceId = ({ namespace, id }: EntryIdentity): string => fhirId(`${namespace}\n${id}`)

export const conceptFor = ({ codings, text }: Concept): FhirConcept =>
  defined({ coding: codings.length === 0 ? undefined : codings.map(codingFor), text })

export const codingFor = ({ system, code, display }: Coding): FhirCoding => defined({ system, code, display })

export const conceptsFor = (concepts: Concept[] | undefined): FhirConcept[] | undefined =>
  concepts === undefined || concepts.length === 0 ? undefined : concepts.map(conceptFor)

/** A concept for each code, for fields that the record keeps as codes. */
export const codingsFor = (codings: Coding[] | undefined): FhirConcept[] | undefined =>
  codings === undefined || codings.length === 0
    ? undefined
    : codings.map((coding) => ({ coding: [codingFor(coding)] }))

export const wordsFor = (text: string | undefined): FhirConcept | undefined =>
  text === undefined ? undefined : { text }

/** @param quantity its unit is a UCUM code, as the record keeps it */
export function quantityFor(quantity: Quantity): FhirQuantity
export function quantityFor(quantity: Quantity | undefined): FhirQuantity | undefined
export function quantityFor(quantity: Quantity | undefined): FhirQuantity | undefined {
  if (!quantity) return undefined
  const { value, decimals, comparator, unit } = quantity
  // JSON.stringify writes it as a number with these digits.
  const exact = decimals === undefined ? value : (new ExactDecimal(value, decimals) as unknown as number)
  return defined({
    value: exact,
    comparator,
    ...(unit === '' ? {} : { unit, system: codeSystems.ucum, code: unit }),
  })
}

/** FHIR's SimpleQuantity has no comparator. */
export function simpleQuantity(quantity: Quantity | undefined): FhirQuantity | undefined {
  if (!quantity) return undefined
  const { comparator: _, ...simple } = quantity
  return quantityFor(simple)
}

/** FHIR's date or dateTime: a clock time has seconds and a zone. */
export function dateTimeFor(time: RecordTime): string
export function dateTimeFor(time: RecordTime | undefined): string | undefined
export function dateTimeFor(time: RecordTime | undefined): string | undefined {
  if (!time) return undefined
  const { iso, precision, offsetMinutes = 0 } = time
  if (precision === 'year' || precision === 'month' || precision === 'day') return iso
  const local = new Date(Date.parse(iso) + offsetMinutes * 60_000).toISOString()
  const clock = precision === 'millisecond' ? local.slice(0, 23) : local.slice(0, 19)
  return clock + offsetText(offsetMinutes)
}

function offsetText(minutes: number): string {
  if (minutes === 0) return 'Z'
  const two = (value: number) => String(value).padStart(2, '0')
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

/** FHIR's instant, where the time is one. */
export const instantFor = (time: RecordTime | undefined): string | undefined =>
  time?.precision === 'second' || time?.precision === 'millisecond' ? dateTimeFor(time) : undefined

/** A period never ends before it begins: a coarse end (FHIR's clock times have seconds) that would is written as its last moment. */
export function periodFor(start: RecordTime | undefined, end: RecordTime | undefined): Period | undefined {
  if (!start && !end) return undefined
  const isEarly = start && end?.iso.includes('T') && Date.parse(end.iso) < timeBounds(start).startMs
  return defined({ start: dateTimeFor(start), end: dateTimeFor(isEarly && end ? lastMoment(end) : end) })
}

const lastMoment = (time: RecordTime): RecordTime => ({
  ...time,
  iso: new Date(timeBounds(time).endMs).toISOString(),
  precision: 'millisecond',
})

/** A point in time, or a period where the entry has an end. */
export function timesFor(
  name: 'effective' | 'onset' | 'performed',
  { start, end }: { start?: RecordTime | undefined; end?: RecordTime | undefined },
) {
  return end
    ? { [`${name}Period`]: periodFor(start, end) }
    : start
      ? { [`${name}DateTime`]: dateTimeFor(start) }
      : {}
}

export const displayed = (display: string | undefined): Reference | undefined =>
  display === undefined ? undefined : { display }

/** Members that each have the display of one reference. */
export const displayedActors = (display: string | undefined): { actor: Reference }[] | undefined =>
  display === undefined ? undefined : [{ actor: { display } }]

export const encounterReference = (
  identity: EntryIdentity,
  id: string | undefined,
): Reference | undefined => {
  if (id === undefined) return undefined
  const other = { namespace: identity.namespace, id }
  return { reference: `Encounter/${resourceId(other)}`, identifier: ownIdentifier(other) }
}

export const notesFor = (note: string | undefined): { text: string }[] | undefined =>
  note === undefined ? undefined : [{ text: note }]

export const codeOf = (system: string, code: string): FhirConcept => ({ coding: [{ system, code }] })
