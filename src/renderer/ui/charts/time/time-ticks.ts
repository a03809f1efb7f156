/** Where an axis of time has its marks: at full minutes, hours, days, months and years of this computer's time zone. */

export type TickUnit = 'minute' | 'hour' | 'day' | 'month' | 'year'

interface Step {
  unit: TickUnit
  count: number
  /** about, in ms: to choose by */
  lengthMs: number
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const step = (unit: TickUnit, count: number, unitMs: number): Step => ({
  unit,
  count,
  lengthMs: count * unitMs,
})

const steps: readonly Step[] = [
  ...[1, 5, 15, 30].map((count) => step('minute', count, minute)),
  ...[1, 3, 6, 12].map((count) => step('hour', count, hour)),
  ...[1, 2, 7].map((count) => step('day', count, day)),
  ...[1, 3, 6].map((count) => step('month', count, 30.4 * day)),
  ...[1, 2, 5, 10, 20, 50, 100].map((count) => step('year', count, 365.25 * day)),
]

const longest = step('year', 500, 365.25 * day)

export interface TimeTick {
  ms: number
  /** what the mark begins: 00:00 among hours begins a day, January among months a year */
  unit: TickUnit
}

/** Marks from `fromMs` to `toMs`, at most about `most` of them. */
export function timeTicks(fromMs: number, toMs: number, most: number): TimeTick[] {
  const wanted = (toMs - fromMs) / Math.max(1, most)
  const chosen = steps.find(({ lengthMs }) => lengthMs >= wanted) ?? longest
  const ticks: TimeTick[] = []
  let at = firstTick(fromMs, chosen)
  // Twice as many as asked for end it where a clock change made a step shorter.
  while (at <= toMs && ticks.length < most * 2 + 2) {
    if (at >= fromMs) ticks.push({ ms: at, unit: begins(at, chosen.unit) })
    at = nextTick(at, chosen)
  }
  return ticks
}

/** At or before the instant. */
function firstTick(ms: number, { unit, count }: Step): number {
  const date = new Date(ms)
  const down = (value: number) => Math.floor(value / count) * count
  switch (unit) {
    case 'minute':
      return date.setMinutes(down(date.getMinutes()), 0, 0)
    case 'hour':
      return date.setHours(down(date.getHours()), 0, 0, 0)
    case 'day':
      // Weeks begin on Mondays; pairs of days go on over months from a fixed day.
      date.setHours(0, 0, 0, 0)
      return date.setDate(date.getDate() - (dayNumber(date) % count))
    case 'month':
      return new Date(date.getFullYear(), down(date.getMonth()), 1).getTime()
    case 'year':
      return startOfYear(down(date.getFullYear()))
  }
}

/** Days since Monday 29 December 1969, never negative. */
function dayNumber(date: Date): number {
  const days = Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / day) + 3
  return days >= 0 ? days : 14 + (days % 14)
}

function nextTick(ms: number, { unit, count }: Step): number {
  const date = new Date(ms)
  switch (unit) {
    case 'minute':
      return ms + count * minute
    case 'hour':
      return date.setHours(date.getHours() + count, 0, 0, 0) > ms ? date.getTime() : ms + count * hour
    case 'day':
      return date.setDate(date.getDate() + count)
    case 'month':
      return date.setMonth(date.getMonth() + count)
    case 'year':
      return startOfYear(date.getFullYear() + count)
  }
}

/** `new Date(99, …)` would mean 1999. */
function startOfYear(year: number): number {
  const date = new Date(2000, 0, 1)
  date.setFullYear(year)
  return date.getTime()
}

function begins(ms: number, unit: TickUnit): TickUnit {
  const date = new Date(ms)
  if (unit === 'year') return unit
  if (date.getDate() === 1 && date.getMonth() === 0 && isMidnight(date)) return 'year'
  if (unit === 'month') return unit
  if (date.getDate() === 1 && isMidnight(date)) return 'month'
  if (unit === 'day') return unit
  return isMidnight(date) ? 'day' : unit
}

const isMidnight = (date: Date) => date.getHours() === 0 && date.getMinutes() === 0
