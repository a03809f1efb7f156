/** Entries of every kind for property tests: not only what is likely, but what the record's rules allow. */
import fc from 'fast-check'
import type { Quantity } from '../../../shared/domain/record/coding'
import type { RecordEntry } from '../../../shared/domain/record/entry'
import { parseIsoTime, type RecordTime, timeBounds } from '../../../shared/domain/record/times'

const words = fc
  .string({ unit: fc.constantFrom(...'abcXYZ019 -_/|^&~\\"<>äé汉字\u{1F9EC}'), minLength: 1, maxLength: 30 })
  .map((text) => text.trim())
  .filter((text) => text !== '')

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })

const time: fc.Arbitrary<RecordTime> = fc
  .tuple(
    fc.integer({ min: Date.UTC(1900, 0), max: Date.UTC(2099, 11) }),
    fc.constantFrom(4, 7, 10, 16, 19, 23),
    fc.constantFrom('', 'Z', '+08:00', '-03:30'),
  )
  .map(([ms, length, zone]) => {
    const text = new Date(ms).toISOString().slice(0, length)
    return parseIsoTime(length > 10 ? text + zone : text, 'Asia/Shanghai')
  })
  .filter((parsed) => parsed !== null)

const coding = fc.record({
  system: fc.constantFrom('http://loinc.org', 'http://snomed.info/sct', 'local:ward'),
  code: words,
  display: optional(words),
})
const concept = fc
  .record({ codings: fc.array(coding, { maxLength: 3 }), text: optional(words) })
  .filter(({ codings, text }) => codings.length > 0 || text !== undefined)
const concepts = fc.array(concept, { maxLength: 2 })

const quantity: fc.Arbitrary<Quantity> = fc
  .record({
    number: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), fc.integer()),
    unit: fc.constantFrom('mg/dL', '1', 'mm[Hg]', 'Cel', ''),
    zeros: fc.integer({ min: 0, max: 3 }),
    comparator: optional(fc.constantFrom('<', '<=', '>=', '>')),
  })
  .map(({ number, unit, zeros, comparator }) => {
    const value = Object.is(number, -0) ? 0 : number
    const digits = String(value)
    const behind = digits.includes('e') ? 20 : (digits.split('.')[1]?.length ?? 0)
    return {
      value,
      unit,
      ...(zeros > 0 && behind < 15 ? { decimals: behind + zeros } : {}),
      ...(comparator && { comparator }),
    }
  })

const simple = quantity.map(({ comparator: _, ...rest }) => rest)

const common = {
  identity: fc.record({ namespace: words, id: words }),
  patient: fc.array(fc.record({ system: fc.oneof(fc.constant(''), words), value: words }), {
    minLength: 1,
    maxLength: 3,
  }),
  status: fc.constantFrom('preliminary', 'final', 'corrected', 'removed'),
  issued: optional(time),
  encounterId: optional(words),
  author: optional(words),
  note: optional(words),
} as const
const period = { start: optional(time), end: optional(time) }
const verification = fc.constantFrom(
  'confirmed',
  'provisional',
  'differential',
  'unconfirmed',
  'refuted',
  'unknown',
)
const codings = optional(fc.array(coding, { minLength: 1, maxLength: 2 }))
const sex = fc.constantFrom('M', 'F', 'O', 'U')
const alive = optional(fc.oneof(fc.boolean(), time))
const kind = <const K extends string>(name: K) => ({ kind: fc.constant(name) })

const value = fc.oneof(
  fc.record({ type: fc.constant('quantity'), quantity }),
  fc.record({ type: fc.constant('concept'), concept }),
  fc.record({ type: fc.constant('text'), text: words }),
  fc.record({ type: fc.constant('boolean'), boolean: fc.boolean() }),
  fc.record({ type: fc.constant('range'), low: optional(simple), high: simple }),
  fc.record({ type: fc.constant('ratio'), numerator: quantity, denominator: quantity }),
  fc.record({ type: fc.constant('time'), time }),
  fc.record({ type: fc.constant('none'), reason: concept }),
)

const namePart = words.map((text) => text.replace(/[\^=\\]/g, '').trim()).filter((text) => text !== '')
const name = fc.oneof(
  namePart,
  fc.tuple(namePart, namePart).map((parts) => parts.join('^')),
  fc.constant(''),
)

const kinds = [
  fc.record({
    ...kind('patient'),
    ...common,
    name: fc.record({ alphabetic: name, ideographic: name, phonetic: name }),
    birthDate: optional(time),
    sex,
    deceased: alive,
    address: optional(words),
    telecom: optional(fc.array(words, { minLength: 1, maxLength: 2 })),
    ethnicity: optional(words),
    language: optional(words),
    maritalStatus: optional(words),
  }),
  fc.record({
    ...kind('encounter'),
    ...common,
    ...period,
    encounterClass: optional(coding),
    type: concepts,
    state: fc.constantFrom(
      'planned',
      'arrived',
      'in-progress',
      'on-leave',
      'finished',
      'cancelled',
      'unknown',
    ),
    reason: concepts,
    location: optional(words),
    service: optional(words),
    dischargeDisposition: optional(concept),
    partOf: optional(words),
  }),
  fc.record({
    ...kind('observation'),
    ...common,
    ...period,
    code: concept,
    value,
    category: codings,
    interpretation: codings,
    referenceRange: optional(
      fc.array(fc.record({ low: optional(quantity), high: optional(quantity), text: optional(words) }), {
        minLength: 1,
        maxLength: 2,
      }),
    ),
    method: optional(words),
    bodySite: optional(concept),
    specimen: optional(words),
    device: optional(words),
    panel: optional(words),
  }),
  fc.record({
    ...kind('condition'),
    ...common,
    ...period,
    code: concept,
    clinicalStatus: fc.constantFrom(
      'active',
      'recurrence',
      'relapse',
      'inactive',
      'remission',
      'resolved',
      'unknown',
    ),
    verification,
    category: codings,
    severity: optional(concept),
    bodySite: optional(concept),
    onsetText: optional(words),
    rank: optional(fc.integer({ min: 1, max: 9 })),
  }),
  fc.record({
    ...kind('medication'),
    ...common,
    ...period,
    code: concept,
    act: fc.constantFrom('request', 'statement', 'administration', 'dispense'),
    state: fc.constantFrom(
      'active',
      'on-hold',
      'stopped',
      'completed',
      'intended',
      'not-taken',
      'cancelled',
      'unknown',
    ),
    dose: optional(quantity),
    rate: optional(quantity),
    doseText: optional(words),
    route: optional(concept),
    asNeeded: optional(fc.boolean()),
    reason: optional(fc.array(concept, { minLength: 1, maxLength: 2 })),
  }),
  fc.record({
    ...kind('allergy'),
    ...common,
    ...period,
    code: concept,
    type: fc.constantFrom('allergy', 'intolerance', 'unknown'),
    category: fc.uniqueArray(fc.constantFrom('food', 'medication', 'environment', 'biologic')),
    criticality: optional(fc.constantFrom('low', 'high', 'unable-to-assess')),
    clinicalStatus: fc.constantFrom('active', 'inactive', 'resolved', 'unknown'),
    verification,
    reactions: fc.array(
      fc.record({
        manifestation: concepts,
        severity: optional(fc.constantFrom('mild', 'moderate', 'severe')),
        description: optional(words),
      }),
      { maxLength: 2 },
    ),
  }),
  fc.record({
    ...kind('procedure'),
    ...common,
    ...period,
    code: concept,
    state: fc.constantFrom(
      'planned',
      'not-done',
      'in-progress',
      'on-hold',
      'stopped',
      'completed',
      'unknown',
    ),
    bodySite: optional(fc.array(concept, { minLength: 1, maxLength: 2 })),
    outcome: optional(concept),
    reason: optional(fc.array(concept, { minLength: 1, maxLength: 2 })),
  }),
  fc.record({
    ...kind('family-history'),
    ...common,
    ...period,
    relationship: concept,
    name: optional(words),
    sex,
    birthDate: optional(time),
    deceased: alive,
    deceasedAge: optional(quantity),
    conditions: fc.array(
      fc.record({
        code: concept,
        onsetAge: optional(quantity),
        onsetText: optional(words),
        outcome: optional(concept),
        contributedToDeath: optional(fc.boolean()),
      }),
      { maxLength: 2 },
    ),
  }),
  fc.record({
    ...kind('genotype'),
    ...common,
    ...period,
    code: concept,
    gene: optional(words),
    build: optional(fc.constantFrom('GRCh37', 'GRCh38')),
    chromosome: optional(fc.constantFrom('1', '22', 'X', 'MT', 'GL000192.1')),
    position: optional(fc.nat()),
    ref: optional(fc.constantFrom('A', 'ACGT', '')),
    alts: fc.array(fc.constantFrom('C', 'TT', '<DEL>'), { maxLength: 3 }),
    alleles: fc.array(fc.option(fc.nat({ max: 3 })), { maxLength: 3 }),
    phased: fc.boolean(),
    diplotype: optional(words),
    quality: optional(fc.nat({ max: 99 })),
    filters: fc.array(words, { maxLength: 2 }),
    depth: optional(fc.nat()),
    panel: optional(words),
  }),
  fc.record({
    ...kind('document'),
    ...common,
    ...period,
    code: concept,
    title: fc.oneof(words, fc.constant('')),
    text: fc.oneof(words, fc.constant('')),
    attachment: optional(
      fc.record({
        contentType: fc.constantFrom('application/pdf', 'image/png'),
        base64: fc.constantFrom('JVBERi0xLjQK', 'AAAA'),
      }),
    ),
  }),
  fc.record({
    ...kind('waveform'),
    ...common,
    ...period,
    code: concept,
    samplingHz: fc.constantFrom(250, 360, 0.5),
    sampleCount: fc.nat(),
    channels: fc.array(
      fc.record({
        name: words,
        unit: fc.constant('mV'),
        preview: fc.record({
          bucketSamples: fc.constant(10),
          min: fc.array(fc.option(fc.integer())),
          max: fc.array(fc.option(fc.integer())),
        }),
      }),
      { maxLength: 2 },
    ),
    beats: fc.array(fc.record({ sample: fc.nat(), type: fc.constantFrom('N', 'V') }), { maxLength: 3 }),
  }),
]

/** Members that are absent are not there at all, as a reader leaves them. */
function withoutAbsent(of: unknown): unknown {
  if (Array.isArray(of)) return of.map(withoutAbsent)
  if (typeof of !== 'object' || of === null) return of
  return Object.fromEntries(
    Object.entries(of).flatMap(([key, inner]) => (inner === undefined ? [] : [[key, withoutAbsent(inner)]])),
  )
}

/** An end before the start is no period, and a document without a word is none. */
function isSound(entry: RecordEntry): boolean {
  if (entry.kind === 'document' && entry.text === '' && !entry.attachment) return false
  if (!('start' in entry) || !entry.start || !entry.end) return true
  return timeBounds(entry.end).endMs >= timeBounds(entry.start).startMs
}

export const anyEntry: fc.Arbitrary<RecordEntry> = fc
  .oneof(...(kinds as fc.Arbitrary<unknown>[]))
  .map((entry) => withoutAbsent(entry) as RecordEntry)
  .filter(isSound)
