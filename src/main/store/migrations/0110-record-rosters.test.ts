import Database from 'better-sqlite3'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { RecordEntry } from '../../../shared/domain/record/entry'
import { observation, provenance, time } from '../../../test-support/record-entries'
import { temporaryFolder } from '../../../test-support/temporary-folder'
import type { WritableDatabase } from '../open-database'
import { storeEntry } from '../queries/record-entries'
import { PatientFinder } from '../queries/record-patients'
import { migrate } from './migrate'

test('results of HL7 orders that came before end with a correction that leaves them out', () => {
  const folder = temporaryFolder()
  const opened = new Database(join(folder, 'vault.db'))
  onTestFinished(() => void opened.close())
  migrate(opened, folder)
  const db = opened as unknown as WritableDatabase
  const [finder, from] = [new PatientFinder(db), provenance(db)]
  const panel = '["OBR","LAB","F1^LIS","CMP"]'
  const start = time('2026-03-01T08:00:00Z')
  const identity = (code: string) => ({ namespace: 'hl7:lab', id: `["OBX","${code}"]` })
  // One number is longer than what is kept of numbers.
  const long = 'x'.repeat(130)
  for (const code of ['K', long, 'NA'])
    storeEntry(db, finder, observation({ identity: identity(code), panel, start }), from)
  // As before this step.
  opened.exec('DROP TABLE record_roster; DELETE FROM record_part')
  opened.pragma('user_version = 109')
  migrate(opened, folder, { upTo: 110 })
  expect(opened.prepare('SELECT count(*) FROM record_part').pluck().get()).toBe(3)
  const list: RecordEntry = {
    kind: 'removal',
    identity: { namespace: 'hl7:lab', id: `${panel}@${start.iso}` },
    removes: 'observation',
    exceptParts: [identity('K').id],
  }
  expect(storeEntry(db, finder, list, { ...from, recordedMs: from.recordedMs + 1 })).toMatchObject({
    outcome: 'removed',
  })
  const visible = 'SELECT number FROM record_entry WHERE known_to_ms IS NULL AND status <> 3'
  expect(opened.prepare(visible).pluck().all()).toEqual([identity('K').id])
})
