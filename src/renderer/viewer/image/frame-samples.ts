/**
 * The samples of a frame in a form that both the GPU and the CPU renderer show: 8 or 16 bit integers, or 32 bit floats
 * where a texture takes them. `value = sample * slope + intercept` gives the stored value back.
 */
import type { FrameDescription } from '../../../shared/domain/imaging/instance'

export type ShownSamples = Uint8Array | Uint16Array | Int16Array | Float32Array

export interface FrameSamples {
  samples: ShownSamples
  smallest: number
  largest: number
  /** stored value = sample * slope + intercept */
  slope: number
  intercept: number
}

const constructors = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const

type AnySamples = InstanceType<(typeof constructors)[keyof typeof constructors]>

/** @throws RangeError where the bytes are not rows x columns x samples of the described type */
export function viewSamples(bytes: ArrayBuffer, description: FrameDescription): AnySamples {
  const type = constructors[description.sampleType]
  const count = description.rows * description.columns * description.samplesPerPixel
  if (bytes.byteLength !== count * type.BYTES_PER_ELEMENT)
    throw new RangeError('The frame does not have the size that it declares.')
  return new type(bytes)
}

const plain = (samples: ShownSamples, smallest: number, largest: number): FrameSamples => ({
  samples,
  smallest,
  largest,
  slope: 1,
  intercept: 0,
})

/** Spreads values over 16 bits; a NaN becomes the smallest value. */
function quantise(source: AnySamples, smallest: number, largest: number): FrameSamples {
  const slope = largest > smallest ? (largest - smallest) / 65_535 : 1
  const samples = new Uint16Array(source.length)
  for (let i = 0; i < source.length; i += 1)
    samples[i] = Math.round(((source[i] ?? smallest) - smallest) / slope) || 0
  return {
    samples,
    smallest: 0,
    largest: Math.round((largest - smallest) / slope),
    slope,
    intercept: smallest,
  }
}

/** Integers that fit in 16 bits stay exact. Others become floats on the GPU and are spread over 16 bits on the CPU. */
export function toShownSamples(
  bytes: ArrayBuffer,
  description: FrameDescription,
  floatTextures: boolean,
): FrameSamples {
  const source = viewSamples(bytes, description)
  const { smallest, largest } = description
  if (source instanceof Uint8Array || source instanceof Uint16Array || source instanceof Int16Array)
    return plain(source, smallest, largest)
  const isInteger = !(source instanceof Float32Array || source instanceof Float64Array)
  if (isInteger && smallest >= -32_768 && largest <= 32_767)
    return plain(Int16Array.from(source), smallest, largest)
  if (isInteger && smallest >= 0 && largest <= 65_535)
    return plain(Uint16Array.from(source), smallest, largest)
  if (!floatTextures) return quantise(source, smallest, largest)
  return plain(source instanceof Float32Array ? source : Float32Array.from(source), smallest, largest)
}
