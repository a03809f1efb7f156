/** Brings a database to the newest schema: each step and its `user_version` in one immediate transaction. */
import type Database from 'better-sqlite3'
import { closeSync, copyFileSync, fsyncSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { AppException } from '../../../shared/result'
import { syncFolder } from '../write-atomically'
import { initial } from './0010-initial'
import { explanations } from './0020-explanations'
import { siteModels } from './0030-site-models'
import { analysisQueue } from './0040-analysis-queue'
import { localTruth } from './0050-local-truth'
import { importKinds } from './0060-import-kinds'
import { record } from './0070-record'
import { csvMappings } from './0075-csv-mappings'
import { recordParts } from './0078-record-parts'
import { ward } from './0080-ward'
import { preparation } from './0090-preparation'
import { riskEstimates } from './0100-risk-estimates'
import { recordRosters } from './0110-record-rosters'
import type { Migration } from './migration'

export const migrations: readonly Migration[] = [
  initial,
  explanations,
  siteModels,
  analysisQueue,
  localTruth,
  importKinds,
  record,
  csvMappings,
  recordParts,
  ward,
  preparation,
  riskEstimates,
  recordRosters,
]
export const latestSchema = migrations.at(-1)?.version ?? 0

const backupsKept = 3

/**
 * @param steps the known steps in ascending order; `upTo` stops early (tests)
 * @throws AppException VAULT_FUTURE_SCHEMA when a newer program wrote the database
 */
export function migrate(
  db: Database.Database,
  profileDir: string,
  {
    steps = migrations,
    upTo = Number.POSITIVE_INFINITY,
  }: { steps?: readonly Migration[]; upTo?: number } = {},
): void {
  const from = Number(db.pragma('user_version', { simple: true }))
  const newest = steps.at(-1)?.version ?? 0
  if (from > newest) {
    throw new AppException(
      'VAULT_FUTURE_SCHEMA',
      `The database has schema ${from}; this program knows ${newest}.`,
      {
        found: from,
        known: newest,
      },
    )
  }
  const due = steps.filter(({ version }) => version > from && version <= upTo)
  if (due.length === 0) return
  if (from > 0) backUp(db, profileDir, from)
  for (const step of due) {
    db.transaction(() => {
      step.up(db)
      db.pragma(`user_version = ${step.version}`)
    }).immediate()
  }
}

/** The encrypted file as it is, before it is changed. The profile's lock keeps other writers away. */
function backUp(db: Database.Database, profileDir: string, from: number): void {
  db.pragma('wal_checkpoint(TRUNCATE)')
  const folder = join(profileDir, 'backups')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const target = join(folder, `vault-schema-${String(from).padStart(4, '0')}-${Date.now()}.db`)
  copyFileSync(db.name, target)
  syncFile(target)
  syncFolder(folder)
  const old = readdirSync(folder)
    .filter((name) => /^vault-schema-\d{4}-\d+\.db$/.test(name) && name !== basename(target))
    .sort((a, b) => takenAt(b) - takenAt(a))
    .slice(backupsKept - 1)
  for (const name of old) rmSync(join(folder, name))
}

const takenAt = (name: string) => Number(/-(\d+)\.db$/.exec(name)?.[1] ?? 0)

function syncFile(path: string): void {
  const descriptor = openSync(path, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
