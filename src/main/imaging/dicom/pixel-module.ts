/** The Image Pixel module (PS3.3 C.7.6.3), with what old and careless writers leave out filled in. */
import { AppException } from '../../../shared/result'
import type { DataSet, Element } from './data-set'
import type { DicomFile } from './read-file'
import type { TransferSyntax } from './transfer-syntax'

export interface PixelModule {
  element: Element
  dataSet: DataSet
  transferSyntax: TransferSyntax
  rows: number
  columns: number
  frames: number
  samplesPerPixel: number
  bitsAllocated: number
  bitsStored: number
  highBit: number
  signed: boolean
  photometricInterpretation: string
  planar: boolean
  /** IEEE numbers instead of integers */
  float: 32 | 64 | null
}

const pixelData = 0x7fe00010
const floatPixelData = 0x7fe00008
const doublePixelData = 0x7fe00009
/** samples of one frame that we are willing to hold */
const mostSamples = 1 << 28
const mostFrames = 1_000_000

export const hasPixels = ({ dataSet }: DicomFile) => {
  const element = findPixels(dataSet)
  return element !== null && element.length > 0 && dataSet.has(0x00280010)
}

function findPixels(dataSet: DataSet): Element | null {
  for (const tag of [pixelData, floatPixelData, doublePixelData]) {
    const element = dataSet.elements.get(tag)
    if (element && !element.items) return element
  }
  return null
}

/** @throws AppException DICOM_NO_PIXELS, DICOM_MALFORMED, DICOM_UNSUPPORTED_PIXELS */
export function readPixelModule({ dataSet, transferSyntax }: DicomFile): PixelModule {
  const element = findPixels(dataSet)
  if (!element) throw new AppException('DICOM_NO_PIXELS', 'The file has no image.')
  const rows = dataSet.integer(0x00280010) ?? 0
  const columns = dataSet.integer(0x00280011) ?? 0
  if (rows <= 0 || columns <= 0)
    throw new AppException('DICOM_MALFORMED', 'The image has no rows or columns.')
  const float = element.tag === floatPixelData ? 32 : element.tag === doublePixelData ? 64 : null
  const photometric = dataSet.text(0x00280004).toUpperCase().replace(/\s+/g, ' ')
  const isColour = /^(RGB|YBR|HSV|ARGB|CMYK)/.test(photometric)
  const samplesPerPixel = dataSet.integer(0x00280002) ?? (isColour ? 3 : 1)
  const bitsAllocated = float ?? dataSet.integer(0x00280100) ?? 0
  const frames = Math.max(1, dataSet.integer(0x00280008) ?? 1)
  if (samplesPerPixel !== 1 && samplesPerPixel !== 3 && samplesPerPixel !== 4) {
    throw new AppException(
      'DICOM_UNSUPPORTED_PIXELS',
      `${samplesPerPixel} samples a pixel are not supported.`,
    )
  }
  if (bitsAllocated < 1 || bitsAllocated > 64) {
    throw new AppException('DICOM_UNSUPPORTED_PIXELS', `Pixels of ${bitsAllocated} bits are not supported.`)
  }
  if (rows * columns * samplesPerPixel > mostSamples || frames > mostFrames) {
    throw new AppException('DICOM_UNSUPPORTED_PIXELS', 'The image is too large.')
  }
  const stated = dataSet.integer(0x00280101) ?? bitsAllocated
  const bitsStored = stated >= 1 && stated <= bitsAllocated ? stated : bitsAllocated
  return {
    element,
    dataSet,
    transferSyntax,
    rows,
    columns,
    frames,
    samplesPerPixel,
    bitsAllocated,
    bitsStored,
    float,
    highBit: dataSet.integer(0x00280102) ?? bitsStored - 1,
    signed: dataSet.integer(0x00280103) === 1,
    photometricInterpretation: photometric || (samplesPerPixel === 3 ? 'RGB' : 'MONOCHROME2'),
    planar: samplesPerPixel > 1 && dataSet.integer(0x00280006) === 1,
  }
}

/** Chroma is stored once for two pixels. A few writers say so and store all of it. */
export function isSubsampled({
  photometricInterpretation,
  samplesPerPixel,
  bitsAllocated,
  element,
  rows,
  columns,
  frames,
}: PixelModule): boolean {
  return (
    /^YBR_(FULL|PARTIAL)_422$/.test(photometricInterpretation) &&
    samplesPerPixel === 3 &&
    bitsAllocated === 8 &&
    (element.fragments !== null || element.length < rows * columns * 3 * frames)
  )
}

/** Bits of one frame without compression. */
export function frameBits(module: PixelModule): number {
  const { rows, columns, samplesPerPixel, bitsAllocated } = module
  if (isSubsampled(module)) return rows * Math.ceil(columns / 2) * 4 * 8
  return rows * columns * samplesPerPixel * bitsAllocated
}
