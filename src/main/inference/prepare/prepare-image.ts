/** A decoded image as a model wants it, with what the gates ask. */
import type { ImageFacts } from '../../../shared/domain/analysis/gates'
import { isColour, pixelFacts } from '../preprocess/pixel-facts'
import type { GrayImage } from '../../imaging/grayscale'
import { type ImagePreparation, prepareInput } from '../preprocess/prepare-input'

export interface DecodedFilm {
  facts: Omit<ImageFacts, 'pixels'>
  /** null where the file holds no image */
  pixels: {
    gray: GrayImage
    /** of the file; the grey image is its first one */
    frames: number
    /** interleaved 8-bit RGB, null for grey files */
    rgb: Uint8Array | null
  } | null
}

export function prepareImage(
  { facts, pixels }: DecodedFilm,
  preparation: ImagePreparation,
): { facts: ImageFacts; gray: GrayImage | null; input: Float32Array | null } {
  if (!pixels) return { facts: { ...facts, pixels: null }, gray: null, input: null }
  const { gray, frames, rgb } = pixels
  const colour = rgb !== null && isColour(rgb)
  return {
    facts: { ...facts, pixels: pixelFacts(gray, frames, colour) },
    gray,
    input: prepareInput(gray, preparation),
  }
}
