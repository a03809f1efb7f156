/** The queue of analyses in the background: what it does, and what may be asked of it. */
import { z } from 'zod'
import { WorklistQuery } from '../worklist/worklist'

/** off: not by the queue at all; arrival: every new image that the model can read; demand: only when it is asked for. */
export const AnalysisMode = z.enum(['off', 'arrival', 'demand'])
export type AnalysisMode = z.infer<typeof AnalysisMode>

const count = z.number().int().nonnegative()

export const QueueModel = z.object({
  id: z.string(),
  version: z.string(),
  mode: AnalysisMode,
  /** false while the model is tested or quarantined: its images wait */
  ready: z.boolean(),
  /** by the user, this model alone, remembered */
  paused: z.boolean(),
  queued: count,
  running: count,
  /** ended since the queue of this model was last empty */
  done: count,
  failed: count,
  /** images that it could read, that have no result and do not wait for one */
  missing: count,
  /** ms, estimated from the last runs; null while nothing waits or nothing was measured yet */
  remainingMs: z.number().nonnegative().nullable(),
})
export type QueueModel = z.infer<typeof QueueModel>

export const QueueStatus = z.object({
  /** by the user, remembered */
  paused: z.boolean(),
  /** nothing is started now because somebody reads */
  yielding: z.boolean(),
  models: z.array(QueueModel),
})
export type QueueStatus = z.infer<typeof QueueStatus>

const Id = z.string().min(1).max(64)

/** Which images are to be analysed: of some studies, of all that a search finds, or all that lack a result. */
export const QueueTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('studies'), studyIds: z.array(Id).min(1).max(10_000) }),
  z.object({ kind: z.literal('filtered'), query: WorklistQuery }),
  z.object({ kind: z.literal('missing') }),
])
export type QueueTarget = z.infer<typeof QueueTarget>

export const QueueRequest = z.object({
  target: QueueTarget,
  /** null: every model that is not off */
  modelId: z.string().min(1).max(64).nullable(),
  /** also images that have a result of this version already */
  again: z.boolean(),
})
export type QueueRequest = z.infer<typeof QueueRequest>
