import Database from 'better-sqlite3'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { findPlaintext } from '../../../test-support/find-plaintext'
import { parsedInstance } from '../../../test-support/parsed-instance'
import { temporaryFolder } from '../../../test-support/temporary-folder'
import { pretendBlob } from '../../../test-support/test-vault'
import { databasePath, openKeyed, openReadable, openWritable } from '../open-database'
import { recordInstance } from '../queries/instances'
import { latestSchema, migrate, migrations } from './migrate'
import type { Migration } from './migration'

const key = new Uint8Array(32).fill(3)
const steps: Migration[] = [
  { version: 10, name: 'first', up: (db) => db.exec('CREATE TABLE note (text TEXT NOT NULL) STRICT') },
  {
    version: 20,
    name: 'second',
    up: (db) => db.exec(`ALTER TABLE note ADD COLUMN author TEXT NOT NULL DEFAULT 'nobody'`),
  },
]

function plainDatabase() {
  const folder = temporaryFolder()
  const db = new Database(join(folder, 'vault.db'))
  onTestFinished(() => void db.close())
  const version = () => db.pragma('user_version', { simple: true })
  return { db, folder, version }
}

describe('the steps', () => {
  test('are numbered upwards, once each', () => {
    const versions = migrations.map(({ version }) => version)
    expect(versions).toEqual([...new Set(versions)].toSorted((a, b) => a - b))
  })

  test('keep rows that an earlier schema stored', () => {
    const { db, folder, version } = plainDatabase()
    migrate(db, folder, { steps, upTo: 10 })
    expect(version()).toBe(10)
    db.prepare('INSERT INTO note VALUES (?)').run('kept')
    migrate(db, folder, { steps })
    expect(version()).toBe(20)
    expect(db.prepare('SELECT * FROM note').all()).toEqual([{ text: 'kept', author: 'nobody' }])
  })

  test('that fail leave schema, version and rows as they were', () => {
    const { db, folder, version } = plainDatabase()
    migrate(db, folder, { steps, upTo: 10 })
    const broken: Migration = {
      version: 20,
      name: 'broken',
      up: () => {
        db.exec('DROP TABLE note')
        throw new Error('stop')
      },
    }
    expect(() => migrate(db, folder, { steps: [...steps.slice(0, 1), broken] })).toThrow('stop')
    expect(version()).toBe(10)
    expect(db.prepare('SELECT count(*) FROM note').pluck().get()).toBe(0)
  })

  test('of a newer program are refused', () => {
    const { db, folder } = plainDatabase()
    migrate(db, folder, { steps })
    expect(() => migrate(db, folder, { steps: steps.slice(0, 1) })).toThrow(
      expect.objectContaining({ code: 'VAULT_FUTURE_SCHEMA', details: { found: 20, known: 10 } }),
    )
  })
})

describe('the backup before a change', () => {
  test('is the encrypted database as it was, and only the newest three are kept', () => {
    const folder = temporaryFolder()
    const db = openWritable(folder, key)
    onTestFinished(() => void db.close())
    recordInstance(db, parsedInstance({ patient: { patientId: 'BACKUP-42' } }), pretendBlob('x'), 'x')
    const later = [10, 20, 30, 40, 50].map((step): Migration => ({
      version: latestSchema + step,
      name: `later ${step}`,
      up: (target) => target.exec(`CREATE TABLE later_${step} (a INTEGER) STRICT`),
    }))
    for (let count = 1; count <= later.length; count += 1)
      migrate(db, folder, { steps: [...migrations, ...later.slice(0, count)] })
    const backups = readdirSync(join(folder, 'backups'))
    expect(backups).toHaveLength(3)
    const newest = backups.find((name) => name.includes(String(latestSchema + 40).padStart(4, '0')))
    const copy = openKeyed(join(folder, 'backups', newest ?? ''), key, { readonly: true })
    onTestFinished(() => void copy.close())
    expect(copy.prepare('SELECT patient_id FROM patient').pluck().get()).toBe('BACKUP-42')
    expect(findPlaintext(folder, ['BACKUP-42', 'SQLite format'])).toEqual([])
  })
})

describe('the encrypted database', () => {
  test('opens with its key only', () => {
    const folder = temporaryFolder()
    openWritable(folder, key).close()
    for (const open of [openWritable, openReadable]) {
      expect(() => open(folder, new Uint8Array(32))).toThrow(
        expect.objectContaining({ code: 'SQLITE_NOTADB' }),
      )
    }
    const db = openReadable(folder, key)
    onTestFinished(() => void db.close())
    expect(db.pragma('user_version', { simple: true })).toBe(latestSchema)
    expect(() => db.exec('DELETE FROM patient')).toThrow(expect.objectContaining({ code: 'SQLITE_READONLY' }))
  })

  test('of a newer schema is refused, and left as it is', () => {
    const folder = temporaryFolder()
    const db = openWritable(folder, key)
    db.pragma(`user_version = ${latestSchema + 10}`)
    db.close()
    expect(() => openWritable(folder, key)).toThrow(expect.objectContaining({ code: 'VAULT_FUTURE_SCHEMA' }))
    const raw = openKeyed(databasePath(folder), key, { readonly: true })
    onTestFinished(() => void raw.close())
    expect(raw.pragma('user_version', { simple: true })).toBe(latestSchema + 10)
  })

  test('holds what matters as asked: encrypted log, foreign keys, nothing temporary on the disk', () => {
    const folder = temporaryFolder()
    const db = openWritable(folder, key)
    onTestFinished(() => void db.close())
    const read = (name: string) => db.pragma(name, { simple: true })
    expect([
      read('cipher'),
      read('journal_mode'),
      read('foreign_keys'),
      read('temp_store'),
      read('secure_delete'),
      read('synchronous'),
    ]).toEqual(['sqlcipher', 'wal', 1, 2, 1, 2])
    recordInstance(
      db,
      parsedInstance({ patient: { patientId: 'CLEARTEXT-77' } }),
      pretendBlob('x'),
      'Somebody.dcm',
    )
    expect(
      findPlaintext(folder, ['CLEARTEXT-77', 'Somebody.dcm', 'Doe^Jane', 'SQLite format', 'CREATE TABLE']),
    ).toEqual([])
  })
})
