import Database from 'better-sqlite3'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../../test-support/temporary-folder'
import { migrate } from './migrate'

test('imports keep their kind and their lines, and synthetic films are a kind of their own', () => {
  const folder = temporaryFolder()
  const db = new Database(join(folder, 'vault.db'))
  onTestFinished(() => void db.close())
  db.pragma('foreign_keys = ON')
  migrate(db, folder, { upTo: 50 })
  const job = (id: string, kind: string) =>
    db
      .prepare(
        `INSERT INTO import_job (id, kind, state, roots, started_at_ms) VALUES (?, ?, 'done', '[]', 1)`,
      )
      .run(id, kind)
  job('a', 'import')
  job('b', 'samples')
  db.exec(`INSERT INTO import_line (job_row, ordinal, input, status) VALUES (2, 0, 'film.dcm', 'imported')`)

  migrate(db, folder, { upTo: 60 })
  job('c', 'synthetic-films')
  expect(db.prepare('SELECT kind FROM import_job ORDER BY row').pluck().all()).toEqual([
    'import',
    'samples',
    'synthetic-films',
  ])
  expect(() => job('d', 'others')).toThrow('CHECK')
  expect(db.prepare('SELECT count(*) FROM import_line').pluck().get()).toBe(1)
  db.exec(`DELETE FROM import_job WHERE id = 'b'`)
  expect(db.prepare('SELECT count(*) FROM import_line').pluck().get()).toBe(0)
})
