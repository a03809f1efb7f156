/**
 * Times of the record. A source often knows only the year or the day; the record keeps what it said and no more.
 *
 * `iso` is `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, or an instant in UTC with milliseconds (`2026-03-01T08:05:00.000Z`) whose
 * `precision` says which of its digits the source gave.
 */
import { z } from 'zod'

export const timePrecisions = ['year', 'month', 'day', 'hour', 'minute', 'second', 'millisecond'] as const
export const TimePrecision = z.enum(timePrecisions)
export type TimePrecision = z.infer<typeof TimePrecision>

const shapes: Record<TimePrecision, RegExp> = {
  year: /^\d{4}$/,
  month: /^\d{4}-\d{2}$/,
  day: /^\d{4}-\d{2}-\d{2}$/,
  hour: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
  minute: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
  second: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
  millisecond: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
}

export const RecordTime = z
  .object({
    iso: z.string(),
    precision: TimePrecision,
    /** minutes east of UTC that the source stated; absent for dates and where the zone was assumed */
    offsetMinutes: z
      .number()
      .int()
      .min(-14 * 60)
      .max(14 * 60)
      .optional(),
  })
  .refine(({ iso, precision }) => shapes[precision].test(iso) && !Number.isNaN(Date.parse(iso)), {
    message: 'a time has the form of its precision and exists',
  })
export type RecordTime = z.infer<typeof RecordTime>

/** Whether it is a {@link RecordTime} as it stands; the same rules without the schema's machinery, for imports of millions. */
export function isRecordTime(value: unknown): value is RecordTime {
  if (typeof value !== 'object' || value === null) return false
  const { iso, precision, offsetMinutes = 0, ...others } = value as Record<string, unknown>
  for (const _name in others) return false
  return (
    typeof iso === 'string' &&
    typeof precision === 'string' &&
    (timePrecisions as readonly string[]).includes(precision) &&
    shapes[precision as TimePrecision].test(iso) &&
    !Number.isNaN(Date.parse(iso)) &&
    Number.isInteger(offsetMinutes) &&
    Math.abs(Number(offsetMinutes)) <= 14 * 60
  )
}

/** Digits of a local time as a source wrote them; what is absent was not given. `month` counts from 1. */
export interface TimeParts {
  year: number
  month?: number
  day?: number
  hour?: number
  minute?: number
  second?: number
  millisecond?: number
  /** minutes east of UTC, where the source states it */
  offsetMinutes?: number
}

/** Where a source gives no zone: `UTC`, an IANA name, or minutes east of UTC. */
export type Zone = string | number

/**
 * The time that the parts name, or null for a date or clock time that does not exist (31 February, hour 25; a leap second
 * counts as the second before). Parts below a missing one are ignored. 24:00 is the next day's 0:00, as in HL7 and ISO 8601.
 */
export function recordTime(parts: TimeParts, zone: Zone): RecordTime | null {
  const precision = precisionOf(parts)
  if (!isCalendarDate(parts)) return null
  if (precision === 'year' || precision === 'month' || precision === 'day')
    return { iso: dateText(parts), precision }
  const ofDay = msOfDay(parts)
  if (ofDay === null) return null
  const localMs = Date.UTC(parts.year, (parts.month ?? 1) - 1, parts.day ?? 1) + ofDay
  const offset = parts.offsetMinutes
  if (offset !== undefined && !(Math.abs(offset) <= 14 * 60)) return null
  const ms = localMs - (offset ?? zoneOffsetMinutes(localMs, zone)) * 60_000
  const iso = new Date(ms).toISOString()
  return offset === undefined ? { iso, precision } : { iso, precision, offsetMinutes: offset }
}

function precisionOf(parts: TimeParts): TimePrecision {
  let precision: TimePrecision = 'year'
  for (const next of timePrecisions.slice(1)) {
    if (parts[next] === undefined) break
    precision = next
  }
  return precision
}

const two = (value: number) => String(value).padStart(2, '0')

function dateText({ year, month, day }: TimeParts): string {
  const digits = String(year).padStart(4, '0')
  if (month === undefined) return digits
  return day === undefined ? `${digits}-${two(month)}` : `${digits}-${two(month)}-${two(day)}`
}

/** Days, of a leap year. */
const longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function isCalendarDate({ year, month = 1, day = 1 }: TimeParts): boolean {
  if (![year, month, day].every(Number.isInteger) || year < 1000 || year > 9999 || month < 1 || month > 12)
    return false
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return day >= 1 && day <= (month === 2 && !isLeap ? 28 : (longestMonths[month - 1] ?? 0))
}

function msOfDay({ hour = 0, minute = 0, second = 0, millisecond = 0 }: TimeParts): number | null {
  const whole = [hour, minute, second, millisecond]
  if (!whole.every((part) => Number.isInteger(part) && part >= 0)) return null
  if (hour === 24 && (minute > 0 || second > 0 || millisecond > 0)) return null
  if (hour > 24 || minute > 59 || second > 60 || millisecond > 999) return null
  return ((hour * 60 + minute) * 60 + Math.min(second, 59)) * 1000 + millisecond
}

const formats = new Map<string, Intl.DateTimeFormat>()

/**
 * Minutes that a place was ahead of UTC at a local time. In the hour that a change to winter time repeats, the first; in the
 * hour that a change to summer time leaves out, that of before the change. @throws RangeError for an unknown zone
 */
export function zoneOffsetMinutes(localMs: number, zone: Zone): number {
  if (typeof zone === 'number') return zone
  if (zone === 'UTC') return 0
  const before = offsetAt(localMs - 86_400_000, zone)
  const after = offsetAt(localMs + 86_400_000, zone)
  if (offsetAt(localMs - before * 60_000, zone) === before) return before
  return offsetAt(localMs - after * 60_000, zone) === after ? after : before
}

function offsetAt(ms: number, zone: string): number {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(zone, format)
  }
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]))
  const get = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0
  const local = Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'))
  return Math.round((local - Math.floor(ms / 1000) * 1000) / 60_000)
}

const isoForm =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?)?)?$/

/** Reads ISO 8601 and FHIR dates and times (date, dateTime, instant); null for anything else. */
export function parseIsoTime(text: string, zone: Zone): RecordTime | null {
  const match = isoForm.exec(text.trim())
  if (!match) return null
  const [, year, month, day, hour, minute, second, fraction, offset] = match
  const parts: TimeParts = { year: Number(year) }
  if (month !== undefined) parts.month = Number(month)
  if (day !== undefined) parts.day = Number(day)
  if (hour !== undefined) parts.hour = Number(hour)
  if (minute !== undefined) parts.minute = Number(minute)
  if (second !== undefined) parts.second = Number(second)
  if (fraction !== undefined) parts.millisecond = Math.floor(Number(`0.${fraction}`) * 1000 + 1e-6)
  if (offset !== undefined) parts.offsetMinutes = offsetOf(offset)
  return recordTime(parts, zone)
}

function offsetOf(text: string): number {
  if (text === 'Z') return 0
  const digits = text.replace(/[^\d]/g, '')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))
  return text.startsWith('-') ? -minutes : minutes
}

/**
 * First and last millisecond (inclusive) that the time may mean. Dates are taken as UTC days: a date has no zone, and what
 * is compared with it is a day apart or not.
 */
export function timeBounds({ iso, precision }: RecordTime): { startMs: number; endMs: number } {
  const startMs = Date.parse(iso)
  const start = new Date(startMs)
  const year = start.getUTCFullYear()
  switch (precision) {
    case 'year':
      return { startMs, endMs: Date.UTC(year + 1, 0) - 1 }
    case 'month':
      return { startMs, endMs: Date.UTC(year, start.getUTCMonth() + 1) - 1 }
    case 'day':
      return { startMs, endMs: startMs + 86_400_000 - 1 }
    case 'hour':
      return { startMs, endMs: startMs + 3_600_000 - 1 }
    case 'minute':
      return { startMs, endMs: startMs + 60_000 - 1 }
    case 'second':
      return { startMs, endMs: startMs + 1_000 - 1 }
    case 'millisecond':
      return { startMs, endMs: startMs }
  }
}
