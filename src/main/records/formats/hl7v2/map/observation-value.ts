/** OBX-5 by the type in OBX-2 (HL7 v2.9, 7.4.2 and chapter 2A). */
import type { Comparator, Quantity } from '../../../../../shared/domain/record/coding'
import { codeSystems } from '../../../../../shared/domain/record/coding'
import type { ObservationValue, ReferenceRange } from '../../../../../shared/domain/record/entry'
import { defined, Rejection } from '../../rejection'
import { hl7Time } from '../hl7-time'
import type { FieldValue, Segment } from '../message'
import { conceptOf, type MessageContext } from './message-context'

const number = /^([<>]=?|=)?\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?)$/

/** A number with its zeros, and the sign before it; null for anything else. */
function readQuantity(text: string, unit: string): Quantity | null {
  const [, sign, digits = ''] = number.exec(text.trim()) ?? []
  const value = Number(digits)
  if (digits === '' || !Number.isFinite(value)) return null
  const zeros = /^[+-]?\d*\.(\d*0)$/.exec(digits)?.[1]
  const comparator = sign === undefined || sign === '=' ? undefined : (sign as Comparator)
  return defined({ value, unit, decimals: zeros?.length, comparator })
}

/** OBX-6: the UCUM code where one of the two codes is one, else the sender's word. */
export function unitOf(obx: Segment): string {
  const field = obx.field(6)
  const isUcum = (component: number) =>
    /ucum/i.test(field.component(component)) || field.component(component) === codeSystems.ucum
  const alternate = field.component(4).trim()
  if (alternate !== '' && isUcum(6) && !isUcum(3)) return alternate
  return field.component(1).trim() || field.component(2).trim() || alternate
}

/** Types whose text stands in one component, or in several that only words can join. */
const textTypes = new Set([
  'ST',
  'TX',
  'FT',
  'TM',
  'ID',
  'IS',
  'PN',
  'XPN',
  'XCN',
  'XAD',
  'XTN',
  'XON',
  'CX',
  'EI',
  'CP',
  'MO',
  'NA',
  'MA',
])
const codedTypes = new Set(['CE', 'CWE', 'CNE', 'CF', 'CD'])
const timeTypes = new Set(['DT', 'TS', 'DTM'])

/**
 * Null for an empty value.
 *
 * @throws Rejection for a value that is not of its type, or of a type that the record does not keep
 */
export function observationValue(
  type: string,
  field: FieldValue,
  unit: string,
  context: MessageContext,
): ObservationValue | null {
  if (field.isEmpty()) return null
  if (type === 'NM') return quantityValue(field.component(1), unit)
  if (type === 'SN') return structuredNumeric(field, unit)
  if (type === 'CQ') return quantityValue(field.component(1), field.component(2, 1).trim() || unit)
  if (type === 'NR') return rangeValue(field.component(1), field.component(2), unit)
  if (codedTypes.has(type)) {
    const concept = conceptOf(field, context)
    return concept ? { type: 'concept', concept } : null
  }
  if (timeTypes.has(type)) {
    const time = hl7Time(field, 'OBX-5', context.zone)
    return time ? { type: 'time', time } : null
  }
  // Laboratories send numbers as strings; with a unit beside it, it is one.
  const quantity = type === 'ST' && unit !== '' ? readQuantity(field.text(), unit) : null
  if (quantity) return { type: 'quantity', quantity }
  if (textTypes.has(type) || type === '') return { type: 'text', text: field.text() }
  throw new Rejection('unsupported', `OBX-2 "${type}" is not kept`)
}

function quantityValue(text: string, unit: string): ObservationValue {
  const quantity = readQuantity(text, unit)
  if (!quantity) throw new Rejection('value-invalid', `OBX-5 "${text.slice(0, 60)}" is no number`)
  return { type: 'quantity', quantity }
}

function rangeValue(low: string, high: string, unit: string): ObservationValue {
  const [from, to] = [low, high].map((text) => (text.trim() === '' ? null : readQuantity(text, unit)))
  if (!from && !to)
    throw new Rejection('value-invalid', `OBX-5 "${low.slice(0, 30)}^${high.slice(0, 30)}" is no range`)
  return defined({ type: 'range' as const, low: from ?? undefined, high: to ?? undefined })
}

/** SN: comparator, number, separator, number: >^100; ^100^-^200; ^1^:^128; ^2^+ (v2.9, 2A.3.71). */
function structuredNumeric(field: FieldValue, unit: string): ObservationValue {
  const [sign, first, separator, second] = [1, 2, 3, 4].map((component) => field.component(component).trim())
  const below = first === undefined || first === '' ? null : readQuantity(`${sign ?? ''}${first}`, unit)
  const above = second ? readQuantity(second, unit) : null
  if (below && !separator && !second) return { type: 'quantity', quantity: below }
  if (below && above && separator === '-') return { type: 'range', low: below, high: above }
  if (below && above && (separator === ':' || separator === '/')) return titre(below, above)
  const words = `${sign ?? ''}${first ?? ''}${separator ?? ''}${second ?? ''}`
  if (below && words !== '') return { type: 'text', text: unit === '' ? words : `${words} ${unit}` }
  throw new Rejection('value-invalid', `OBX-5 "${field.text().slice(0, 60)}" is no structured numeric`)
}

/** The parts of a titre are bare numbers. */
const titre = (numerator: Quantity, denominator: Quantity): ObservationValue => ({
  type: 'ratio',
  numerator: { ...numerator, unit: '1' },
  denominator: { ...denominator, unit: '1' },
})

/** OBX-7: low-high, < high, > low, or words, in the unit of the value (v2.9, 7.4.2.7). */
export function referenceRange(text: string, unit: string): ReferenceRange | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  const between = /^([+-]?[\d.]+)\s*(?:-|–|~|to)\s*([+-]?[\d.]+)$/.exec(trimmed)
  const [low, high] = between
    ? [readQuantity(between[1] ?? '', unit), readQuantity(between[2] ?? '', unit)]
    : []
  if (low && high) return { low, high }
  const bound = readQuantity(trimmed, unit)
  const { comparator, ...quantity } = bound ?? { comparator: undefined }
  if (!bound || comparator === undefined) return { text: trimmed }
  const limit = quantity as Quantity
  return comparator.startsWith('<') ? { high: limit, text: trimmed } : { low: limit, text: trimmed }
}
