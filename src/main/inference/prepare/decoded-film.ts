/** Decoded frames and pictures as grey films. */
import type { ParsedInstance } from '../../../shared/domain/imaging/instance'
import type { DecodedFrame } from '../../imaging/dicom/decode-frame'
import { luma, toGray8 } from '../../imaging/grayscale'
import type { Picture, PictureKind } from '../../imaging/picture'
import { factsOfInstance, factsOfPicture } from './facts-of'
import type { DecodedFilm } from './prepare-image'

/** @param frame the first one; null where the instance has no pixels */
export function filmOfInstance(parsed: ParsedInstance, frame: DecodedFrame | null): DecodedFilm {
  const facts = factsOfInstance(parsed)
  if (!frame || !parsed.image) return { facts, pixels: null }
  const isRgb = frame.description.samplesPerPixel === 3 && frame.samples instanceof Uint8Array
  return {
    facts,
    pixels: {
      gray: toGray8(frame, parsed.image),
      frames: parsed.image.frames,
      rgb: isRgb ? (frame.samples as Uint8Array) : null,
    },
  }
}

/** PNG and JPEG; only JPEG loses something. */
export function filmOfPicture(
  { rows, columns, samplesPerPixel, data }: Picture,
  kind: PictureKind,
): DecodedFilm {
  const rgb = samplesPerPixel === 3 ? data : null
  return {
    facts: factsOfPicture(kind === 'jpeg'),
    pixels: { gray: { rows, columns, data: rgb ? luma(rgb) : data }, frames: 1, rgb },
  }
}
