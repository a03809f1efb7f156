import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RecordEntry } from '../../../../../shared/domain/record/entry'
import { anyEntry } from '../../any-entry.fixture'
import { readFhir } from '../read-fhir'
import { type FhirExportItem, fhirResources, writeFhirBundle, writeFhirNdjson } from './write-fhir'

async function readText(text: string | string[]): Promise<RecordEntry[]> {
  async function* bytes() {
    for (const piece of [text].flat()) yield new TextEncoder().encode(piece)
  }
  const entries: RecordEntry[] = []
  for await (const item of readFhir(bytes(), { namespace: 'fhir:elsewhere', zone: 'Europe/Berlin' })) {
    if (item.kind === 'rejected') throw new Error(`${item.reason.code} ${item.reason.detail} ${item.raw}`)
    entries.push(item.entry)
  }
  return entries
}

const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

/** The export names a patient by its first number; the others stand with the patient. */
function withFirstNumber(entry: RecordEntry): RecordEntry {
  if (entry.kind === 'removal') return entry
  const kept = entry.kind === 'patient' ? entry.patient : entry.patient.slice(0, 1)
  return { ...entry, patient: kept }
}

/** What the reading adds: the number of the exported Patient resource. */
function withoutOwnNumber(entry: RecordEntry): RecordEntry {
  if (entry.kind === 'removal') return entry
  const patient = entry.patient.filter(
    ({ system, value }) => system !== 'fhir:elsewhere/Patient' && !value.startsWith('urn:uuid:'),
  )
  return { ...entry, patient }
}

const itemOf = (entry: RecordEntry): FhirExportItem => ({ entry, personId: '1' })

test('whatever the record holds comes back from an export, as a bundle and as NDJSON', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyEntry, { minLength: 1, maxLength: 3 }), async (entries) => {
      for (const entry of entries) expect(RecordEntry.safeParse(entry).error).toBeUndefined()
      const expected = entries.map(withFirstNumber)
      const bundle = await collect(writeFhirBundle(entries.map(itemOf), '2026-03-01T00:00:00Z'))
      expect((await readText(bundle)).map(withoutOwnNumber)).toEqual(expected)
      const lines = await collect(writeFhirNdjson(entries.map(itemOf)))
      expect((await readText(lines.map(({ line }) => line))).map(withoutOwnNumber)).toEqual(expected)
    }),
    { numRuns: 150 },
  )
})

test('an export of an import is the same export, so a second round changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(anyEntry, async (entry) => {
      const once = fhirResources(itemOf(withFirstNumber(entry)))
      const [again] = await readText(JSON.stringify(once[0]))
      expect(again && fhirResources(itemOf(withoutOwnNumber(again)))).toEqual(once)
    }),
    { numRuns: 100 },
  )
})

const start = { iso: '2026-03-01T07:00:00.000Z', precision: 'minute', offsetMinutes: 60 } as const
const potassium: RecordEntry = {
  kind: 'observation',
  identity: { namespace: 'hl7:LAB', id: 'K 1' },
  patient: [{ system: 'urn:oid:1.2.3', value: '77' }],
  status: 'corrected',
  issued: { iso: '2026-03-01T08:05:00.000Z', precision: 'second', offsetMinutes: 60 },
  start,
  code: { codings: [{ system: 'http://loinc.org', code: '2823-3', display: 'Potassium' }] },
  value: { type: 'quantity', quantity: { value: 4, unit: 'mmol/L', decimals: 1 } },
  referenceRange: [{ low: { value: 3.5, unit: 'mmol/L' }, high: { value: 5, unit: 'mmol/L', decimals: 1 } }],
}

test('a value is written where FHIR has a place for it, digit by digit, with its source', () => {
  const provenance = {
    importedAt: '2026-03-02T10:00:00Z',
    importedBy: 'nurse 5',
    file: 'lab.hl7',
    row: 'message 1 OBX 2',
  }
  const [resource, source] = fhirResources({ entry: potassium, personId: '9', provenance })
  expect(resource).toMatchObject({
    resourceType: 'Observation',
    status: 'corrected',
    meta: { lastUpdated: '2026-03-01T09:05:00+01:00' },
    effectiveDateTime: '2026-03-01T08:00:00+01:00',
    subject: { identifier: { system: 'urn:oid:1.2.3', value: '77' } },
    // FHIR has no clock time without seconds.
    extension: [{ url: 'urn:vesalius:fhir:start', valueString: JSON.stringify(start) }],
  })
  const text = JSON.stringify(resource)
  expect(text).toContain(
    '"valueQuantity":{"value":4.0,"unit":"mmol/L","system":"http://unitsofmeasure.org","code":"mmol/L"}',
  )
  expect(text).toContain('"high":{"value":5.0,')
  expect(source).toMatchObject({
    resourceType: 'Provenance',
    target: [{ reference: `Observation/${resource?.id ?? ''}` }],
    recorded: '2026-03-02T10:00:00Z',
    agent: [{ who: { display: 'nurse 5' } }],
    entity: [{ role: 'source', what: { display: 'lab.hl7, message 1 OBX 2' } }],
  })
})

test('a stay that ends in the minute in which it begins does not end before it', async () => {
  const visit: RecordEntry = {
    kind: 'encounter',
    identity: { namespace: 'hl7:LAB', id: 'V1' },
    patient: [{ system: 'urn:oid:1.2.3', value: '77' }],
    status: 'final',
    start: { iso: '2026-03-01T07:00:30.250Z', precision: 'millisecond', offsetMinutes: 60 },
    end: start,
    type: [],
    reason: [],
    state: 'finished',
  }
  const bundle = await collect(writeFhirBundle([itemOf(visit)], '2026-03-01T00:00:00Z'))
  expect(bundle.join('')).toContain(
    '"period":{"start":"2026-03-01T08:00:30.250+01:00","end":"2026-03-01T08:00:59.999+01:00"}',
  )
  expect((await readText(bundle)).map(withoutOwnNumber)).toEqual([visit])
})

test('references in a bundle name entries of the bundle', async () => {
  const visit: RecordEntry = {
    kind: 'encounter',
    identity: { namespace: 'hl7:LAB', id: 'V1' },
    patient: [{ system: 'urn:oid:1.2.3', value: '77' }],
    status: 'final',
    type: [],
    reason: [],
    state: 'finished',
  }
  const patient: RecordEntry = {
    kind: 'patient',
    identity: { namespace: 'hl7:LAB', id: 'P' },
    patient: [{ system: 'urn:oid:1.2.3', value: '77' }],
    status: 'final',
    sex: 'F',
    name: { alphabetic: 'Wang^Xiaodong', ideographic: '王^小东', phonetic: '' },
  }
  const items = [patient, visit, { ...potassium, encounterId: 'V1' } as RecordEntry].map(itemOf)
  const text = (await collect(writeFhirBundle(items, '2026-03-01T00:00:00Z'))).join('')
  const { entry } = JSON.parse(text) as {
    entry: { fullUrl: string; resource: Record<string, { reference: string }> }[]
  }
  expect(entry.map(({ fullUrl }) => fullUrl)).toHaveLength(3)
  expect(entry[2]?.resource['subject']?.reference).toBe(entry[0]?.fullUrl)
  expect(entry[2]?.resource['encounter']?.reference).toBe(entry[1]?.fullUrl)
})

test('a removal holds nothing to export', () => {
  expect(
    fhirResources(itemOf({ kind: 'removal', identity: { namespace: 'a', id: 'b' }, removes: 'observation' })),
  ).toEqual([])
})
