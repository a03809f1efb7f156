/**
 * One program a profile. The lock is SQLite's own on an empty file: the operating system drops it with the process, so
 * that a killed program leaves no stale lock behind, and process numbers that are used again cannot confuse it.
 */
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { AppException } from '../../shared/result'
import { ensurePrivateFile } from './write-atomically'

export interface ProfileLock {
  release(): void
}

/** @throws AppException VAULT_IN_USE while another program (or another vault object of this one) holds the profile */
export function lockProfile(profileDir: string): ProfileLock {
  const path = join(profileDir, 'profile.lock')
  ensurePrivateFile(path)
  const db = new Database(path, { timeout: 0 })
  try {
    db.pragma('journal_mode = MEMORY')
    db.exec('BEGIN EXCLUSIVE')
  } catch (thrown) {
    db.close()
    if (isBusy(thrown)) throw new AppException('VAULT_IN_USE', 'Another running program uses this profile.')
    throw thrown
  }
  return { release: () => void db.close() }
}

const isBusy = (thrown: unknown) =>
  thrown instanceof Database.SqliteError && thrown.code.startsWith('SQLITE_BUSY')
