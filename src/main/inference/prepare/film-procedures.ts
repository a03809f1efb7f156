/** What a film worker does: a file to a model's input, and an overlay to a file. */
import { writeFile } from 'node:fs/promises'
import { Moved } from '../../workers/rpc'
import type { PreparedImage } from '../assess-image'
import { drawExplanation, type ExplanationPicture } from '../explain/draw-explanation'
import { drawOverlay, type Overlay } from '../heatmap/draw-overlay'
import type { GrayImage } from '../../imaging/grayscale'
import { resizeTriangle } from '../preprocess/resize-triangle'
import type { ImagePreparation } from '../preprocess/prepare-input'
import { prepareImage } from './prepare-image'
import { readFilm } from './read-film'

export interface PrepareFileInput {
  path: string
  preparation: ImagePreparation
  /** give the film back too, for an overlay */
  keepFilm: boolean
}
export interface PreparedFile extends PreparedImage {
  /** at most {@link overlaySide} a side; null unless it was asked for */
  film: GrayImage | null
}
export interface WriteOverlayInput {
  path: string
  overlay: Overlay
}

export interface WriteExplanationInput {
  path: string
  picture: ExplanationPicture
}

/** px; an overlay shows where, not the finest detail */
const overlaySide = 1024

export const filmProcedures = {
  prepareFile: async ({ path, preparation, keepFilm }: PrepareFileInput) => {
    const startedAt = performance.now()
    const { facts, gray, input } = prepareImage(await readFilm(path), preparation)
    const prepared: PreparedFile = {
      facts,
      input,
      film: keepFilm && gray ? shrink(gray, overlaySide) : null,
      preprocessMs: performance.now() - startedAt,
    }
    const buffers = [prepared.input, prepared.film?.data].flatMap((array) =>
      array ? [array.buffer as ArrayBuffer] : [],
    )
    return new Moved(prepared, buffers)
  },

  writeOverlay: async ({ path, overlay }: WriteOverlayInput) => {
    await writeFile(path, drawOverlay(overlay))
  },

  writeExplanation: async ({ path, picture }: WriteExplanationInput) => {
    await writeFile(path, drawExplanation(picture))
  },
}
export type FilmProcedures = typeof filmProcedures

/** Aspect ratio kept; never enlarged. The result shares no memory with the original. */
function shrink(gray: GrayImage, side: number): GrayImage {
  const factor = side / Math.max(gray.rows, gray.columns)
  if (factor >= 1) return { ...gray, data: gray.data.slice() }
  const size = (pixels: number) => Math.max(1, Math.round(pixels * factor))
  return resizeTriangle(gray, size(gray.columns), size(gray.rows))
}
