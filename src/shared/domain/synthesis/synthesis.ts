/** Making synthetic films from a generator, as the windows see it. */
import { z } from 'zod'
import { AppError } from '../../result'

/** More than a teacher or a demonstration needs; a large labelled set is made headless. */
export const mostFilms = 200

export const SynthesisOrder = z.object({
  modelId: z.string().min(1).max(64),
  modelVersion: z.string().min(1).max(64),
  /** null: every class of the generator in turn */
  label: z.string().min(1).max(64).nullable(),
  count: z.number().int().min(1).max(mostFilms),
})
export type SynthesisOrder = z.infer<typeof SynthesisOrder>

export const Synthesis = z.object({
  modelId: z.string(),
  modelVersion: z.string(),
  /** `importing`: all films are drawn and are being put into the worklist */
  state: z.enum(['drawing', 'importing', 'done', 'cancelled', 'failed']),
  done: z.number().int(),
  total: z.number().int(),
  error: AppError.nullable(),
})
export type Synthesis = z.infer<typeof Synthesis>
