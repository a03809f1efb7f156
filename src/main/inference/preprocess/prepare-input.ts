/** The manifest's preprocessing steps: an 8-bit grey film to the float32 values of the model's input. */
import type { ImageInput, PreprocessingStep } from '../../../shared/domain/models/manifest'
import type { GrayImage } from '../../imaging/grayscale'
import { resizeTriangle } from './resize-triangle'

/** What a pixel worker must know of a model to prepare a film for it. */
export type ImagePreparation = Pick<ImageInput, 'preprocessing' | 'layout'>

type StepOf<Name extends PreprocessingStep['step']> = Extract<PreprocessingStep, { step: Name }>

/**
 * The steps must be those that {@link modelContract} let pass. Arithmetic in double precision, rounded to float32 once a
 * step.
 * @returns one image: channel by channel (NCHW) or pixel by pixel (NHWC), rows top to bottom
 */
export function prepareInput(gray: GrayImage, { preprocessing, layout }: ImagePreparation): Float32Array {
  let image = gray
  let values: Float32Array | null = null
  const plane = () => (values ??= Float32Array.from(image.data))
  let channels = 1
  let normalise: StepOf<'normalise'> | null = null
  for (const step of preprocessing) {
    if (step.step === 'centre-crop') image = centreCrop(image)
    else if (step.step === 'resize') image = resizeTriangle(image, step.width, step.height)
    else if (step.step === 'channels') channels = step.count
    else if (step.step === 'normalise') normalise = step
    else if (step.step !== 'grayscale') values = onValues(step, values ?? image.data)
  }
  return spread(plane(), channels, normalise, layout)
}

/** The largest square in the middle; where a margin is odd, its larger half is right or below. */
function centreCrop({ rows, columns, data }: GrayImage): GrayImage {
  const side = Math.min(rows, columns)
  const top = Math.floor((rows - side) / 2)
  const left = Math.floor((columns - side) / 2)
  if (rows === side && columns === side) return { rows, columns, data }
  const cropped = new Uint8Array(side * side)
  for (let row = 0; row < side; row++) {
    const from = (top + row) * columns + left
    cropped.set(data.subarray(from, from + side), row * side)
  }
  return { rows: side, columns: side, data: cropped }
}

function onValues(
  step: StepOf<'scale' | 'range' | 'stretch' | 'standardise'>,
  values: Uint8Array | Float32Array,
): Float32Array {
  if (step.step === 'scale') return linear(values, 0, step.divideBy, 0)
  if (step.step === 'range') return linear(values, 0, 255 / (step.high - step.low), step.low)
  if (step.step === 'stretch') {
    const [smallest, largest] = extremes(values)
    return linear(values, smallest, largest - smallest, 0)
  }
  const [mean, deviation] = moments(values)
  return linear(values, mean, deviation, 0)
}

/** (value - from) / divisor + offset; a flat image (divisor 0) becomes `offset` everywhere. By index: mapping functions cost many times as much. */
function linear(
  values: Uint8Array | Float32Array,
  from: number,
  divisor: number,
  offset: number,
): Float32Array {
  const result = new Float32Array(values.length)
  const usable = divisor === 0 ? 1 : divisor
  for (let at = 0; at < result.length; at++) result[at] = ((values[at] as number) - from) / usable + offset
  return result
}

function extremes(values: Uint8Array | Float32Array): [number, number] {
  let smallest = Infinity
  let largest = -Infinity
  // eslint-disable-next-line @typescript-eslint/prefer-for-of -- by index, see linear
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number
    if (value < smallest) smallest = value
    if (value > largest) largest = value
  }
  return [smallest, largest]
}

/** Mean and population standard deviation. */
function moments(values: Uint8Array | Float32Array): [number, number] {
  let sum = 0
  // eslint-disable-next-line @typescript-eslint/prefer-for-of -- by index, see linear
  for (let at = 0; at < values.length; at++) sum += values[at] as number
  const mean = sum / values.length
  let squares = 0
  // eslint-disable-next-line @typescript-eslint/prefer-for-of -- by index, see linear
  for (let at = 0; at < values.length; at++) squares += ((values[at] as number) - mean) ** 2
  return [mean, Math.sqrt(squares / values.length)]
}

function spread(
  plane: Float32Array,
  channels: number,
  normalise: StepOf<'normalise'> | null,
  layout: ImagePreparation['layout'],
): Float32Array {
  if (channels === 1 && !normalise) return plane
  const result = new Float32Array(plane.length * channels)
  const stride = layout === 'NHWC' ? channels : 1
  for (let channel = 0; channel < channels; channel++) {
    const { mean, deviation } = pairOf(normalise, channel)
    let to = layout === 'NHWC' ? channel : channel * plane.length
    for (let at = 0; at < plane.length; at++, to += stride)
      result[to] = ((plane[at] as number) - mean) / deviation
  }
  return result
}

/** One pair stands for all channels. */
function pairOf(normalise: StepOf<'normalise'> | null, channel: number): { mean: number; deviation: number } {
  if (!normalise) return { mean: 0, deviation: 1 }
  const at = normalise.mean.length === 1 ? 0 : channel
  return { mean: normalise.mean[at] ?? 0, deviation: normalise.spread[at] ?? 1 }
}
