import { describe, expect, it } from 'vitest'
import type { Explanation } from '../../../../shared/domain/analysis/explanation'
import { afterPress, againstChance, comparisonLayout } from './chosen-methods'

describe('the methods that are looked at', () => {
  it('are one over the film, until it is pressed again', () => {
    expect(afterPress([], 'lime', false)).toEqual(['lime'])
    expect(afterPress(['lime'], 'occlusion', false)).toEqual(['occlusion'])
    expect(afterPress(['lime'], 'lime', false)).toEqual([])
  })
  it('are up to four side by side; the oldest makes room', () => {
    const four = (['activation-map', 'occlusion', 'lime', 'smoothgrad'] as const).slice()
    expect(afterPress(four.slice(0, 1), 'lime', true)).toEqual(['activation-map', 'lime'])
    expect(afterPress(four, 'integrated-gradients', true)).toEqual([
      'occlusion',
      'lime',
      'smoothgrad',
      'integrated-gradients',
    ])
    expect(afterPress(four, 'lime', true)).toEqual(['activation-map', 'occlusion', 'smoothgrad'])
  })
  it('get a layout that holds them', () => {
    expect([1, 2, 3, 4].map(comparisonLayout)).toEqual(['1x2', '1x2', '2x2', '2x2'])
  })
})

describe('faithfulness against chance', () => {
  const figures = (gain: number, score: number | null = gain) =>
    ({
      faithfulness: {
        score,
        deletion: { logOdds: -gain },
        insertion: { logOdds: gain },
        randomSpread: 0.1,
      },
    }) as Explanation['figures']
  it('is a difference from two standard deviations on', () => {
    expect([0.3, 0.1, -0.1, -0.3].map((gain) => againstChance(figures(gain)))).toEqual([
      'better',
      'chance',
      'chance',
      'worse',
    ])
    expect(againstChance(figures(0, null))).toBe('none')
  })
})
