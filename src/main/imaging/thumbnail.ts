/** Small pictures of instances for lists. */
import { PNG } from 'pngjs'
import type { ImageAttributes } from '../../shared/domain/imaging/instance'
import type { DecodedFrame } from './dicom/decode-frame'
import { toGray8 } from './grayscale'

/** px, longer side */
const side = 128

/** PNG, grey or RGB, at most 128 px a side, averaged over the pixels that each one stands for. */
export function drawThumbnail(frame: DecodedFrame, image: ImageAttributes): Uint8Array {
  const { rows, columns, samplesPerPixel } = frame.description
  const pixels = samplesPerPixel === 3 ? (frame.samples as Uint8Array) : toGray8(frame, image).data
  const scale = Math.min(1, side / Math.max(rows, columns))
  const width = Math.max(1, Math.round(columns * scale))
  const height = Math.max(1, Math.round(rows * scale))
  const small = shrink(pixels, rows, columns, samplesPerPixel, width, height)
  const colourType = samplesPerPixel === 3 ? 2 : 0
  const png = new PNG({
    width,
    height,
    colorType: colourType,
    inputColorType: colourType,
    inputHasAlpha: false,
  })
  png.data = Buffer.from(small.buffer, small.byteOffset, small.byteLength)
  return PNG.sync.write(png, { colorType: colourType, inputColorType: colourType, inputHasAlpha: false })
}

function shrink(
  pixels: Uint8Array,
  rows: number,
  columns: number,
  samples: number,
  width: number,
  height: number,
): Uint8Array {
  const out = new Uint8Array(width * height * samples)
  const edge = (at: number, size: number, from: number) => Math.min(from, Math.floor((at * from) / size))
  for (let y = 0, to = 0; y < height; y += 1) {
    const [top, bottom] = [
      edge(y, height, rows),
      Math.max(edge(y, height, rows) + 1, edge(y + 1, height, rows)),
    ]
    for (let x = 0; x < width; x += 1) {
      const [left, right] = [
        edge(x, width, columns),
        Math.max(edge(x, width, columns) + 1, edge(x + 1, width, columns)),
      ]
      for (let sample = 0; sample < samples; sample += 1, to += 1) {
        let sum = 0
        for (let row = top; row < bottom; row += 1) {
          for (let column = left; column < right; column += 1)
            sum += pixels[(row * columns + column) * samples + sample] as number
        }
        out[to] = Math.round(sum / ((bottom - top) * (right - left)))
      }
    }
  }
  return out
}
