/** Which window an image is shown with: the reader's choice, resolved against what this image offers. */
import type { ImageAttributes } from '../../../shared/domain/imaging/instance'
import type { FrameSamples } from '../image/frame-samples'
import { autoWindow } from './auto-window'
import { ctPresets, type CtPresetId } from './presets'
import { lutRamp, rampOf, windowOf, type WindowShape } from './window'

export type WindowChoice =
  | { kind: 'file'; index: number }
  | { kind: 'lut'; index: number }
  | { kind: 'auto' }
  | { kind: 'preset'; id: CtPresetId }
  | { kind: 'manual'; window: WindowShape }

export interface ShownWindow {
  /** the choice that was possible for this image */
  choice: WindowChoice
  /** in modality units; for a VOI LUT the range that it maps */
  window: WindowShape
  lut: ImageAttributes['voiLuts'][number] | null
}

/** What a file offers first: its own window, else its VOI LUT, else a window from the pixels. */
export const fileChoice = (image: Pick<ImageAttributes, 'windows' | 'voiLuts'>): WindowChoice =>
  image.windows.length > 0
    ? { kind: 'file', index: 0 }
    : image.voiLuts.length > 0
      ? { kind: 'lut', index: 0 }
      : { kind: 'auto' }

/** Modality units of a shown sample, PS3.3 C.11.1. */
export const sampleToModality =
  (
    frame: Pick<FrameSamples, 'slope' | 'intercept'>,
    image: Pick<ImageAttributes, 'rescaleSlope' | 'rescaleIntercept'>,
  ) =>
  (sample: number): number =>
    (sample * frame.slope + frame.intercept) * image.rescaleSlope + image.rescaleIntercept

/** `choice` where this image offers it, else what the file itself asks for. */
export function resolveWindow(
  choice: WindowChoice,
  image: ImageAttributes,
  frame: FrameSamples,
): ShownWindow {
  const automatic = (): ShownWindow => ({
    choice: { kind: 'auto' },
    window: autoWindow(frame.samples, frame.smallest, frame.largest, sampleToModality(frame, image)),
    lut: null,
  })
  if (choice.kind === 'preset') return { choice, window: ctPresets[choice.id], lut: null }
  if (choice.kind === 'manual') return { choice, window: choice.window, lut: null }
  if (choice.kind === 'file') {
    const window = image.windows[choice.index]
    if (window) return { choice, window, lut: null }
  }
  if (choice.kind === 'lut') {
    const lut = image.voiLuts[choice.index]
    if (lut) return { choice, window: windowOf(lutRamp(lut), 'LINEAR_EXACT'), lut }
  }
  const fallback = fileChoice(image)
  return choice.kind === 'auto' || fallback.kind === 'auto'
    ? automatic()
    : resolveWindow(fallback, image, frame)
}

/**
 * The window after a drag of the mouse: right widens, down moves the centre up (the image darkens). One pixel is worth
 * 1/512 of the width in force, at least 1/4096 of the image's range, so that narrow and wide windows feel alike.
 */
export function dragWindow(
  { window, lut }: ShownWindow,
  [dx, dy]: readonly [number, number],
  range: number,
): WindowShape {
  const lutFunction = lut ? 'LINEAR_EXACT' : window.lutFunction
  const step = Math.max(window.width / 512, range / 4096, 1e-9)
  return {
    center: window.center + dy * step,
    width: Math.max(lutFunction === 'LINEAR' ? 1 : step, window.width + dx * step * 2),
    lutFunction,
  }
}

/** The ramp whose ends the renderer is given; a sigmoid is drawn over a range in which it is all but complete. */
export const drawnRamp = ({ window, lut }: ShownWindow) =>
  lut
    ? lutRamp(lut)
    : window.lutFunction === 'SIGMOID'
      ? { lower: window.center - 1.5 * window.width, upper: window.center + 1.5 * window.width }
      : rampOf(window)
