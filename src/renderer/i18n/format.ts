/** Dates, numbers and units by language. All formatters are made once for each language and kept. */
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { PersonName } from '../../shared/domain/imaging/instance'
import type { Quantity } from '../../shared/domain/record/coding'
import type { RecordTime } from '../../shared/domain/record/times'
import type { Language } from '../../shared/domain/settings/settings'
import { formatPersonName } from './person-name'
import { unitText } from './unit-text'

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** Formatters for one language. */
export class Formatters {
  readonly #dateTime: Intl.DateTimeFormat
  readonly #date: Intl.DateTimeFormat
  readonly #clock: Intl.DateTimeFormat
  readonly #month: Intl.DateTimeFormat

  constructor(readonly language: Language) {
    const zh = language === 'zh-CN'
    // A calendar date has no time zone: it is formatted in the zone it is parsed in.
    this.#date = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
      year: 'numeric',
      month: zh ? 'numeric' : 'short',
      day: 'numeric',
      timeZone: 'UTC',
      ...(zh ? { month: 'long' } : {}),
    })
    this.#month = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
      year: 'numeric',
      month: zh ? 'long' : 'short',
      timeZone: 'UTC',
    })
    this.#clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    this.#dateTime = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
      dateStyle: zh ? 'long' : 'medium',
      timeStyle: 'short',
      hourCycle: 'h23',
    })
  }

  /** YYYY-MM-DD as '7 Mar 2024' or '2024年3月7日'; null as ''. */
  date(iso: string | null): string {
    return iso === null ? '' : this.#date.format(new Date(`${iso}T00:00:00Z`))
  }

  /** A study's date with its clock time (HH:MM:SS), which is local to where it was made and is not converted. */
  dateAndTime(iso: string | null, time: string | null): string {
    return [this.date(iso), time?.slice(0, 5) ?? ''].filter(Boolean).join(' ')
  }

  /** A moment in this computer's time zone. */
  moment(ms: number): string {
    return this.#dateTime.format(ms)
  }

  /** As exactly as the source said it; a moment in this computer's time zone. */
  recordTime({ iso, precision }: RecordTime): string {
    if (precision === 'year') return this.language === 'zh-CN' ? `${iso}年` : iso
    if (precision === 'month') return this.#month.format(new Date(`${iso}-01T00:00:00Z`))
    return precision === 'day' ? this.date(iso) : this.moment(Date.parse(iso))
  }

  clock(ms: number): string {
    return this.#clock.format(ms)
  }

  /** With exactly so many decimals; default: a whole number with grouping. */
  number(value: number, decimals = 0): string {
    return new Intl.NumberFormat(this.language, {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    }).format(value)
  }

  /** 0..1 as '83%'. */
  percent(share: number, decimals = 0): string {
    return new Intl.NumberFormat(this.language, {
      style: 'percent',
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    }).format(share)
  }

  /** A value with a unit symbol that is the same in every language (mm, HU, ms), separated by a narrow space. */
  quantity(value: number, unit: string, decimals = 0): string {
    return `${this.number(value, decimals)}\u202f${unit}`
  }

  /** A value of the record with as many digits as its source wrote, else at most six that count; UCUM as it is read. */
  measured({ value, unit, decimals, comparator }: Quantity): string {
    const digits =
      decimals === undefined
        ? { maximumSignificantDigits: 6 }
        : { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
    const number = new Intl.NumberFormat(this.language, digits).format(value)
    const sign = comparator === undefined ? '' : { '<': '<', '<=': '≤', '>=': '≥', '>': '>' }[comparator]
    const written = unitText(unit)
    return `${sign}${number}${written === '' || written === '1' ? '' : `\u202f${written}`}`
  }

  /** Stated limits, with their unit. */
  range({ low, high, unit }: { low: number | null; high: number | null; unit: string }): string {
    if (low !== null && high !== null)
      return `${this.measured({ value: low, unit: '' })}–${this.measured({ value: high, unit })}`
    if (low !== null) return this.measured({ value: low, unit, comparator: '>=' })
    return high === null ? '' : this.measured({ value: high, unit, comparator: '<=' })
  }

  bytes(count: number): string {
    const step = count < 1000 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log10(count) / 3))
    return new Intl.NumberFormat(this.language, {
      style: 'unit',
      unit: byteUnits[step] ?? 'byte',
      unitDisplay: step === 0 ? 'long' : 'short',
      maximumFractionDigits: step === 0 ? 0 : 1,
    }).format(count / 1000 ** step)
  }

  name(name: PersonName): { primary: string; secondary: string } {
    return formatPersonName(name, this.language)
  }
}

const kept = new Map<Language, Formatters>()

export function formattersFor(language: Language): Formatters {
  const known = kept.get(language)
  if (known) return known
  const made = new Formatters(language)
  kept.set(language, made)
  return made
}

export const toLanguage = (tag: string): Language => (tag === 'zh-CN' ? 'zh-CN' : 'en')

/** The formatters of the language in use. */
export function useFormatters(): Formatters {
  const { i18n } = useTranslation()
  return useMemo(() => formattersFor(toLanguage(i18n.language)), [i18n.language])
}

/** An age in words: days in the first month, months in the first two years, then completed years. */
export function useAgeText(): (years: number | null) => string {
  const { t } = useTranslation()
  return useCallback(
    (years) => {
      if (years === null) return t('common.notStated')
      // Files state a bare '000Y' for less than a year as well as for an unknown age: it is shown as it was stated.
      if (years >= 2 || years === 0) return t('common.years', { count: Math.floor(years) })
      const months = Math.floor(years * 12)
      return months >= 1
        ? t('common.months', { count: months })
        : t('common.days', { count: Math.floor(years * 365.25) })
    },
    [t],
  )
}
