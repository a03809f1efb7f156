import { expect, test } from 'vitest'
import { memoryStore } from '../memory-store.fixture'
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

test('patients that somebody keeps apart are suggested no more and linked by no sender', () => {
  const { db, a, b } = twoOfOneName()
  expect(suggestMerges(db)).toHaveLength(1)
  setApart(db, { aId: b.patientKey, bId: a.patientKey, apart: true, by: 'me' })
  setApart(db, { aId: a.patientKey, bId: b.patientKey, apart: true, by: 'me' })
  expect(suggestMerges(db)).toEqual([])
  const link = { reason: 'identifier', by: 'fhir:x', unlessUndone: true }
  expect(linkPatients(db, a.patientRow, b.patientRow, link)).toBeNull()
  setApart(db, { aId: a.patientKey, bId: b.patientKey, apart: false, by: 'me' })
  expect(suggestMerges(db)).toHaveLength(1)
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
