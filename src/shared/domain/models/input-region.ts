/** Which part of a film a model sees: the whole of it, or what its preprocessing cuts out. */
import { z } from 'zod'
import type { PreprocessingStep } from './manifest'

/** Shares of the film's width and height, 0..1, from its top left corner. */
export const InputRegion = z.object({
  left: z.number().min(0).max(1),
  top: z.number().min(0).max(1),
  width: z.number().positive().max(1),
  height: z.number().positive().max(1),
})
export type InputRegion = z.infer<typeof InputRegion>

export const wholeFilm: InputRegion = { left: 0, top: 0, width: 1, height: 1 }

/**
 * The region of a film of `columns` x `rows` pixels that becomes the model's input. The centre crop takes the largest
 * square in the middle, its left and top edges rounded down; resizing without regard to aspect takes all there is.
 */
export function inputRegion(
  steps: readonly PreprocessingStep[],
  { columns, rows }: { columns: number; rows: number },
): InputRegion {
  if (!steps.some(({ step }) => step === 'centre-crop')) return wholeFilm
  const side = Math.min(columns, rows)
  return {
    left: Math.floor((columns - side) / 2) / columns,
    top: Math.floor((rows - side) / 2) / rows,
    width: side / columns,
    height: side / rows,
  }
}
