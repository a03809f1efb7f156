import type { FindingOutput } from '../../shared/domain/analysis/analysis'
import type { Formatters } from './format'

/** A probability never reads as certainty: beyond 1 and 99 % it is given as an inequality. */
export const probabilityText = (value: number, format: Pick<Formatters, 'percent'>): string =>
  value < 0.01
    ? `< ${format.percent(0.01)}`
    : value > 0.99
      ? `> ${format.percent(0.99)}`
      : format.percent(value)

type Texts = Pick<Formatters, 'percent' | 'number'>

/** What an output says in figures. A score is no percentage: it has two decimals. */
export const valueText = (
  { probability, calibrated }: Pick<FindingOutput, 'probability' | 'calibrated'>,
  format: Texts,
): string => (calibrated ? probabilityText(probability, format) : format.number(probability, 2))

/** A threshold beside the value that it belongs to. */
export const thresholdText = (threshold: number, calibrated: boolean, format: Texts): string =>
  calibrated ? format.percent(threshold, threshold < 0.1 ? 1 : 0) : format.number(threshold, 2)
