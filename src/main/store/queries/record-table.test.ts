/** Numbers of the record as a table: those that stand now, of whomever they are, merged people as one. */
import { expect, test } from 'vitest'
import { codeSystems } from '../../../shared/domain/record/coding'
import type { RecordEntry } from '../../../shared/domain/record/entry'
import { loinc, observation, provenance, time } from '../../../test-support/record-entries'
import { memoryStore } from '../memory-store.fixture'
import { atomically } from '../statements'
import { mergePatients, unmergePatients } from './patient-merges'
import { storeEntry } from './record-entries'
import { PatientFinder } from './record-patients'
import { listPeople } from './record-people'
import { recordQuantities, recordTablePage } from './record-table'

let ids = 0
const value = (mrn: string, code: string, start: string, number: number, over: object = {}): RecordEntry =>
  observation({
    identity: { namespace: 'fhir', id: `Observation/${(ids += 1)}` },
    patient: [{ system: 'mrn', value: mrn }],
    start: time(start),
    code: loinc(code),
    value: { type: 'quantity', quantity: { value: number, unit: 'mg/dL' } },
    ...over,
  })

function filled(...entries: RecordEntry[]) {
  const db = memoryStore()
  const finder = new PatientFinder(db)
  for (const [index, entry] of entries.entries()) {
    const stored = atomically(db, () =>
      storeEntry(db, finder, entry, provenance(db, { position: index + 1 })),
    )
    if (!stored.ok) throw new Error(stored.reason)
  }
  return { db, people: listPeople(db, { afterId: null, limit: 9 }).map(({ patient }) => patient.id) }
}

const creatinine = { system: codeSystems.loinc, code: '2160-0' }
const glucose = { system: codeSystems.loinc, code: '2345-7' }
const removed = { status: 'removed' }
const limit = { value: { type: 'quantity', quantity: { value: 0.2, unit: 'mg/dL', comparator: '<' } } }

const three = () =>
  filled(
    value('A', '2160-0', '2026-03-02T08:00:00Z', 1.4),
    value('A', '2160-0', '2026-03-01T08:00:00Z', 1.1),
    value('A', '2345-7', '2026-03-01T08:00:00Z', 99),
    value('B', '2160-0', '2026-03-01T09:00:00Z', 0.2, limit),
    value('B', '2160-0', '2026-03-03T09:00:00Z', 9, removed),
  )

test('quantities are counted by value and patient, what was removed is not', () => {
  const { db } = three()
  expect(recordQuantities(db)).toEqual([
    { ...creatinine, display: expect.any(String) as string, unit: 'mg/dL', values: 3, patients: 2 },
    { ...glucose, display: expect.any(String) as string, unit: 'mg/dL', values: 1, patients: 1 },
  ])
  expect(recordQuantities(memoryStore())).toEqual([])
})

test('values come patient by patient in the order of time, limits as they were written', () => {
  const { db, people } = three()
  const page = recordTablePage(db, { codes: [glucose, creatinine], afterRow: 0 })
  expect(page).toMatchObject({ afterRow: null, share: 1 })
  expect(
    page.rows.map(({ patient, quantity, value: text, unit }) => [patient, quantity, text, unit]),
  ).toEqual([
    [people[0], 1, '1.1', 'mg/dL'],
    [people[0], 0, '99', 'mg/dL'],
    [people[0], 1, '1.4', 'mg/dL'],
    [people[1], 1, '<0.2', 'mg/dL'],
  ])
  expect(new Date(page.rows[0]!.timeMs).toISOString()).toBe('2026-03-01T08:00:00.000Z')
  const onlyGlucose = recordTablePage(db, { codes: [glucose], afterRow: 0 })
  expect(onlyGlucose.rows.map(({ quantity, value: text }) => [quantity, text])).toEqual([[0, '99']])
  const unknown = { system: codeSystems.loinc, code: '1-1' }
  expect(recordTablePage(db, { codes: [unknown], afterRow: 0 }).rows).toEqual([])
})

test('two who are one person are one group, and two again when that is undone', () => {
  const { db, people } = three()
  const patients = () =>
    recordTablePage(db, { codes: [creatinine], afterRow: 0 }).rows.map(({ patient }) => patient)
  const merge = mergePatients(db, {
    keptId: people[0]!,
    mergedId: people[1]!,
    reason: 'tests',
    by: 'tester',
  })
  expect(patients()).toEqual([people[0], people[0], people[0]])
  unmergePatients(db, { mergeId: merge, by: 'tester' })
  expect(patients()).toEqual([people[0], people[0], people[1]])
})
