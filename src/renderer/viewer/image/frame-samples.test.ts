import { describe, expect, it } from 'vitest'
import type { FrameDescription } from '../../../shared/domain/imaging/instance'
import { toShownSamples } from './frame-samples'

const describeFrame = (
  sampleType: FrameDescription['sampleType'],
  smallest: number,
  largest: number,
): FrameDescription => ({
  rows: 1,
  columns: 3,
  samplesPerPixel: 1,
  sampleType,
  photometricInterpretation: 'MONOCHROME2',
  smallest,
  largest,
})

describe('toShownSamples', () => {
  it('keeps 8 and 16 bit integers as they are', () => {
    const source = Int16Array.of(-2000, 0, 2278)
    const { samples } = toShownSamples(source.buffer, describeFrame('int16', -2000, 2278), true)
    expect(samples).toEqual(source)
  })

  it('narrows wider integers that fit', () => {
    const signed = Int32Array.of(-5, 0, 300)
    expect(toShownSamples(signed.buffer, describeFrame('int32', -5, 300), false).samples).toEqual(
      Int16Array.of(-5, 0, 300),
    )
    const unsigned = Uint32Array.of(0, 40_000, 65_535)
    expect(toShownSamples(unsigned.buffer, describeFrame('uint32', 0, 65_535), false).samples).toEqual(
      Uint16Array.of(0, 40_000, 65_535),
    )
  })

  it('gives the GPU floats and the CPU renderer 16 bits that lead back to the values', () => {
    const source = Float32Array.of(-1.5, 0.25, 8)
    const description = describeFrame('float32', -1.5, 8)
    expect(toShownSamples(source.buffer, description, true).samples).toEqual(source)
    const { samples, slope, intercept } = toShownSamples(source.buffer, description, false)
    expect(samples).toBeInstanceOf(Uint16Array)
    Array.from(samples).forEach((sample, i) =>
      expect(Math.abs(sample * slope + intercept - (source[i] ?? 0))).toBeLessThan(9.5 / 65_535),
    )
  })

  it('survives a frame of one value and NaN', () => {
    const flat = Float32Array.of(7, 7, Number.NaN)
    const { samples, intercept } = toShownSamples(flat.buffer, describeFrame('float32', 7, 7), false)
    expect(Array.from(samples)).toEqual([0, 0, 0])
    expect(intercept).toBe(7)
  })

  it('refuses a frame of another size than it declares', () => {
    expect(() => toShownSamples(new ArrayBuffer(4), describeFrame('int16', 0, 1), true)).toThrow(RangeError)
  })
})
