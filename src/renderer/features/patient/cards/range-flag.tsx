import { useTranslation } from 'react-i18next'
import type { StatedRange } from '../../../../shared/domain/record/person'

const shapes = {
  above: 'M5 1 9.5 9H.5Z',
  below: 'M5 9 .5 1H9.5Z',
  within: 'M1.5 5.5 4 8 8.5 2.5',
} as const

type Flag = keyof typeof shapes

/** Above or below the limits that the sender stated with it, by shape and word; nothing where none were stated. */
export function RangeFlag({ value, range }: { value: number; range: StatedRange | null }) {
  const { t } = useTranslation()
  const flag = flagOf(value, range)
  if (!flag) return null
  return (
    <span className={`range-flag range-flag--${flag}`}>
      <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
        <path d={shapes[flag]} />
      </svg>
      {t(`patient.range.${flag}`)}
    </span>
  )
}

function flagOf(value: number, range: StatedRange | null): Flag | null {
  if (!range || (range.low === null && range.high === null)) return null
  if (range.high !== null && value > range.high) return 'above'
  return range.low !== null && value < range.low ? 'below' : 'within'
}
