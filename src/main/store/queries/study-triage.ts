/** Works out a study's urgency from its newest runs and its tasks, and keeps it in the study for the worklist. */
import { z } from 'zod'
import { AnalysisOutcome } from '../../../shared/domain/analysis/analysis'
import {
  type ImageState,
  type Triage,
  triageOf,
  urgencySortKey,
  verdictOf,
} from '../../../shared/domain/worklist/triage'
import { ErrorCode } from '../../../shared/result'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { all, atomically, change, changeOne } from '../statements'

/** Call in the transaction that stored a run or changed a task of the study. */
export function refreshTriage(db: WritableDatabase, studyRow: number): void {
  const states = imageStates(db, studyRow)
  const triage: Triage | null = states.length === 0 ? null : triageOf(states)
  changeOne(
    db,
    'study',
    `UPDATE study SET urgency = :urgency, sort_urgency = :key, triage = :triage WHERE row = :studyRow`,
    {
      studyRow,
      urgency: triage?.urgency ?? 'not-analysed',
      key: urgencySortKey(triage ?? unknown),
      triage: triage && JSON.stringify(triage),
    },
  )
  // What one model found urgent, the others read before what came in by the way.
  if (triage?.urgency === 'positive' || triage?.urgency === 'refer') {
    change(
      db,
      `UPDATE analysis_task SET priority = ${taskPriorities.urgent}
       WHERE study_row = :studyRow AND state = 'queued' AND priority > ${taskPriorities.urgent}`,
      { studyRow },
    )
  }
}

const unknown = { urgency: 'not-analysed', probability: null, calibrated: true } as const

/** The smaller, the sooner: the study a reader has open, what somebody asked for, what is urgent, the rest. */
export const taskPriorities = { opened: 0, asked: 1, urgent: 2, arrival: 3 } as const

/** Works out up to `limit` studies that were marked as stale. Returns the ids of those it did. */
export function refreshStaleTriage(db: WritableDatabase, limit: number): string[] {
  return atomically(db, () => {
    const stale = all(
      db,
      z.object({ row: z.number(), id: z.string() }),
      'SELECT study.row, id FROM triage_stale JOIN study ON study.row = study_row LIMIT :limit',
      { limit },
    )
    for (const { row } of stale) {
      refreshTriage(db, row)
      change(db, 'DELETE FROM triage_stale WHERE study_row = :row', { row })
    }
    return stale.map(({ id }) => id)
  })
}

const RunRow = z.object({
  instanceRow: z.number(),
  modelId: z.string(),
  version: z.string(),
  outcome: z.string().transform((json) => AnalysisOutcome.parse(JSON.parse(json))),
})
const TaskRow = z.object({
  instanceRow: z.number(),
  modelId: z.string(),
  version: z.string(),
  state: z.enum(['queued', 'running', 'done', 'failed', 'skipped']),
  error: ErrorCode.nullable(),
})

/** Each image with each counting model that ran on it or is planned for it; of runs the newest of that version. */
function imageStates(db: ReadableDatabase, studyRow: number): ImageState[] {
  const states = new Map<string, ImageState>()
  const at = ({ instanceRow, modelId, version }: z.output<typeof RunRow> | z.output<typeof TaskRow>) => {
    const key = `${instanceRow} ${modelId}`
    const known = states.get(key) ?? { model: { id: modelId, version }, run: null, task: null }
    states.set(key, known)
    return known
  }
  for (const run of newestRuns(db, studyRow)) at(run).run = verdictOf(run.outcome)
  for (const task of tasksOf(db, studyRow)) at(task).task = { state: task.state, error: task.error }
  return [...states.values()]
}

const newestRuns = (db: ReadableDatabase, studyRow: number) =>
  all(
    db,
    RunRow,
    `SELECT run.instance_row AS instanceRow, run.model_id AS modelId, run.model_version AS version, outcome
     FROM series JOIN instance ON series_row = series.row JOIN analysis_run AS run ON run.instance_row = instance.row
       JOIN analysis_model AS model ON model.model_id = run.model_id AND model.version = run.model_version
     WHERE study_row = :studyRow AND run.row = (
       SELECT row FROM analysis_run AS newer
       WHERE newer.instance_row = run.instance_row AND newer.model_id = run.model_id
         AND newer.model_version = run.model_version
       ORDER BY created_at_ms DESC, row DESC LIMIT 1)`,
    { studyRow },
  )

const tasksOf = (db: ReadableDatabase, studyRow: number) =>
  all(
    db,
    TaskRow,
    `SELECT instance_row AS instanceRow, task.model_id AS modelId, task.model_version AS version, state,
       error_code AS error
     FROM analysis_task AS task
       JOIN analysis_model AS model ON model.model_id = task.model_id AND model.version = task.model_version
     WHERE study_row = :studyRow`,
    { studyRow },
  )
