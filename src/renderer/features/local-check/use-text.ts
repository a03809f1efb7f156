/** Numbers of the check as text. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProportionFigure } from '../../../shared/domain/local-check/local-check'
import { useFormatters } from '../../i18n/format'

export interface CheckText {
  three(value: number | null): string
  share(value: number | null): string
  range(low: string, high: string): string
  proportion(found: ProportionFigure | null): string
  interval(found: { value: number; low: number; high: number } | null): string
}

export function useCheckText(): CheckText {
  const { t } = useTranslation()
  const format = useFormatters()
  return useMemo(() => {
    const three = (value: number | null) => (value === null ? '–' : format.number(value, 3))
    const share = (value: number | null) => (value === null ? '–' : format.percent(value, 1))
    const range = (low: string, high: string) => t('localCheck.range', { low, high })
    return {
      three,
      share,
      range,
      proportion: (found) =>
        found === null
          ? '–'
          : t('localCheck.interval', {
              value: share(found.value),
              low: share(found.low),
              high: share(found.high),
            }),
      interval: (found) =>
        found === null
          ? '–'
          : t('localCheck.interval', {
              value: three(found.value),
              low: three(found.low),
              high: three(found.high),
            }),
    }
  }, [t, format])
}

/** 0..1 as whole per cent without the sign, which stands in the axis title. */
export const axisPercent = (value: number): string => String(Math.round(value * 100))
