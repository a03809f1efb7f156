import { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'
import { parsedInstance } from '../../test-support/parsed-instance'
import type { FrameDescription, ImageAttributes } from '../../shared/domain/imaging/instance'
import type { DecodedFrame } from './dicom/decode-frame'
import { toGray8 } from './grayscale'
import { rangeOf, type Samples } from './pixels/samples'
import { drawThumbnail } from './thumbnail'

const base = parsedInstance().image as ImageAttributes
const image = (changes: Partial<ImageAttributes>): ImageAttributes => ({
  ...base,
  rescaleSlope: 1,
  rescaleIntercept: 0,
  windows: [],
  voiLuts: [],
  bitsStored: 16,
  ...changes,
})

function frame(samples: Samples, changes: Partial<FrameDescription> = {}): DecodedFrame {
  const types = {
    Uint8Array: 'uint8',
    Uint16Array: 'uint16',
    Int16Array: 'int16',
    Float32Array: 'float32',
  } as const
  return {
    samples,
    description: {
      rows: 1,
      columns: samples.length,
      samplesPerPixel: 1,
      sampleType: types[samples.constructor.name as keyof typeof types],
      photometricInterpretation: 'MONOCHROME2',
      ...rangeOf(samples),
      ...changes,
    },
  }
}
const window = { center: 40, width: 400, explanation: '', lutFunction: 'LINEAR' } as const
const grey = (...args: Parameters<typeof toGray8>) => [...toGray8(...args).data]

describe('toGray8', () => {
  it('applies rescale and window as PS3.3 C.11.2.1.2 says', () => {
    const ct = image({ rescaleSlope: 1, rescaleIntercept: -1024, windows: [window] })
    // HU -1024, -160, 40, 239, 1000
    expect(grey(frame(Uint16Array.of(0, 864, 1064, 1263, 2024)), ct)).toEqual([0, 0, 128, 255, 255])
    const exact = image({ windows: [{ ...window, lutFunction: 'LINEAR_EXACT' }] })
    expect(grey(frame(Int16Array.of(-160, 40, 240)), exact)).toEqual([0, 128, 255])
    const sigmoid = image({ windows: [{ ...window, lutFunction: 'SIGMOID' }] })
    expect(grey(frame(Int16Array.of(-2000, 40, 2000)), sigmoid)).toEqual([0, 128, 255])
  })

  it('inverts MONOCHROME1', () => {
    expect(
      grey(
        frame(Int16Array.of(-1000, 1000), { photometricInterpretation: 'MONOCHROME1' }),
        image({ windows: [window] }),
      ),
    ).toEqual([255, 0])
  })

  it('keeps 8-bit values and spreads others over their range', () => {
    expect(grey(frame(Uint8Array.of(3, 200)), image({ bitsStored: 8 }))).toEqual([3, 200])
    expect(grey(frame(Uint16Array.of(1000, 1500, 2000)), image({ bitsStored: 12 }))).toEqual([0, 128, 255])
    expect(grey(frame(Uint16Array.of(7, 7)), image({}))).toEqual([0, 0])
    expect(grey(frame(Float32Array.of(-1, 0, 1, NaN), { smallest: -1, largest: 1 }), image({}))).toEqual([
      0, 128, 255, 0,
    ])
  })

  it('goes through a VOI LUT', () => {
    const voiLuts = [{ explanation: '', firstMapped: 10, bits: 12, data: [0, 4095, 2048] }]
    expect(grey(frame(Uint16Array.of(0, 10, 11, 12, 99)), image({ voiLuts, windows: [window] }))).toEqual([
      0, 0, 255, 128, 128,
    ])
  })

  it('takes the luma of colours', () => {
    const rgb = frame(Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255), {
      samplesPerPixel: 3,
      columns: 3,
      photometricInterpretation: 'RGB',
    })
    expect(grey(rgb, image({ bitsStored: 8 }))).toEqual([76, 150, 29])
  })

  it('gives the same with and without its table of levels', () => {
    const few = Int16Array.of(-300, -7, 0, 41, 240)
    const many = Int16Array.from({ length: 70_000 }, (_, at) => few[at % few.length] as number)
    const shown = image({ windows: [window] })
    expect(grey(frame(many, { smallest: -300, largest: 240 }), shown).slice(0, 5)).toEqual(
      grey(frame(few), shown),
    )
  })
})

describe('drawThumbnail', () => {
  it('shrinks to 128 px, averaging', () => {
    const wide = frame(
      Uint8Array.from({ length: 512 * 256 }, (_, at) => (at % 2) * 200),
      { rows: 256, columns: 512 },
    )
    const { width, height, data } = PNG.sync.read(Buffer.from(drawThumbnail(wide, image({ bitsStored: 8 }))))
    expect([width, height, data[0], data[4 * 128 * 63]]).toEqual([128, 64, 100, 100])
  })

  it('keeps colours and never enlarges', () => {
    const rgb = frame(Uint8Array.of(1, 2, 3, 4, 5, 6), {
      samplesPerPixel: 3,
      rows: 1,
      columns: 2,
      photometricInterpretation: 'RGB',
    })
    const { width, height, data } = PNG.sync.read(Buffer.from(drawThumbnail(rgb, image({ bitsStored: 8 }))))
    expect([width, height, ...data]).toEqual([2, 1, 1, 2, 3, 255, 4, 5, 6, 255])
  })
})
