/** One film as a model's input, and how places of it are hidden. A place is a pixel of the input's grid with all its channels. */

export interface InputShape {
  rows: number
  columns: number
  channels: number
  layout: 'NCHW' | 'NHWC'
}

export const placesOf = ({ rows, columns }: InputShape): number => rows * columns
export const valuesOf = (shape: InputShape): number => placesOf(shape) * shape.channels

/** Steps from place to place and from channel to channel within the values of one film. */
export function stridesOf(shape: InputShape): { place: number; channel: number } {
  return shape.layout === 'NHWC'
    ? { place: shape.channels, channel: 1 }
    : { place: 1, channel: placesOf(shape) }
}

/** The mean of the channels, place by place, row by row. */
export function grayPlane(film: Float32Array, shape: InputShape): Float32Array {
  const { place, channel } = stridesOf(shape)
  const plane = new Float32Array(placesOf(shape))
  for (let c = 0; c < shape.channels; c++)
    for (let p = 0; p < plane.length; p++) plane[p]! += film[p * place + c * channel]! / shape.channels
  return plane
}

/** The sum over the channels of `one * other`, place by place. */
export function productPlane(
  one: ArrayLike<number>,
  other: ArrayLike<number>,
  shape: InputShape,
): Float32Array {
  const { place, channel } = stridesOf(shape)
  const plane = new Float32Array(placesOf(shape))
  for (let c = 0; c < shape.channels; c++) {
    for (let p = 0; p < plane.length; p++) {
      const at = p * place + c * channel
      plane[p]! += one[at]! * other[at]!
    }
  }
  return plane
}

/** A film and what stands in for the places of it that are hidden; both hold the values of one input. */
export interface HiddenFilm {
  shape: InputShape
  film: Float32Array
  fill: Float32Array
}

/** Writes the film with every place hidden whose `group` is marked in `hidden`. */
export function writeWithout(
  target: Float32Array,
  { shape, film, fill }: HiddenFilm,
  groups: ArrayLike<number>,
  hidden: ArrayLike<number>,
): void {
  const { place, channel } = stridesOf(shape)
  const places = placesOf(shape)
  for (let c = 0; c < shape.channels; c++) {
    for (let p = 0; p < places; p++) {
      const at = p * place + c * channel
      target[at] = (hidden[groups[p]!] ? fill : film)[at]!
    }
  }
}

/** Writes the film with a rectangle of it hidden. */
export function writeWithoutPatch(
  target: Float32Array,
  { shape, film, fill }: HiddenFilm,
  patch: { top: number; left: number; height: number; width: number },
): void {
  const { place, channel } = stridesOf(shape)
  target.set(film)
  for (let c = 0; c < shape.channels; c++) {
    for (let y = patch.top; y < patch.top + patch.height; y++) {
      for (let x = patch.left; x < patch.left + patch.width; x++) {
        const at = (y * shape.columns + x) * place + c * channel
        target[at] = fill[at]!
      }
    }
  }
}

/** Each channel's mean everywhere: what hides a place with the least to see in it. */
export function meanFill(film: Float32Array, shape: InputShape): Float32Array {
  const { place, channel } = stridesOf(shape)
  const places = placesOf(shape)
  const fill = new Float32Array(film.length)
  for (let c = 0; c < shape.channels; c++) {
    let sum = 0
    for (let p = 0; p < places; p++) sum += film[p * place + c * channel]!
    for (let p = 0; p < places; p++) fill[p * place + c * channel] = sum / places
  }
  return fill
}
