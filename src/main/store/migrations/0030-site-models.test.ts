import Database from 'better-sqlite3'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../../test-support/temporary-folder'
import { migrate } from './migrate'

/** A vault of the schema before this one, with a study that a model has read, brought to `upTo`. */
function migrated(upTo: number) {
  const folder = temporaryFolder()
  const db = new Database(join(folder, 'vault.db'))
  onTestFinished(() => void db.close())
  db.pragma('foreign_keys = ON')
  migrate(db, folder, { upTo: 29 })
  db.exec(`
INSERT INTO patient VALUES (1, 'p', 'key', 'P1', '', 'Doe^Jane', '', '', NULL, 'F', 0);
INSERT INTO study (row, id, patient_row, study_instance_uid, study_date, description, accession_number, referring_physician,
  institution, model_mark, imported_at_ms) VALUES (1, 's', 1, '1.2', '2024-01-01', '', '', '', '', 'positive', 5);
INSERT INTO series (row, id, study_row, series_instance_uid, modality, description, body_part, view_position)
  VALUES (1, 'e', 1, '1.3', 'DX', '', '', '');
INSERT INTO instance (row, id, series_row, sop_instance_uid, transfer_syntax_uid, blob_id, bytes, sha256, header, source_name,
  imported_at_ms) VALUES (1, 'i', 1, '1.4', '1', 'b', 1, 'h', '{}', '', 5);
INSERT INTO analysis_run (row, id, instance_row, created_at_ms, model_id, mark, outcome)
  VALUES (1, 'r', 1, 7, 'chest-film', 'positive', '{"model":{"id":"chest-film","version":"1.0.0"}}');
INSERT INTO finding_review VALUES (1, 'pneumonia', 'agree', '', 8)`)
  migrate(db, folder, { upTo })
  return db
}

test('what was there stays, and nothing is trusted, chosen or marked yet', () => {
  const db = migrated(30)
  const count = (table: string) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()
  expect(db.pragma('user_version', { simple: true })).toBe(30)
  expect([count('analysis_run'), count('finding_review')]).toEqual([1, 1])
  expect([count('site_model'), count('model_choice'), count('region_mask')]).toEqual([0, 0, 0])
})

test('a version of a model is there once, has one choice, and only one version is the default', () => {
  const db = migrated(30)
  const add = `INSERT INTO site_model (model_id, version, package_sha256, weights_sha256, added_at_ms) VALUES ('m', ?, 'p', 'w', 9)`
  db.prepare(add).run('1.0.0')
  db.prepare(add).run('1.1.0')
  expect(() => db.prepare(add).run('1.1.0')).toThrow(/UNIQUE/)
  const choose = 'INSERT INTO model_choice (model_id, version, retired, is_default) VALUES (?, ?, ?, ?)'
  db.prepare(choose).run('m', '1.0.0', 0, 1)
  db.prepare(choose).run('other', '1.0.0', 0, 1)
  expect(() => db.prepare(choose).run('m', '1.1.0', 0, 1)).toThrow(/UNIQUE/)
  db.prepare(choose).run('m', '1.1.0', 1, 0)
  expect(() => db.prepare(choose).run('m', '1.2.0', 2, 0)).toThrow(/CHECK/)
  // STRICT: what is no whole number is no time.
  expect(() => db.exec(`UPDATE site_model SET added_at_ms = 'yesterday'`)).toThrow(/cannot store TEXT/)
})

test('the regions of a run go with it', () => {
  const db = migrated(30)
  const mark = db.prepare(
    `INSERT INTO region_mask (run_row, label, ordinal, region, rows, columns, bits) VALUES (?, ?, 0, '{}', 8, 8, ?)`,
  )
  mark.run(1, 'bright', Buffer.alloc(8, 255))
  expect(() => mark.run(1, 'bright', Buffer.alloc(8))).toThrow(/UNIQUE/)
  expect(() => mark.run(2, 'bright', Buffer.alloc(8))).toThrow(/FOREIGN KEY/)
  expect(db.prepare('SELECT bits FROM region_mask').pluck().get()).toEqual(Buffer.alloc(8, 255))
  db.exec('DELETE FROM analysis_run')
  expect(db.prepare('SELECT count(*) FROM region_mask').pluck().get()).toBe(0)
})

test('all of it is still there at the newest schema', () => {
  const db = migrated(Number.POSITIVE_INFINITY)
  const tables = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).pluck().all()
  expect(tables).toEqual(expect.arrayContaining(['site_model', 'model_choice', 'region_mask']))
  expect(db.prepare('SELECT count(*) FROM finding_review').pluck().get()).toBe(1)
})
