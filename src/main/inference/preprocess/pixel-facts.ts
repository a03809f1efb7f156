/** What the gates ask about pixels. */
import type { PixelFacts } from '../../../shared/domain/analysis/gates'
import type { GrayImage } from '../../imaging/grayscale'

/** A pixel whose channels lie further apart than this (8-bit levels) is coloured to the eye. */
const visibleChroma = 32
/** A film saved as RGB may carry a few coloured marks; above this share of the pixels it is a colour image. */
const colouredShare = 0.01

/** True where interleaved 8-bit RGB is a colour image and not a grey film saved as RGB. */
export function isColour(rgb: Uint8Array): boolean {
  const pixels = Math.floor(rgb.length / 3)
  let coloured = 0
  for (let at = 0; at < pixels * 3; at += 3) {
    const red = rgb[at] as number
    const green = rgb[at + 1] as number
    const blue = rgb[at + 2] as number
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > visibleChroma) coloured++
  }
  return coloured > pixels * colouredShare
}

/** Difference of the 99th and the 1st percentile, 8-bit levels; 0 for an empty image. */
export function contrastOf(data: Uint8Array): number {
  const histogram = new Uint32Array(256)
  // By index: iterating a typed array costs several times as much.
  // eslint-disable-next-line @typescript-eslint/prefer-for-of
  for (let at = 0; at < data.length; at++)
    histogram[data[at] as number] = (histogram[data[at] as number] as number) + 1
  const levelAt = (share: number): number => {
    let seen = 0
    for (const [level, count] of histogram.entries()) {
      seen += count
      if (seen > share * (data.length - 1)) return level
    }
    return 0
  }
  return levelAt(0.99) - levelAt(0.01)
}

export function pixelFacts(gray: GrayImage, frames: number, colour: boolean): PixelFacts {
  return { rows: gray.rows, columns: gray.columns, frames, colour, contrast: contrastOf(gray.data) }
}
