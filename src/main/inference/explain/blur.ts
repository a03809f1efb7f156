/** Gaussian blur by three box filters (Wells 1986: their widths add up to the wanted variance); borders repeat the edge. */
import { type InputShape, placesOf, stridesOf } from './film-tensor'

/** @param sigma px; every channel by itself */
export function blurred(film: Float32Array, shape: InputShape, sigma: number): Float32Array {
  const { place, channel } = stridesOf(shape)
  const result = new Float32Array(film.length)
  for (let c = 0; c < shape.channels; c++) {
    const plane = new Float32Array(placesOf(shape))
    for (let p = 0; p < plane.length; p++) plane[p] = film[p * place + c * channel]!
    const smooth = blurPlane(plane, shape, sigma)
    for (let p = 0; p < smooth.length; p++) result[p * place + c * channel] = smooth[p]!
  }
  return result
}

/** @param sigma px; 0 gives a copy */
export function blurPlane(
  plane: Float32Array,
  { rows, columns }: { rows: number; columns: number },
  sigma: number,
): Float32Array {
  let current = plane.slice()
  for (const radius of boxRadii(sigma)) {
    if (radius === 0) continue
    const across = new Float32Array(current.length)
    for (let y = 0; y < rows; y++) boxLine(current, across, y * columns, 1, columns, radius)
    const down = new Float32Array(current.length)
    for (let x = 0; x < columns; x++) boxLine(across, down, x, columns, rows, radius)
    current = down
  }
  return current
}

/** Radii of three boxes of odd width whose variances, (width² - 1) / 12 each, come nearest to sigma². */
function boxRadii(sigma: number): number[] {
  const ideal = Math.sqrt(4 * sigma * sigma + 1)
  const low = Math.floor((ideal - 1) / 2)
  const width = 2 * low + 1
  const lowCount = Math.round((12 * sigma * sigma - 3 * width * width - 12 * width - 9) / (-4 * width - 4))
  return [0, 1, 2].map((index) => (index < lowCount ? low : low + 1))
}

function boxLine(
  from: Float32Array,
  to: Float32Array,
  start: number,
  stride: number,
  length: number,
  radius: number,
): void {
  const at = (index: number) => from[start + Math.min(length - 1, Math.max(0, index)) * stride]!
  let sum = 0
  for (let index = -radius; index <= radius; index++) sum += at(index)
  for (let index = 0; index < length; index++) {
    to[start + index * stride] = sum / (2 * radius + 1)
    sum += at(index + radius + 1) - at(index - radius)
  }
}
