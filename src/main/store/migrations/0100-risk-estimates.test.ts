import Database from 'better-sqlite3'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../../test-support/temporary-folder'
import { migrate } from './migrate'

const patient = (row: number) =>
  `INSERT INTO patient (row, id, identity_key, patient_id, issuer, name_alphabetic, name_ideographic, name_phonetic, birth_date, sex, synthetic)
   VALUES (${row}, 'p${row}', 'k${row}', 'A${row}', '', '', '', '', NULL, 'F', 0)`
const estimate = (row: number, root: number, people: string, more = `0.2, 5, NULL, NULL`) =>
  `INSERT INTO risk_estimate (row, patient_row, people, model_id, model_version, package_sha256, inputs_sha256, label, probability, at_ms, stay_start_ms, hour, worked_out_at_ms, estimate)
   VALUES (${row}, ${root}, '${people}', 'm', '1.0.0', 'p', 'i', 'l', ${more}, 9, '{}')`

test('an answer is kept once, and goes with everybody whose values it rests on', () => {
  const folder = temporaryFolder()
  const db = new Database(join(folder, 'vault.db'))
  onTestFinished(() => void db.close())
  db.pragma('foreign_keys = ON')
  migrate(db, folder, { upTo: 99 })
  for (const row of [1, 2, 3]) db.exec(patient(row))
  migrate(db, folder)
  db.exec(estimate(1, 1, '1'))
  db.exec(estimate(2, 1, '1,2'))
  db.exec('INSERT INTO risk_estimate_person VALUES (2, 2)')
  db.exec(estimate(3, 3, '3'))
  expect(() => db.exec(estimate(4, 1, '1'))).toThrow('UNIQUE')
  expect(() => db.exec(estimate(4, 1, '1,3', '1.2, 5, NULL, NULL'))).toThrow('CHECK')
  expect(() => db.exec(estimate(4, 1, '1,3', '0.2, 5, 7, NULL'))).toThrow('CHECK')
  const kept = db.prepare('SELECT row FROM risk_estimate ORDER BY row').pluck()
  db.exec('DELETE FROM patient WHERE row = 2')
  expect(kept.all()).toEqual([1, 3])
  db.exec('DELETE FROM patient WHERE row = 1')
  expect(kept.all()).toEqual([3])
})
