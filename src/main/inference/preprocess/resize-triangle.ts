/**
 * Separable resize with a triangle filter whose support grows with the reduction (anti-aliased), on 8-bit grey.
 * Arithmetic in 22-bit fixed point, each pass rounded to 8 bits, horizontal pass first: the same bytes as Pillow's
 * `Image.resize((width, height), Image.BILINEAR)` gives, which models are trained with.
 */

import type { GrayImage } from '../../imaging/grayscale'

const precisionBits = 22
const half = 1 << (precisionBits - 1)

interface Weights {
  /** first source position of each target position */
  first: Int32Array
  /** how many source positions count */
  count: Int32Array
  /** fixed-point weights, `stride` places for each target position */
  fixed: Int32Array
  stride: number
}

function triangleWeights(sourceSize: number, targetSize: number): Weights {
  const scale = sourceSize / targetSize
  const support = Math.max(scale, 1)
  const stride = Math.ceil(support) * 2 + 1
  const first = new Int32Array(targetSize)
  const count = new Int32Array(targetSize)
  const fixed = new Int32Array(targetSize * stride)
  const exact = new Float64Array(stride)
  for (let target = 0; target < targetSize; target++) {
    const center = (target + 0.5) * scale
    const begin = Math.max(0, Math.trunc(center - support + 0.5))
    const end = Math.min(sourceSize, Math.trunc(center + support + 0.5))
    let sum = 0
    for (let index = begin; index < end; index++) {
      const distance = Math.abs((index - center + 0.5) / support)
      const weight = distance < 1 ? 1 - distance : 0
      exact[index - begin] = weight
      sum += weight
    }
    first[target] = begin
    count[target] = end - begin
    for (let index = 0; index < end - begin; index++) {
      const share = sum === 0 ? 0 : (exact[index] as number) / sum
      fixed[target * stride + index] = Math.trunc(0.5 + share * (1 << precisionBits))
    }
  }
  return { first, count, fixed, stride }
}

const clip8 = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value)

/* Indices below are inside the arrays by construction; `as number` keeps the inner loops free of checks. */

function resizeRows({ rows, columns, data }: GrayImage, width: number): GrayImage {
  const { first, count, fixed, stride } = triangleWeights(columns, width)
  const result = new Uint8Array(rows * width)
  // Column by column, so that its weights stay at hand for every row.
  for (let column = 0; column < width; column++) {
    const weights = fixed.subarray(column * stride, column * stride + (count[column] as number))
    const taps = weights.length
    let from = first[column] as number
    for (let to = column; to < result.length; to += width, from += columns) {
      let sum = half
      for (let index = 0; index < taps; index++)
        sum += (data[from + index] as number) * (weights[index] as number)
      result[to] = clip8(sum >> precisionBits)
    }
  }
  return { rows, columns: width, data: result }
}

function resizeColumns({ rows, columns, data }: GrayImage, height: number): GrayImage {
  const { first, count, fixed, stride } = triangleWeights(rows, height)
  const result = new Uint8Array(height * columns)
  const sums = new Int32Array(columns)
  for (let row = 0; row < height; row++) {
    sums.fill(half)
    for (let index = 0, end = count[row] as number; index < end; index++) {
      const weight = fixed[row * stride + index] as number
      const source = ((first[row] as number) + index) * columns
      for (let column = 0; column < columns; column++) {
        sums[column] = (sums[column] as number) + (data[source + column] as number) * weight
      }
    }
    for (let column = 0; column < columns; column++) {
      result[row * columns + column] = clip8((sums[column] as number) >> precisionBits)
    }
  }
  return { rows: height, columns, data: result }
}

/** The image at `width` x `height`, aspect ratio not kept. */
export function resizeTriangle(image: GrayImage, width: number, height: number): GrayImage {
  const narrowed = image.columns === width ? image : resizeRows(image, width)
  return narrowed.rows === height ? narrowed : resizeColumns(narrowed, height)
}
