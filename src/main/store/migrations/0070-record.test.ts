import Database from 'better-sqlite3'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../../test-support/temporary-folder'
import type { WritableDatabase } from '../open-database'
import { suggestMerges } from '../queries/patient-merges'
import { purgeTrash } from '../queries/studies'
import { migrate } from './migrate'

const patient = (row: number, key: string, id: string, birthDate: string | null) =>
  `INSERT INTO patient (row, id, identity_key, patient_id, issuer, name_alphabetic, name_ideographic, name_phonetic, birth_date, sex, synthetic)
   VALUES (${row}, 'p${row}', '${key}', '${id}', 'LAB', 'Doe^Jane', '', '', ${birthDate === null ? 'NULL' : `'${birthDate}'`}, 'F', 0);`

test('patients that came with images are found by their numbers, and by name and birth date', () => {
  const folder = temporaryFolder()
  const db = new Database(join(folder, 'vault.db'))
  onTestFinished(() => void db.close())
  db.pragma('foreign_keys = ON')
  migrate(db, folder, { upTo: 69 })
  db.exec(
    [
      patient(1, 'id\nLAB\nA1', 'A1', '1950-02-03'),
      patient(2, 'person\ndoe jane\n1950-02-03', '', '1950-02-03'),
      patient(3, 'study\n1.2.3', '', null),
    ].join(''),
  )
  migrate(db, folder)
  expect(db.prepare('SELECT system, value, patient_row FROM patient_identifier').raw().all()).toEqual([
    ['LAB', 'A1', 1],
  ])
  const writable = db as unknown as WritableDatabase
  expect(suggestMerges(writable, { patientId: null, limit: 10 }).pairs).toMatchObject([
    { patients: [{ id: 'p1' }, { id: 'p2' }], because: 'name-and-birth-date' },
  ])

  // A patient without images stays as long as there is a record or a merge of it.
  db.exec(
    `INSERT INTO patient_merge (id, kept_row, merged_row, reason, merged_at_ms, merged_by) VALUES ('m', 1, 2, '', 0, 'x')`,
  )
  purgeTrash(writable)
  expect(db.prepare('SELECT row FROM patient').pluck().all()).toEqual([1, 2])
})

test('a merge and an entry cannot name who is not there', () => {
  const folder = temporaryFolder()
  const db = new Database(join(folder, 'vault.db'))
  onTestFinished(() => void db.close())
  db.pragma('foreign_keys = ON')
  migrate(db, folder)
  expect(() => db.exec(`INSERT INTO patient_identifier VALUES ('', 'A1', 9)`)).toThrow('FOREIGN KEY')
  db.exec(patient(1, 'k', 'A1', null))
  expect(() =>
    db.exec(
      `INSERT INTO patient_merge (id, kept_row, merged_row, reason, merged_at_ms, merged_by) VALUES ('m', 1, 1, '', 0, 'x')`,
    ),
  ).toThrow('CHECK')
})
