import { expect, test } from 'vitest'
import { memoryStore } from '../memory-store.fixture'
import type { WritableDatabase } from '../open-database'
import { comparePatient, setApart } from './compare-patients'
import { linkPatients, suggestMerges } from './patient-merges'
import { addIdentifier } from './patient-identifiers'
import { createPatient } from './patients'

const person = {
  name: { alphabetic: 'Doe^Jane', ideographic: '', phonetic: '' },
  birthDate: '1950-02-03',
  sex: 'F',
} as const

function twoOfOneName() {
  const db = memoryStore()
  const rows = ['A1', 'B7'].map((patientId) => {
    const made = createPatient(db, { ...person, patientId, issuer: 'a' }, `id\na\n${patientId}`, false)
    addIdentifier(db, made.patientRow, { system: 'a', value: patientId })
    return made
  })
  const [a, b] = rows
  if (!a || !b) throw new RangeError('Two were made.')
  return { db, a, b }
}

const pairs = (db: WritableDatabase) => suggestMerges(db, { patientId: null, limit: 10 }).pairs

test('pairs beyond the limit are counted, and those of one patient are found whatever stands before them', () => {
  const db = memoryStore()
  const rows = Array.from({ length: 8 }, (_, index) => {
    const birthDate = `19${50 + Math.floor(index / 2)}-02-03`
    const patientId = `N${index}`
    return createPatient(db, { ...person, birthDate, patientId, issuer: 'a' }, `id\na\n${patientId}`, false)
  })
  const [first, , , , , , , last] = rows
  expect(suggestMerges(db, { patientId: null, limit: 3 })).toMatchObject({
    pairs: [{ because: 'name-and-birth-date' }, {}, {}],
    more: 1,
  })
  const ofLast = suggestMerges(db, { patientId: last!.patientKey, limit: 3 })
  expect(ofLast.pairs.map(({ patients }) => patients.map(({ patientId }) => patientId))).toEqual([
    ['N6', 'N7'],
  ])
  expect(ofLast.more).toBe(0)
  linkPatients(db, first!.patientRow, rows[1]!.patientRow, { reason: '', by: 'me' })
  expect(suggestMerges(db, { patientId: first!.patientKey, limit: 3 }).pairs).toEqual([])
})

test('patients that somebody keeps apart are suggested no more and linked by no sender', () => {
  const { db, a, b } = twoOfOneName()
  expect(pairs(db)).toHaveLength(1)
  setApart(db, { aId: b.patientKey, bId: a.patientKey, apart: true, by: 'me' })
  setApart(db, { aId: a.patientKey, bId: b.patientKey, apart: true, by: 'me' })
  expect(pairs(db)).toEqual([])
  const link = { reason: 'identifier', by: 'fhir:x', unlessUndone: true }
  expect(linkPatients(db, a.patientRow, b.patientRow, link)).toBeNull()
  setApart(db, { aId: a.patientKey, bId: b.patientKey, apart: false, by: 'me' })
  expect(pairs(db)).toHaveLength(1)
  expect(linkPatients(db, a.patientRow, b.patientRow, link)).not.toBeNull()
})

test('each is compared by itself', () => {
  const { db, a, b } = twoOfOneName()
  linkPatients(db, a.patientRow, b.patientRow, { reason: '', by: 'me' })
  expect(comparePatient(db, b.patientKey)).toMatchObject({
    patient: { patientId: 'B7', birthDate: '1950-02-03' },
    identifiers: [{ system: 'a', value: 'B7' }],
    studies: 0,
    kinds: [],
    firstMs: null,
  })
  expect(() => comparePatient(db, 'nobody')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  expect(() => setApart(db, { aId: a.patientKey, bId: a.patientKey, apart: true, by: 'me' })).toThrow(
    expect.objectContaining({ code: 'INVALID_INPUT' }),
  )
})
