/** Which packages of the site this vault trusts, and what was decided about versions. */
import { z } from 'zod'
import { AppException } from '../../../shared/result'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { all, atomically, change, changeOne, insert, one } from '../statements'

export interface ModelVersion {
  id: string
  version: string
}

export interface TrustedPackage extends ModelVersion {
  /** of everything in the package but the weights */
  packageSha256: string
  weightsSha256: string
}

const TrustedRow = z.object({
  id: z.string(),
  version: z.string(),
  packageSha256: z.string(),
  weightsSha256: z.string(),
  addedAtMs: z.number(),
})

/** In the order in which they were added. */
export function listSiteModels(db: ReadableDatabase): (TrustedPackage & { addedAtMs: number })[] {
  return all(
    db,
    TrustedRow,
    `SELECT model_id AS id, version, package_sha256 AS packageSha256, weights_sha256 AS weightsSha256,
       added_at_ms AS addedAtMs
     FROM site_model ORDER BY row`,
  )
}

/** @throws AppException MODEL_VERSION_EXISTS */
export function addSiteModel(db: WritableDatabase, added: TrustedPackage, nowMs = Date.now()): void {
  const { id, version, packageSha256, weightsSha256 } = added
  atomically(db, () => {
    const isThere = one(
      db,
      z.object({ row: z.number() }),
      'SELECT row FROM site_model WHERE model_id = :id AND version = :version',
      { id, version },
    )
    if (isThere)
      throw new AppException('MODEL_VERSION_EXISTS', `${id} ${version} was added to this vault before.`)
    insert(
      db,
      `INSERT INTO site_model (model_id, version, package_sha256, weights_sha256, added_at_ms)
       VALUES (:id, :version, :packageSha256, :weightsSha256, :nowMs)`,
      { id, version, packageSha256, weightsSha256, nowMs },
    )
  })
}

/** @throws AppException MODEL_IN_USE while a result of it is kept, NOT_FOUND */
export function removeSiteModel(db: WritableDatabase, { id, version }: ModelVersion): void {
  atomically(db, () => {
    const result = one(
      db,
      z.object({ row: z.number() }),
      'SELECT row FROM analysis_run WHERE model_id = :id AND model_version = :version LIMIT 1',
      { id, version },
    )
    if (result) throw new AppException('MODEL_IN_USE', `${id} ${version} has given results that are kept.`)
    changeOne(db, 'model', 'DELETE FROM site_model WHERE model_id = :id AND version = :version', {
      id,
      version,
    })
    change(db, 'DELETE FROM model_choice WHERE model_id = :id AND version = :version', { id, version })
  })
}

const ChoiceRow = z.object({
  id: z.string(),
  version: z.string(),
  retired: z.number(),
  isDefault: z.number(),
})

export interface ModelChoiceRow extends ModelVersion {
  retired: boolean
  isDefault: boolean
}

export function listModelChoices(db: ReadableDatabase): ModelChoiceRow[] {
  return all(
    db,
    ChoiceRow,
    'SELECT model_id AS id, version, retired, is_default AS isDefault FROM model_choice',
  ).map(({ retired, isDefault, ...rest }) => ({
    ...rest,
    retired: retired === 1,
    isDefault: isDefault === 1,
  }))
}

/** The version that is meant where none is named; the one before is it no more. */
export function setDefaultModel(db: WritableDatabase, { id, version }: ModelVersion): void {
  atomically(db, () => {
    change(db, 'UPDATE model_choice SET is_default = 0 WHERE model_id = :id', { id })
    change(
      db,
      `INSERT INTO model_choice (model_id, version, is_default) VALUES (:id, :version, 1)
       ON CONFLICT (model_id, version) DO UPDATE SET is_default = 1`,
      { id, version },
    )
  })
}

/** A retired version is no default any more. */
export function setModelRetired(
  db: WritableDatabase,
  { id, version, retired }: ModelVersion & { retired: boolean },
): void {
  change(
    db,
    `INSERT INTO model_choice (model_id, version, retired) VALUES (:id, :version, :retired)
     ON CONFLICT (model_id, version)
     DO UPDATE SET retired = :retired, is_default = is_default AND NOT :retired`,
    { id, version, retired: retired ? 1 : 0 },
  )
}
