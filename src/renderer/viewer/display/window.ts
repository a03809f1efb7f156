/**
 * From stored values to grey: VOI windows (PS3.3 C.11.2.1.2 and C.11.2.1.3) and VOI LUTs (C.11.2.1.1). Windows are in
 * modality units, that is after rescale slope and intercept.
 */
import type { VoiLut, VoiWindow } from '../../../shared/domain/imaging/instance'

export type WindowShape = Pick<VoiWindow, 'center' | 'width' | 'lutFunction'>

/** Values at or below `lower` are black, at or above `upper` white; `lower < upper`. */
export interface Ramp {
  lower: number
  upper: number
}

/** LINEAR: black at c - 0.5 - (w - 1) / 2, white at c - 0.5 + (w - 1) / 2. LINEAR_EXACT: c -+ w / 2. */
export function rampOf({ center, width, lutFunction }: WindowShape): Ramp {
  if (lutFunction === 'LINEAR') {
    const half = Math.max(width - 1, 1e-6) / 2
    return { lower: center - 0.5 - half, upper: center - 0.5 + half }
  }
  const half = Math.max(width, 1e-6) / 2
  return { lower: center - half, upper: center + half }
}

/** Brightness 0..1 of a modality value. SIGMOID: 1 / (1 + exp(-4 (x - c) / w)). */
export function brightness(value: number, window: WindowShape): number {
  if (window.lutFunction === 'SIGMOID')
    return 1 / (1 + Math.exp((-4 * (value - window.center)) / Math.max(window.width, 1e-6)))
  const { lower, upper } = rampOf(window)
  return Math.min(1, Math.max(0, (value - lower) / (upper - lower)))
}

/** The window that a ramp is, in the given function's own terms; the inverse of {@link rampOf}. */
export const windowOf = ({ lower, upper }: Ramp, lutFunction: 'LINEAR' | 'LINEAR_EXACT'): WindowShape =>
  lutFunction === 'LINEAR'
    ? { center: (lower + upper + 1) / 2, width: upper - lower + 1, lutFunction }
    : { center: (lower + upper) / 2, width: upper - lower, lutFunction }

/** Brightness 0..1 of a modality value through a VOI LUT; values outside take the first or last entry. */
export function lutBrightness(value: number, lut: VoiLut): number {
  const index = Math.min(lut.data.length - 1, Math.max(0, Math.round(value) - lut.firstMapped))
  return Math.min(1, (lut.data[index] ?? 0) / (2 ** lut.bits - 1))
}

/** The modality values between which a VOI LUT does its work: a window to go on from when the reader drags. */
export const lutRamp = (lut: VoiLut): Ramp => ({
  lower: lut.firstMapped,
  upper: lut.firstMapped + Math.max(1, lut.data.length - 1),
})
