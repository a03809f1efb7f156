import Database from 'better-sqlite3'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../../test-support/temporary-folder'
import { migrate } from './migrate'

const alert = (id: string, state: string, endedAt: string, snoozedUntil = 'NULL') =>
  `INSERT INTO ward_alert (id, rule_id, rule, patient_row, state, raised_at_ms, ended_at_ms, told_value, told_time_ms, newest_value, newest_time_ms, snoozed_until_ms)
   VALUES ('${id}', 'potassium-high', '{}', 1, '${state}', 0, ${endedAt}, 7, 0, 7, 0, ${snoozedUntil})`

test('one alert for a rule and a patient lives at a time, and goes with the patient', () => {
  const folder = temporaryFolder()
  const db = new Database(join(folder, 'vault.db'))
  onTestFinished(() => void db.close())
  db.pragma('foreign_keys = ON')
  migrate(db, folder, { upTo: 79 })
  db.exec(
    `INSERT INTO patient (row, id, identity_key, patient_id, issuer, name_alphabetic, name_ideographic, name_phonetic, birth_date, sex, synthetic)
     VALUES (1, 'p1', 'k', 'A1', '', '', '', '', NULL, 'F', 0)`,
  )
  migrate(db, folder)
  db.exec(alert('a', 'ended', '5'))
  db.exec(alert('b', 'open', 'NULL'))
  expect(() => db.exec(alert('c', 'acknowledged', 'NULL'))).toThrow('UNIQUE')
  expect(() => db.exec(alert('d', 'ended', 'NULL'))).toThrow('CHECK')
  expect(() => db.exec(alert('e', 'ended', '5', '9'))).toThrow('CHECK')
  db.exec(
    `INSERT INTO ward_alert_event (alert_row, kind, at_ms, by, reason) VALUES (2, 'raised', 0, 'vesalius', '')`,
  )
  db.exec('DELETE FROM patient WHERE row = 1')
  expect(db.prepare('SELECT count(*) FROM ward_alert_event').pluck().get()).toBe(0)
})
