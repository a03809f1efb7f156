/** The manifest's preprocessing steps, after the image is grey: 8-bit grey to the float32 values of the model's input. */
import type { PreprocessingStep } from '../../../shared/domain/models/manifest'
import { AppException } from '../../../shared/result'
import type { GrayImage } from '../../imaging/grayscale'
import { resizeTriangle } from './resize-triangle'

/**
 * @returns rows * columns values in row order, one channel
 * @throws AppException MODEL_MANIFEST_INVALID when the steps are not grayscale, then resizes, then scales
 */
export function toTensor(gray: GrayImage, steps: readonly PreprocessingStep[]): Float32Array {
  if (steps[0]?.step !== 'grayscale') {
    throw new AppException('MODEL_MANIFEST_INVALID', 'Preprocessing must begin with grayscale.')
  }
  let image = gray
  let values: Float32Array | null = null
  for (const step of steps.slice(1)) {
    if (step.step === 'resize' && !values) image = resizeTriangle(image, step.width, step.height)
    else if (step.step === 'scale') values = divided(values ?? image.data, step.divideBy)
    else throw new AppException('MODEL_MANIFEST_INVALID', `Preprocessing step ${step.step} is out of order.`)
  }
  return values ?? Float32Array.from(image.data)
}

/** By index: `Float32Array.from` with a function costs many times as much. */
function divided(values: Uint8Array | Float32Array, divisor: number): Float32Array {
  const result = new Float32Array(values.length)
  for (let at = 0; at < result.length; at++) result[at] = (values[at] as number) / divisor
  return result
}
