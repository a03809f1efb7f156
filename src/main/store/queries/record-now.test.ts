import { expect, test } from 'vitest'
import { observation, provenance, time } from '../../../test-support/record-entries'
import { memoryStore } from '../memory-store.fixture'
import { recordNow } from './record-now'
import { storeEntry } from './record-entries'
import { listPeople } from './record-people'
import { PatientFinder } from './record-patients'
import { latestValue } from './record-reading'

const code = { system: 'http://loinc.org', code: '2160-0' }
const nowMs = Date.parse('2026-11-21T12:00:00Z')

function recordOf(...days: string[]) {
  const db = memoryStore()
  const finder = new PatientFinder(db)
  const recordedMs = Date.parse('2026-05-01T00:00:00Z')
  const from = provenance(db, { recordedMs })
  for (const [index, day] of days.entries())
    storeEntry(
      db,
      finder,
      observation({ identity: { namespace: 'mimic', id: `${index}` }, start: time(day), issued: time(day) }),
      from,
    )
  const patientId = listPeople(db, { afterId: null, limit: 1 })[0]?.patient.id ?? ''
  return { db, patientId, recordedMs }
}

test('a record whose dates were moved ahead is judged at its newest value', () => {
  const { db, patientId, recordedMs } = recordOf('2164-10-23', '2164-10-24')
  const newestMs = Date.parse('2164-10-24')
  expect(recordNow(db, { patientId }, nowMs)).toBe(newestMs)
  expect(latestValue(db, { patientId, code, beforeMs: recordNow(db, { patientId }, nowMs) })).toMatchObject({
    timeMs: newestMs,
  })
  // What this vault held then holds dates of another century just as well.
  expect(recordNow(db, { patientId, knownAt: { instantMs: recordedMs, by: 'vault' } }, nowMs)).toBe(newestMs)
  const asked = { instantMs: Date.parse('2164-10-23T12:00:00Z'), by: 'sender' } as const
  expect(recordNow(db, { patientId, knownAt: asked }, nowMs)).toBe(asked.instantMs)
  // Before the import there was nothing.
  expect(recordNow(db, { patientId, knownAt: { instantMs: recordedMs - 1, by: 'vault' } }, nowMs)).toBe(
    recordedMs - 1,
  )
})

test('any other record is judged now, one mistyped year or not', () => {
  const { db, patientId } = recordOf('2026-01-01', '2026-02-01', '2206-03-01')
  expect(recordNow(db, { patientId }, nowMs)).toBe(nowMs)
  const latest = latestValue(db, { patientId, code, beforeMs: recordNow(db, { patientId }, nowMs) })
  expect(latest).toMatchObject({ timeMs: Date.parse('2026-02-01') })
})
