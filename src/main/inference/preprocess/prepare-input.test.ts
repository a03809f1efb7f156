import { describe, expect, it } from 'vitest'
import type { PreprocessingStep } from '../../../shared/domain/models/manifest'
import { prepareInput } from './prepare-input'

const image = { rows: 16, columns: 16, data: Uint8Array.from({ length: 256 }, (_, index) => index) }
const prepared = (steps: PreprocessingStep[], layout: 'NCHW' | 'NHWC' = 'NCHW', of = image) =>
  prepareInput(of, { preprocessing: [{ step: 'grayscale' }, ...steps], layout })

describe('prepareInput', () => {
  it('scales each level to the nearest float32 of level / 255', () => {
    const values = prepared([{ step: 'scale', divideBy: 255 }])
    expect(values).toHaveLength(256)
    for (const [level, value] of values.entries()) expect(value).toBe(Math.fround(level / 255))
  })

  it('gives the levels as they are without a step on values', () => {
    expect([...prepared([])]).toEqual([...image.data])
  })

  it('cuts the largest square out of the middle and resizes it', () => {
    const wide = { rows: 2, columns: 5, data: Uint8Array.of(0, 1, 2, 3, 4, 10, 11, 12, 13, 14) }
    expect([...prepared([{ step: 'centre-crop' }], 'NCHW', wide)]).toEqual([1, 2, 11, 12])
    const tall = { rows: 4, columns: 1, data: Uint8Array.of(7, 8, 9, 10) }
    expect([...prepared([{ step: 'centre-crop' }], 'NCHW', tall)]).toEqual([8])
    const resize = { step: 'resize', width: 4, height: 3, filter: 'triangle', keepAspect: false } as const
    expect(prepared([{ step: 'centre-crop' }, resize])).toHaveLength(12)
  })

  it('maps 0..255 to a range', () => {
    const values = prepared([{ step: 'range', low: -1024, high: 1024 }])
    expect([values[0], values[255]]).toEqual([-1024, 1024])
    expect(values[100]).toBeCloseTo((100 / 255) * 2048 - 1024, 3)
  })

  it('stretches each image to 0..1, and leaves a flat one at 0', () => {
    const dim = { rows: 1, columns: 3, data: Uint8Array.of(50, 75, 100) }
    expect([...prepared([{ step: 'stretch' }], 'NCHW', dim)]).toEqual([0, 0.5, 1])
    const flat = { rows: 1, columns: 2, data: Uint8Array.of(9, 9) }
    expect([...prepared([{ step: 'stretch' }], 'NCHW', flat)]).toEqual([0, 0])
    expect([...prepared([{ step: 'standardise' }], 'NCHW', flat)]).toEqual([0, 0])
  })

  it('gives each image mean 0 and deviation 1', () => {
    const values = prepared([{ step: 'standardise' }])
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    expect(mean).toBeCloseTo(0, 6)
    expect(variance).toBeCloseTo(1, 5)
  })

  it('repeats the plane and normalises each channel, channel by channel or pixel by pixel', () => {
    const two = { rows: 1, columns: 2, data: Uint8Array.of(0, 255) }
    const steps: PreprocessingStep[] = [
      { step: 'scale', divideBy: 255 },
      { step: 'channels', count: 3 },
      { step: 'normalise', mean: [0, 0.5, 1], spread: [1, 0.5, 0.25] },
    ]
    expect([...prepared(steps, 'NCHW', two)]).toEqual([0, 1, -1, 1, -4, 0])
    expect([...prepared(steps, 'NHWC', two)]).toEqual([0, -1, -4, 1, 1, 0])
    const one: PreprocessingStep[] = [
      { step: 'channels', count: 3 },
      { step: 'normalise', mean: [255], spread: [255] },
    ]
    expect([...prepared(one, 'NHWC', two)]).toEqual([-1, -1, -1, 0, 0, 0])
  })
})
