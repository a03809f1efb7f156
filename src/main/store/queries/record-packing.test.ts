import fc from 'fast-check'
import { expect, test } from 'vitest'
import { codeSystems } from '../../../shared/domain/record/coding'
import {
  canonicalJson,
  type ClinicalEntry,
  contentId,
  RecordEntry,
  recordKinds,
} from '../../../shared/domain/record/entry'
import { parseIsoTime } from '../../../shared/domain/record/times'
import { loinc, observation, provenance, time } from '../../../test-support/record-entries'
import { memoryStore } from '../memory-store.fixture'
import { storeEntry } from './record-entries'
import { identityDigest, packTime, unpackTime } from './record-packing'
import { PatientFinder } from './record-patients'
import { listPeople } from './record-people'
import { listEntries } from './record-reading'

const common = (id: string) => ({
  identity: { namespace: 'fhir', id },
  patient: [{ system: 'mrn', value: 'A1' }],
  status: 'final' as const,
  issued: time('2026-03-01T09:00:00+02:00'),
  encounterId: 'Encounter/1',
  author: 'Dr. Wei',
  note: 'a note',
})
const icd = (code: string) => ({
  codings: [{ system: codeSystems.icd10, code, display: 'words' }],
  text: 'as written',
})

const entries: ClinicalEntry[] = [
  {
    ...common('e'),
    kind: 'encounter',
    start: time('2026-03'),
    encounterClass: { system: 'act', code: 'IMP' },
    type: [icd('x')],
    state: 'finished',
    reason: [],
    location: 'ICU',
    partOf: 'Encounter/0',
  },
  {
    ...observation(),
    ...common('o1'),
    value: { type: 'quantity', quantity: { value: 7.4, unit: '[pH]', decimals: 2, comparator: '>=' } },
    referenceRange: [{ low: { value: 7.35, unit: '[pH]' }, text: 'adults' }],
    panel: 'P',
  },
  { ...observation(), ...common('o2'), value: { type: 'range', low: { value: 1, unit: 'mg' } } },
  {
    ...observation(),
    ...common('o3'),
    value: { type: 'ratio', numerator: { value: 1, unit: '1' }, denominator: { value: 80, unit: '1' } },
  },
  { ...observation(), ...common('o4'), value: { type: 'concept', concept: icd('y') } },
  { ...observation(), ...common('o5'), value: { type: 'time', time: time('2020') } },
  { ...observation(), ...common('o6'), value: { type: 'none', reason: { codings: [], text: 'clotted' } } },
  { ...observation(), ...common('o7'), value: { type: 'boolean', boolean: false } },
  { ...observation(), ...common('o8'), value: { type: 'text', text: '阴性\nline' } },
  {
    ...common('c'),
    kind: 'condition',
    start: time('2010'),
    end: time('2016-03-01'),
    code: icd('I10'),
    clinicalStatus: 'resolved',
    verification: 'confirmed',
    rank: 1,
  },
  {
    ...common('m'),
    kind: 'medication',
    start: time('2026-03-01'),
    code: { codings: [], text: 'Aspirin 100' },
    act: 'request',
    state: 'active',
    dose: { value: 100, unit: 'mg' },
    asNeeded: false,
  },
  {
    ...common('a'),
    kind: 'allergy',
    code: icd('z'),
    type: 'allergy',
    category: ['food'],
    clinicalStatus: 'active',
    verification: 'confirmed',
    reactions: [{ manifestation: [icd('r')], severity: 'mild' }],
  },
  {
    ...common('p'),
    kind: 'procedure',
    start: time('2026-03-01T08:00:00Z'),
    code: icd('op'),
    state: 'completed',
  },
  {
    ...common('f'),
    kind: 'family-history',
    relationship: icd('FTH'),
    sex: 'M',
    deceased: true,
    conditions: [{ code: icd('I21'), onsetAge: { value: 50, unit: 'a' } }],
  },
  {
    ...common('g'),
    kind: 'genotype',
    code: icd('rs1'),
    build: 'GRCh38',
    chromosome: '1',
    position: 5,
    ref: 'A',
    alts: ['C'],
    alleles: [0, 1, null],
    phased: true,
    filters: [],
  },
  {
    ...common('d'),
    kind: 'document',
    start: time('2026-03-01'),
    code: loinc('18842-5'),
    title: 'Letter',
    text: 'words',
    attachment: { contentType: 'application/pdf', base64: 'AAAA' },
  },
  {
    ...common('w'),
    kind: 'waveform',
    code: loinc('11524-6'),
    samplingHz: 360,
    sampleCount: 650_000,
    channels: [{ name: 'MLII', unit: 'mV', preview: { bucketSamples: 100, min: [0, null], max: [1, null] } }],
    beats: [{ sample: 18, type: 'N' }],
  },
]

test('an entry of each kind comes back as it was', () => {
  expect(new Set(entries.map(({ kind }) => kind))).toEqual(new Set(recordKinds))
  const db = memoryStore()
  const finder = new PatientFinder(db)
  for (const entry of entries) {
    RecordEntry.parse(entry)
    expect(storeEntry(db, finder, entry, provenance(db))).toEqual({ ok: true, outcome: 'added' })
    expect(storeEntry(db, finder, entry, provenance(db))).toEqual({ ok: true, outcome: 'duplicate' })
  }
  const patientId = listPeople(db, { afterId: null, limit: 1 })[0]?.patient.id ?? ''
  const stored = listEntries(db, { patientId, kinds: [...recordKinds], limit: 100 })
  expect(stored.map(({ entry }) => entry)).toEqual(entries)
})

test('a statement without a number is found again by its content, also after it was given out', () => {
  const db = memoryStore()
  const finder = new PatientFinder(db)
  const { identity: _identity, ...content } = observation()
  const entry = { ...content, identity: { namespace: 'csv:ward', id: contentId(content) } }
  storeEntry(db, finder, entry, provenance(db))
  const patientId = listPeople(db, { afterId: null, limit: 1 })[0]?.patient.id ?? ''
  const out = listEntries(db, { patientId, kinds: ['observation'], limit: 9 })[0]!.entry
  expect(out.identity.id).toMatch(/^content:[0-9a-f]{32}$/)
  expect(storeEntry(db, finder, out, provenance(db))).toEqual({ ok: true, outcome: 'duplicate' })
  expect(identityDigest('csv:ward', 'observation', out.identity.id)).toEqual(
    Buffer.from(identityDigest('csv:ward', 'observation', entry.identity.id)),
  )
})

test('times come back as they were', () => {
  fc.assert(
    fc.property(
      fc.date({
        min: new Date('1000-01-01T00:00:00Z'),
        max: new Date('9999-12-30T00:00:00Z'),
        noInvalidDate: true,
      }),
      fc.constantFrom(4, 7, 10, 16, 19, 23),
      fc.constantFrom('', 'Z', '+05:30', '-03:00'),
      (date, digits, zone) => {
        const text = date.toISOString().slice(0, digits) + (digits > 10 ? zone : '')
        const parsed = parseIsoTime(text, 'UTC')
        if (!parsed) throw new Error(text)
        const { ms, form } = packTime(parsed)
        expect(unpackTime(ms, form)).toEqual(parsed)
      },
    ),
  )
})

test('equal content has equal text, whatever the order of its members', () => {
  expect(canonicalJson({ b: [1, undefined, { d: 1, c: undefined }], a: 'x' })).toBe(
    '{"a":"x","b":[1,null,{"d":1}]}',
  )
})
