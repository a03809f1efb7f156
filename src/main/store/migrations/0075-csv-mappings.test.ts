import Database from 'better-sqlite3'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../../test-support/temporary-folder'
import { migrate, migrations } from './migrate'

test('keeps what was there; a pair of patients stands once', () => {
  const folder = temporaryFolder()
  const db = new Database(join(folder, 'vault.db'))
  onTestFinished(() => void db.close())
  db.pragma('foreign_keys = ON')
  migrate(db, folder, { upTo: 70 })
  const patient = db.prepare(
    `INSERT INTO patient (row, id, identity_key, patient_id, issuer, name_alphabetic, name_ideographic, name_phonetic,
       birth_date, sex, synthetic) VALUES (?, ?, ?, ?, '', '', '', '', NULL, 'F', 0)`,
  )
  for (const row of [1, 2]) patient.run(row, `p${row}`, `k${row}`, `P${row}`)
  migrate(db, folder, { steps: migrations, upTo: 75 })
  expect(db.prepare('SELECT id FROM patient ORDER BY row').pluck().all()).toEqual(['p1', 'p2'])
  const apart = db.prepare(
    'INSERT INTO patient_apart (a_row, b_row, said_at_ms, said_by) VALUES (?, ?, 0, ?)',
  )
  apart.run(1, 2, 'me')
  expect(() => apart.run(1, 2, 'you')).toThrow('UNIQUE')
  expect(() => apart.run(2, 1, 'you')).toThrow('CHECK')
  expect(() => apart.run(1, 3, 'you')).toThrow('FOREIGN KEY')
  db.exec('DELETE FROM patient WHERE row = 2')
  expect(db.prepare('SELECT count(*) FROM patient_apart').pluck().get()).toBe(0)
})
