/** Values of tables as text: a column may hold anything from 0.0001 to a million, so digits count, not decimals. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { toLanguage } from '../../i18n/format'
import { unitText } from '../../i18n/unit-text'

/** UCUM's marks of mere numbers. */
const withoutUnit = new Set(['1', '[pH]'])

export interface PreparationText {
  /** six significant digits; null as a dash */
  figure(value: number | null): string
  quantity(value: number | null, unit: string | null): string
  /** a UCUM code as it is read; '' for none and for mere numbers */
  unit(unit: string | null): string
  range(range: { low: number; high: number }, unit: string | null): string
}

export function usePreparationText(): PreparationText {
  const { t, i18n } = useTranslation()
  return useMemo(() => {
    const digits = new Intl.NumberFormat(toLanguage(i18n.language), { maximumSignificantDigits: 6 })
    const figure = (value: number | null) => (value === null ? '–' : digits.format(value))
    const unitOf = (unit: string | null) => (unit === null || withoutUnit.has(unit) ? '' : unitText(unit))
    const withUnit = (text: string, unit: string | null) =>
      unitOf(unit) === '' ? text : `${text}\u202f${unitOf(unit)}`
    return {
      figure,
      unit: unitOf,
      quantity: (value, unit) => (value === null ? '–' : withUnit(figure(value), unit)),
      range: ({ low, high }, unit) =>
        withUnit(t('preparation.range', { low: figure(low), high: figure(high) }), unit),
    }
  }, [t, i18n.language])
}
