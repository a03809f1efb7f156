/** Ranges of study dates by name. Calendar dates in this computer's time zone, both ends included. */
import { isoDate } from '../../i18n/calendar'

export const datePresets = ['any', 'today', 'week', 'month', 'year', 'custom'] as const
export type DatePreset = (typeof datePresets)[number]

const daysBack: Partial<Record<DatePreset, number>> = { today: 0, week: 6, month: 29 }

/** The range of a preset as of `today`; an open end is null. `custom` gives the range as it was typed. */
export function dateRange(
  preset: DatePreset,
  custom: { from: string | null; to: string | null },
  today: Date,
): { from: string | null; to: string | null } {
  if (preset === 'any') return { from: null, to: null }
  if (preset === 'custom') return custom
  const from =
    preset === 'year'
      ? new Date(today.getFullYear() - 1, today.getMonth(), today.getDate() + 1)
      : new Date(today.getFullYear(), today.getMonth(), today.getDate() - (daysBack[preset] ?? 0))
  return { from: isoDate(from), to: isoDate(today) }
}
