/** Planning: which models read which image, and whether they do so at once or on demand. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { ParsedInstance } from '../../../shared/domain/imaging/instance'
import type { WritableDatabase } from '../open-database'
import { all, atomically, change, one } from '../statements'
import { type AnalysisModel, analysisModels } from './analysis-models'
import { startBatch } from './queue-progress'
import { refreshTriage, taskPriorities } from './study-triage'

/** Decides by the file's tags alone whether a model can read the image. */
export type CanRead = (parsed: ParsedInstance, model: AnalysisModel) => boolean

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
