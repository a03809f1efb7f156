/**
 * The one way from a DICOM file to pixels, for viewer, thumbnails and models: normalised as {@link FrameDescription} says.
 */
import type { FrameDescription } from '../../../shared/domain/imaging/instance'
import { AppException } from '../../../shared/result'
import type { ByteSource } from '../byte-source'
import { fullYbrToRgb, partialYbrToRgb, toEightBits } from '../pixels/colour'
import { applyLookupTable, applyPalette, readLookupTable, readPalette } from '../pixels/lookup-tables'
import { rangeOf, type Samples } from '../pixels/samples'
import { type PixelModule, readPixelModule } from './pixel-module'
import { readDicomFile } from './read-file'
import { decodeStoredFrame, type StoredFrame } from './stored-frame'

export interface DecodedFrame {
  description: FrameDescription
  samples: Samples
}

/**
 * @param frameIndex from 0
 * @throws AppException NOT_FOUND (no such frame), DICOM_NO_PIXELS, DICOM_TRUNCATED, DICOM_MALFORMED, DICOM_DECODE_FAILED,
 *   DICOM_UNSUPPORTED_PIXELS, DICOM_UNSUPPORTED_TRANSFER_SYNTAX, and what reading the file throws
 */
export async function decodeFrame(source: ByteSource, frameIndex: number): Promise<DecodedFrame> {
  return decodeModuleFrame(readPixelModule(readDicomFile(source)), frameIndex)
}

/** As {@link decodeFrame} for a file whose header is already read. */
export async function decodeModuleFrame(module: PixelModule, frameIndex: number): Promise<DecodedFrame> {
  const stored = await decodeStoredFrame(module, frameIndex)
  if (stored.photometricInterpretation === 'PALETTE COLOR') {
    return describe(stored, applyPalette(stored.samples, readPalette(module.dataSet, module.signed)), 'RGB')
  }
  if (stored.samplesPerPixel === 1) return monochrome(module, stored)
  return describe(stored, toRgb(stored), 'RGB')
}

function monochrome(module: PixelModule, stored: StoredFrame): DecodedFrame {
  const kind = stored.photometricInterpretation === 'MONOCHROME1' ? 'MONOCHROME1' : 'MONOCHROME2'
  const lut = module.dataSet.item(0x00283000)
  const table = lut && readLookupTable(lut, module.signed)
  return describe(stored, table ? applyLookupTable(stored.samples, table) : stored.samples, kind)
}

function toRgb(stored: StoredFrame): Uint8Array {
  const { photometricInterpretation: space, samplesPerPixel } = stored
  if (samplesPerPixel !== 3)
    throw new AppException('DICOM_UNSUPPORTED_PIXELS', `The colour space ${space} is not supported.`)
  const samples = toEightBits(stored.samples, stored.bits)
  if (space === 'RGB') return samples
  if (space.startsWith('YBR_PARTIAL')) partialYbrToRgb(samples)
  else if (space.startsWith('YBR_FULL')) fullYbrToRgb(samples)
  // Three samples under a monochrome name are what they look like.
  else if (!/^(MONOCHROME|YBR_RCT|YBR_ICT)/.test(space)) {
    throw new AppException('DICOM_UNSUPPORTED_PIXELS', `The colour space ${space} is not supported.`)
  }
  return samples
}

const sampleTypes = {
  Uint8Array: 'uint8',
  Int8Array: 'int8',
  Uint16Array: 'uint16',
  Int16Array: 'int16',
  Uint32Array: 'uint32',
  Int32Array: 'int32',
  Float32Array: 'float32',
  Float64Array: 'float64',
} as const

function describe(
  { rows, columns }: StoredFrame,
  samples: Samples,
  photometricInterpretation: FrameDescription['photometricInterpretation'],
): DecodedFrame {
  const sampleType = sampleTypes[samples.constructor.name as keyof typeof sampleTypes]
  return {
    samples,
    description: {
      rows,
      columns,
      sampleType,
      photometricInterpretation,
      samplesPerPixel: photometricInterpretation === 'RGB' ? 3 : 1,
      ...rangeOf(samples),
    },
  }
}
