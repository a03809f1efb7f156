import Database from 'better-sqlite3'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../../test-support/temporary-folder'
import { migrate, migrations } from './migrate'

test('keeps what was there; a name is taken only by a pipeline that was not removed', () => {
  const folder = temporaryFolder()
  const db = new Database(join(folder, 'vault.db'))
  onTestFinished(() => void db.close())
  db.pragma('foreign_keys = ON')
  migrate(db, folder, { upTo: 70 })
  db.exec(`INSERT INTO patient (row, id, identity_key, patient_id, issuer, name_alphabetic, name_ideographic,
      name_phonetic, birth_date, sex, synthetic) VALUES (1, 'p', 'k', 'P1', '', '', '', '', NULL, 'F', 0)`)
  migrate(db, folder, { steps: migrations, upTo: 90 })
  expect(db.prepare('SELECT id FROM patient').pluck().all()).toEqual(['p'])

  const add = (id: string, name: string, removedAtMs: number | null, pipeline = '{}') =>
    db
      .prepare(
        `INSERT INTO preparation_pipeline (id, name, pipeline, changed_at_ms, removed_at_ms)
         VALUES (?, ?, ?, 0, ?)`,
      )
      .run(id, name, pipeline, removedAtMs)
  add('a', 'Vitals', 1)
  add('b', 'Vitals', null)
  expect(() => add('c', 'Vitals', null)).toThrow('UNIQUE')
  expect(() => add('b', 'Other', null)).toThrow('UNIQUE')
  expect(() => add('d', '', null)).toThrow('CHECK')
  expect(() => add('e', 'Broken', null, '{')).toThrow('CHECK')
  expect(db.prepare('SELECT id FROM preparation_pipeline ORDER BY id').pluck().all()).toEqual(['a', 'b'])
})
