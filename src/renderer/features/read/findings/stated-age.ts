/** The age that a reader types, in the unit that fits: children are counted in months. */
export type AgeUnit = 'years' | 'months'

export interface AgeEntry {
  text: string
  unit: AgeUnit
}

export const oldestYears = 130

/** Years, or null where the entry is not an age from 0 to 130 years. A comma counts as the decimal point. */
export function statedAgeYears({ text, unit }: AgeEntry): number | null {
  const trimmed = text.trim().replace(',', '.')
  if (!/^\d{1,4}(\.\d{1,2})?$/.test(trimmed)) return null
  const years = Number(trimmed) / (unit === 'months' ? 12 : 1)
  return years <= oldestYears ? years : null
}
