/** Occlusion sensitivity (Zeiler and Fergus, ECCV 2014): how far the log-odds fall when a square of the film is hidden. */
import type { Evaluator } from '../evaluator'
import type { PlaceMap } from '../faithfulness'
import { type HiddenFilm, type InputShape, placesOf, writeWithoutPatch } from '../film-tensor'
import type { OcclusionParameters } from '../parameters'

/** Left or top edges of the squares along one side; the last one is moved in, so that they cover all of it. */
export function patchStarts(length: number, { patch, stride }: OcclusionParameters): number[] {
  const last = Math.max(0, length - patch)
  const starts = Array.from({ length: Math.floor(last / stride) + 1 }, (_, index) => index * stride)
  return starts.at(-1) === last ? starts : [...starts, last]
}

export const occlusionRuns = ({ rows, columns }: InputShape, parameters: OcclusionParameters): number =>
  patchStarts(rows, parameters).length * patchStarts(columns, parameters).length

/**
 * @param whole log-odds of the whole film
 * @returns at each pixel the mean fall over the squares that hid it, log-odds; positive speaks for the label
 */
export async function occlusion(
  evaluator: Evaluator,
  hidden: HiddenFilm,
  whole: number,
  parameters: OcclusionParameters,
): Promise<PlaceMap> {
  const { shape } = hidden
  const height = Math.min(parameters.patch, shape.rows)
  const width = Math.min(parameters.patch, shape.columns)
  const patches = patchStarts(shape.rows, parameters).flatMap((top) =>
    patchStarts(shape.columns, parameters).map((left) => ({ top, left, height, width })),
  )
  const answers = await evaluator.logOdds(patches.length, (index, image) =>
    writeWithoutPatch(image, hidden, patches[index]!),
  )
  const sum = new Float64Array(placesOf(shape))
  const times = new Uint16Array(placesOf(shape))
  for (const [index, { top, left }] of patches.entries()) {
    for (let y = top; y < top + height; y++) {
      for (let x = left; x < left + width; x++) {
        sum[y * shape.columns + x]! += whole - answers[index]!
        times[y * shape.columns + x]! += 1
      }
    }
  }
  return {
    rows: shape.rows,
    columns: shape.columns,
    values: Float32Array.from(sum, (total, place) => total / times[place]!),
  }
}
