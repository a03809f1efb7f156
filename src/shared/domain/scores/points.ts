/** Steps of a table of points. */
import type { ItemPoints } from './score'
import type { InputId } from './score-input'

/** Points of the first step whose limit the value does not exceed; behind the last one, `above`. */
export function pointsUpTo(
  value: number,
  steps: readonly (readonly [atMost: number, points: number])[],
  above: number,
): number {
  return steps.find(([atMost]) => value <= atMost)?.[1] ?? above
}

/** Points of the first step below whose limit the value is; behind the last one, `otherwise`. */
export function pointsBelow(
  value: number,
  steps: readonly (readonly [below: number, points: number])[],
  otherwise: number,
): number {
  return steps.find(([below]) => value < below)?.[1] ?? otherwise
}

/** Points of a question: `points` for yes, none for no. */
export const pointsIf = (answer: 'no' | 'yes', points = 1): number => (answer === 'yes' ? points : 0)

export const totalOf = (items: readonly ItemPoints[]): number =>
  items.reduce((sum, { points }) => sum + points, 0)

/** The items with their sum as the value. */
export function summed(points: Readonly<Partial<Record<InputId, number>>>): {
  value: number
  items: ItemPoints[]
} {
  const items = Object.entries(points).map(([item, each]) => ({ item: item as InputId, points: each }))
  return { value: totalOf(items), items }
}

/**
 * To the digits with which a table is written, halves upwards: a chart in whole breaths has no row for 20.4. The small
 * addition takes back what binary fractions lose (1.005 * 100 is 100.49999).
 */
export function roundTo(value: number, digits: number): number {
  const factor = 10 ** digits
  return Math.floor(value * factor + 0.5 + 1e-9) / factor
}
