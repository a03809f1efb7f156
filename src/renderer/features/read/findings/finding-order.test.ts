import { describe, expect, it } from 'vitest'
import type { FindingOutput } from '../../../../shared/domain/analysis/analysis'
import { formattersFor } from '../../../i18n/format'
import { byMargin, foremost } from './finding-order'
import { thresholdText, valueText } from '../../../i18n/probability-text'

const output = (
  label: string,
  probability: number,
  threshold: number | null,
  refer = false,
): FindingOutput => ({
  label,
  kind: 'finding',
  probability,
  calibrated: true,
  threshold,
  positive: threshold !== null && probability >= threshold,
  range: null,
  refer,
})

describe('the order of findings', () => {
  it('is by how far each lies above its own threshold, not by its value', () => {
    const given = [
      output('near', 0.8, 0.79),
      output('far', 0.4, 0.05),
      output('below', 0.5, 0.9),
      output('none', 0.9, null),
    ]
    expect(byMargin(given).map(({ label }) => label)).toEqual(['far', 'near', 'below', 'none'])
  })

  it('shows all that are positive or for a reader to decide, and at least five', () => {
    const names = (positives: number, refer: number) =>
      foremost(
        byMargin(
          Array.from({ length: 18 }, (_, at) =>
            output(`${at}`, 0.9 - at / 100, at < positives ? 0.5 : 0.95, at === refer),
          ),
        ),
      ).length
    expect(names(0, -1)).toBe(5)
    expect(names(7, -1)).toBe(7)
    expect(names(2, 10)).toBe(11)
  })
})

describe('figures', () => {
  const format = formattersFor('en')
  it('are percentages of a probability, and decimals of a score', () => {
    expect(valueText({ probability: 0.834, calibrated: true }, format)).toBe('83%')
    expect(valueText({ probability: 0.834, calibrated: false }, format)).toBe('0.83')
    expect(thresholdText(0.066, true, format)).toBe('6.6%')
    expect(thresholdText(0.066, false, format)).toBe('0.07')
  })
})
