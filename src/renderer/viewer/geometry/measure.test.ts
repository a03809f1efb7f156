import { describe, expect, it } from 'vitest'
import { measureLength } from './measure'

describe('measureLength', () => {
  it('uses the spacing between rows downwards and between columns sideways', () => {
    const image = { pixelSpacingMm: [2, 0.5] as [number, number], pixelSpacingAt: 'patient' as const }
    expect(measureLength([0, 0], [10, 0], image)).toEqual({ value: 5, unit: 'mm', plane: 'patient' })
    expect(measureLength([0, 0], [0, 10], image)).toEqual({ value: 20, unit: 'mm', plane: 'patient' })
  })
  it('says that millimetres of a projection image hold at the detector', () => {
    const image = { pixelSpacingMm: [0.1, 0.1] as [number, number], pixelSpacingAt: 'detector' as const }
    expect(measureLength([0, 0], [300, 400], image)).toEqual({ value: 50, unit: 'mm', plane: 'detector' })
  })
  it('counts pixels where the spacing is unknown', () => {
    const none = { pixelSpacingMm: null, pixelSpacingAt: 'none' as const }
    expect(measureLength([0, 0], [3, 4], none)).toEqual({ value: 5, unit: 'px', plane: null })
  })
})
