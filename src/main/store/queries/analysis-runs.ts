/** What models said about images, and what readers said about that. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { AnalysisOutcome, type AnalysisRun, FindingReview } from '../../../shared/domain/analysis/analysis'
import { AppException } from '../../../shared/result'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { all, atomically, change, changeOne, insert, one } from '../statements'
import { noteRunningModel } from './analysis-models'
import { insertMask, type NewMask } from './region-masks'
import { refreshTriage } from './study-triage'

/** One finding's map: `data` row by row. */
export interface ActivationMap {
  label: string
  rows: number
  columns: number
  data: Float32Array
}

export interface NewRun {
  instanceId: string
  /** age the reader stated because the file had none, years */
  statedAgeYears: number | null
  outcome: AnalysisOutcome
  activations: ActivationMap[]
  /** of a segmentation; null where there is none */
  mask?: NewMask | null
}

const Owner = z.object({ instanceRow: z.number(), studyRow: z.number() })

/**
 * Stores a run with its maps. The image's task in the queue is thereby done, whoever ran the model.
 * @throws AppException NOT_FOUND when the instance is gone
 */
export function insertRun(db: WritableDatabase, run: NewRun, nowMs = Date.now()): AnalysisRun {
  return atomically(db, () => {
    const owner = one(
      db,
      Owner,
      `SELECT instance.row AS instanceRow, study_row AS studyRow FROM instance JOIN series ON series.row = series_row
       WHERE instance.id = :instanceId`,
      { instanceId: run.instanceId },
    )
    if (!owner) throw new AppException('NOT_FOUND', 'There is no such image.')
    const id = randomUUID()
    const { model } = run.outcome
    const runRow = insert(
      db,
      `INSERT INTO analysis_run (id, instance_row, created_at_ms, model_id, model_version, stated_age_years, outcome)
       VALUES (:id, :instanceRow, :nowMs, :modelId, :version, :statedAgeYears, :outcome)`,
      {
        id,
        instanceRow: owner.instanceRow,
        nowMs,
        modelId: model.id,
        version: model.version,
        statedAgeYears: run.statedAgeYears,
        outcome: JSON.stringify(AnalysisOutcome.parse(run.outcome)),
      },
    )
    for (const map of run.activations) insertMap(db, runRow, map)
    if (run.mask) insertMask(db, runRow, run.mask)
    if (hasFinding(run.outcome)) noteRunningModel(db, model.id, model.version)
    change(
      db,
      `UPDATE analysis_task SET state = 'done', skipped_for = NULL, error_code = NULL, ended_at_ms = :nowMs
       WHERE instance_row = :instanceRow AND model_id = :modelId AND model_version = :version`,
      { instanceRow: owner.instanceRow, modelId: model.id, version: model.version, nowMs },
    )
    refreshTriage(db, owner.studyRow)
    return requireRun(db, id)
  })
}

/** Regions and computed pictures are no findings: they mark no study. */
const hasFinding = (outcome: AnalysisOutcome) =>
  outcome.status === 'assessed' && outcome.outputs.some(({ kind }) => kind === 'finding')

function insertMap(
  db: WritableDatabase,
  runRow: number,
  { label, rows, columns, data }: ActivationMap,
): void {
  if (data.length !== rows * columns)
    throw new AppException('INTERNAL', 'An activation map has another size than stated.')
  insert(
    db,
    'INSERT INTO activation_map (run_row, label, rows, columns, data) VALUES (:runRow, :label, :rows, :columns, :data)',
    // Every processor Electron runs on is little-endian.
    { runRow, label, rows, columns, data: Buffer.from(data.buffer, data.byteOffset, data.byteLength) },
  )
}

const RunRow = z.object({
  row: z.number(),
  id: z.string(),
  studyId: z.string(),
  instanceId: z.string(),
  createdAtMs: z.number(),
  statedAgeYears: z.number().nullable(),
  outcome: z.string(),
})

const runsFrom = `SELECT run.row, run.id, study.id AS studyId, instance.id AS instanceId,
    run.created_at_ms AS createdAtMs, stated_age_years AS statedAgeYears, outcome
  FROM analysis_run AS run JOIN instance ON instance.row = run.instance_row
    JOIN series ON series.row = series_row JOIN study ON study.row = study_row`

function toRun(db: ReadableDatabase, { row, outcome, ...run }: z.output<typeof RunRow>): AnalysisRun {
  const labels = all(
    db,
    z.object({ label: z.string() }),
    'SELECT label FROM activation_map WHERE run_row = :row ORDER BY label',
    { row },
  )
  return {
    ...run,
    outcome: AnalysisOutcome.parse(JSON.parse(outcome)),
    activationLabels: labels.map(({ label }) => label),
    reviews: all(
      db,
      FindingReview,
      `SELECT label, verdict, comment, updated_at_ms AS updatedAtMs FROM finding_review WHERE run_row = :row ORDER BY label`,
      { row },
    ),
  }
}

/** A study's runs, newest first. */
export function runHistory(db: ReadableDatabase, studyId: string): AnalysisRun[] {
  return all(
    db,
    RunRow,
    `${runsFrom} WHERE study.id = :studyId ORDER BY run.created_at_ms DESC, run.row DESC`,
    { studyId },
  ).map((row) => toRun(db, row))
}

export function findRun(db: ReadableDatabase, runId: string): AnalysisRun | null {
  const found = one(db, RunRow, `${runsFrom} WHERE run.id = :runId`, { runId })
  return found && toRun(db, found)
}

function requireRun(db: ReadableDatabase, runId: string): AnalysisRun {
  const run = findRun(db, runId)
  if (!run) throw new AppException('NOT_FOUND', 'There is no such analysis.')
  return run
}

const MapRow = z.object({ rows: z.number(), columns: z.number(), data: z.instanceof(Uint8Array) })

/** A stored map; `data` is float32 little-endian, row by row. */
export function findActivation(
  db: ReadableDatabase,
  runId: string,
  label: string,
): { rows: number; columns: number; data: Uint8Array } | null {
  return one(
    db,
    MapRow,
    `SELECT rows, columns, data FROM activation_map JOIN analysis_run ON analysis_run.row = run_row
     WHERE id = :runId AND label = :label`,
    { runId, label },
  )
}

export interface Review {
  runId: string
  label: string
  verdict: FindingReview['verdict']
  comment: string
}

/**
 * The reader's word on one finding; without verdict and comment it is taken back. The study counts as read while any
 * word stands. @throws AppException NOT_FOUND
 */
export function reviewFinding(db: WritableDatabase, review: Review, nowMs = Date.now()): AnalysisRun {
  return atomically(db, () => {
    const run = one(db, RunRow, `${runsFrom} WHERE run.id = :runId`, { runId: review.runId })
    if (!run) throw new AppException('NOT_FOUND', 'There is no such analysis.')
    const outcome = AnalysisOutcome.parse(JSON.parse(run.outcome))
    if (outcome.status !== 'assessed' || !outcome.outputs.some(({ label }) => label === review.label)) {
      throw new AppException('NOT_FOUND', 'The analysis has no such finding.')
    }
    storeReview(db, run.row, review, nowMs)
    refreshReadStatus(db, run.studyId)
    return requireRun(db, review.runId)
  })
}

function storeReview(
  db: WritableDatabase,
  runRow: number,
  { label, verdict, comment }: Review,
  nowMs: number,
): void {
  if (verdict === null && comment.trim() === '') {
    change(db, 'DELETE FROM finding_review WHERE run_row = :runRow AND label = :label', { runRow, label })
    return
  }
  change(
    db,
    `INSERT INTO finding_review (run_row, label, verdict, comment, updated_at_ms)
     VALUES (:runRow, :label, :verdict, :comment, :nowMs)
     ON CONFLICT (run_row, label) DO UPDATE SET verdict = :verdict, comment = :comment, updated_at_ms = :nowMs`,
    { runRow, label, verdict, comment, nowMs },
  )
}

function refreshReadStatus(db: WritableDatabase, studyId: string): void {
  changeOne(
    db,
    'study',
    `UPDATE study SET status = CASE WHEN EXISTS (
       SELECT 1 FROM finding_review JOIN analysis_run ON analysis_run.row = run_row
         JOIN instance ON instance.row = instance_row JOIN series ON series.row = series_row
       WHERE study_row = study.row) THEN 'read' ELSE 'opened' END
     WHERE id = :studyId`,
    { studyId },
  )
}
