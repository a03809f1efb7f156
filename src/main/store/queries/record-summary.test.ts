import { expect, test } from 'vitest'
import { codeSystems } from '../../../shared/domain/record/coding'
import type { AllergyEntry, RecordEntry } from '../../../shared/domain/record/entry'
import { loinc, observation, person, provenance, time } from '../../../test-support/record-entries'
import { memoryStore } from '../memory-store.fixture'
import { atomically } from '../statements'
import { mergePatients, unmergePatients } from './patient-merges'
import { observedCodes } from './record-observed'
import { entryPage, wholeEntry } from './record-pages'
import { storeEntry } from './record-entries'
import { PatientFinder } from './record-patients'
import { listPeople } from './record-people'
import { personSummary, searchPeople } from './record-summary'

function filled(...entries: RecordEntry[]) {
  const db = memoryStore()
  const finder = new PatientFinder(db)
  for (const [index, entry] of entries.entries()) {
    const stored = atomically(db, () =>
      storeEntry(db, finder, entry, provenance(db, { position: index + 1 })),
    )
    if (!stored.ok) throw new Error(stored.reason)
  }
  const ids = listPeople(db, { afterId: null, limit: 9 }).map(({ patient }) => patient.id)
  return { db, patientId: ids[0] ?? '', otherId: ids[1] ?? '' }
}

let ids = 0
const id = () => ({ namespace: 'fhir', id: `x/${(ids += 1)}` })

const allergy = (text: string, over: Partial<AllergyEntry> = {}): AllergyEntry => ({
  kind: 'allergy',
  identity: id(),
  patient: [{ system: 'mrn', value: 'A1' }],
  status: 'final',
  code: { codings: [], text },
  type: 'allergy',
  category: [],
  clinicalStatus: 'active',
  verification: 'confirmed',
  reactions: [],
  ...over,
})

const measured = (code: string, start: string, value: number, unit: string, over = {}) =>
  observation({
    identity: id(),
    code: loinc(code),
    start: time(start),
    value: { type: 'quantity', quantity: { value, unit } },
    ...over,
  })

const other = { patient: [{ system: 'mrn', value: 'B2' }] }

test('the banner names allergies that stand, the dangerous first, each once, and not those that were refuted or are over', () => {
  const { db, patientId } = filled(
    person(),
    allergy('Pollen'),
    allergy('Penicillin'),
    allergy('penicillin', { criticality: 'high' }),
    allergy('Latex', { verification: 'refuted' }),
    allergy('Eggs', { clinicalStatus: 'resolved' }),
  )
  const { allergies, counts } = personSummary(db, { patientId })
  expect(allergies.map(({ name, criticality }) => [name, criticality])).toEqual([
    ['penicillin', 'high'],
    ['Pollen', null],
  ])
  expect(counts).toMatchObject({ allergy: 5, observation: 0 })
})

test('weight and filtration rate are the newest of any of their codes, with their date and source', () => {
  const { db, patientId } = filled(
    person(),
    measured('29463-7', '2026-03-01T08:00:00Z', 80, 'kg'),
    measured('3141-9', '2026-03-05T08:00:00Z', 78.5, 'kg'),
    measured('33914-3', '2026-02-01T08:00:00Z', 61, 'mL/min/{1.73_m2}'),
  )
  const { weight, egfr } = personSummary(db, { patientId })
  expect(weight).toMatchObject({ value: 78.5, unit: 'kg', timeMs: Date.parse('2026-03-05T08:00:00Z') })
  expect(egfr).toMatchObject({ value: 61 })
  expect(wholeEntry(db, weight?.entryId ?? 0)).toMatchObject({
    patientId,
    entry: { kind: 'observation', code: loinc('3141-9') },
  })
})

test('a summary of then knows nothing that was said later', () => {
  const { db, patientId } = filled(
    person({ issued: time('2026-01-01T00:00:00Z') }),
    measured('29463-7', '2026-03-01T08:00:00Z', 80, 'kg', { issued: time('2026-03-01T09:00:00Z') }),
    measured('29463-7', '2026-03-05T08:00:00Z', 78, 'kg', { issued: time('2026-03-09T09:00:00Z') }),
  )
  const knownAt = { instantMs: Date.parse('2026-03-07T00:00:00Z'), by: 'sender' } as const
  expect(personSummary(db, { patientId, knownAt })).toMatchObject({
    weight: { value: 80 },
    counts: { observation: 1 },
  })
  expect(personSummary(db, { patientId })).toMatchObject({
    weight: { value: 78 },
    counts: { observation: 2 },
  })
  expect(observedCodes(db, { patientId, knownAt })).toMatchObject([{ count: 1, latest: { value: 80 } }])
})

test('merged patients are one person under either number, and two again after it is undone', () => {
  const { db, patientId, otherId } = filled(
    person(),
    measured('8867-4', '2026-03-01T08:00:00Z', 70, '/min'),
    person({ ...other, identity: id(), name: { alphabetic: 'Smith^Jane', ideographic: '', phonetic: '' } }),
    measured('8867-4', '2026-03-02T08:00:00Z', 90, '/min', other),
  )
  expect(personSummary(db, { patientId: otherId }).counts.observation).toBe(1)
  const mergeId = mergePatients(db, { keptId: patientId, mergedId: otherId, reason: 'test', by: 'me' })
  const whole = personSummary(db, { patientId: otherId })
  expect([whole.patient.id, whole.merged.map((patient) => patient.id), whole.counts.observation]).toEqual([
    patientId,
    [otherId],
    2,
  ])
  expect(observedCodes(db, { patientId })).toMatchObject([
    { count: 2, latest: { value: 90 }, recent: [{ value: 70 }, { value: 90 }] },
  ])
  expect(searchPeople(db, { text: 'smith', limit: 5 }).map((patient) => patient.id)).toEqual([patientId])
  unmergePatients(db, { mergeId, by: 'me' })
  expect(personSummary(db, { patientId }).counts.observation).toBe(1)
})

test('people are found by parts of names and numbers, and signs of patterns mean themselves', () => {
  const { db, patientId } = filled(
    person({ name: { alphabetic: 'Zhao^Jianguo', ideographic: '赵^建国', phonetic: '' } }),
    person({ ...other, identity: id(), name: { alphabetic: 'Roe^100%', ideographic: '', phonetic: '' } }),
  )
  const found = (text: string) => searchPeople(db, { text, limit: 5 }).map(({ name }) => name.alphabetic)
  expect(found('建国')).toEqual(['Zhao^Jianguo'])
  expect(found('jian ZHAO')).toEqual(['Zhao^Jianguo'])
  expect(found('a1')).toEqual(['Zhao^Jianguo'])
  expect(found('%')).toEqual(['Roe^100%'])
  expect(found('_')).toEqual([])
  expect(() => personSummary(db, { patientId: 'nobody' })).toThrow('no such patient')
  expect(personSummary(db, { patientId }).allergies).toEqual([])
})

test('an observed code has its newest value with the limits that were stated, in its unit', () => {
  const range = {
    referenceRange: [{ low: { value: 53, unit: 'umol/L' }, high: { value: 106, unit: 'umol/L' } }],
  }
  const { db, patientId } = filled(
    person(),
    measured('2160-0', '2026-03-01T08:00:00Z', 88.4, 'umol/L', range),
    measured('2160-0', '2026-03-02T08:00:00Z', 1.5, 'mg/dL', {
      interpretation: [{ system: 'v3', code: 'H' }],
      category: [{ system: 'c', code: 'laboratory' }],
    }),
    measured('2160-0', '2026-03-03T08:00:00Z', 7, '%'),
    observation({ identity: id(), code: loinc('72166-2'), value: { type: 'text', text: 'never smoked' } }),
  )
  const [creatinine, smoking] = observedCodes(db, { patientId })
  expect(creatinine).toMatchObject({
    system: codeSystems.loinc,
    count: 3,
    numbers: 3,
    latest: { value: 7, unit: '%' },
    range: null,
  })
  expect(smoking).toMatchObject({
    numbers: 0,
    latest: null,
    latestText: { text: 'never smoked' },
    recent: [],
  })

  const sound = filled(
    person(),
    measured('2160-0', '2026-03-01T08:00:00Z', 88.4, 'umol/L', range),
    measured('2160-0', '2026-03-02T08:00:00Z', 1.5, 'mg/dL', {
      interpretation: [{ system: 'v3', code: 'H' }],
    }),
  )
  const [only] = observedCodes(sound.db, { patientId: sound.patientId })
  expect(only).toMatchObject({ latest: { value: 1.5 }, interpretation: 'H' })
  expect([only?.range?.low, only?.range?.high].map((end) => end?.toFixed(2))).toEqual(['0.60', '1.20'])
  expect(only?.recent.map(({ value }) => value.toFixed(2))).toEqual(['1.00', '1.50'])
})

test('pages begin with the newest, end with what has no time, and leave the text of documents to be asked for', () => {
  const document = (title: string, start?: string): RecordEntry => ({
    kind: 'document',
    identity: id(),
    patient: [{ system: 'mrn', value: 'A1' }],
    status: 'final',
    code: loinc('34117-2'),
    title,
    text: `text of ${title}`,
    attachment: { contentType: 'text/plain', base64: 'aGFsbG8=' },
    ...(start && { start: time(start) }),
  })
  const { db, patientId } = filled(
    person(),
    document('old', '2020-01-01'),
    document('undated'),
    document('new', '2026-01-01'),
  )
  const page = (offset: number, limit: number) =>
    entryPage(db, { patientId, kinds: ['document'], offset, limit })
  const titles = ({ entries }: ReturnType<typeof page>) =>
    entries.map(({ entry }) => (entry.kind === 'document' ? `${entry.title}:${entry.text}` : ''))
  expect([page(0, 9).total, ...titles(page(0, 9))]).toEqual([3, 'new:', 'old:', 'undated:'])
  expect(titles(page(1, 1))).toEqual(['old:'])
  const [first] = page(0, 1).entries
  expect(first?.entry).not.toHaveProperty('attachment')
  expect(wholeEntry(db, first?.entryId ?? 0).entry).toMatchObject({
    text: 'text of new',
    attachment: { base64: 'aGFsbG8=' },
  })
  expect(() => wholeEntry(db, 9999)).toThrow('no such entry')
})
