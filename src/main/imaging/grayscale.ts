/** A frame as 8-bit grey, as a reader sees it first: for models and thumbnails. */
import type { ImageAttributes, VoiLut, VoiWindow } from '../../shared/domain/imaging/instance'
import type { DecodedFrame } from './dicom/decode-frame'
import type { Samples } from './pixels/samples'

export interface GrayImage {
  rows: number
  columns: number
  /** black 0 to white 255 */
  data: Uint8Array
}

/**
 * Monochrome: the first VOI LUT or window of the file; without one, 8-bit values as they are and others from the smallest to
 * the largest. MONOCHROME1 is inverted. Colour: luma of ITU-R BT.601, rounded.
 */
export function toGray8({ description, samples }: DecodedFrame, image: ImageAttributes): GrayImage {
  const { rows, columns } = description
  if (description.samplesPerPixel === 3) return { rows, columns, data: luma(samples) }
  const isInverted = description.photometricInterpretation === 'MONOCHROME1'
  const data = new Uint8Array(rows * columns)
  const show = presentation(description, image)
  const cached = tableFor(samples, show, isInverted)
  if (cached)
    for (let at = 0; at < data.length; at += 1)
      data[at] = cached.levels[(samples[at] as number) - cached.first] as number
  else for (let at = 0; at < data.length; at += 1) data[at] = level(show(samples[at] as number), isInverted)
  return { rows, columns, data }
}

/** Stored value to brightness, 0 to 255, not yet rounded. */
type Presentation = (stored: number) => number

const level = (brightness: number, isInverted: boolean) => {
  const rounded = Math.round(
    brightness < 0 || Number.isNaN(brightness) ? 0 : brightness > 255 ? 255 : brightness,
  )
  return isInverted ? 255 - rounded : rounded
}

/** One computation for each value that can occur, where that is less than one for each pixel. */
function tableFor(
  samples: Samples,
  show: Presentation,
  isInverted: boolean,
): { first: number; levels: Uint8Array } | null {
  const ranges: Partial<Record<string, readonly [number, number]>> = {
    Uint8Array: [0, 256],
    Int8Array: [-128, 256],
    Uint16Array: [0, 65536],
    Int16Array: [-32768, 65536],
  }
  const [first, count] = ranges[samples.constructor.name] ?? [0, Infinity]
  if (count > samples.length) return null
  return { first, levels: Uint8Array.from({ length: count }, (_, at) => level(show(first + at), isInverted)) }
}

function presentation(
  { smallest, largest, sampleType }: DecodedFrame['description'],
  image: ImageAttributes,
): Presentation {
  const { rescaleSlope: slope, rescaleIntercept: intercept } = image
  const [voiLut] = image.voiLuts
  if (voiLut) return (stored) => throughLut(stored * slope + intercept, voiLut)
  const [window] = image.windows
  if (window) return (stored) => throughWindow(stored * slope + intercept, window)
  if (sampleType === 'uint8' && image.bitsStored === 8) return (stored) => stored
  const scale = largest > smallest ? 255 / (largest - smallest) : 0
  return (stored) => (stored - smallest) * scale
}

/** PS3.3 C.11.2.1.2 and C.11.2.1.3 with an output of 0 to 255. */
function throughWindow(value: number, { center, width, lutFunction }: VoiWindow): number {
  if (lutFunction === 'SIGMOID') return 255 / (1 + Math.exp((-4 * (value - center)) / width))
  if (lutFunction === 'LINEAR_EXACT') return ((value - center) / width + 0.5) * 255
  if (value <= center - 0.5 - (width - 1) / 2) return 0
  if (value > center - 0.5 + (width - 1) / 2) return 255
  return ((value - (center - 0.5)) / (width - 1) + 0.5) * 255
}

function throughLut(value: number, { firstMapped, bits, data }: VoiLut): number {
  const index = Math.min(data.length - 1, Math.max(0, Math.round(value) - firstMapped))
  return ((data[index] ?? 0) * 255) / (2 ** bits - 1)
}

/** Luma of ITU-R BT.601 of interleaved 8-bit RGB, rounded. */
export function luma(rgb: Samples): Uint8Array {
  const out = new Uint8Array(rgb.length / 3)
  for (let at = 0, from = 0; at < out.length; at += 1, from += 3) {
    // 0.299, 0.587, 0.114 in 16 bits
    const sum =
      (rgb[from] as number) * 19595 + (rgb[from + 1] as number) * 38470 + (rgb[from + 2] as number) * 7471
    out[at] = (sum + 0x8000) >> 16
  }
  return out
}
