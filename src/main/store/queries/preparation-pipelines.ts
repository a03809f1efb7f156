/** Pipelines of the preparation workshop, kept by name. Removed ones can be brought back for thirty days. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { AppException } from '../../../shared/result'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { all, atomically, change, changeOne, insert, one } from '../statements'

/** `pipeline` is its JSON text. */
export interface KeptPipeline {
  id: string
  name: string
  pipeline: string
  changedAtMs: number
}

const KeptRow = z.object({
  id: z.string(),
  name: z.string(),
  pipeline: z.string(),
  changedAtMs: z.number(),
})
const IdRow = z.object({ id: z.string() })
const columns = 'id, name, pipeline, changed_at_ms AS changedAtMs'

const keptDays = 30
const dayMs = 86_400_000

/** By name. */
export const listPipelines = (db: ReadableDatabase): KeptPipeline[] =>
  all(
    db,
    KeptRow,
    `SELECT ${columns} FROM preparation_pipeline WHERE removed_at_ms IS NULL ORDER BY name COLLATE NOCASE, row`,
  )

/** Keeps a pipeline under a name. Another one of that name is removed, not overwritten: `replaced` is its id. */
export function savePipeline(
  db: WritableDatabase,
  { name, pipeline }: { name: string; pipeline: string },
  nowMs = Date.now(),
): { id: string; replaced: string | null } {
  return atomically(db, () => {
    change(db, 'DELETE FROM preparation_pipeline WHERE removed_at_ms < :before', {
      before: nowMs - keptDays * dayMs,
    })
    const replaced = holderOf(db, name)
    if (replaced !== null) setPipelineRemoved(db, { id: replaced, removed: true }, nowMs)
    const id = randomUUID()
    insert(
      db,
      `INSERT INTO preparation_pipeline (id, name, pipeline, changed_at_ms) VALUES (:id, :name, :pipeline, :nowMs)`,
      { id, name, pipeline, nowMs },
    )
    return { id, replaced }
  })
}

/** @throws AppException PREPARATION_NAME_TAKEN, NOT_FOUND */
export function renamePipeline(db: WritableDatabase, { id, name }: { id: string; name: string }): void {
  atomically(db, () => {
    refuseTaken(db, id, name)
    changeOne(
      db,
      'pipeline',
      'UPDATE preparation_pipeline SET name = :name WHERE id = :id AND removed_at_ms IS NULL',
      { id, name },
    )
  })
}

/**
 * Deletes a pipeline, or brings it back.
 * @throws AppException PREPARATION_NAME_TAKEN when another one has its name by now, NOT_FOUND
 */
export function setPipelineRemoved(
  db: WritableDatabase,
  { id, removed }: { id: string; removed: boolean },
  nowMs = Date.now(),
): void {
  atomically(db, () => {
    const kept = one(
      db,
      z.object({ name: z.string() }),
      'SELECT name FROM preparation_pipeline WHERE id = :id',
      { id },
    )
    if (kept && !removed) refuseTaken(db, id, kept.name)
    changeOne(db, 'pipeline', 'UPDATE preparation_pipeline SET removed_at_ms = :at WHERE id = :id', {
      id,
      at: removed ? nowMs : null,
    })
  })
}

const holderOf = (db: ReadableDatabase, name: string): string | null =>
  one(db, IdRow, 'SELECT id FROM preparation_pipeline WHERE name = :name AND removed_at_ms IS NULL', { name })
    ?.id ?? null

function refuseTaken(db: ReadableDatabase, id: string, name: string): void {
  const holder = holderOf(db, name)
  if (holder !== null && holder !== id)
    throw new AppException('PREPARATION_NAME_TAKEN', 'Another pipeline has this name.')
}
