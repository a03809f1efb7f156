/** What readers ask of the queue: analyses of some or all studies, sooner, again, or not any more. */
import type { QueueRequest } from '../../../shared/domain/analysis/queue'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { atomically, change } from '../statements'
import { analysisModels } from './analysis-models'
import { startBatch } from './queue-progress'
import { taskPriorities } from './study-triage'
import { studiesFound } from './worklist-search'

/** What stands between a request and its tasks: which of the studies' images, and how soon. */
interface Wanted {
  /** condition on analysis_task, with its parameters */
  where: string
  parameters: Record<string, string | number>
  priority: number
}

/**
 * Queues what was asked for. Images of studies in the trash are left out, and so are models that are off. Returns how many
 * tasks now wait that did not before.
 */
export function requestAnalyses(db: WritableDatabase, request: QueueRequest, nowMs = Date.now()): number {
  return atomically(db, () => {
    const { where, parameters, priority } = wanted(db, request)
    const states = request.again ? `('skipped', 'failed', 'done')` : `('skipped', 'failed')`
    const condition = `${where} AND study_row NOT IN (SELECT row FROM study WHERE trashed_at_ms IS NOT NULL)
      AND model_id IN (SELECT model_id FROM analysis_model WHERE mode <> 'off')
      AND (:modelId IS NULL OR model_id = :modelId)`
    const all_ = { ...parameters, modelId: request.modelId }
    for (const { id } of analysisModels(db)) startBatch(db, id, nowMs)
    // What waits already is only moved forward.
    change(
      db,
      `UPDATE analysis_task SET priority = :priority WHERE state = 'queued' AND priority > :priority AND ${condition}`,
      { ...all_, priority },
    )
    markStale(db, `state IN ${states} AND ${condition}`, all_)
    return change(
      db,
      `UPDATE analysis_task SET state = 'queued', skipped_for = NULL, error_code = NULL, attempts = 0,
         priority = :priority WHERE state IN ${states} AND ${condition}`,
      { ...all_, priority },
    )
  })
}

function wanted(db: ReadableDatabase, { target }: QueueRequest): Wanted {
  if (target.kind === 'missing') return { where: '1', parameters: {}, priority: taskPriorities.arrival }
  if (target.kind === 'studies') {
    return {
      where: 'study_row IN (SELECT row FROM study WHERE id IN (SELECT value FROM json_each(:studyIds)))',
      parameters: { studyIds: JSON.stringify(target.studyIds) },
      priority: taskPriorities.asked,
    }
  }
  return {
    where: 'study_row IN (SELECT value FROM json_each(:studyRows))',
    parameters: { studyRows: JSON.stringify(studiesFound(db, target.query)) },
    priority: taskPriorities.asked,
  }
}

/** Takes what waits out of the queue; what runs comes to its end. Returns how many. */
export function cancelTasks(db: WritableDatabase, modelId: string | null): number {
  return atomically(db, () => {
    const where = `state = 'queued' AND (:modelId IS NULL OR model_id = :modelId)`
    markStale(db, where, { modelId })
    return change(
      db,
      `UPDATE analysis_task SET state = 'skipped', skipped_for = 'cancelled' WHERE ${where}`,
      { modelId },
    )
  })
}

/** Queues what failed once more. Returns how many. */
export function retryFailedTasks(db: WritableDatabase, modelId: string | null, nowMs = Date.now()): number {
  return atomically(db, () => {
    const where = `state = 'failed' AND (:modelId IS NULL OR model_id = :modelId)
      AND study_row NOT IN (SELECT row FROM study WHERE trashed_at_ms IS NOT NULL)`
    for (const { id } of analysisModels(db)) startBatch(db, id, nowMs)
    markStale(db, where, { modelId })
    return change(
      db,
      `UPDATE analysis_task SET state = 'queued', error_code = NULL, attempts = 0,
         priority = ${taskPriorities.asked} WHERE ${where}`,
      { modelId },
    )
  })
}

/** The study that a reader opened goes first. Returns whether anything of it waits. */
export function preferStudy(db: WritableDatabase, studyId: string): boolean {
  return (
    change(
      db,
      `UPDATE analysis_task SET priority = ${taskPriorities.opened}
       WHERE state = 'queued' AND study_row = (SELECT row FROM study WHERE id = :studyId)`,
      { studyId },
    ) > 0
  )
}

function markStale(
  db: WritableDatabase,
  where: string,
  parameters: Record<string, string | number | null>,
): void {
  change(
    db,
    `INSERT OR IGNORE INTO triage_stale SELECT DISTINCT study_row FROM analysis_task WHERE ${where}`,
    parameters,
  )
}
