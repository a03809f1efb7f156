/** Values of DICOM's own text formats (PS3.5 6.2) as the program keeps them. */

/** DA as YYYY-MM-DD; also the old YYYY.MM.DD. Null where it is no calendar date. */
export function toIsoDate(text: string): string | null {
  const [, year = '', month = '', day = ''] = /^(\d{4})[.\-/]?(\d{2})[.\-/]?(\d{2})/.exec(text) ?? []
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`)
  const isDate = !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day)
  return isDate && Number(year) > 0 ? `${year}-${month}-${day}` : null
}

/** TM as HH:MM:SS; what is not stated is 00. Null where it is no time. */
export function toClockTime(text: string): string | null {
  const [, hour, minute = '00', second = '00'] = /^(\d{2}):?(\d{2})?:?(\d{2})?(?:[.,]\d*)?$/.exec(text) ?? []
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return null
  return `${hour}:${minute}:${second}`
}

const unitsPerYear: Record<string, number> = { Y: 1, M: 12, W: 365.25 / 7, D: 365.25 }

/** AS (nnnD, nnnW, nnnM, nnnY) in years, null where it is none. */
export function toAgeYears(text: string): number | null {
  const [, count, unit] = /^(\d{1,3})([DWMY])$/i.exec(text.trim()) ?? []
  const perYear = unitsPerYear[unit?.toUpperCase() ?? '']
  return count === undefined || perYear === undefined ? null : Number(count) / perYear
}

/** Completed years and the fraction of the next, between two dates YYYY-MM-DD; null when they are in the wrong order. */
export function yearsBetween(birth: string, later: string): number | null {
  const years = (Date.parse(later) - Date.parse(birth)) / (365.25 * 24 * 3600 * 1000)
  return years >= 0 && years <= 130 ? years : null
}
