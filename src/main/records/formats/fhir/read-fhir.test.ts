import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RecordEntry } from '../../../../shared/domain/record/entry'
import { isPartsList } from '../../../../shared/domain/record/parts'
import type { ReadItem } from '../../../../shared/domain/record/read-item'
import { type FhirReadOptions, readFhir } from './read-fhir'

const options: FhirReadOptions = { namespace: 'fhir:ward', zone: 'Europe/Berlin' }
const bytesOf = (text: string) => new TextEncoder().encode(text)

async function readBytes(chunks: Uint8Array[], more: Partial<FhirReadOptions> = {}): Promise<ReadItem[]> {
  async function* bytes() {
    yield* chunks
  }
  const items: ReadItem[] = []
  for await (const item of readFhir(bytes(), { ...options, ...more })) items.push(item)
  return items
}

const readText = (text: string, more: Partial<FhirReadOptions> = {}) => readBytes([bytesOf(text)], more)
const read = (resource: object, more: Partial<FhirReadOptions> = {}) =>
  readText(JSON.stringify(resource), more)
const said = (items: ReadItem[]) => items.flatMap((item) => (item.kind === 'entry' ? item.entry : []))
const entries = (items: ReadItem[]) => said(items).filter((entry) => !isPartsList(entry))
/** Which parts wholes have. */
const lists = (items: ReadItem[]) =>
  said(items).flatMap((entry) =>
    entry.kind === 'removal' && entry.exceptParts ? [[entry.identity.id, entry.exceptParts]] : [],
  )
const rejections = (items: ReadItem[]) => items.flatMap((item) => (item.kind === 'rejected' ? item : []))
const bundle = (...entry: object[]) => ({ resourceType: 'Bundle', type: 'collection', entry })

const loinc = (code: string, display?: string) => ({
  coding: [{ system: 'http://loinc.org', code, display }],
})
const subject = { reference: 'Patient/7' }
const observation = (more: object = {}) => ({
  resourceType: 'Observation',
  id: 'o1',
  status: 'final',
  code: loinc('2823-3'),
  subject,
  ...more,
})
const gram = (value: number) => ({ value, unit: 'g', system: 'http://unitsofmeasure.org', code: 'g' })

const value = async (more: object) => {
  const items = await read(observation(more))
  const [entry] = entries(items)
  return entry?.kind === 'observation' ? entry.value : rejections(items)[0]?.reason.code
}

test('a value with its code, unit, digits, range, flag and times', async () => {
  const text = JSON.stringify(
    observation({
      effectiveDateTime: '2026-03-01T08:00:00+01:00',
      issued: '2026-03-01T09:30:00.000Z',
      encounter: { reference: 'Encounter/3' },
      note: [{ text: 'a' }, { text: 'b' }],
      interpretation: [
        {
          coding: [
            { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', code: 'H' },
          ],
        },
      ],
      referenceRange: [{ low: { value: 3.5, unit: 'mmol/L' }, text: 'adults' }],
      performer: [{ display: 'Lab' }],
      valueQuantity: {
        value: 0.25,
        comparator: '<',
        unit: 'millimole',
        system: 'http://unitsofmeasure.org',
        code: 'mmol/L',
      },
    }),
  ).replace('0.25', '5.600')
  const [item] = await readText(text)
  expect(item).toMatchObject({
    source: { row: 'Observation/o1' },
    entry: {
      identity: { namespace: 'fhir:ward', id: 'Observation/o1' },
      patient: [{ system: 'fhir:ward/Patient', value: '7' }],
      encounterId: 'Encounter/3',
      value: { type: 'quantity', quantity: { value: 5.6, decimals: 3, comparator: '<', unit: 'mmol/L' } },
      referenceRange: [{ low: { value: 3.5, unit: 'mmol/L' }, text: 'adults' }],
      interpretation: [{ code: 'H' }],
      author: 'Lab',
      note: 'a\nb',
      start: { iso: '2026-03-01T07:00:00.000Z', precision: 'second', offsetMinutes: 60 },
      issued: { iso: '2026-03-01T09:30:00.000Z', precision: 'millisecond', offsetMinutes: 0 },
    },
  })
})

test.each([
  [{ valueQuantity: { value: 7, unit: 'mg/dl' } }, { quantity: { value: 7, unit: 'mg/dl' } }],
  [{ valueQuantity: { value: 7 } }, { quantity: { value: 7, unit: '' } }],
  [{ valueQuantity: { value: 7, comparator: '~' } }, 'value-invalid'],
  [{ valueQuantity: { value: '7' } }, 'malformed'],
  [{ valueInteger: 3 }, { quantity: { value: 3, unit: '1' } }],
  [{ valueBoolean: false }, { type: 'boolean', boolean: false }],
  [{ valueString: 'cloudy' }, { type: 'text', text: 'cloudy' }],
  [{ valueTime: '08:30:00' }, { type: 'text', text: '08:30:00' }],
  [{ valuePeriod: { start: '2026-01', end: '2026-02' } }, { type: 'text', text: '2026-01/2026-02' }],
  [{ valueDateTime: '2026-02' }, { type: 'time', time: { iso: '2026-02', precision: 'month' } }],
  [{ valueDateTime: '2026-02-30' }, 'time-invalid'],
  [
    { valueCodeableConcept: { coding: [{ code: 'x' }], text: 'X' } },
    { concept: { codings: [{ system: 'local:fhir:ward', code: 'x' }], text: 'X' } },
  ],
  [
    { valueRange: { low: gram(1), high: gram(2) } },
    { type: 'range', low: { value: 1, unit: 'g' }, high: { value: 2, unit: 'g' } },
  ],
  [
    { valueRatio: { numerator: { value: 1, code: '1' }, denominator: { value: 8, code: '1' } } },
    { type: 'ratio', denominator: { value: 8 } },
  ],
  [{ dataAbsentReason: { text: 'refused' } }, { type: 'none', reason: { text: 'refused' } }],
  [{ status: 'cancelled' }, { type: 'none', reason: { codings: [{ code: 'not-performed' }] } }],
  [{}, 'value-missing'],
  [{ valueInteger: 1, code: {} }, 'code-missing'],
  [{ valueInteger: 1, subject: undefined }, 'patient-missing'],
  [{ valueInteger: 1, subject: { reference: 'Group/1' } }, 'unsupported'],
  [{ valueInteger: 1, effectiveDateTime: 'soon' }, 'time-invalid'],
  [{ valueInteger: 1, status: 'fine' }, 'value-invalid'],
])('%j', async (more, expected) => {
  const found = await value(more)
  if (typeof expected === 'string') expect(found).toBe(expected)
  else expect(found).toMatchObject(expected)
})

test('components are statements of one panel, known again in another order', async () => {
  const parts = [
    {
      code: loinc('8480-6'),
      valueQuantity: { value: 120, code: 'mm[Hg]', system: 'http://unitsofmeasure.org' },
    },
    {
      code: loinc('8462-4'),
      valueQuantity: { value: 80, code: 'mm[Hg]', system: 'http://unitsofmeasure.org' },
    },
    { code: loinc('8462-4'), dataAbsentReason: { text: 'cuff slipped' } },
  ]
  const pressure = observation({ code: loinc('85354-9'), component: parts })
  const read1 = entries(await read(pressure))
  expect(read1.map((entry) => 'identity' in entry && entry.identity.id)).toEqual([
    'Observation/o1#8480-6',
    'Observation/o1#8462-4',
    'Observation/o1#8462-4.2',
  ])
  expect(read1).toMatchObject([
    { panel: 'Observation/o1' },
    { panel: 'Observation/o1', value: { quantity: { value: 80, unit: 'mm[Hg]' } } },
    {},
  ])
})

test('a resource tells all of its parts, so that those which a new version leaves out are known to be gone', async () => {
  const panel = async (more: object) => lists(await read(observation({ code: loinc('85354-9'), ...more })))
  const cuff = { code: loinc('8480-6'), valueQuantity: gram(120) }
  expect(await panel({ component: [cuff, { code: loinc('8462-4') }] })).toEqual([
    ['Observation/o1', ['Observation/o1#8480-6']],
  ])
  expect(await panel({ component: [{ code: loinc('8480-6') }] })).toEqual([['Observation/o1', []]])
  expect(await panel({ hasMember: [{ reference: 'Observation/o2' }] })).toEqual([['Observation/o1', []]])
  // Nobody else counts the parts of a value by itself, of one that was wrong, and of one without a name.
  expect(await panel({ valueInteger: 1 })).toEqual([])
  expect(await panel({ component: [cuff], status: 'entered-in-error' })).toEqual([])
  expect(await panel({ component: [cuff], id: undefined })).toEqual([])
  const own = { system: 'urn:vesalius:entry', value: 'hl7%3Alab/4711' }
  expect(await panel({ component: [cuff], identifier: [own] })).toEqual([])
})

test('a panel entered in error is taken back as a whole, whatever it still tells of its parts', async () => {
  const component = [{ code: loinc('8480-6'), valueQuantity: gram(120) }, { code: loinc('8462-4') }]
  const wrong = { status: 'entered-in-error', code: loinc('85354-9') }
  const said = async (more: object) =>
    entries(await read(observation({ ...wrong, ...more }))).map((entry) => [entry.kind, entry.identity.id])
  expect(await said({ component })).toEqual([
    ['observation', 'Observation/o1#8480-6'],
    ['removal', 'Observation/o1'],
  ])
  expect(await said({ component: [{ code: loinc('8480-6') }] })).toEqual([['removal', 'Observation/o1']])
  // What it says itself is taken back with its own status.
  expect(await said({ component, valueInteger: 1 })).toEqual([
    ['observation', 'Observation/o1'],
    ['observation', 'Observation/o1#8480-6'],
  ])
})

test.each([
  ['registered', 'preliminary'],
  ['preliminary', 'preliminary'],
  ['amended', 'corrected'],
  ['entered-in-error', 'removed'],
])('an observation that is %s is %s', async (status, expected) => {
  expect(entries(await read(observation({ status, valueInteger: 1 })))).toMatchObject([{ status: expected }])
})

test('what was entered in error and holds nothing ends what was said', async () => {
  const gone = observation({ status: 'entered-in-error', meta: { lastUpdated: '2026-03-02T00:00:00Z' } })
  expect(entries(await read(gone))).toMatchObject([
    {
      kind: 'removal',
      identity: { id: 'Observation/o1' },
      removes: 'observation',
      issued: { iso: '2026-03-02T00:00:00.000Z' },
    },
  ])
  const condition = {
    resourceType: 'Condition',
    id: 'c',
    subject,
    verificationStatus: { coding: [{ code: 'entered-in-error' }] },
  }
  expect(entries(await read(condition))).toMatchObject([{ kind: 'removal', removes: 'condition' }])
  const deletion = bundle({
    request: { method: 'DELETE', url: 'Observation/o1' },
    response: { lastModified: '2026-03-03T00:00:00Z' },
  })
  // The address does not tell what the observation was.
  expect(entries(await read(deletion))).toMatchObject(
    ['observation', 'genotype', 'waveform'].map((removes) => ({
      kind: 'removal',
      identity: { id: 'Observation/o1' },
      removes,
    })),
  )
  const finding = observation({ status: 'entered-in-error', code: loinc('69548-6'), subject: undefined })
  expect(entries(await read(finding))).toMatchObject([{ kind: 'removal', removes: 'genotype' }])
})

const someone = {
  resourceType: 'Patient',
  id: '7',
  identifier: [
    { system: 'urn:oid:1.2', value: 'MRN7' },
    { use: 'temp', system: 'urn:oid:1.2', value: 'T' },
    { value: '12' },
  ],
  name: [
    { use: 'old', family: 'Before' },
    { use: 'official', family: 'Wang', given: ['Xiaodong', null, 'B'], prefix: ['Dr'] },
    {
      text: '王小东',
      extension: [
        { url: 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation', valueCode: 'IDE' },
      ],
    },
  ],
  gender: 'female',
  birthDate: '1960',
  deceasedDateTime: '2026-02-01',
  address: [{ line: ['1 Street'], city: 'Town' }],
}

test('a patient with names in several kinds of signs, partial dates and all numbers', async () => {
  expect(
    entries(await read(bundle({ fullUrl: 'https://his.example/r4/Patient/7', resource: someone }))),
  ).toMatchObject([
    {
      identity: { namespace: 'fhir:https://his.example/r4', id: 'Patient/7' },
      patient: [
        { system: 'urn:oid:1.2', value: 'MRN7' },
        { system: '', value: '12' },
        { system: 'fhir:https://his.example/r4/Patient', value: '7' },
      ],
      name: { alphabetic: 'Wang^Xiaodong^B^Dr', ideographic: '王小东', phonetic: '' },
      birthDate: { iso: '1960', precision: 'year' },
      deceased: { iso: '2026-02-01', precision: 'day' },
      address: '1 Street, Town',
      sex: 'F',
    },
  ])
})

test('relative, absolute, urn, conditional, logical and contained references to one patient', async () => {
  const uuid = 'urn:uuid:0a1b2c3d-0000-4000-8000-000000000001'
  const url = 'https://his.example/r4'
  const about = (reference: object, more: object = {}) =>
    observation({ valueInteger: 1, subject: reference, ...more })
  const items = await read(
    bundle(
      { fullUrl: `${url}/Observation/o1`, resource: about({ reference: 'Patient/7' }) },
      {
        fullUrl: `${url}/Observation/o2`,
        resource: about({ reference: `${url}/Patient/7/_history/2` }, { id: 'o2' }),
      },
      { fullUrl: uuid, resource: about({ reference: uuid }) },
      { resource: about({ reference: 'Patient?identifier=urn:oid:1.2|MRN7' }) },
      { resource: about({ identifier: { system: 'urn:oid:1.2', value: 'MRN7' } }) },
      { resource: about({ reference: '#p' }, { contained: [{ ...someone, id: 'p' }] }) },
    ),
  )
  expect(rejections(items)).toEqual([])
  const keys = entries(items).map((entry) => entry.kind !== 'removal' && entry.patient[0])
  const server = { system: `fhir:${url}/Patient`, value: '7' }
  const number = { system: 'urn:oid:1.2', value: 'MRN7' }
  expect(keys).toEqual([
    server,
    server,
    { system: 'urn:ietf:rfc:3986', value: uuid },
    number,
    number,
    number,
    number,
  ])
})

test('medicines by code, contained, later in the file or by words; without any of them refused', async () => {
  const order = (id: string, medication: object) => ({
    resource: {
      resourceType: 'MedicationRequest',
      id,
      status: 'active',
      intent: 'order',
      subject,
      ...medication,
    },
  })
  const drug = (code: string) => ({
    coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code }],
  })
  const items = await read(
    bundle(
      order('later', { medicationReference: { reference: 'Medication/m1' } }),
      order('coded', {
        medicationCodeableConcept: drug('1'),
        dosageInstruction: [
          {
            timing: { repeat: { frequency: 2, period: 1, periodUnit: 'd' } },
            doseAndRate: [{ doseQuantity: gram(0.5) }],
          },
        ],
      }),
      order('inside', {
        medicationReference: { reference: '#x' },
        contained: [{ resourceType: 'Medication', id: 'x', code: drug('2') }],
      }),
      order('worded', { medicationReference: { reference: 'Medication/none', display: 'aspirin' } }),
      order('broken', { medicationReference: { reference: 'Medication/none' } }),
      { resource: { resourceType: 'Medication', id: 'm1', code: drug('3') } },
    ),
  )
  const codes = entries(items).map(
    (entry) =>
      entry.kind === 'medication' && [entry.identity.id, entry.code.codings[0]?.code ?? entry.code.text],
  )
  expect(codes).toEqual([
    ['MedicationRequest/coded', '1'],
    ['MedicationRequest/inside', '2'],
    ['MedicationRequest/later', '3'],
    ['MedicationRequest/worded', 'aspirin'],
  ])
  expect(entries(items)[0]).toMatchObject({ dose: { value: 0.5, unit: 'g' }, doseText: '0.5 g, 2 × / 1 d' })
  expect(rejections(items).map(({ reason, source }) => [source.row, reason.code])).toEqual([
    ['MedicationRequest/broken', 'reference-broken'],
  ])
})

test('the other resources of the record', async () => {
  const resources = [
    {
      resourceType: 'Encounter',
      id: 'e',
      status: 'onleave',
      class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
      subject,
      period: { start: '2026-01-01', end: '2026-01-05' },
      partOf: { reference: 'Encounter/0' },
    },
    {
      resourceType: 'Condition',
      id: 'c',
      subject,
      code: { text: 'asthma' },
      clinicalStatus: { coding: [{ code: 'active' }] },
      verificationStatus: { coding: [{ code: 'confirmed' }] },
      onsetAge: { value: 12, unit: 'years' },
    },
    {
      resourceType: 'AllergyIntolerance',
      id: 'a',
      patient: subject,
      code: { text: 'nuts' },
      category: ['food'],
      criticality: 'high',
      reaction: [{ manifestation: [{ text: 'hives' }], severity: 'mild' }],
    },
    {
      resourceType: 'Procedure',
      id: 'p',
      status: 'completed',
      subject,
      code: { text: 'appendectomy' },
      performedPeriod: { start: '2020-05-01T10:00:00Z', end: '2020-05-01T11:00:00Z' },
    },
    {
      resourceType: 'FamilyMemberHistory',
      id: 'f',
      status: 'completed',
      patient: subject,
      relationship: { text: 'father' },
      deceasedAge: { value: 60, code: 'a', system: 'http://unitsofmeasure.org' },
      condition: [{ code: { text: 'MI' }, onsetString: 'late fifties' }],
    },
    {
      resourceType: 'MedicationStatement',
      id: 's',
      status: 'not-taken',
      subject,
      medicationCodeableConcept: { text: 'aspirin' },
      effectiveDateTime: '2025',
    },
    {
      resourceType: 'MedicationAdministration',
      id: 'g',
      status: 'completed',
      subject,
      medicationCodeableConcept: { text: 'NaCl' },
      effectiveDateTime: '2025-01-01T00:00:00Z',
      dosage: { rateRatio: { numerator: { value: 100, unit: 'mL' }, denominator: { value: 2, unit: 'h' } } },
    },
    {
      resourceType: 'DiagnosticReport',
      id: 'd',
      status: 'final',
      subject,
      code: { text: 'Chest film' },
      conclusion: 'normal',
      presentedForm: [
        {
          contentType: 'text/html',
          data: Buffer.from('<p>Lungs &amp; heart<br>clear</p><script>x</script>').toString('base64'),
        },
      ],
    },
    {
      resourceType: 'DocumentReference',
      id: 'r',
      status: 'current',
      subject,
      type: { text: 'letter' },
      content: [{ attachment: { contentType: 'application/pdf', data: 'JVBERi0xLjQK', title: 'Letter' } }],
    },
    {
      resourceType: 'MolecularSequence',
      id: 'm',
      coordinateSystem: 0,
      patient: subject,
      referenceSeq: {
        referenceSeqId: { coding: [{ system: 'http://www.ncbi.nlm.nih.gov/nuccore', code: 'NC_000010.11' }] },
      },
      variant: [{ start: 94781858, end: 94781859, observedAllele: 'A', referenceAllele: 'G' }],
    },
  ]
  const items = await read(bundle(...resources.map((resource) => ({ resource }))))
  expect(rejections(items)).toEqual([])
  expect(entries(items)).toMatchObject([
    {
      kind: 'encounter',
      state: 'on-leave',
      encounterClass: { code: 'IMP' },
      partOf: 'Encounter/0',
      end: { iso: '2026-01-05' },
    },
    { kind: 'condition', clinicalStatus: 'active', verification: 'confirmed', onsetText: '12 years' },
    {
      kind: 'allergy',
      category: ['food'],
      criticality: 'high',
      clinicalStatus: 'unknown',
      reactions: [{ severity: 'mild' }],
    },
    { kind: 'procedure', state: 'completed', end: { iso: '2020-05-01T11:00:00.000Z' } },
    {
      kind: 'family-history',
      deceased: true,
      deceasedAge: { value: 60, unit: 'a' },
      conditions: [{ onsetText: 'late fifties' }],
    },
    { kind: 'medication', act: 'statement', state: 'not-taken', start: { iso: '2025' } },
    { kind: 'medication', act: 'administration', rate: { value: 50, unit: 'mL/h' } },
    { kind: 'document', title: 'Chest film', text: 'Lungs & heart\nclear\n\nnormal' },
    { kind: 'document', title: 'Letter', attachment: { contentType: 'application/pdf' } },
    {
      kind: 'genotype',
      chromosome: '10',
      build: 'GRCh38',
      position: 94781859,
      ref: 'G',
      alts: ['A'],
      code: { text: 'NC_000010.11:g.94781859G>A' },
    },
  ])
})

const component = (code: string, more: object) => ({ code: loinc(code), ...more })
const variant = (...more: object[]) =>
  observation({
    code: loinc('69548-6'),
    valueCodeableConcept: loinc('LA9633-4'),
    component: [
      component('81255-2', {
        valueCodeableConcept: {
          coding: [{ system: 'http://www.ncbi.nlm.nih.gov/projects/SNP', code: 'rs4244285' }],
        },
      }),
      component('48018-6', {
        valueCodeableConcept: {
          coding: [{ system: 'http://www.genenames.org/geneId', code: 'HGNC:2621', display: 'CYP2C19' }],
        },
      }),
      component('69547-8', { valueString: 'G' }),
      component('69551-0', { valueString: 'A' }),
      component('81254-5', { valueRange: { low: { value: 94781858 } } }),
      ...more,
    ],
  })

test('a variant of a genomics report; a place whose counting is not told is kept in words only', async () => {
  const counted = variant(
    component('92822-6', { valueCodeableConcept: loinc('LA30100-4') }),
    component('53034-5', { valueCodeableConcept: loinc('LA6706-1') }),
    component('62374-4', { valueCodeableConcept: loinc('LA26806-2') }),
  )
  expect(entries(await read(counted))).toMatchObject([
    {
      kind: 'genotype',
      gene: 'CYP2C19',
      position: 94781859,
      ref: 'G',
      alts: ['A'],
      alleles: [0, 1],
      build: 'GRCh38',
      code: { codings: [{ code: 'rs4244285' }] },
    },
  ])
  const [uncounted] = entries(await read(variant()))
  expect(uncounted).toMatchObject({
    kind: 'genotype',
    alleles: [],
    note: expect.stringContaining('94781858') as string,
  })
  expect(uncounted).not.toHaveProperty('position')
  const diplotype = observation({ code: loinc('84413-4'), valueCodeableConcept: { text: 'CYP2C19 *1/*2' } })
  expect(entries(await read(diplotype))).toMatchObject([{ kind: 'genotype', diplotype: 'CYP2C19 *1/*2' }])
})

test('sampled data are a curve', async () => {
  const ecg = observation({
    code: loinc('131328'),
    component: [
      component('131329', {
        valueSampledData: {
          origin: { value: 2048 },
          period: 10,
          factor: 1.5,
          dimensions: 1,
          data: '2041 2043 E 2047',
        },
      }),
    ],
  })
  const [curve] = entries(await read(ecg))
  expect(curve).toMatchObject({
    kind: 'waveform',
    samplingHz: 100,
    sampleCount: 4,
    channels: [{ preview: { bucketSamples: 1, min: [5109.5, 5112.5, null, 5118.5] } }],
  })
})

test('NDJSON: a bad line is told with its text, the others are read, other kinds are counted', async () => {
  const lines = [
    JSON.stringify(someone),
    '{"resourceType":"Observation"',
    JSON.stringify({ resourceType: 'Claim' }),
    '',
    '[]',
    JSON.stringify(observation({ valueInteger: 1 })),
  ]
  const skipped: string[] = []
  const items = await readText(`\uFEFF${lines.join('\r\n')}\n`, { skipped: (type) => skipped.push(type) })
  expect(entries(items).map(({ kind }) => kind)).toEqual(['patient', 'observation'])
  expect(rejections(items)).toMatchObject([
    { source: { row: 'line 2' }, reason: { code: 'malformed' }, raw: '{"resourceType":"Observation"\r' },
    { source: { row: 'line 5' }, reason: { code: 'malformed' } },
  ])
  expect(skipped).toEqual(['Claim'])
  const bad = await readBytes([
    bytesOf(`${lines[0] ?? ''}\n{"resourceType":"`),
    Uint8Array.of(0xff),
    bytesOf('"}\n'),
  ])
  expect(rejections(bad)).toMatchObject([{ reason: { code: 'encoding' } }])
})

test('a refused resource can be repaired and read again, with its address', async () => {
  const items = await read(
    bundle({
      fullUrl: 'https://his.example/r4/Observation/o1',
      resource: observation({ valueInteger: 1, status: 'fine' }),
    }),
  )
  const [refused] = rejections(items)
  const [repaired] = entries(await readText(refused?.raw.replace('"fine"', '"final"') ?? ''))
  expect(repaired).toMatchObject({ identity: { namespace: 'fhir:https://his.example/r4' }, status: 'final' })
})

test('a bundle is read up to its fault, and the fault is told', async () => {
  const whole = JSON.stringify(
    bundle(...[1, 2, 3].map((id) => ({ resource: observation({ id: `${id}`, valueInteger: id }) }))),
  )
  const items = await readText(whole.slice(0, -60))
  expect(entries(items)).toHaveLength(2)
  expect(rejections(items)).toMatchObject([
    { source: { row: 'behind entry 2' }, reason: { code: 'malformed' } },
  ])
})

test('bundles in bundles are read, and bundles without end are not', async () => {
  const inner = bundle({ resource: observation({ valueInteger: 1 }) })
  expect(entries(await read(bundle({ resource: inner })))).toHaveLength(1)
  let deep: object = inner
  for (let i = 0; i < 6; i++) deep = bundle({ resource: deep })
  expect(rejections(await read(deep)).map(({ reason }) => reason.code)).toEqual(['unsupported'])
})

test('the memory does not grow with the bundle', async () => {
  const one = bytesOf(
    `${JSON.stringify({ resource: observation({ valueInteger: 1, note: [{ text: 'x'.repeat(2000) }] }) })},\n`,
  )
  async function* bytes() {
    yield bytesOf('{"resourceType":"Bundle","entry":[\n')
    for (let i = 0; i < 20_000; i++) yield one
    yield bytesOf(`${JSON.stringify({ resource: someone })}]}`)
  }
  let count = 0
  let most = 0
  const before = process.memoryUsage().rss
  for await (const item of readFhir(bytes(), options)) {
    if (item.kind === 'entry') count++
    if (count % 1000 === 0) most = Math.max(most, process.memoryUsage().rss)
  }
  expect(count).toBe(20_001)
  // 45 MB of text; as values it would be several times that.
  expect(most - before).toBeLessThan(150 * 1024 * 1024)
})

const sound = (items: ReadItem[]) => {
  for (const item of items)
    if (item.kind === 'entry') expect(RecordEntry.safeParse(item.entry).error).toBeUndefined()
}
const everyPart = JSON.stringify(
  bundle(
    { fullUrl: 'urn:uuid:1', resource: someone },
    { resource: variant() },
    {
      resource: observation({
        valueQuantity: gram(1.5),
        component: [component('1-8', { valueString: 'x' })],
      }),
    },
    {
      resource: {
        resourceType: 'AllergyIntolerance',
        patient: subject,
        code: { text: 'a' },
        reaction: [{ manifestation: [{ text: 'b' }] }],
      },
    },
  ),
)

/** Any JSON in the place of any member. */
const replaced = (at: number, by: unknown): string => {
  let index = 0
  return JSON.stringify(JSON.parse(everyPart), (_key, inner: unknown) => (index++ === at ? by : inner))
}

test('10,000 records with anything in the place of anything never throw and give sound entries', async () => {
  const thing = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom('', '#', 'Patient/', 'urn:uuid:', -1, 1e308, null, [null], {}),
  )
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 120 }), thing, async (at, by) => sound(await readText(replaced(at, by)))),
    { numRuns: 2_500 },
  )
}, 300_000)

test('bundles with changed bytes never throw', async () => {
  const bytes = bytesOf(everyPart)
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 })), {
        minLength: 1,
        maxLength: 5,
      }),
      async (changes) => {
        const changed = bytes.slice()
        for (const [at, byte] of changes) changed[at] = byte
        sound(await readBytes([changed.subarray(0, 100), changed.subarray(100)]))
      },
    ),
    { numRuns: 1_000 },
  )
}, 300_000)
