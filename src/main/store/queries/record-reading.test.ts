import { describe, expect, test } from 'vitest'
import { codeSystems } from '../../../shared/domain/record/coding'
import type { ClinicalEntry, RecordEntry } from '../../../shared/domain/record/entry'
import { loinc, observation, person, provenance, time } from '../../../test-support/record-entries'
import { memoryStore } from '../memory-store.fixture'
import { atomically } from '../statements'
import { mergePatients } from './patient-merges'
import { storeEntry } from './record-entries'
import { PatientFinder } from './record-patients'
import { findPeople, listPeople } from './record-people'
import {
  codesOfPatient,
  latestValue,
  listEntries,
  patientStatements,
  timeline,
  traceEntry,
} from './record-reading'

function filled(...entries: RecordEntry[]) {
  const db = memoryStore()
  const finder = new PatientFinder(db)
  for (const [index, entry] of entries.entries()) {
    const stored = atomically(db, () =>
      storeEntry(db, finder, entry, provenance(db, { position: index + 1, path: `/data/file-${index}.csv` })),
    )
    if (!stored.ok) throw new Error(stored.reason)
  }
  return { db, patientId: listPeople(db, { afterId: null, limit: 1 })[0]?.patient.id ?? '' }
}

const creatinine = { system: codeSystems.loinc, code: '2160-0' }
const at = (id: string, start: string, value: number, unit = 'mg/dL', over = {}) =>
  observation({
    identity: { namespace: 'fhir', id },
    start: time(start),
    value: { type: 'quantity', quantity: { value, unit } },
    ...over,
  })
const ms = (text: string) => Date.parse(text)

describe('a curve', () => {
  const curve = () =>
    filled(
      at('1', '2026-03-01T08:00:00Z', 1),
      at('2', '2026-03-02T08:00:00Z', 176.81, 'umol/L'),
      at('3', '2026-03-03T08:00:00Z', 3),
      at('4', '2026-03-04T08:00:00Z', 4, '%'),
      at('5', '2026-03-03T09:00:00Z', 9, 'mg/dL', { code: loinc('2345-7') }),
    )

  test('has one unit, and says how many values do not convert into it', () => {
    const { db, patientId } = curve()
    const { unit, points, total, otherUnits } = timeline(db, { patientId, code: creatinine })
    expect([unit, total, otherUnits]).toEqual(['mg/dL', 3, 1])
    expect(points.map(({ value }) => Number(value.toFixed(3)))).toEqual([1, 2, 3])
    const molar = timeline(db, { patientId, code: creatinine, unit: 'umol/L' })
    expect(molar.points.map(({ value }) => Number(value.toFixed(1)))).toEqual([88.4, 176.8, 265.2])
  })

  test('of a stretch of time, or of a code that nobody has', () => {
    const { db, patientId } = curve()
    const query = { patientId, code: creatinine, fromMs: ms('2026-03-02'), toMs: ms('2026-03-03') }
    expect(timeline(db, query).points).toHaveLength(1)
    expect(timeline(db, { patientId, code: { system: codeSystems.loinc, code: '0-0' } }).points).toEqual([])
  })

  test('comes from its index alone', () => {
    const { db } = curve()
    const plan = db
      .prepare(
        `EXPLAIN QUERY PLAN SELECT row, start_ms, value, unit_row, comparator FROM record_entry
         WHERE patient_row = 1 AND kind = 2 AND code_row = 1 AND start_ms BETWEEN 0 AND 9 AND known_to_ms IS NULL
           AND status <> 3 AND value IS NOT NULL ORDER BY start_ms`,
      )
      .all() as { detail: string }[]
    expect(plan.map(({ detail }) => detail).join()).toContain('USING COVERING INDEX record_entry_timeline')
  })

  test('the latest value before an instant, and where it is from', () => {
    const { db, patientId } = curve()
    const latest = latestValue(db, {
      patientId,
      code: creatinine,
      unit: 'umol/L',
      beforeMs: ms('2026-03-03T00:00:00Z'),
    })
    expect(latest).toMatchObject({ value: 176.81, unit: 'umol/L', timeMs: ms('2026-03-02T08:00:00Z') })
    expect(traceEntry(db, latest?.entryId ?? 0)).toMatchObject({
      sources: [{ sender: 'fhir', number: '2', file: '/data/file-1.csv', position: 2, importedBy: 'tester' }],
      versions: [{ value: 176.81, unit: 'umol/L' }],
    })
    expect(latestValue(db, { patientId, code: creatinine, beforeMs: ms('2020-01-01') })).toBeNull()
  })

  test('which codes there are', () => {
    const { db, patientId } = curve()
    const codes = codesOfPatient(db, patientId).map(({ code, count }) => [code, count])
    expect(codes).toEqual([
      ['2160-0', 4],
      ['2345-7', 1],
    ])
  })
})

test('what was known then: by the sender’s clock and by ours', () => {
  const first = at('1', '2026-03-01T08:00:00Z', 1, 'mg/dL', { issued: time('2026-03-01T10:00:00Z') })
  const corrected = at('1', '2026-03-01T08:00:00Z', 2, 'mg/dL', { issued: time('2026-03-05T10:00:00Z') })
  const { db, patientId } = filled(first, corrected)
  const values = (knownAt?: { instantMs: number; by: 'sender' | 'vault' }) =>
    timeline(db, { patientId, code: creatinine, ...(knownAt ? { knownAt } : {}) }).points.map(
      ({ value }) => value,
    )
  expect(values()).toEqual([2])
  expect(values({ instantMs: ms('2026-03-01T09:00:00Z'), by: 'sender' })).toEqual([])
  expect(values({ instantMs: ms('2026-03-03'), by: 'sender' })).toEqual([1])
  expect(values({ instantMs: ms('2026-03-03'), by: 'vault' })).toEqual([])
  expect(values({ instantMs: ms('2026-06-03'), by: 'vault' })).toEqual([2])
})

test('what was so at an instant', () => {
  const condition = (id: string, start: string, end?: string): ClinicalEntry => ({
    kind: 'condition',
    identity: { namespace: 'fhir', id },
    patient: [{ system: 'mrn', value: 'A1' }],
    status: 'final',
    start: time(start),
    ...(end === undefined ? {} : { end: time(end) }),
    code: { codings: [{ system: codeSystems.icd10, code: 'I10' }], text: 'Hypertension' },
    clinicalStatus: 'active',
    verification: 'confirmed',
  })
  const { db, patientId } = filled(condition('1', '2010'), condition('2', '2015-02', '2016-03-01'))
  const then = (atMs?: number) =>
    listEntries(db, { patientId, kinds: ['condition'], limit: 9, ...(atMs === undefined ? {} : { atMs }) })
  expect(then()).toHaveLength(2)
  expect(then(ms('2015-06-01'))).toHaveLength(2)
  expect(then(ms('2020-06-01')).map(({ entry }) => entry.identity.id)).toEqual(['1'])
  expect(then()[0]?.entry).toEqual({ ...condition('1', '2010') })
})

test('patients that were merged after both were sent the same value have it once', () => {
  const other = { patient: [{ system: 'hl7', value: 'Z9' }], identity: { namespace: 'hl7', id: '1' } }
  const { db, patientId } = filled(
    person(),
    at('1', '2026-03-01T08:00:00Z', 1),
    at('1', '2026-03-01T08:00:00Z', 1, 'mg/dL', other),
    at('2', '2026-03-02T08:00:00Z', 2, 'mg/dL', { ...other, identity: { namespace: 'hl7', id: '2' } }),
  )
  const [merged] = findPeople(db, 'Z9')
  mergePatients(db, { keptId: patientId, mergedId: merged?.patient.id ?? '', reason: '', by: 'tester' })
  expect(timeline(db, { patientId, code: creatinine }).points.map(({ value }) => value)).toEqual([1, 2])
  expect(patientStatements(db, patientId)).toHaveLength(1)
  expect(findPeople(db, 'Z9')).toMatchObject([{ patient: { id: patientId }, entries: 4 }])
})
