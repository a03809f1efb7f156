/** Which explanations the reader looks at: one over the film, or up to four side by side. */
import type { Explanation, ExplanationMethod } from '../../../../shared/domain/analysis/explanation'
import type { ViewerLayout } from '../../../../shared/domain/settings/settings'

/** Cells of the largest layout. */
export const mostSideBySide = 4

/** The layout that has a cell for each of `count` maps. */
export const comparisonLayout = (count: number): ViewerLayout => (count <= 2 ? '1x2' : '2x2')

/** After a press on a method: alone over the film, or one more or one less side by side (the oldest makes room). */
export function afterPress(
  shown: readonly ExplanationMethod[],
  pressed: ExplanationMethod,
  sideBySide: boolean,
): ExplanationMethod[] {
  if (shown.includes(pressed)) return shown.filter((method) => method !== pressed)
  return sideBySide ? [...shown, pressed].slice(-mostSideBySide) : [pressed]
}

/** How the faithfulness compares with chance, which varies: two standard deviations of it are taken for a difference. */
export function againstChance({
  faithfulness,
}: Explanation['figures']): 'better' | 'chance' | 'worse' | 'none' {
  const { score, deletion, insertion, randomSpread } = faithfulness
  if (score === null) return 'none'
  const gain = (insertion.logOdds - deletion.logOdds) / 2
  if (gain > 2 * randomSpread) return 'better'
  return gain < -2 * randomSpread ? 'worse' : 'chance'
}
