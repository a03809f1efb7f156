import fc from 'fast-check'
import { expect, test } from 'vitest'
import { codeSystems } from './coding'
import { type ObservationEntry, RecordEntry } from './entry'
import { parseEntry } from './parse-entry'
import { isRecordTime, RecordTime } from './times'

const at = { iso: '2026-03-01T08:05:00.000Z', precision: 'minute', offsetMinutes: 60 } as const
const mg = (value: number) => ({ value, unit: 'mg/dL', decimals: 1, comparator: '<' as const })
const full: ObservationEntry = {
  kind: 'observation',
  identity: { namespace: 'fhir:his', id: 'Observation/1' },
  patient: [{ system: 'urn:mrn', value: 'P1' }],
  status: 'final',
  issued: at,
  start: at,
  end: at,
  encounterId: 'Encounter/1',
  author: 'Ward 3',
  note: 'fasting',
  code: { codings: [{ system: codeSystems.loinc, code: '2160-0', display: 'Creatinine' }], text: 'Crea' },
  value: { type: 'quantity', quantity: mg(1.2) },
  category: [{ system: 's', code: 'laboratory' }],
  interpretation: [{ system: 's', code: 'H' }],
  referenceRange: [{ low: mg(0.6), high: mg(1.1), text: 'adults' }],
  method: 'enzymatic',
  bodySite: { codings: [{ system: 's', code: 'arm' }] },
  specimen: 'serum',
  device: 'analyser',
  panel: 'Observation/0',
}
const others: ObservationEntry['value'][] = [
  { type: 'concept', concept: full.code },
  { type: 'text', text: 'none' },
]

test('a plain observation is given back itself', () => {
  for (const value of [full.value, ...others]) {
    const entry = { ...full, value }
    const parsed = parseEntry(entry)
    expect(parsed.success && parsed.data).toBe(entry)
  }
})

/** Every place of an object, as paths. */
function places(value: unknown, path: readonly string[] = []): string[][] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : []
  return [[...path], ...inner.flatMap(([name, member]) => places(member, [...path, name]))]
}

function changed(value: unknown, [name, ...rest]: readonly string[], put: unknown): unknown {
  if (name === undefined) return put
  if (Array.isArray(value))
    return value.map((member, index) =>
      String(index) === name ? changed(member, rest, put) : (member as unknown),
    )
  const members = value as Record<string, unknown>
  return { ...members, [name]: changed(members[name], rest, put) }
}

const oddValue = fc.oneof(
  fc.constantFrom<unknown>(
    '',
    ' ',
    ' P1 ',
    'x'.repeat(301),
    'x'.repeat(501),
    'x'.repeat(4_001),
    'x'.repeat(20_001),
  ),
  fc.constantFrom<unknown>(
    null,
    undefined,
    true,
    -1,
    0,
    1.5,
    20,
    21,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    841,
    1e21,
  ),
  fc.constantFrom<unknown>(
    [],
    {},
    new Date(0),
    new Map(),
    Object.create(null),
    Object.create({ kind: 'observation' }),
  ),
  fc.constantFrom<unknown>(
    'observation',
    'condition',
    'final',
    'gone',
    '2026',
    '2026-13',
    '2026-02-30',
    'year',
    'hour',
  ),
  fc.constantFrom<unknown>({ codings: [] }, { codings: [], text: 'words' }, { codings: [], text: ' ' }),
  fc.constantFrom<unknown>(
    { iso: '2026', precision: 'year' },
    { iso: '2026', precision: 'day' },
    { ...at, more: 1 },
  ),
  fc.constantFrom<unknown>(...others, { type: 'boolean', boolean: true }, { type: 'quantity' }),
  fc.array(fc.constant({ system: 's', code: 'c' }), { maxLength: 25 }),
  fc.array(fc.constant({ system: 's', value: 'v' }), { maxLength: 25 }),
)

test('whatever comes is taken and refused as by the schema, with the same content', () => {
  const anywhere = fc.constantFrom(...places(full))
  const extra = fc.constantFrom('more', 'toString', 'constructor', 'hasOwnProperty', '__proto__')
  const oddEntry = fc.oneof(
    fc.tuple(anywhere, oddValue).map(([path, put]) => changed(full, path, put)),
    fc.tuple(anywhere, extra, oddValue).map(([path, name, put]) => {
      const copy = structuredClone(full) as unknown
      const target = path.reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], copy)
      // No text that is read makes a list with a name of its own.
      if (typeof target === 'object' && target !== null && !Array.isArray(target))
        Object.defineProperty(target, name, { value: put, enumerable: true, configurable: true })
      return copy
    }),
    anywhere.map((path) => {
      const copy = structuredClone(full) as unknown
      const target = path
        .slice(0, -1)
        .reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], copy)
      Reflect.deleteProperty(target as object, path.at(-1) ?? '')
      return copy
    }),
  )
  fc.assert(
    fc.property(oddEntry, (entry) => {
      const [fast, schema] = [parseEntry(entry), RecordEntry.safeParse(entry)]
      expect(fast.success).toBe(schema.success)
      expect(fast.data).toEqual(schema.data)
    }),
    { numRuns: 3_000 },
  )
})

test('times are taken and refused as by the schema', () => {
  const time = fc.record(
    {
      iso: fc.constantFrom<unknown>(
        '2026',
        '2026-02',
        '2026-02-28',
        '2026-02-30',
        at.iso,
        '2026-03-01T08:05Z',
        2026,
      ),
      precision: fc.constantFrom<unknown>(
        'year',
        'month',
        'day',
        'minute',
        'millisecond',
        'week',
        'toString',
      ),
      offsetMinutes: fc.constantFrom<unknown>(0, 840, -840, 841, 0.5, '60'),
      more: fc.constant(1),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(time, (value) => {
      const schema = RecordTime.safeParse(value)
      // What the schema would strip is left to it.
      expect(isRecordTime(value)).toBe(schema.success && !('more' in value))
    }),
    { numRuns: 2_000 },
  )
})
