import Database from 'better-sqlite3'
import { onTestFinished } from 'vitest'
import { migrate } from './migrations/migrate'
import type { WritableDatabase } from './open-database'

/** A database in memory, not encrypted, for tests that need many: a vault costs a hundred times as much to make. */
export function memoryStore(): WritableDatabase {
  const db = new Database(':memory:')
  onTestFinished(() => void db.close())
  db.pragma('foreign_keys = ON')
  migrate(db, '')
  return db as WritableDatabase
}
