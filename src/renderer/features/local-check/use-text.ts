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
  interval(found: Interval | null): string
  /** the same two without "95 %", which stands in the head of the column */
  bareProportion(found: ProportionFigure | null): string
  bareInterval(found: Interval | null): string
}

interface Interval {
  value: number
  low: number
  high: number
}

export function useCheckText(): CheckText {
  const { t } = useTranslation()
  const format = useFormatters()
  return useMemo(() => {
    const three = (value: number | null) => (value === null ? '–' : format.number(value, 3))
    const share = (value: number | null) => (value === null ? '–' : format.percent(value, 1))
    const range = (low: string, high: string) => t('localCheck.range', { low, high })
    const withInterval =
      (key: 'localCheck.interval' | 'localCheck.bareInterval', show: (value: number) => string) =>
      (found: Interval | null) =>
        found === null
          ? '–'
          : t(key, { value: show(found.value), low: show(found.low), high: show(found.high) })
    return {
      three,
      share,
      range,
      proportion: withInterval('localCheck.interval', share),
      interval: withInterval('localCheck.interval', three),
      bareProportion: withInterval('localCheck.bareInterval', share),
      bareInterval: withInterval('localCheck.bareInterval', three),
    }
  }, [t, format])
}

/** 0..1 as whole per cent without the sign, which stands in the axis title. */
export const axisPercent = (value: number): string => String(Math.round(value * 100))
