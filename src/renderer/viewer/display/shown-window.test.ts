import { describe, expect, it } from 'vitest'
import type { ImageAttributes } from '../../../shared/domain/imaging/instance'
import { greyCurve } from '../core/apply-presentation'
import { dragWindow, fileChoice, resolveWindow, sampleToModality } from './shown-window'

const image = {
  rescaleSlope: 2,
  rescaleIntercept: -1000,
  windows: [{ center: 40, width: 400, explanation: 'SOFT', lutFunction: 'LINEAR' }],
  voiLuts: [],
} as unknown as ImageAttributes
const frame = {
  samples: Uint16Array.from({ length: 1000 }, (_, i) => i),
  smallest: 0,
  largest: 999,
  slope: 1,
  intercept: 0,
}
const description = {
  rows: 1,
  columns: 1000,
  samplesPerPixel: 1,
  sampleType: 'uint16',
  photometricInterpretation: 'MONOCHROME2',
  smallest: 0,
  largest: 999,
} as const

describe('resolveWindow', () => {
  it('takes the file’s first window, then its LUT, then one from the pixels', () => {
    const lut = { explanation: 'CHEST', firstMapped: 0, bits: 8, data: [0, 255] }
    expect(fileChoice(image)).toEqual({ kind: 'file', index: 0 })
    expect(fileChoice({ windows: [], voiLuts: [lut] })).toEqual({ kind: 'lut', index: 0 })
    expect(fileChoice({ windows: [], voiLuts: [] })).toEqual({ kind: 'auto' })
  })

  it('falls back to what this image offers', () => {
    const shown = resolveWindow({ kind: 'file', index: 3 }, image, frame)
    expect(shown.choice).toEqual({ kind: 'file', index: 0 })
    expect(shown.window.width).toBe(400)
  })

  it('gives an automatic window in modality units', () => {
    const { window } = resolveWindow({ kind: 'auto' }, image, frame)
    expect(Math.abs(window.center + 1)).toBeLessThan(4)
    expect(window.width).toBeGreaterThan(1950)
    expect(window.width).toBeLessThan(2000)
  })
})

describe('greyCurve', () => {
  const present = (
    inverted: boolean,
    photometricInterpretation: 'MONOCHROME1' | 'MONOCHROME2',
    slope = 2,
  ) => {
    const attributes = { ...image, rescaleSlope: slope }
    return greyCurve(
      { shown: resolveWindow({ kind: 'file', index: 0 }, attributes, frame), inverted, smoothing: true },
      attributes,
      { ...frame, description: { ...description, photometricInterpretation } },
    )
  }

  it('puts the window on the samples through the rescale', () => {
    const curve = present(false, 'MONOCHROME2')
    expect(sampleToModality(frame, image)(curve.lower)).toBe(-160)
    expect(sampleToModality(frame, image)(curve.upper)).toBe(239)
    expect(curve.points.map(({ grey }) => grey)).toEqual([0, 1])
  })

  it('inverts MONOCHROME1, and not when the reader inverts it again', () => {
    expect(present(false, 'MONOCHROME1').points.map(({ grey }) => grey)).toEqual([1, 0])
    expect(present(true, 'MONOCHROME1').points.map(({ grey }) => grey)).toEqual([0, 1])
  })

  it('turns with a rescale that falls', () => {
    const { points } = present(false, 'MONOCHROME2', -2)
    expect(points[0]?.grey).toBe(1)
    expect(points.at(-1)?.grey).toBe(0)
  })
})

describe('dragWindow', () => {
  const shown = {
    choice: { kind: 'auto' } as const,
    window: { center: 0, width: 512, lutFunction: 'LINEAR' as const },
    lut: null,
  }
  it('widens to the right and darkens downwards', () => {
    expect(dragWindow(shown, [10, 5], 1000)).toEqual({ center: 5, width: 532, lutFunction: 'LINEAR' })
  })
  it('never closes the window', () => {
    expect(dragWindow(shown, [-10_000, 0], 1000).width).toBe(1)
  })
})
