import Database from 'better-sqlite3'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../../test-support/temporary-folder'
import { migrate, migrations } from './migrate'

test('keeps what was there and lets a label speak of one target only', () => {
  const folder = temporaryFolder()
  const db = new Database(join(folder, 'vault.db'))
  onTestFinished(() => void db.close())
  db.pragma('foreign_keys = ON')
  migrate(db, folder, { upTo: 40 })
  db.exec(`INSERT INTO patient (row, id, identity_key, patient_id, issuer, name_alphabetic, name_ideographic,
      name_phonetic, birth_date, sex, synthetic) VALUES (1, 'p', 'k', 'P1', '', '', '', '', NULL, 'F', 0);
    INSERT INTO study (row, id, patient_row, study_instance_uid, description, accession_number, referring_physician,
      institution, imported_at_ms) VALUES (1, 's', 1, '1.2', '', '', '', '', 0)`)
  migrate(db, folder, { steps: migrations, upTo: 50 })
  expect(db.prepare('SELECT id FROM study').pluck().all()).toEqual(['s'])
  db.exec(`INSERT INTO truth_import (row, id, created_at_ms, file_name, sha256, encoding, mapping, counts)
    VALUES (1, 'i', 0, '', '', '', '{}', '{}')`)
  const label = (study: number | null, instance: number | null) =>
    db
      .prepare(
        'INSERT INTO truth_label (import_row, study_row, instance_row, label, truth) VALUES (1, ?, ?, ?, 1)',
      )
      .run(study, instance, 'pneumonia')
  label(1, null)
  expect(() => label(1, null)).toThrow('UNIQUE')
  expect(() => label(null, null)).toThrow('CHECK')
  expect(() => label(2, null)).toThrow('FOREIGN KEY')
  db.exec('DELETE FROM truth_import')
  expect(db.prepare('SELECT count(*) FROM truth_label').pluck().get()).toBe(0)
})
