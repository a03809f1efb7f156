/**
 * Times as a table writes them, read by a pattern that a mapping states: `DD.MM.YYYY HH:mm`.
 *
 * Day and month are never guessed from one value, and a year of two digits is not read: the century would be made up.
 */
import { recordTime, type RecordTime, type TimeParts, type Zone } from '../record/times'

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

interface Token {
  /** a group of the expression */
  source: string
  put: (parts: ClockParts, text: string) => void
}

interface ClockParts extends TimeParts {
  afternoon?: boolean
  twelveHours?: boolean
}

const digits = (name: 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', source: string): Token => ({
  source,
  put: (parts, text) => void (parts[name] = Number(text)),
})

/** What a pattern may hold; every other character stands for itself, a blank for any number of blanks. */
const tokens: Record<string, Token> = {
  YYYY: digits('year', '\\d{4}'),
  MMM: {
    source: monthNames.join('|'),
    put: (parts, text) => void (parts.month = monthNames.indexOf(text.toLowerCase()) + 1),
  },
  MM: digits('month', '\\d{2}'),
  M: digits('month', '\\d{1,2}'),
  DD: digits('day', '\\d{2}'),
  D: digits('day', '\\d{1,2}'),
  HH: digits('hour', '\\d{2}'),
  H: digits('hour', '\\d{1,2}'),
  h: {
    source: '\\d{1,2}',
    put: (parts, text) => {
      parts.hour = Number(text)
      parts.twelveHours = true
    },
  },
  mm: digits('minute', '\\d{2}'),
  m: digits('minute', '\\d{1,2}'),
  ss: digits('second', '\\d{2}'),
  s: digits('second', '\\d{1,2}'),
  SSS: {
    source: '\\d{1,9}',
    put: (parts, text) => void (parts.millisecond = Math.floor(Number(`0.${text}`) * 1000 + 1e-6)),
  },
  A: {
    source: 'a\\.?m\\.?|p\\.?m\\.?|上午|下午',
    put: (parts, text) => void (parts.afternoon = /^p|下午/i.test(text)),
  },
  Z: { source: 'Z|[+-]\\d{2}:?\\d{2}', put: (parts, text) => void (parts.offsetMinutes = offsetOf(text)) },
}

const tokenForm = /YYYY|MMM|MM|M|DD|D|HH|H|h|mm|m|ss|s|SSS|A|Z/g

/** Days from 1899-12-30, as spreadsheets count them; only days from 1 March 1900 on, before which they disagree. */
export const spreadsheetDays = 'spreadsheet-days'

export interface TimePattern {
  /** Null where the text does not follow the pattern or names no time that exists. */
  read: (text: string, zone: Zone) => RecordTime | null
}

/** Compiles a pattern. Null for one without a year, with an unknown order or the same part twice. */
export function timePattern(pattern: string): TimePattern | null {
  if (pattern === spreadsheetDays) return { read: readSpreadsheetDays }
  const order: Token[] = []
  const seen = new Set<string>()
  let source = ''
  let at = 0
  for (const match of pattern.matchAll(tokenForm)) {
    const kind = match[0] === 'MMM' || match[0] === 'MM' ? 'M' : match[0] === 'h' ? 'H' : match[0][0]!
    if (seen.has(kind)) return null
    seen.add(kind)
    const token = tokens[match[0]]!
    source += `${literal(pattern.slice(at, match.index))}(${token.source})`
    order.push(token)
    at = match.index + match[0].length
  }
  if (!seen.has('Y')) return null
  const form = new RegExp(`^\\s*${source}${literal(pattern.slice(at))}\\s*$`, 'i')
  return {
    read: (text, zone) => {
      const match = form.exec(text.normalize('NFKC'))
      if (!match) return null
      const parts: ClockParts = { year: 0 }
      order.forEach((token, index) => token.put(parts, match[index + 1]!))
      return isClock(parts) ? recordTime(onTwentyFourHours(parts), zone) : null
    },
  }
}

const literal = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\s+/g, '\\s+')

const isClock = ({ twelveHours, afternoon, hour = 1 }: ClockParts): boolean =>
  !twelveHours || (afternoon !== undefined && hour >= 1 && hour <= 12)

function onTwentyFourHours({ twelveHours, afternoon, ...parts }: ClockParts): TimeParts {
  if (!twelveHours || parts.hour === undefined) return parts
  return { ...parts, hour: (parts.hour % 12) + (afternoon === true ? 12 : 0) }
}

function offsetOf(text: string): number {
  if (text.toUpperCase() === 'Z') return 0
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(-2))]
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

function readSpreadsheetDays(text: string, zone: Zone): RecordTime | null {
  const match = /^\s*(\d{2,7})(\.\d+)?\s*$/.exec(text)
  if (!match) return null
  const days = Number(match[1])
  if (days < 61) return null
  const day = new Date(Date.UTC(1899, 11, 30) + days * 86_400_000)
  const date = { year: day.getUTCFullYear(), month: day.getUTCMonth() + 1, day: day.getUTCDate() }
  if (match[2] === undefined) return recordTime(date, zone)
  const seconds = Math.round(Number(match[2]) * 86_400)
  if (seconds === 86_400) return recordTime({ ...date, hour: 24, minute: 0, second: 0 }, zone)
  return recordTime(
    {
      ...date,
      hour: Math.floor(seconds / 3600),
      minute: Math.floor(seconds / 60) % 60,
      second: seconds % 60,
    },
    zone,
  )
}

/** Patterns that a proposal tries, the unmistakable ones first. */
export const usualTimePatterns = [
  'YYYY-MM-DDTHH:mm:ss.SSSZ',
  'YYYY-MM-DDTHH:mm:ssZ',
  'YYYY-MM-DDTHH:mm:ss.SSS',
  'YYYY-MM-DDTHH:mm:ss',
  'YYYY-MM-DDTHH:mm',
  'YYYY-MM-DD HH:mm:ss.SSS',
  'YYYY-M-D H:mm:ss',
  'YYYY-M-D H:mm',
  'YYYY-M-D',
  'YYYY/M/D H:mm:ss',
  'YYYY/M/D H:mm',
  'YYYY/M/D',
  'YYYY.M.D H:mm:ss',
  'YYYY.M.D H:mm',
  'YYYY.M.D',
  'YYYY年M月D日 H:mm:ss',
  'YYYY年M月D日 H:mm',
  'YYYY年M月D日H时m分',
  'YYYY年M月D日',
  'YYYYMMDDHHmmss',
  'YYYYMMDDHHmm',
  'YYYYMMDD',
  'D-MMM-YYYY H:mm',
  'D-MMM-YYYY',
  'D MMM YYYY',
  'D.M.YYYY H:mm:ss',
  'D.M.YYYY H:mm',
  'D.M.YYYY',
  'D/M/YYYY H:mm:ss',
  'D/M/YYYY H:mm',
  'D/M/YYYY',
  'M/D/YYYY H:mm:ss',
  'M/D/YYYY H:mm',
  'M/D/YYYY h:mm A',
  'M/D/YYYY h:mm:ss A',
  'M/D/YYYY',
  'D-M-YYYY H:mm',
  'D-M-YYYY',
  'M-D-YYYY',
] as const

/**
 * Patterns under which every one of the texts is a time. More than one means that day and month cannot be told apart from
 * these texts alone.
 */
export function fittingTimePatterns(texts: readonly string[]): string[] {
  if (texts.length === 0) return []
  return usualTimePatterns.filter((pattern) => {
    const compiled = timePattern(pattern)
    return compiled !== null && texts.every((text) => compiled.read(text, 'UTC') !== null)
  })
}
