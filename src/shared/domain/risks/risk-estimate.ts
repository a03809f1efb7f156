/** A probability with its threshold. */
import { z } from 'zod'

const share = z.number().min(0).max(1)

export const Estimate = z.object({
  probability: share,
  threshold: share,
  positive: z.boolean(),
  range: z.object({ low: share, high: share, members: z.number().int() }).nullable(),
})
export type Estimate = z.infer<typeof Estimate>
