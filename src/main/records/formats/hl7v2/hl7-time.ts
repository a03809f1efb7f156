import {
  type RecordTime,
  recordTime,
  type TimeParts,
  type Zone,
} from '../../../../shared/domain/record/times'
import { Rejection } from '../rejection'
import type { FieldValue } from './message'

/** DTM and TS of HL7 v2 (v2.9, 2A.3.22): YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]. */
const form =
  /^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:\.(\d{1,9}))?)?)?)?)?)?([+-]\d{4})?$/

/** TS.2, the precision that was meant where digits are filled up (withdrawn, still sent). */
const precisions = ['Y', 'L', 'D', 'H', 'M', 'S']
const members = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const

/**
 * Undefined for an empty field.
 *
 * @throws Rejection for a text that is no time
 */
export function hl7Time(field: FieldValue, name: string, zone: Zone): RecordTime | undefined {
  const text = field.component(1).trim()
  if (text === '') return undefined
  const parts = timeParts(text)
  const time = parts && recordTime(limited(parts, field.component(2)), zone)
  if (!time) throw new Rejection('time-invalid', `${name} "${text.slice(0, 60)}" is no HL7 time`)
  return time
}

function timeParts(text: string): TimeParts | null {
  const match = form.exec(text)
  if (!match) return null
  const [, year = '', ...rest]: (string | undefined)[] = match
  const offset = rest.pop()
  const fraction = rest.pop()
  const parts: TimeParts = { year: Number(year) }
  const [month, day] = rest
  // A month or day of 00 stands for one that nobody knows.
  if (month === '00') return parts
  for (const [index, digits] of rest.entries()) {
    const member = members[index + 1]
    if (digits === undefined || member === undefined || (member === 'day' && day === '00')) break
    parts[member] = Number(digits)
  }
  if (fraction !== undefined) parts.millisecond = Math.floor(Number(`0.${fraction}`) * 1000 + 1e-6)
  if (offset !== undefined && parts.hour !== undefined) parts.offsetMinutes = zoneMinutes(offset)
  return parts
}

function limited(parts: TimeParts, precision: string): TimeParts {
  const kept = precisions.indexOf(precision.trim().toUpperCase())
  if (kept < 0) return parts
  const { millisecond: _, offsetMinutes, ...rest } = parts
  const short: TimeParts = { year: rest.year }
  for (const member of members.slice(1, kept + 1)) {
    const value = rest[member]
    if (value === undefined) break
    short[member] = value
  }
  if (offsetMinutes !== undefined && short.hour !== undefined) short.offsetMinutes = offsetMinutes
  return short
}

function zoneMinutes(offset: string): number {
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(3, 5))
  return offset.startsWith('-') ? -minutes : minutes
}

/** Minutes east of UTC that a time states, for times of the same message that state none (2A.3.22). */
export function statedZone(text: string): number | null {
  const offset = form.exec(text.trim())?.[8]
  const minutes = offset === undefined ? null : zoneMinutes(offset)
  return minutes !== null && Math.abs(minutes) <= 14 * 60 ? minutes : null
}
