/** Saved mappings of tables. One that is thrown away can be had back for 30 days. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { CsvMapping } from '../../../shared/domain/record-import/csv-mapping'
import { headerKey, SavedMapping } from '../../../shared/domain/record-import/saved-mapping'
import { AppException } from '../../../shared/result'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { all, change, changeOne, insert, one } from '../statements'

const Row = z.object({
  id: z.string(),
  mapping: z.string(),
  header: z.string(),
  savedAtMs: z.number(),
  savedBy: z.string(),
  usedAtMs: z.number().nullable(),
})

const columns = `id, mapping, header, saved_at_ms AS savedAtMs, saved_by AS savedBy, used_at_ms AS usedAtMs`

function toSaved({ mapping, header, ...row }: z.output<typeof Row>): SavedMapping {
  const parsed = CsvMapping.parse(JSON.parse(mapping))
  return SavedMapping.parse({
    ...row,
    name: parsed.name,
    mapping: parsed,
    header: JSON.parse(header) as unknown,
  })
}

/** Those that are not thrown away, the one that was used last first. */
export function listMappings(db: ReadableDatabase): SavedMapping[] {
  const sql = `SELECT ${columns} FROM csv_mapping WHERE removed_at_ms IS NULL
    ORDER BY coalesce(used_at_ms, saved_at_ms) DESC, row DESC`
  return all(db, Row, sql).map(toSaved)
}

/** @throws AppException NOT_FOUND */
export function requireMapping(db: ReadableDatabase, id: string): SavedMapping {
  const row = one(db, Row, `SELECT ${columns} FROM csv_mapping WHERE id = :id`, { id })
  if (!row) throw new AppException('NOT_FOUND', 'There is no such mapping.')
  return toSaved(row)
}

export interface NewMapping {
  /** null: a new one */
  id: string | null
  mapping: CsvMapping
  /** columns of the table that it was made for */
  header: readonly string[]
  by: string
}

/**
 * @returns the id
 * @throws AppException MAPPING_NAME_TAKEN where another one has the name; NOT_FOUND
 */
export function saveMapping(db: WritableDatabase, saved: NewMapping, nowMs = Date.now()): string {
  const id = saved.id ?? randomUUID()
  requireFreeName(db, saved.mapping.name, id)
  const values = {
    id,
    mapping: JSON.stringify(saved.mapping),
    header: JSON.stringify(saved.header),
    key: headerKey(saved.header, saved.mapping.text.headerRow),
    nowMs,
    by: saved.by,
  }
  if (saved.id === null)
    insert(
      db,
      `INSERT INTO csv_mapping (id, mapping, header, header_key, saved_at_ms, saved_by)
       VALUES (:id, :mapping, :header, :key, :nowMs, :by)`,
      values,
    )
  else
    changeOne(
      db,
      'mapping',
      `UPDATE csv_mapping SET mapping = :mapping, header = :header, header_key = :key, saved_at_ms = :nowMs, saved_by = :by
       WHERE id = :id AND removed_at_ms IS NULL`,
      values,
    )
  return id
}

function requireFreeName(db: ReadableDatabase, name: string, id: string): void {
  const taken = listMappings(db).some((other) => other.id !== id && other.name === name)
  if (taken) throw new AppException('MAPPING_NAME_TAKEN', 'Another mapping has this name.')
}

/** @throws AppException MAPPING_NAME_TAKEN, NOT_FOUND */
export function renameMapping(
  db: WritableDatabase,
  { id, name, by }: { id: string; name: string; by: string },
): void {
  const { mapping, header } = requireMapping(db, id)
  saveMapping(db, { id, mapping: { ...mapping, name }, header, by })
}

/** @throws AppException NOT_FOUND; MAPPING_NAME_TAKEN where its name was given to another one meanwhile */
export function setMappingRemoved(
  db: WritableDatabase,
  { id, removed }: { id: string; removed: boolean },
  nowMs = Date.now(),
): void {
  if (!removed) requireFreeName(db, requireMapping(db, id).name, id)
  changeOne(db, 'mapping', 'UPDATE csv_mapping SET removed_at_ms = :at WHERE id = :id', {
    id,
    at: removed ? nowMs : null,
  })
}

/** The name of a mapping is that of the sender as well: what was imported by it tells when it was used last. */
export function mappingUsed(db: WritableDatabase, id: string, nowMs = Date.now()): void {
  change(db, 'UPDATE csv_mapping SET used_at_ms = :nowMs WHERE id = :id', { id, nowMs })
}

const keptMs = 30 * 24 * 3_600_000

/** Ends those that were thrown away 30 days ago. */
export function purgeMappings(db: WritableDatabase, nowMs = Date.now()): void {
  change(db, 'DELETE FROM csv_mapping WHERE removed_at_ms <= :before', { before: nowMs - keptMs })
}
