/** Which version of each model counts for the worklist, and what it may read. Main tells it whenever that changes. */
import { z } from 'zod'
import { AnalysisMode } from '../../../shared/domain/analysis/queue'
import { ClassificationManifest, type Gate } from '../../../shared/domain/models/manifest'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { all, atomically, change, insert, one } from '../statements'

const StoredGate = ClassificationManifest.shape.gate

/** A model of the queue: its default version, which is not retired. */
export interface AnalysisModel {
  id: string
  version: string
  mode: AnalysisMode
  /** null for a model that only a run has named */
  gate: Gate | null
}

const Row = z.object({
  id: z.string(),
  version: z.string(),
  mode: AnalysisMode,
  gate: z
    .string()
    .nullable()
    .transform((json) => (json === null ? null : StoredGate.parse(JSON.parse(json)))),
})

export function analysisModels(db: ReadableDatabase): AnalysisModel[] {
  return all(db, Row, 'SELECT model_id AS id, version, mode, gate FROM analysis_model ORDER BY model_id')
}

/**
 * Takes the models as they are now; those that it does not name stay as they are, for they may only not be loaded yet.
 * Where the counting version of a model changed, results of the one before no longer count: the urgency of its studies and
 * the plan of its images are to be worked out again (see planArrivals, refreshStaleTriage). Returns whether anything changed.
 *
 * @param retiredIds models of which no version is in use any more
 */
export function setAnalysisModels(
  db: WritableDatabase,
  { models, retiredIds = [] }: { models: readonly AnalysisModel[]; retiredIds?: readonly string[] },
): boolean {
  return atomically(db, () => {
    const known = new Map(analysisModels(db).map((model) => [model.id, model]))
    let changed = false
    for (const model of models) {
      const before = known.get(model.id)
      if (before && JSON.stringify(before) === JSON.stringify(model)) continue
      changed = true
      putModel(db, model)
      const sameReach =
        before?.version === model.version &&
        JSON.stringify(before.gate) === JSON.stringify(model.gate) &&
        (before.mode === 'off') === (model.mode === 'off')
      if (!sameReach) replan(db, model)
    }
    for (const id of retiredIds.filter((each) => known.has(each))) {
      changed = true
      forgetPlan(db, id)
      change(db, 'DELETE FROM analysis_model WHERE model_id = :id', { id })
    }
    return changed
  })
}

function putModel(db: WritableDatabase, { id, version, mode, gate }: AnalysisModel): void {
  change(
    db,
    `INSERT INTO analysis_model (model_id, version, mode, gate) VALUES (:id, :version, :mode, :gate)
     ON CONFLICT (model_id) DO UPDATE SET version = :version, mode = :mode, gate = :gate`,
    { id, version, mode, gate: gate && JSON.stringify(gate) },
  )
}

/** What was planned for another version or reach of the model is planned anew; what waited for it waits again. */
function replan(db: WritableDatabase, model: AnalysisModel): void {
  if (model.mode !== 'off') {
    change(
      db,
      `INSERT INTO analysis_arrival (instance_row, kind)
       SELECT instance_row, 'waiting' FROM analysis_task WHERE model_id = :id AND state IN ('queued', 'running')
       ON CONFLICT (instance_row) DO UPDATE SET kind = 'waiting' WHERE kind = 'known'`,
      { id: model.id },
    )
  }
  forgetPlan(db, model.id)
  if (model.mode === 'off' || !model.gate) return
  const any = model.gate.modalities.includes('*')
  change(
    db,
    `INSERT INTO analysis_arrival (instance_row, kind)
     SELECT instance.row, 'known' FROM instance JOIN series ON series.row = series_row
     WHERE :any OR modality = '' OR modality IN (SELECT value FROM json_each(:modalities))
     ON CONFLICT (instance_row) DO NOTHING`,
    { any: any ? 1 : 0, modalities: JSON.stringify(model.gate.modalities) },
  )
}

function forgetPlan(db: WritableDatabase, modelId: string): void {
  change(
    db,
    `INSERT OR IGNORE INTO triage_stale
     SELECT study_row FROM analysis_task WHERE model_id = :modelId
     UNION SELECT study_row FROM analysis_run JOIN instance ON instance.row = instance_row
       JOIN series ON series.row = series_row WHERE model_id = :modelId`,
    { modelId },
  )
  change(db, 'DELETE FROM analysis_task WHERE model_id = :modelId', { modelId })
}

/** A run by a model that nobody listed makes its version the one that counts, so that no result is without effect. */
export function noteRunningModel(db: WritableDatabase, id: string, version: string): void {
  if (
    one(db, z.object({ id: z.string() }), 'SELECT model_id AS id FROM analysis_model WHERE model_id = :id', {
      id,
    })
  )
    return
  insert(
    db,
    `INSERT INTO analysis_model (model_id, version, mode, gate) VALUES (:id, :version, 'demand', NULL)`,
    { id, version },
  )
}
