/**
 * The tasks of the queue. One stands for each image and model version that can read it, so nothing is analysed twice by
 * accident. A task that was running when the program ended is queued again; its run and its end are one transaction.
 *
 * Life of a task: planned as queued or skipped -> running -> done, failed, or queued again.
 */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { AnalysisRun } from '../../../shared/domain/analysis/analysis'
import type { QueueRequest } from '../../../shared/domain/analysis/queue'
import { ParsedInstance } from '../../../shared/domain/imaging/instance'
import type { ErrorCode } from '../../../shared/result'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { all, atomically, change, changeOne, one } from '../statements'
import { type AnalysisModel, analysisModels } from './analysis-models'
import { insertRun, type NewRun } from './analysis-runs'
import { refreshTriage, taskPriorities } from './study-triage'
import { studiesFound } from './worklist-search'

/** Decides by the file's tags alone whether a model can read the image. */
export type CanRead = (parsed: ParsedInstance, model: AnalysisModel) => boolean

/** A task that was begun so often without coming to an end is given up. */
const attemptsAllowed = 3

const Arrival = z.object({
  instanceRow: z.number(),
  kind: z.enum(['new', 'known', 'waiting']),
  studyRow: z.number(),
  studyId: z.string(),
  studyDate: z.string(),
  urgency: z.string(),
  trashed: z.number(),
  modality: z.string(),
  header: z.string(),
})
type Arrival = z.output<typeof Arrival>

/**
 * Plans up to `limit` images that nobody looked at yet: a task for each model that can read one. A new image is queued
 * for the models that run on arrival. Returns the ids of the studies it planned something for, and whether more wait.
 */
export function planArrivals(
  db: WritableDatabase,
  canRead: CanRead,
  limit: number,
  nowMs = Date.now(),
): { studyIds: string[]; more: boolean } {
  return atomically(db, () => {
    const models = analysisModels(db).filter(({ mode, gate }) => mode !== 'off' && gate !== null)
    const arrivals = all(
      db,
      Arrival,
      `SELECT instance_row AS instanceRow, kind, study.row AS studyRow, study.id AS studyId,
         coalesce(study_date, '') AS studyDate, urgency, trashed_at_ms IS NOT NULL AS trashed, modality, header
       FROM analysis_arrival JOIN instance ON instance.row = instance_row JOIN series ON series.row = series_row
         JOIN study ON study.row = study_row
       ORDER BY instance_row LIMIT :limit`,
      { limit },
    )
    const touched = new Map<number, string>()
    for (const arrival of arrivals) {
      if (planOne(db, arrival, models, canRead, nowMs)) touched.set(arrival.studyRow, arrival.studyId)
      change(db, 'DELETE FROM analysis_arrival WHERE instance_row = :row', { row: arrival.instanceRow })
    }
    for (const studyRow of touched.keys()) refreshTriage(db, studyRow)
    return { studyIds: [...touched.values()], more: arrivals.length === limit }
  })
}

/** @returns whether the study's urgency may be another now */
function planOne(
  db: WritableDatabase,
  arrival: Arrival,
  models: readonly AnalysisModel[],
  canRead: CanRead,
  nowMs: number,
): boolean {
  // Hundreds of slices that no model reads are told by their modality, without their headers being parsed.
  const possible = models.filter(
    ({ gate }) =>
      arrival.modality === '' ||
      gate?.modalities.some((code) => code === '*' || code === arrival.modality.trim().toUpperCase()),
  )
  if (possible.length === 0) return arrival.urgency !== 'not-analysed'
  const parsed = ParsedInstance.parse(JSON.parse(arrival.header))
  for (const model of possible) {
    if (!canRead(parsed, model)) continue
    if (isWanted(arrival, model)) startBatch(db, model.id, nowMs)
    addTask(db, arrival, model, nowMs)
  }
  return true
}

/** A new image for a model that runs on arrival, or one that waited before its plan was made anew. */
const isWanted = ({ kind }: Arrival, { mode }: AnalysisModel) =>
  kind === 'waiting' || (kind === 'new' && mode === 'arrival')

function addTask(db: WritableDatabase, arrival: Arrival, model: AnalysisModel, nowMs: number): void {
  const urgent = arrival.urgency === 'positive' || arrival.urgency === 'refer'
  const key = { instanceRow: arrival.instanceRow, modelId: model.id, version: model.version }
  const hasRun = one(
    db,
    z.object({ row: z.number() }),
    `SELECT row FROM analysis_run
     WHERE instance_row = :instanceRow AND model_id = :modelId AND model_version = :version LIMIT 1`,
    key,
  )
  const skippedFor = hasRun
    ? null
    : !isWanted(arrival, model)
      ? 'demand'
      : arrival.trashed === 1
        ? 'trashed'
        : null
  change(
    db,
    `INSERT INTO analysis_task (id, study_row, instance_row, model_id, model_version, priority, study_date, state,
       skipped_for, created_at_ms)
     VALUES (:id, :studyRow, :instanceRow, :modelId, :version, :priority, :studyDate, :state, :skippedFor, :nowMs)
     ON CONFLICT (instance_row, model_id, model_version) DO NOTHING`,
    {
      ...key,
      id: randomUUID(),
      studyRow: arrival.studyRow,
      priority: urgent ? taskPriorities.urgent : taskPriorities.arrival,
      studyDate: arrival.studyDate,
      state: hasRun ? 'done' : skippedFor ? 'skipped' : 'queued',
      skippedFor,
      nowMs,
    },
  )
}

/** Progress counts from the moment when a model's queue was empty for the last time. */
function startBatch(db: WritableDatabase, modelId: string, nowMs: number): void {
  change(
    db,
    `UPDATE analysis_model SET batch_since_ms = :nowMs WHERE model_id = :modelId AND NOT EXISTS (
       SELECT 1 FROM analysis_task WHERE analysis_task.model_id = :modelId AND state IN ('queued', 'running'))`,
    { modelId, nowMs },
  )
}

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
