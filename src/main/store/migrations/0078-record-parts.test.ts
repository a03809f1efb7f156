import Database from 'better-sqlite3'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { observation, provenance } from '../../../test-support/record-entries'
import { temporaryFolder } from '../../../test-support/temporary-folder'
import type { WritableDatabase } from '../open-database'
import { storeEntry } from '../queries/record-entries'
import { PatientFinder } from '../queries/record-patients'
import { migrate } from './migrate'

test('parts of panels that came before are known as parts', () => {
  const folder = temporaryFolder()
  const opened = new Database(join(folder, 'vault.db'))
  onTestFinished(() => void opened.close())
  migrate(opened, folder)
  const db = opened as unknown as WritableDatabase
  const [finder, from] = [new PatientFinder(db), provenance(db)]
  const identity = { namespace: 'fhir:ward', id: 'Observation/p#8480-6' }
  storeEntry(db, finder, observation({ identity, panel: 'Observation/p' }), from)
  storeEntry(db, finder, observation({ identity: { ...identity, id: '4711#2' }, panel: 'F1' }), from)
  // As before this step.
  opened.exec('DROP TABLE record_part; DROP TABLE record_skipped')
  opened.pragma('user_version = 77')
  migrate(opened, folder, { upTo: 78 })
  expect(opened.prepare('SELECT count(*) FROM record_part').pluck().get()).toBe(1)
  const removal = {
    kind: 'removal',
    identity: { ...identity, id: 'Observation/p' },
    removes: 'observation',
  } as const
  storeEntry(db, finder, removal, { ...from, recordedMs: from.recordedMs + 1 })
  const visible = 'SELECT number FROM record_entry WHERE known_to_ms IS NULL AND status <> 3'
  expect(opened.prepare(visible).pluck().all()).toEqual(['4711#2'])
})
