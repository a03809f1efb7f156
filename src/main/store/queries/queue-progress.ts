/** How far the queue of each model is. Progress is that of a batch, which begins when a model's queue was empty. */
import { z } from 'zod'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { all, change } from '../statements'

/** To be called before tasks of a model are queued: its batch begins now if nothing of it waits. */
export function startBatch(db: WritableDatabase, modelId: string, nowMs: number): void {
  change(
    db,
    `UPDATE analysis_model SET batch_since_ms = :nowMs WHERE model_id = :modelId AND NOT EXISTS (
       SELECT 1 FROM analysis_task WHERE analysis_task.model_id = :modelId AND state IN ('queued', 'running'))`,
    { modelId, nowMs },
  )
}

const Progress = z.object({
  id: z.string(),
  version: z.string(),
  mode: z.enum(['off', 'arrival', 'demand']),
  queued: z.number(),
  running: z.number(),
  done: z.number(),
  failed: z.number(),
  missing: z.number(),
})
export type TaskProgress = z.output<typeof Progress>

/** How far each model is; `done` and `failed` count since its queue was last empty. */
export function queueProgress(db: ReadableDatabase): TaskProgress[] {
  const countOf = (state: string, more = '') =>
    `(SELECT count(*) FROM analysis_task AS task
      WHERE task.model_id = model.model_id AND state = '${state}' ${more})`
  return all(
    db,
    Progress,
    `SELECT model_id AS id, version, mode, ${countOf('queued')} AS queued, ${countOf('running')} AS running,
       ${countOf('done', 'AND ended_at_ms >= batch_since_ms')} AS done, ${countOf('failed')} AS failed,
       ${countOf('skipped', `AND skipped_for <> 'trashed'`)} AS missing
     FROM analysis_model AS model WHERE gate IS NOT NULL ORDER BY model_id`,
  )
}
