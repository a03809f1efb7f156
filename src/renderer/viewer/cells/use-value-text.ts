import { useFormatters } from '../../i18n/format'
import type { PixelValue } from '../display/value-text'

/** A pixel's value with its unit, where the file gives one: '187 HU', or red, green and blue. */
export function useValueText(): (value: PixelValue) => string {
  const format = useFormatters()
  return (value) => {
    if (value.kind === 'colour') return `${value.red} ${value.green} ${value.blue}`
    return value.unit
      ? format.quantity(value.value, value.unit, value.decimals)
      : format.number(value.value, value.decimals)
  }
}
