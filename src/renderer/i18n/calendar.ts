/** Calendar dates as text, without a time zone: YYYY-MM-DD. */
const pad = (value: number) => String(value).padStart(2, '0')

/** The calendar date of a moment in this computer's time zone, YYYY-MM-DD. */
export const isoDate = (day: Date): string =>
  `${day.getFullYear()}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}`

const yearFirst = /^(\d{4})(?:[-/.年\s]+(\d{1,2})[-/.月\s]+(\d{1,2})日?|(\d{2})(\d{2}))$/

/**
 * A date as people type it, year first ('2024-3-7', '20240307', '2024年3月7日'), as YYYY-MM-DD; null when it is none.
 * Day and month first are not guessed at: 03/04 is March in one country and April in another.
 */
export function parseTypedDate(text: string): string | null {
  const match = yearFirst.exec(text.normalize('NFKC').trim())
  if (!match) return null
  const [, year = '', month = match[4] ?? '', day = match[5] ?? ''] = match
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const moment = new Date(`${iso}T00:00:00Z`)
  // 31 February would roll over into March.
  return Number.isNaN(moment.getTime()) || moment.toISOString().slice(0, 10) !== iso ? null : iso
}
