/** What stands below a mark of the axis. */
import type { Language } from '../../../../shared/domain/settings/settings'
import type { TickUnit, TimeTick } from '../../../ui/charts/time/time-ticks'

const forms: Record<TickUnit, Intl.DateTimeFormatOptions> = {
  minute: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  hour: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  day: { day: 'numeric', month: 'short' },
  month: { month: 'short' },
  year: { year: 'numeric' },
}

const kept = new Map<string, Intl.DateTimeFormat>()

export function tickText(language: Language, { ms, unit }: TimeTick): string {
  const key = `${language} ${unit}`
  const format = kept.get(key) ?? new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, forms[unit])
  kept.set(key, format)
  return format.format(ms)
}
