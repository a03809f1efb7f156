import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { memorySource } from '../byte-source'
import { decodeFrame } from './decode-frame'
import { element, encapsulated, imageElements, type ImageOptions, writeFile } from './fixtures/dicom-writer'

const decode = (pixels: Uint8Array | number[], options: ImageOptions, index = 0, file = {}) =>
  decodeFrame(memorySource(writeFile(imageElements(pixels, options), file)), index)
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (thrown: unknown) => (thrown as { code: string }).code,
  )

describe('monochrome', () => {
  it('gives stored values with their sign and the range of the frame', async () => {
    const { description, samples } = await decode([1, 0xffff, 0x8000, 500], {
      rows: 2,
      columns: 2,
      bitsAllocated: 16,
      signed: true,
    })
    expect([...samples]).toEqual([1, -1, -32768, 500])
    expect(description).toEqual({
      rows: 2,
      columns: 2,
      samplesPerPixel: 1,
      sampleType: 'int16',
      photometricInterpretation: 'MONOCHROME2',
      smallest: -32768,
      largest: 500,
    })
  })

  it('keeps MONOCHROME1 as it is and says so', async () => {
    const { description, samples } = await decode([0, 255], {
      rows: 1,
      columns: 2,
      photometric: 'MONOCHROME1',
    })
    expect([description.photometricInterpretation, ...samples]).toEqual(['MONOCHROME1', 0, 255])
  })

  it('shifts, cuts overlays and extends signs where the header calls for it', async () => {
    const wide = { rows: 1, columns: 2, bitsAllocated: 16 }
    expect([...(await decode([0x7ff0, 0x10], { ...wide, bitsStored: 12, highBit: 15 })).samples]).toEqual([
      0x7ff, 1,
    ])
    expect([...(await decode([0x0fff, 0x0001], { ...wide, bitsStored: 12, signed: true })).samples]).toEqual([
      -1, 1,
    ])
    const overlay = [element(0x60000100, 'US', [16]), element(0x60000102, 'US', [12])]
    expect([
      ...(await decode([0x1234, 0x0234], { ...wide, bitsStored: 12, extra: overlay })).samples,
    ]).toEqual([0x234, 0x234])
  })

  it('leaves padding values beyond Bits Stored alone', async () => {
    const { samples } = await decode([63536, 12], { rows: 1, columns: 2, bitsAllocated: 16, bitsStored: 12 })
    expect([...samples]).toEqual([63536, 12])
  })

  it('applies a Modality LUT', async () => {
    const lut = element(0x00283000, 'SQ', [
      [element(0x00283002, 'US', [3, 10, 16]), element(0x00283006, 'US', [100, 2000, 65535])],
    ])
    const { description, samples } = await decode([0, 10, 11, 200], { rows: 2, columns: 2, extra: [lut] })
    expect([...samples]).toEqual([100, 100, 2000, 65535])
    expect(description).toMatchObject({ sampleType: 'uint16', smallest: 100, largest: 65535 })
  })

  it('unpacks one bit a pixel, frames that start inside a byte too', async () => {
    const options = { rows: 1, columns: 5, bitsAllocated: 1, frames: 3 }
    const pixels = Uint8Array.of(0b01100101, 0b10100011)
    const frames = await Promise.all([0, 1, 2].map((index) => decode(pixels, options, index)))
    expect(frames.map(({ samples }) => [...samples].join(''))).toEqual(['10100', '11011', '00010'])
  })

  it('unpacks twelve bits a pixel', async () => {
    const { samples } = await decode(Uint8Array.of(0x34, 0x62, 0x51, 0xff, 0x0f, 0x00), {
      rows: 1,
      columns: 4,
      bitsAllocated: 12,
    })
    expect([...samples]).toEqual([0x234, 0x516, 0xfff, 0])
  })

  it('gives floating point as it is stored', async () => {
    const float = element(0x7fe00008, 'OF', new Uint8Array(Float32Array.of(1.5, -2).buffer))
    const { description, samples } = await decode([], {
      rows: 1,
      columns: 2,
      bitsAllocated: 32,
      pixelElement: float,
    })
    expect([description.sampleType, ...samples]).toEqual(['float32', 1.5, -2])
    const double = element(0x7fe00009, 'OD', new Uint8Array(Float64Array.of(0.1, 1e300).buffer))
    const wide = await decode([], { rows: 1, columns: 2, bitsAllocated: 64, pixelElement: double })
    expect([wide.description.sampleType, ...wide.samples]).toEqual(['float64', 0.1, 1e300])
  })
})

describe('colour', () => {
  const rgb = async (...args: Parameters<typeof decode>) => {
    const { description, samples } = await decode(...args)
    expect(description).toMatchObject({
      samplesPerPixel: 3,
      sampleType: 'uint8',
      photometricInterpretation: 'RGB',
    })
    return [...samples]
  }
  const pair = { rows: 1, columns: 2, samples: 3 }

  it('puts planes together', async () => {
    expect(await rgb([1, 4, 2, 5, 3, 6], { ...pair, planar: 1 })).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('turns YBR_FULL and YBR_FULL_422 to RGB', async () => {
    expect(await rgb([76, 85, 255, 150, 44, 21], { ...pair, photometric: 'YBR_FULL' })).toEqual([
      254, 0, 0, 0, 255, 1,
    ])
    expect(await rgb([76, 150, 128, 128], { ...pair, photometric: 'YBR_FULL_422' })).toEqual([
      76, 76, 76, 150, 150, 150,
    ])
  })

  it('brings 16 bits to 8', async () => {
    expect(await rgb([0xffff, 0x8000, 0x00ff, 0x0100, 0, 0x7fff], { ...pair, bitsAllocated: 16 })).toEqual([
      255, 128, 0, 1, 0, 127,
    ])
  })

  const palette = (bits: number, red: number[], green: number[], blue: number[], first = 0) => [
    ...[0, 1, 2].map((nth) => element(0x00281101 + nth, 'US', [red.length, first, bits])),
    ...[red, green, blue].map((values, nth) => element(0x00281201 + nth, 'OW', values)),
  ]
  const indexed = { rows: 1, columns: 3, photometric: 'PALETTE COLOR' }

  it('looks colours up', async () => {
    const deep = palette(16, [0x1000, 0xff00], [0x2000, 0xfe00], [0x3000, 0xfd00], 5)
    expect(await rgb([0, 5, 9], { ...indexed, extra: deep })).toEqual([
      0x10, 0x20, 0x30, 0x10, 0x20, 0x30, 0xff, 0xfe, 0xfd,
    ])
    const shallow = palette(16, [10, 255], [20, 254], [30, 253])
    expect(await rgb([0, 1, 1], { ...indexed, extra: shallow })).toEqual([
      10, 20, 30, 255, 254, 253, 255, 254, 253,
    ])
  })

  it('reads segmented palettes: runs, lines, repeats', async () => {
    const segments = [0, 2, 0, 0x1000, 1, 2, 0x3000, 2, 1, 0, 0]
    const extra = [0, 1, 2].flatMap((nth) => [
      element(0x00281101 + nth, 'US', [6, 0, 16]),
      element(0x00281221 + nth, 'OW', segments),
    ])
    expect(await rgb([1, 2, 3], { ...indexed, extra })).toEqual([
      0x10, 0x10, 0x10, 0x20, 0x20, 0x20, 0x30, 0x30, 0x30,
    ])
  })

  it('refuses a palette image without palette and a colour space it does not know', async () => {
    expect(await codeOf(decode([0, 1, 2], indexed))).toBe('DICOM_UNSUPPORTED_PIXELS')
    expect(await codeOf(decode([1, 2, 3, 4, 5, 6], { ...pair, photometric: 'HSV' }))).toBe(
      'DICOM_UNSUPPORTED_PIXELS',
    )
  })
})

describe('encapsulated frames', () => {
  const deflated = '1.2.840.10008.1.2.8.1'
  const frame = (value: number) => deflateRawSync(Buffer.alloc(4, value))
  const file = (fragments: Uint8Array[], offsets: number[], frames: number) =>
    memorySource(
      writeFile(
        imageElements([], { rows: 2, columns: 2, frames, pixelElement: encapsulated(fragments, offsets) }),
        { transferSyntaxUid: deflated },
      ),
    )
  const valuesOf = async (source: ReturnType<typeof file>, frames: number) =>
    (await Promise.all(Array.from({ length: frames }, (_, index) => decodeFrame(source, index)))).map(
      ({ samples }) => samples[0],
    )

  it('are found one in a fragment, by the offset table, and joined from several', async () => {
    const [one, two] = [frame(7), frame(9)]
    expect(await valuesOf(file([one, two], [], 2), 2)).toEqual([7, 9])
    const parts = [one.subarray(0, 2), one.subarray(2), two.subarray(0, 2), two.subarray(2)]
    expect(await valuesOf(file(parts, [0, one.length + 16], 2), 2)).toEqual([7, 9])
    expect(await valuesOf(file(parts.slice(0, 2), [], 1), 1)).toEqual([7])
  })

  it('that are missing are a truncated file, not another frame', async () => {
    expect(await codeOf(decodeFrame(file([frame(7)], [], 3), 2))).toBe('DICOM_TRUNCATED')
    expect(await codeOf(decodeFrame(file([frame(7)], [], 1), 1))).toBe('NOT_FOUND')
  })
})

it('believes a stream before the name that the header gives its compression', async () => {
  const at = (name: string) => {
    const bytes = readFileSync(join(import.meta.dirname, 'fixtures/compressed', `${name}.dcm`))
    return bytes.subarray(bytes.lastIndexOf(Buffer.from('ffd8ff', 'hex')))
  }
  for (const [name, uid] of [
    ['jpeg-ls-8', '1.2.840.10008.1.2.4.70'],
    ['baseline-grey', '1.2.840.10008.1.2.4.90'],
    ['progressive-8', '1.2.840.10008.1.2.1'],
  ] as const) {
    const options = { rows: 45, columns: 53, pixelElement: encapsulated([at(name)]) }
    const { description } = await decode([], options, 0, { transferSyntaxUid: uid })
    expect(description).toMatchObject({ rows: 45, columns: 53, sampleType: 'uint8' })
  }
})

describe('what is refused', () => {
  it.each<[string, ImageOptions, string]>([
    ['too few pixels', { rows: 3, columns: 3 }, 'DICOM_TRUNCATED'],
    ['no rows', { rows: 0, columns: 2 }, 'DICOM_MALFORMED'],
    ['an absurd size', { rows: 65535, columns: 65535 }, 'DICOM_UNSUPPORTED_PIXELS'],
    ['two samples', { rows: 2, columns: 1, samples: 2 }, 'DICOM_UNSUPPORTED_PIXELS'],
    ['no pixels', { rows: 2, columns: 2, pixelElement: element(0x00282110, 'CS', '00') }, 'DICOM_NO_PIXELS'],
  ])('%s', async (_, options, code) => {
    expect(await codeOf(decode([1, 2, 3, 4], options))).toBe(code)
  })

  it('a compression that is not supported, broken streams, and streams of another size', async () => {
    const within = (stream: Uint8Array, transferSyntaxUid: string) =>
      codeOf(
        decode([], { rows: 2, columns: 2, pixelElement: encapsulated([stream]) }, 0, { transferSyntaxUid }),
      )
    expect(await within(Buffer.alloc(20), '1.2.840.10008.1.2.4.102')).toBe(
      'DICOM_UNSUPPORTED_TRANSFER_SYNTAX',
    )
    for (const syntax of ['50', '70', '80', '90', '201']) {
      expect(await within(Buffer.from('ffd8ffd9', 'hex'), `1.2.840.10008.1.2.4.${syntax}`)).toBe(
        'DICOM_DECODE_FAILED',
      )
    }
    expect(await within(Buffer.alloc(70), '1.2.840.10008.1.2.5')).toBe('DICOM_DECODE_FAILED')
    const larger = readFileSync(join(import.meta.dirname, 'fixtures/compressed/jpeg-ls-8.dcm'))
    const at = larger.indexOf(Buffer.from('ffd8', 'hex'))
    expect(await within(larger.subarray(at), '1.2.840.10008.1.2.4.80')).toBe('DICOM_DECODE_FAILED')
  })
})

it('reads one frame of a large file and leaves the others alone', async () => {
  const frames = 40
  const side = 128
  const pixels = Uint8Array.from({ length: side * side * frames }, (_, at) => Math.floor(at / (side * side)))
  const bytes = writeFile(imageElements(pixels, { rows: side, columns: side, frames }))
  let read = 0
  const source = {
    size: bytes.length,
    read: (offset: number, length: number) => {
      read += length
      return bytes.subarray(offset, offset + length)
    },
  }
  const { samples } = await decodeFrame(source, 31)
  expect(samples.every((value) => value === 31)).toBe(true)
  expect(read).toBeLessThan(bytes.length / 3)
})

const dataFolder = join(process.env['VESALIUS_DATA'] ?? '', 'dicom')
describe.runIf(process.env['VESALIUS_DATA'] && existsSync(dataFolder))(
  'colours of the data folder equal pydicom to one level',
  () => {
    const references = JSON.parse(
      readFileSync(join(import.meta.dirname, 'fixtures/reference-display.json'), 'utf8'),
    ) as Record<string, { step: number; rgb: number[][] }>
    it.each(Object.entries(references))('%s', async (name, { step, rgb }) => {
      const { samples } = await decodeFrame(memorySource(readFileSync(join(dataFolder, name))), 0)
      const differences = rgb.flatMap((pixel, nth) =>
        pixel.map((value, colour) => Math.abs(value - (samples[nth * step * 3 + colour] as number))),
      )
      expect(Math.max(...differences)).toBeLessThanOrEqual(1)
    })
  },
)
