/** Numbers, times and empty cells of a table to be prepared. The Python twin reads cells by the same rules. */

/** How programs write an empty cell. */
const emptyWords = new Set(['', 'na', 'n/a', 'nan', 'null', '?'])

export const isEmptyCell = (cell: string): boolean => emptyWords.has(cell.toLowerCase())

/** Nothing that is measured is larger, and the square of it is still a number. */
const largest = 1e100

const numberForm = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$/

/**
 * A cell without outer blanks that is wholly a number up to 1e100 with a decimal point; full-width digits and signs are taken. NaN for all else: signs for
 * thousands are not guessed at, and `<0.01` is no number but a limit.
 */
export function readCellNumber(cell: string): number {
  const plain = /^[\x21-\x7e]*$/.test(cell) ? cell : cell.normalize('NFKC').replace('\u2212', '-')
  if (!numberForm.test(plain)) return NaN
  const value = Number(plain)
  return Math.abs(value) <= largest ? value : NaN
}

const isoForm =
  /^([1-9]\d{3})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/

/** Minutes since 1970-01-01T00:00Z of a date or time of ISO 8601, without zone taken as UTC; NaN for all else. */
function readIsoMinutes(cell: string): number {
  const match = isoForm.exec(cell)
  if (!match) return NaN
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match
  const dayMs = Date.UTC(Number(year), Number(month) - 1, Number(day))
  const isDay = new Date(dayMs).toISOString().startsWith(`${year!}-${month!}-${day!}`)
  if (!isDay || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return NaN
  const minutes = Number(hour) * 60 + Number(minute) + (Number(second) + Number(`0${fraction}`)) / 60
  return dayMs / 60_000 + minutes - zoneMinutes(zone)
}

function zoneMinutes(zone: string): number {
  if (zone === 'Z') return 0
  const digits = zone.replace(':', '')
  return (digits.startsWith('-') ? -1 : 1) * (Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5)))
}

const minutesPerUnit = { min: 1, h: 60, d: 1440 } as const

/** In minutes; NaN where the cell is no time. */
export function readCellTime(cell: string, unit: keyof typeof minutesPerUnit | 'iso'): number {
  return unit === 'iso' ? readIsoMinutes(cell) : readCellNumber(cell) * minutesPerUnit[unit]
}

/** Two numbers that are the same for the same text: FNV-1a over its UTF-16 units, from two beginnings. */
export function hashText(text: string): [number, number] {
  let [a, b] = [0x811c9dc5, 0x3d4d51cb]
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    a = Math.imul(a ^ unit, 0x01000193)
    b = Math.imul(b ^ unit, 0x85ebca6b)
    b ^= b >>> 15
  }
  return [a >>> 0, b >>> 0]
}
