/**
 * The tasks of the queue. One stands for each image and model version that can read it, so nothing is analysed twice by
 * accident. A task that was running when the program ended is queued again; its run and its end are one transaction.
 *
 * Life of a task: planned as queued or skipped (`plan-analyses.ts`) -> running -> done, failed, or queued again; a reader's
 * request (`request-analyses.ts`) queues it, moves it forward or takes it out.
 */
import { z } from 'zod'
import type { AnalysisRun } from '../../../shared/domain/analysis/analysis'
import type { ErrorCode } from '../../../shared/result'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { all, atomically, change, changeOne, one } from '../statements'
import { insertRun, type NewRun } from './analysis-runs'
import { refreshTriage } from './study-triage'

/** A task that was begun so often without coming to an end is given up. */
const attemptsAllowed = 3

export interface ClaimedTask {
  taskId: string
  studyId: string
  instanceId: string
  modelId: string
  modelVersion: string
}

const Claimed = z.object({
  row: z.number(),
  studyRow: z.number(),
  trashed: z.number(),
  taskId: z.string(),
  studyId: z.string(),
  instanceId: z.string(),
  modelId: z.string(),
  modelVersion: z.string(),
})

/**
 * The next task, from now on running; null when none waits that may run now.
 *
 * @param modelKeys `id@version` of the models that can run
 * @param onlyStudyId while somebody reads: no other study's
 */
export function claimTask(
  db: WritableDatabase,
  { modelKeys, onlyStudyId }: { modelKeys: readonly string[]; onlyStudyId: string | null },
  nowMs = Date.now(),
): ClaimedTask | null {
  return atomically(db, () => {
    for (;;) {
      const found = one(
        db,
        Claimed,
        `SELECT task.row, task.study_row AS studyRow, trashed_at_ms IS NOT NULL AS trashed, task.id AS taskId,
           study.id AS studyId, instance.id AS instanceId, model_id AS modelId, model_version AS modelVersion
         FROM (SELECT row FROM analysis_task INDEXED BY analysis_task_next
               WHERE state = 'queued' AND model_id || '@' || model_version IN (SELECT value FROM json_each(:keys))
                 AND (:only IS NULL OR study_row = (SELECT row FROM study WHERE id = :only))
               ORDER BY priority, study_date DESC, row LIMIT 1) AS next
           JOIN analysis_task AS task ON task.row = next.row JOIN study ON study.row = task.study_row
           JOIN instance ON instance.row = task.instance_row`,
        { keys: JSON.stringify(modelKeys), only: onlyStudyId },
      )
      if (!found) return null
      const { row, studyRow, trashed, ...task } = found
      if (trashed === 0) {
        changeOne(
          db,
          'task',
          `UPDATE analysis_task SET state = 'running', attempts = attempts + 1, started_at_ms = :nowMs,
             ended_at_ms = NULL, error_code = NULL WHERE row = :row`,
          { row, nowMs },
        )
        return task
      }
      skipTrashed(db, studyRow)
    }
  })
}

/**
 * Stores the run of a running task and ends it, in one transaction. Null when the task is no longer running: the reader
 * ran the model in the meantime, or the image is gone; the result is then not kept a second time.
 */
export function completeTask(
  db: WritableDatabase,
  { taskId, run }: { taskId: string; run: NewRun },
  nowMs = Date.now(),
): AnalysisRun | null {
  return atomically(db, () => (isRunning(db, taskId) ? insertRun(db, run, nowMs) : null))
}

export function failTask(
  db: WritableDatabase,
  { taskId, code }: { taskId: string; code: ErrorCode },
  nowMs = Date.now(),
): void {
  atomically(db, () => {
    if (!isRunning(db, taskId)) return
    change(
      db,
      `UPDATE analysis_task SET state = 'failed', error_code = :code, ended_at_ms = :nowMs WHERE id = :taskId`,
      { taskId, code, nowMs },
    )
    refreshTriage(db, studyOf(db, taskId))
  })
}

/** Back into the queue, as if it had not been begun. */
export function releaseTask(db: WritableDatabase, taskId: string): void {
  change(
    db,
    `UPDATE analysis_task SET state = 'queued', attempts = attempts - 1 WHERE id = :taskId AND state = 'running'`,
    { taskId },
  )
}

const isRunning = (db: ReadableDatabase, taskId: string): boolean =>
  one(
    db,
    z.object({ state: z.literal('running') }),
    `SELECT state FROM analysis_task WHERE id = :taskId AND state = 'running'`,
    { taskId },
  ) !== null

const studyOf = (db: ReadableDatabase, taskId: string): number =>
  one(
    db,
    z.object({ studyRow: z.number() }),
    'SELECT study_row AS studyRow FROM analysis_task WHERE id = :taskId',
    { taskId },
  )?.studyRow ?? 0

/** At start: what was running when the program ended is queued again, unless it never came to an end. */
export function recoverTasks(db: WritableDatabase, nowMs = Date.now()): void {
  atomically(db, () => {
    const givenUp = all(
      db,
      z.object({ taskId: z.string() }),
      `SELECT id AS taskId FROM analysis_task WHERE state = 'running' AND attempts >= :allowed`,
      { allowed: attemptsAllowed },
    )
    for (const { taskId } of givenUp) failTask(db, { taskId, code: 'INFERENCE_CRASHED' }, nowMs)
    change(db, `UPDATE analysis_task SET state = 'queued' WHERE state = 'running'`)
  })
}

/** A study in the trash leaves the queue and comes back to its place when it is restored. */
export function skipTrashed(db: WritableDatabase, studyRow: number): void {
  const skipped = change(
    db,
    `UPDATE analysis_task SET state = 'skipped', skipped_for = 'trashed'
     WHERE study_row = :studyRow AND state = 'queued'`,
    { studyRow },
  )
  if (skipped > 0) refreshTriage(db, studyRow)
}

export function resumeRestored(db: WritableDatabase, studyRow: number): void {
  const resumed = change(
    db,
    `UPDATE analysis_task SET state = 'queued', skipped_for = NULL
     WHERE study_row = :studyRow AND state = 'skipped' AND skipped_for = 'trashed'`,
    { studyRow },
  )
  if (resumed > 0) refreshTriage(db, studyRow)
}
