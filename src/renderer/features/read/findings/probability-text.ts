import type { Formatters } from '../../../i18n/format'

/** A probability never reads as certainty: beyond 1 and 99 % it is given as an inequality. */
export const probabilityText = (value: number, format: Pick<Formatters, 'percent'>): string =>
  value < 0.01
    ? `< ${format.percent(0.01)}`
    : value > 0.99
      ? `> ${format.percent(0.99)}`
      : format.percent(value)
