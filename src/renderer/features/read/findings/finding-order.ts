import type { FindingOutput } from '../../../../shared/domain/analysis/analysis'
import { logOddsOfProbability } from '../../../../shared/domain/models/calibration'

/** Log-odds above the finding's own threshold; below it negative. What decides nothing comes last. */
const marginOf = ({ probability, threshold }: FindingOutput): number =>
  threshold === null ? -Infinity : logOddsOfProbability(probability) - logOddsOfProbability(threshold)

/** Furthest above its threshold first; the model's order where two are alike. */
export const byMargin = (outputs: readonly FindingOutput[]): FindingOutput[] =>
  [...outputs].sort((one, other) => compare(marginOf(one), marginOf(other)))

const compare = (one: number, other: number): number => (one === other ? 0 : other - one)

/** How many are shown before the reader asks for all, unless more than these are above their threshold. */
const shownAtFirst = 5

/** The first of a sorted list: all that are positive or must be decided by a reader, and at least a few. */
export function foremost(sorted: readonly FindingOutput[]): readonly FindingOutput[] {
  const last = sorted.findLastIndex(({ positive, refer }) => positive || refer)
  return sorted.slice(0, Math.max(shownAtFirst, last + 1))
}
