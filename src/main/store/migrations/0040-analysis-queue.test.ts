import Database from 'better-sqlite3'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../../test-support/temporary-folder'
import type { WritableDatabase } from '../open-database'
import { refreshStaleTriage } from '../queries/study-triage'
import { migrate } from './migrate'

const outcome = {
  status: 'assessed',
  model: { id: 'chest-film', version: '1.0.0', sha256: 'a' },
  provider: 'cpu',
  ms: { preprocess: 1, run: 1, total: 2 },
  // as the first release stored it
  outputs: [{ label: 'pneumonia', probability: 0.8, threshold: 0.5, positive: true }],
  flags: [],
}

const before = `
INSERT INTO patient VALUES (1, 'p', 'key', 'P1', '', 'Doe^Jane', '', '', NULL, 'F', 0);
INSERT INTO study (row, id, patient_row, study_instance_uid, study_date, description, accession_number, referring_physician,
  institution, model_mark, imported_at_ms) VALUES (1, 's', 1, '1.2', '2024-01-01', '', '', '', '', 'positive', 5);
INSERT INTO series (row, id, study_row, series_instance_uid, modality, description, body_part, view_position)
  VALUES (1, 'e', 1, '1.3', 'DX', '', '', '');
INSERT INTO instance (row, id, series_row, sop_instance_uid, transfer_syntax_uid, blob_id, bytes, sha256, header, source_name,
  imported_at_ms) VALUES (1, 'i', 1, '1.4', '1', 'b', 1, 'h', '{}', '', 5);`

test('runs of an earlier schema keep their place, under the version that made them', () => {
  const folder = temporaryFolder()
  const db = new Database(join(folder, 'vault.db'))
  onTestFinished(() => void db.close())
  db.pragma('foreign_keys = ON')
  migrate(db, folder, { upTo: 39 })
  db.exec(before)
  db.prepare(
    `INSERT INTO analysis_run (row, id, instance_row, created_at_ms, model_id, mark, outcome)
     VALUES (1, 'r', 1, 7, 'chest-film', 'positive', ?)`,
  ).run(JSON.stringify(outcome))
  db.exec(`INSERT INTO finding_review VALUES (1, 'pneumonia', 'agree', '', 8)`)

  migrate(db, folder)
  const value = (sql: string) => db.prepare(sql).pluck().get()
  expect(value('SELECT model_version FROM analysis_run')).toBe('1.0.0')
  expect(value('SELECT count(*) FROM finding_review')).toBe(1)
  expect(value('SELECT kind FROM analysis_arrival')).toBe('known')
  // Until the models are known nobody may take it for one without a finding.
  expect(db.prepare('SELECT urgency, sort_urgency FROM study').get()).toEqual({
    urgency: 'not-analysed',
    sort_urgency: 6,
  })

  db.exec(`INSERT INTO analysis_model (model_id, version, mode) VALUES ('chest-film', '1.0.0', 'demand')`)
  expect(refreshStaleTriage(db as unknown as WritableDatabase, 10)).toEqual(['s'])
  expect(value('SELECT urgency FROM study')).toBe('positive')
  expect(value('SELECT sort_urgency FROM study')).toBeCloseTo(0.2)
})

test('every index of the worklist answers for the urgency', () => {
  const folder = temporaryFolder()
  const db = new Database(join(folder, 'vault.db'))
  onTestFinished(() => void db.close())
  migrate(db, folder)
  const indexes = db
    .prepare(
      `SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql LIKE '%trashed_at_ms IS NULL%'`,
    )
    .all() as { name: string; sql: string }[]
  expect(indexes).toHaveLength(10)
  for (const { sql } of indexes) expect(sql).toMatch(/[ (]urgency[,)]/)
})
