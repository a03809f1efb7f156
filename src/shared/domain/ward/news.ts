/** What main tells the window of wards. */
import { z } from 'zod'
import { AppError } from '../../result'

/** Alerts are other ones than before; how many of them somebody should hear of now. */
export const WardNews = z.object({
  raised: z.object({ critical: z.number().int(), urgent: z.number().int(), notice: z.number().int() }),
})
export type WardNews = z.infer<typeof WardNews>

/** How far the making of the sample ward is. */
export const SampleWardState = z.object({
  state: z.enum(['idle', 'running', 'done', 'cancelled', 'failed']),
  done: z.number().int(),
  /** 0 while it is not known */
  total: z.number().int(),
  error: AppError.nullable(),
})
export type SampleWardState = z.infer<typeof SampleWardState>
