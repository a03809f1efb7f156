/** One frame as the file stores it: decompressed, samples of a pixel together, signs and unused bits set right, colours untouched. */
import { inflateRawSync } from 'node:zlib'
import { AppException } from '../../../shared/result'
import { decodeRle } from '../codecs/rle'
import { readJpeg2000Header, readJpegLsHeader, type StreamHeader } from '../codecs/stream-header'
import { type CodecName, decodeWithCodec } from '../codecs/wasm-codec'
import { decodeJpeg, type JpegImage } from '../jpeg/decode-jpeg'
import { expand422, interleave } from '../pixels/colour'
import {
  isLittleEndianMachine,
  keepStoredBits,
  rangeOf,
  readCells,
  readPackedCells,
  type Samples,
  swapBytes,
  withSign,
} from '../pixels/samples'
import { compressedFrame, compressionOf, nativeFrame } from './frame-bytes'
import { frameBits, isSubsampled, type PixelModule } from './pixel-module'

export interface StoredFrame {
  rows: number
  columns: number
  samplesPerPixel: number
  samples: Samples
  /** significant bits of a sample */
  bits: number
  /** of these samples: a decoder may have undone what the header names */
  photometricInterpretation: string
}

/** @throws AppException DICOM_TRUNCATED, DICOM_MALFORMED, DICOM_DECODE_FAILED, DICOM_UNSUPPORTED_PIXELS, DICOM_UNSUPPORTED_TRANSFER_SYNTAX */
export async function decodeStoredFrame(module: PixelModule, index: number): Promise<StoredFrame> {
  if (!Number.isInteger(index) || index < 0 || index >= module.frames)
    throw new AppException('NOT_FOUND', 'There is no such frame.')
  if (module.transferSyntax.compression === 'unsupported') throw unsupported(module)
  // Some files name a compression and carry plain pixels.
  if (!module.element.fragments) {
    const { bytes, firstBit } = nativeFrame(module, index)
    return fromCells(module, bytes, firstBit, module.transferSyntax.littleEndian)
  }
  const stream = compressedFrame(module, index)
  switch (compressionOf(module, stream)) {
    case 'none':
    case 'encapsulated-native':
      return fromCells(module, long(stream, module), 0, true)
    case 'deflated-frames':
      return fromCells(module, inflate(stream, module), 0, true)
    case 'rle':
      return fromRle(module, stream)
    case 'jpeg':
      return fromJpeg(module, decodeJpeg(stream))
    case 'jpeg-ls':
      return fromCodec(module, readJpegLsHeader(stream), 'charls', stream)
    case 'jpeg-2000':
      return fromCodec(module, readJpeg2000Header(stream), 'openjpeg', stream)
    case 'htj2k':
      return fromCodec(module, readJpeg2000Header(stream), 'openjph', stream)
    case 'unsupported':
      throw unsupported(module)
  }
}

export const unsupported = ({ transferSyntax }: PixelModule) =>
  new AppException(
    'DICOM_UNSUPPORTED_TRANSFER_SYNTAX',
    'The image is compressed in a way that is not supported.',
    { transferSyntax: transferSyntax.uid },
  )

const describe = ({ rows, columns, samplesPerPixel, photometricInterpretation }: PixelModule) => ({
  rows,
  columns,
  samplesPerPixel,
  photometricInterpretation,
})

function long(bytes: Uint8Array, module: PixelModule): Uint8Array {
  if (bytes.length * 8 < frameBits(module))
    throw new AppException('DICOM_TRUNCATED', 'The frame is shorter than its image.')
  return bytes
}

function inflate(stream: Uint8Array, module: PixelModule): Uint8Array {
  try {
    return long(inflateRawSync(stream, { maxOutputLength: Math.ceil(frameBits(module) / 8) + 1024 }), module)
  } catch (thrown) {
    if (thrown instanceof AppException) throw thrown
    throw new AppException('DICOM_DECODE_FAILED', 'The deflated frame cannot be inflated.')
  }
}

function fromCells(
  module: PixelModule,
  bytes: Uint8Array,
  firstBit: number,
  littleEndian: boolean,
): StoredFrame {
  const { rows, columns, samplesPerPixel, bitsAllocated, bitsStored, signed, float } = module
  if (isSubsampled(module)) {
    const samples = expand422(bytes, rows, columns)
    return {
      ...describe(module),
      samples,
      bits: 8,
      photometricInterpretation: module.photometricInterpretation.replace('_422', ''),
    }
  }
  const count = rows * columns * samplesPerPixel
  if (float)
    return { ...describe(module), samples: readFloats(bytes, count, float, littleEndian), bits: float }
  const isPacked = bitsAllocated % 8 !== 0
  const words = needsWordSwap(module, littleEndian) ? swapped(bytes) : bytes
  const samples = isPacked
    ? readPackedCells(words, firstBit, count, bitsAllocated)
    : readCells(words, count, bitsAllocated, signed, littleEndian)
  if (isPacked) return { ...describe(module), samples, bits: bitsAllocated }
  if (hasForeignBits(module, samples)) keepStoredBits(samples, module)
  return {
    ...describe(module),
    samples: module.planar ? interleave(samples, samplesPerPixel) : samples,
    bits: bitsStored,
  }
}

/**
 * Whether bits outside the stored ones must go: the header says that others are in use (shifted values, overlays in the
 * pixels), or negative numbers were not extended. Otherwise they stay: a value beyond Bits Stored is then more often a
 * wrong header (padding values, above all) than waste, and cutting it would turn white into black.
 */
function hasForeignBits(
  { bitsAllocated, bitsStored, highBit, signed, dataSet }: PixelModule,
  samples: Samples,
): boolean {
  if (bitsStored === bitsAllocated) return false
  if (highBit !== bitsStored - 1) return true
  for (let group = 0x6000; group <= 0x601e; group += 2) {
    if ((dataSet.integer(group * 0x10000 + 0x0100) ?? 1) > 1 && !dataSet.has(group * 0x10000 + 0x3000))
      return true
  }
  if (!signed) return false
  const { smallest, largest } = rangeOf(samples)
  return smallest >= 0 && largest >= 2 ** (bitsStored - 1) && largest < 2 ** bitsStored
}

/** In big endian, bytes written as OW come in swapped pairs (PS3.5 8.1.1 and 7.3). */
const needsWordSwap = ({ element, bitsAllocated }: PixelModule, littleEndian: boolean) =>
  !littleEndian && element.vr === 'OW' && bitsAllocated <= 8

function swapped(bytes: Uint8Array): Uint8Array {
  const even = new Uint8Array(bytes.length + (bytes.length % 2))
  even.set(bytes)
  swapBytes(even, 2)
  return even
}

function readFloats(bytes: Uint8Array, count: number, bits: 32 | 64, littleEndian: boolean): Samples {
  const own = Uint8Array.from(bytes.subarray(0, (count * bits) / 8))
  if (littleEndian !== isLittleEndianMachine) swapBytes(own, bits / 8)
  return bits === 32 ? new Float32Array(own.buffer) : new Float64Array(own.buffer)
}

function fromRle(module: PixelModule, stream: Uint8Array): StoredFrame {
  const { rows, columns, samplesPerPixel, bitsAllocated } = module
  // Frames of one-bit pixels start at a byte each when they are compressed.
  if (bitsAllocated === 1) {
    return fromCells(module, decodeRle(stream, Math.ceil((rows * columns) / 8), samplesPerPixel, 1), 0, true)
  }
  if (bitsAllocated % 8 !== 0)
    throw new AppException('DICOM_UNSUPPORTED_PIXELS', `RLE of ${bitsAllocated} bits is not supported.`)
  // RLE is planar by itself and comes out pixel by pixel.
  const bytes = decodeRle(stream, rows * columns, samplesPerPixel, bitsAllocated / 8)
  const photometricInterpretation = module.photometricInterpretation.replace('_422', '')
  return fromCells({ ...module, planar: false, photometricInterpretation }, bytes, 0, true)
}

function fromJpeg(module: PixelModule, image: JpegImage): StoredFrame {
  checkShape(module, image.rows, image.columns, image.components)
  const { precision, samples, components } = image
  const photometricInterpretation =
    components === 3 ? jpegColours(module, image) : module.photometricInterpretation
  return {
    rows: image.rows,
    columns: image.columns,
    samplesPerPixel: components,
    bits: precision,
    photometricInterpretation,
    samples: withSign(samples, precision, module.signed && components === 1),
  }
}

/** What the three components are. The stream's own markers are nearer to the truth than the header. */
function jpegColours({ photometricInterpretation }: PixelModule, image: JpegImage): string {
  if (image.lossless) return photometricInterpretation
  if (image.adobeTransform !== null) return image.adobeTransform === 0 ? 'RGB' : 'YBR_FULL'
  const isNamedRgb = image.componentIds.join() === '82,71,66'
  if (isNamedRgb) return 'RGB'
  if (image.jfif || image.subsampled) return 'YBR_FULL'
  return photometricInterpretation === 'RGB' ? 'RGB' : 'YBR_FULL'
}

async function fromCodec(
  module: PixelModule,
  header: StreamHeader,
  codec: CodecName,
  stream: Uint8Array,
): Promise<StoredFrame> {
  const { rows, columns, components, precision } = header
  checkShape(module, rows, columns, components)
  if (precision > 16)
    throw new AppException(
      'DICOM_UNSUPPORTED_PIXELS',
      `Compressed pixels of ${precision} bits are not supported.`,
    )
  const image = await decodeWithCodec(codec, stream)
  const count = rows * columns * components
  const wide = precision > 8
  const isWhole = image.width === columns && image.height === rows && image.componentCount === components
  if (!isWhole || image.bytes.length < count * (wide ? 2 : 1)) {
    throw new AppException('DICOM_DECODE_FAILED', 'The compressed image is broken: it is not whole.')
  }
  const cells = readCells(image.bytes, count, wide ? 16 : 8, header.signed, true)
  // An unsigned stream in a file that calls its pixels signed holds their two's complement.
  const isSigned = header.signed || (module.signed && components === 1)
  const samples =
    cells instanceof Uint8Array || cells instanceof Uint16Array ? withSign(cells, precision, isSigned) : cells
  return {
    rows,
    columns,
    samplesPerPixel: components,
    bits: precision,
    samples: components > 1 && image.interleave === 0 ? interleave(samples, components) : samples,
    photometricInterpretation: codecColours(module.photometricInterpretation, header),
  }
}

function codecColours(
  photometricInterpretation: string,
  { colourTransformed, components }: StreamHeader,
): string {
  if (components !== 3) return photometricInterpretation
  if (colourTransformed || /^YBR_(RCT|ICT)$/.test(photometricInterpretation)) return 'RGB'
  return photometricInterpretation.replace(/_42[02]$/, '')
}

function checkShape(module: PixelModule, rows: number, columns: number, components: number): void {
  if (rows !== module.rows || columns !== module.columns || components !== module.samplesPerPixel) {
    throw new AppException(
      'DICOM_DECODE_FAILED',
      'The compressed image has another size than the header says.',
    )
  }
}
