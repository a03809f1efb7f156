/** One measured value by the catalogue that the model's manifest carries. */
import type { Measurement } from '../../../shared/domain/models/measurement-grid'
import type { LocalText } from '../../../shared/domain/models/local-text'

export type CleanedValue =
  | { what: 'kept'; value: number }
  | { what: 'repaired'; value: number; repair: LocalText }
  /** the source's word for "not measured" */
  | { what: 'missing' }
  /** no repair leads to a plausible value */
  | { what: 'refused' }

/**
 * A value inside the plausible range is never touched. Outside of it the first repair that leads into the range is made,
 * else the value is refused; nothing is clipped.
 * @param missing values that stand for "not measured" in the source
 */
export function cleanValue(
  value: number,
  measurement: Measurement,
  missing: readonly number[],
): CleanedValue {
  if (missing.includes(value)) return { what: 'missing' }
  if (isPlausible(value, measurement)) return { what: 'kept', value }
  for (const { from, to, factor, offset, title } of measurement.repairs) {
    if (!(from <= value && value <= to)) continue
    const mended = value * factor + offset
    if (isPlausible(mended, measurement)) return { what: 'repaired', value: mended, repair: title }
  }
  return { what: 'refused' }
}

function isPlausible(value: number, measurement: Measurement): boolean {
  const { low, high } = measurement.plausible
  if (!(low <= value && value <= high)) return false
  return !('values' in measurement) || measurement.values.includes(value)
}
