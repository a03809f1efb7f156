/**
 * Opens the encrypted database. Two types keep readers from writing: a query module that takes a
 * {@link ReadableDatabase} cannot be handed statements that change rows by mistake of its caller, and a
 * {@link WritableDatabase} exists once a profile, in the store worker.
 */
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { AppException } from '../../shared/result'
import { latestSchema, migrate } from './migrations/migrate'
import { ensurePrivateFile } from './write-atomically'

declare const readable: unique symbol
declare const writable: unique symbol

export type ReadableDatabase = Database.Database & { readonly [readable]: true }
export type WritableDatabase = ReadableDatabase & { readonly [writable]: true }

export const databasePath = (profileDir: string) => join(profileDir, 'vault.db')

/** ms a connection waits for another one's lock before SQLITE_BUSY */
const busyTimeoutMs = 10_000

/**
 * The one writing connection; creates the file when it is missing and brings its schema up to date.
 * @throws AppException VAULT_DAMAGED (wrong key or broken file), VAULT_FUTURE_SCHEMA, STORAGE_FULL
 */
export function openWritable(profileDir: string, key: Uint8Array): WritableDatabase {
  // SQLite gives the write-ahead log the rights of the database.
  ensurePrivateFile(databasePath(profileDir))
  return open(databasePath(profileDir), key, false, (db) => {
    db.pragma('journal_mode = WAL')
    // A comment the reader saw saved must survive a power cut, which WAL gives only with a sync at each commit. What
    // stores many rows commits them together.
    db.pragma('synchronous = FULL')
    db.pragma('secure_delete = ON')
    db.pragma('journal_size_limit = 67108864')
    migrate(db, profileDir)
  }) as WritableDatabase
}

/** A reading connection; the writing one must have been opened before, since it migrates. */
export function openReadable(profileDir: string, key: Uint8Array): ReadableDatabase {
  return open(databasePath(profileDir), key, true, (db) => {
    db.pragma('query_only = ON')
    const version = db.pragma('user_version', { simple: true })
    if (version !== latestSchema)
      throw new AppException('VAULT_FUTURE_SCHEMA', 'The database has another schema.')
  })
}

/** Any SQLCipher file of ours (the database, a backup of it), keyed and ready, without migrating it. */
export function openKeyed(path: string, key: Uint8Array, options: { readonly: boolean }): ReadableDatabase {
  return open(path, key, options.readonly, () => undefined)
}

function open(
  path: string,
  key: Uint8Array,
  readonly: boolean,
  prepare: (db: Database.Database) => void,
): ReadableDatabase {
  const db = new Database(path, { readonly, fileMustExist: readonly, timeout: busyTimeoutMs })
  try {
    applyKey(db, key)
    db.pragma('foreign_keys = ON')
    // Sorting and materialised parts of queries must not reach the disk in clear.
    db.pragma('temp_store = MEMORY')
    // 64 MiB: the worklist's indexes of a large practice stay decrypted in memory.
    db.pragma('cache_size = -65536')
    prepare(db)
    return db as ReadableDatabase
  } catch (thrown) {
    db.close()
    throw thrown
  }
}

/** The raw key skips SQLCipher's own key derivation: ours is random already. Given as bytes, so it is in no SQL text. */
function applyKey(db: Database.Database, key: Uint8Array): void {
  if (key.length !== 32) throw new AppException('INTERNAL', 'A database key has 32 bytes.')
  const keyed = db as Database.Database & { key(key: Buffer): number }
  const raw = Buffer.from(`raw:${Buffer.from(key).toString('hex')}`)
  try {
    db.pragma("cipher = 'sqlcipher'")
    keyed.key(raw)
    // The first page is decrypted here: a wrong key is found now and not at some later query.
    db.prepare('SELECT count(*) FROM sqlite_schema').get()
  } finally {
    raw.fill(0)
  }
}
