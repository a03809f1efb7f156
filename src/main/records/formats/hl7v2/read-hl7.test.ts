import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RecordEntry } from '../../../../shared/domain/record/entry'
import type { ReadItem } from '../../../../shared/domain/record/read-item'
import { type Hl7ReadOptions, readHl7 } from './read-hl7'

const options: Hl7ReadOptions = { namespace: 'hl7:lab', zone: 'Asia/Shanghai' }

async function readBytes(chunks: Uint8Array[], more: Partial<Hl7ReadOptions> = {}): Promise<ReadItem[]> {
  async function* bytes() {
    yield* chunks
  }
  const items: ReadItem[] = []
  for await (const item of readHl7(bytes(), { ...options, ...more })) items.push(item)
  return items
}

const bytesOf = (text: string) => new TextEncoder().encode(text)
const read = (text: string, more: Partial<Hl7ReadOptions> = {}) => readBytes([bytesOf(text)], more)
const entries = (items: ReadItem[]) => items.flatMap((item) => (item.kind === 'entry' ? item.entry : []))
const rejections = (items: ReadItem[]) => items.flatMap((item) => (item.kind === 'rejected' ? item : []))
const ofKind = <K extends RecordEntry['kind']>(items: ReadItem[], kind: K) =>
  entries(items).filter((entry): entry is Extract<RecordEntry, { kind: K }> => entry.kind === kind)

const header = 'MSH|^~\\&|LIS|HOSP|||20260301093000+0800||ORU^R01|C1|P|2.5'
const person =
  'PID|1||77^^^HOSP^MR~AB12^^^&1.2.3.4&ISO^NI~9^^^HOSP^VN||Zhang^San^^^Dr~张^三^^^^^^I||19600500|M'
const order = 'OBR|1|P1|F1^LIS|24323-8^CMP^LN|||202603010800|||||||||||||||20260301092500+0800|||F'
const oru = (...obx: string[]) => [header, person, order, ...obx].join('\r')

const value = async (obx: string) => {
  const items = await read(oru(obx))
  const [observation] = ofKind(items, 'observation')
  return observation?.value ?? rejections(items)[0]?.reason.code
}

test('a result has its code, value, unit, range, flag, order, patient and times', async () => {
  const items = await read(
    oru(
      'OBX|1|NM|2823-3^Potassium^LN^K^Kalium^L||5.60|mmol/L|3.5-5.0|H~A|||F|||20260301081500',
      'NTE|1|L|slightly haemolysed',
    ),
  )
  expect(rejections(items)).toEqual([])
  const [patient, potassium] = entries(items)
  expect(patient).toMatchObject({
    kind: 'patient',
    patient: [
      { system: 'HOSP', value: '77' },
      { system: 'urn:oid:1.2.3.4', value: 'AB12' },
    ],
    name: { alphabetic: 'Zhang^San^^Dr', ideographic: '张^三', phonetic: '' },
    birthDate: { iso: '1960-05', precision: 'month' },
    sex: 'M',
  })
  expect(potassium).toMatchObject({
    kind: 'observation',
    code: {
      codings: [
        { system: 'http://loinc.org', code: '2823-3', display: 'Potassium' },
        { system: 'local:HOSP', code: 'K', display: 'Kalium' },
      ],
    },
    value: { type: 'quantity', quantity: { value: 5.6, unit: 'mmol/L', decimals: 2 } },
    referenceRange: [
      { low: { value: 3.5, unit: 'mmol/L' }, high: { value: 5, unit: 'mmol/L', decimals: 1 } },
    ],
    interpretation: [{ code: 'H' }, { code: 'A' }],
    status: 'final',
    note: 'slightly haemolysed',
    // The zone is the message's, since the time states none.
    start: { iso: '2026-03-01T00:15:00.000Z', precision: 'second' },
    issued: { iso: '2026-03-01T01:25:00.000Z', precision: 'second', offsetMinutes: 480 },
  })
  expect(items[1]?.source.row).toBe('message C1 OBX 1')
})

test('LOINC counts in either triplet, and local codes keep their sender', async () => {
  const [first] = ofKind(
    await read(oru('OBX|1|NM|GLU^Glucose^99LAB^2345-7^Glucose^LN||5|mmol/L|||||F')),
    'observation',
  )
  expect(first?.code.codings).toEqual([
    { system: 'http://loinc.org', code: '2345-7', display: 'Glucose' },
    { system: 'local:HOSP:99LAB', code: 'GLU', display: 'Glucose' },
  ])
})

test.each([
  [
    'OBX|1|NM|a||-0.50|mmol/L^^UCUM|||||F',
    { type: 'quantity', quantity: { value: -0.5, unit: 'mmol/L', decimals: 2 } },
  ],
  [
    'OBX|1|NM|a||5|K/uL^thousand^L^10*3/uL^^UCUM|||||F',
    { type: 'quantity', quantity: { value: 5, unit: '10*3/uL' } },
  ],
  [
    'OBX|1|NM|a||>100|mg/dL|||||F',
    { type: 'quantity', quantity: { value: 100, unit: 'mg/dL', comparator: '>' } },
  ],
  ['OBX|1|NM|a||12,5|mg/dL|||||F', 'value-invalid'],
  ['OBX|1|NM|a||positive|mg/dL|||||F', 'value-invalid'],
  ['OBX|1|NM|a||7||||||F', { type: 'quantity', quantity: { value: 7, unit: '' } }],
  [
    'OBX|1|SN|a||<^0.5|mg/dL|||||F',
    { type: 'quantity', quantity: { value: 0.5, unit: 'mg/dL', comparator: '<' } },
  ],
  [
    'OBX|1|SN|a||^10^-^20|/uL|||||F',
    { type: 'range', low: { value: 10, unit: '/uL' }, high: { value: 20, unit: '/uL' } },
  ],
  [
    'OBX|1|SN|a||^1^:^128||||||F',
    { type: 'ratio', numerator: { value: 1, unit: '1' }, denominator: { value: 128, unit: '1' } },
  ],
  ['OBX|1|SN|a||^2^+||||||F', { type: 'text', text: '2+' }],
  ['OBX|1|SN|a||||||||F', 'value-missing'],
  ['OBX|1|ST|a||5.4|g/dL|||||F', { type: 'quantity', quantity: { value: 5.4, unit: 'g/dL' } }],
  ['OBX|1|ST|a||5.4||||||F', { type: 'text', text: '5.4' }],
  ['OBX|1|ST|a||A\\T\\B \\.br\\next||||||F', { type: 'text', text: 'A&B \nnext' }],
  [
    'OBX|1|CWE|a||260385009^Negative^SCT^N^neg^L||||||F',
    {
      type: 'concept',
      concept: {
        codings: [
          { system: 'http://snomed.info/sct', code: '260385009', display: 'Negative' },
          { system: 'local:HOSP', code: 'N', display: 'neg' },
        ],
      },
    },
  ],
  ['OBX|1|CE|a||^only words||||||F', { type: 'concept', concept: { codings: [], text: 'only words' } }],
  ['OBX|1|DT|a||20260215||||||F', { type: 'time', time: { iso: '2026-02-15', precision: 'day' } }],
  ['OBX|1|TS|a||20260230||||||F', 'time-invalid'],
  ['OBX|1|TS|a||20260215103000^D||||||F', { type: 'time', time: { iso: '2026-02-15', precision: 'day' } }],
  ['OBX|1|RP|a||file^x||||||F', 'unsupported'],
  ['OBX|1|NM|a||""||||||F', 'value-missing'],
  [
    'OBX|1|NM|a||||||||X',
    {
      type: 'none',
      reason: { codings: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0085', code: 'X' }] },
    },
  ],
  ['OBX|1|NM|||5||||||F', 'code-missing'],
  ['OBX|1|NM|a||5||||||Q', 'value-invalid'],
])('%s', async (obx, expected) => {
  const found = await value(obx)
  if (typeof expected === 'string') expect(found).toBe(expected)
  else expect(found).toMatchObject(expected)
})

test('reference ranges are numbers where they can be, else words', async () => {
  const items = await read(
    oru(
      ...['<5', '>= 3', '-2--1', 'negative', '3 - 5 mg'].map(
        (range, i) => `OBX|${i}|NM|a^^L|${i}|1|mg|${range}||||F`,
      ),
    ),
  )
  expect(ofKind(items, 'observation').map(({ referenceRange }) => referenceRange?.[0])).toMatchObject([
    { high: { value: 5, unit: 'mg' }, text: '<5' },
    { low: { value: 3, unit: 'mg' }, text: '>= 3' },
    { low: { value: -2 }, high: { value: -1 } },
    { text: 'negative' },
    { text: '3 - 5 mg' },
  ])
})

test('a correction has the identity of what it corrects; the next value of a monitor has not', async () => {
  const first = await read(
    oru(
      'OBX|1|NM|8867-4^HR^LN||80|/min|||||P|||202603010800',
      'OBX|2|NM|8867-4^HR^LN||90|/min|||||P|||202603010900',
    ),
  )
  const second = await read(oru('OBX|1|NM|8867-4^HR^LN||82|/min|||||C|||202603010800'))
  const [a, b] = ofKind(first, 'observation')
  const [c] = ofKind(second, 'observation')
  expect(a?.status).toBe('preliminary')
  expect(c).toMatchObject({ identity: a?.identity, status: 'corrected' })
  expect(b?.identity).not.toEqual(a?.identity)
})

test('deleted and wrong results end what was said, with or without a value', async () => {
  const [said] = ofKind(await read(oru('OBX|1|NM|a^^L||80|/min|||||F')), 'observation')
  const [wrong] = ofKind(await read(oru('OBX|1|NM|a^^L||80|/min|||||W')), 'observation')
  expect(wrong).toMatchObject({ identity: said?.identity, status: 'removed' })
  const [deleted] = ofKind(await read(oru('OBX|1|NM|a^^L||||||||D')), 'removal')
  expect(deleted).toMatchObject({ identity: said?.identity, removes: 'observation' })
  const report = [header, person, 'OBR|1||R9|x||||||||||||||||||||RAD||F', 'OBX|1|ED|a^^L||||||||D'].join(
    '\r',
  )
  expect(ofKind(await read(report), 'removal')).toMatchObject([{ removes: 'document' }])
})

test('lines of one text are one text; a report of imaging is a document', async () => {
  const lines = ['OBX|1|TX|R^Report^L|1|first||||||F', 'OBX|2|TX|R^Report^L|1|second~third||||||F']
  const [text] = ofKind(await read(oru(...lines)), 'observation')
  expect(text?.value).toEqual({ type: 'text', text: 'first\nsecond\nthird' })
  const radiology = [header, person, 'OBR|1||R9|30746-2^CT head^LN||||||||||||||||||||RAD||F', ...lines].join(
    '\r',
  )
  const [report] = ofKind(await read(radiology), 'document')
  expect(report).toMatchObject({ title: 'CT head', text: 'first\nsecond\nthird', status: 'final' })
})

test('an encapsulated file is a document', async () => {
  const [pdf] = ofKind(
    await read(oru('OBX|1|ED|PDF^Report^L||LIS^AP^PDF^Base64^JVBERi0xLjQK||||||F')),
    'document',
  )
  expect(pdf?.attachment).toEqual({ contentType: 'application/pdf', base64: 'JVBERi0xLjQK' })
  const [plain] = ofKind(await read(oru('OBX|1|ED|T^Text^L||^TEXT^PLAIN^A^a \\T\\ b||||||F')), 'document')
  expect(plain?.text).toBe('a & b')
})

test('any delimiters, any line ends, batches and wire framing', async () => {
  const odd =
    'MSH#!~$%#LIS#HOSP###20260301##ORU!R01#7#P#2.3\nPID###5!!!H\nOBR###F2#A!B!L###20260301\nOBX##ST#x!y!L##a$T$b$F$c\n'
  const framed = `\u000b${oru('OBX|1|NM|a^^L||1|g|||||F').replaceAll('\r', '\r\n')}\r\u001c\r`
  const skipped: string[] = []
  const items = await read(`FHS|^~\\&|\rBHS|^~\\&|\r${framed}\u000b${odd}\u001c\rBTS|2\rFTS|1\r`, {
    skipped: (what) => skipped.push(what),
  })
  expect(rejections(items)).toEqual([])
  expect(ofKind(items, 'observation').map((entry) => entry.value)).toEqual([
    { type: 'quantity', quantity: { value: 1, unit: 'g' } },
    { type: 'text', text: 'a%b#c' },
  ])
  expect(skipped).toEqual(['FHS', 'BHS', 'BTS', 'FTS'])
})

test('the same items come however the bytes are cut', async () => {
  const bytes = bytesOf(`${oru('OBX|1|NM|a^^L||1|g|||||F')}\r\n${oru('OBX|1|ST|b^^L||张三||||||F')}\r\n`)
  const whole = await readBytes([bytes])
  expect(whole).toHaveLength(4)
  for (const size of [1, 2, 3, 7, 64]) {
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.slice(i * size, (i + 1) * size),
    )
    expect(await readBytes(chunks)).toEqual(whole)
  }
})

/** A message of ASCII with bytes of another character set in the place of @. */
function withBytes(text: string, ...places: number[][]): Uint8Array {
  return Buffer.concat(
    text.split('@').flatMap((part, i) => [Buffer.from(part, 'latin1'), Buffer.from(places[i] ?? [])]),
  )
}
const named = (characterSet: string, name = '@') =>
  `MSH|^~\\&|LIS|@|||20260301||ADT^A08|1|P|2.5||||||${characterSet}\rPID|||5^^^H||${name}^X`

test.each([
  ['GB 18030-2000', [0x81, 0x7c], [0xcd, 0xf5], '王^X'],
  ['8859/1', [], [0x4d, 0xfc], 'Mü^X'],
  ['UNICODE UTF-8', [], [0xe7, 0x8e, 0x8b], '王^X'],
  ['', [], [0xe7, 0x8e, 0x8b], '王^X'],
  ['8859/1~UNICODE UTF-8', [], [0xe4], 'ä^X'],
])('a name in %s', async (characterSet, facility, name, expected) => {
  const [patient] = ofKind(await readBytes([withBytes(named(characterSet), facility, name)]), 'patient')
  expect(patient?.name.alphabetic).toBe(expected)
})

test('a second byte that looks like a delimiter splits nothing', async () => {
  const [patient] = ofKind(
    await readBytes([withBytes(named('GB 18030-2000'), [], [0x81, 0x7c, 0x81, 0x5e])]),
    'patient',
  )
  expect(patient?.name.alphabetic).toBe(
    `${new TextDecoder('gb18030').decode(Uint8Array.of(0x81, 0x7c, 0x81, 0x5e))}^X`,
  )
})

test('bytes that nobody explains are refused and not guessed, unless somebody says what they are', async () => {
  const bytes = [withBytes(named(''), [], [0xcd, 0xf5])]
  expect(rejections(await readBytes(bytes))[0]?.reason.code).toBe('encoding')
  expect(
    rejections(await readBytes([withBytes(named('UNICODE UTF-8'), [], [0xcd, 0xf5])]))[0]?.reason.code,
  ).toBe('encoding')
  expect(rejections(await readBytes([withBytes(named('KLINGON'), [], [0xcd])]))[0]?.reason.code).toBe(
    'encoding',
  )
  const [patient] = ofKind(await readBytes(bytes, { fallbackCharacterSet: 'gb18030' }), 'patient')
  expect(patient?.name.alphabetic).toBe('王^X')
})

const adt = (event: string, ...rest: string[]) =>
  [
    `MSH|^~\\&|ADT|HOSP|||202603010800||ADT^${event}|1|P|2.5`,
    `EVN|${event}|202603010800`,
    person,
    ...rest,
  ].join('\r')
const visit = (discharge = '') =>
  `PV1|1|E|WARD^3^B^HOSP||||8^House^Greg|||MED|||||||||V1^^^HOSP|||||||||||||||||01||||||||202602270900|${discharge}`

test.each([
  ['A01', visit(), 'in-progress'],
  ['A04', visit(), 'in-progress'],
  ['A08', visit('202603010700'), 'finished'],
  ['A03', visit(), 'finished'],
  ['A05', visit(), 'planned'],
  ['A11', visit(), 'cancelled'],
])('%s tells the stay', async (event, pv1, state) => {
  const [encounter] = ofKind(await read(adt(event, pv1)), 'encounter')
  expect(encounter).toMatchObject({
    state,
    encounterClass: { code: 'EMER' },
    location: 'WARD 3 B HOSP',
    author: 'Greg House',
    start: { iso: '2026-02-27T01:00:00.000Z', precision: 'minute' },
    dischargeDisposition: { codings: [{ code: '01' }] },
  })
})

test.each(['A28', 'A31'])('%s tells the person alone', async (event) => {
  expect(entries(await read(adt(event, 'PV1|1|N'))).map(({ kind }) => kind)).toEqual(['patient'])
})

test('A40 gives up the old number for the one that stays', async () => {
  const [merge, ...more] = entries(await read(adt('A40', 'MRG|66^^^HOSP')))
  expect(more).toEqual([])
  expect(merge).toMatchObject({
    kind: 'patient',
    patient: [{ system: 'HOSP', value: '66' }],
    replacedBy: [
      { system: 'HOSP', value: '77' },
      { system: 'urn:oid:1.2.3.4', value: 'AB12' },
    ],
    name: { alphabetic: '' },
  })
})

test('diagnoses, allergies, procedures and values of an admission', async () => {
  const skipped: string[] = []
  const items = await read(
    adt(
      'A01',
      visit(),
      'NK1|1|Someone',
      'OBX|1|NM|29463-7^Weight^LN||80|kg|||||F',
      'AL1|1|DA|7980^Penicillin^RXNORM|SV|rash~wheeze|2001',
      'DG1|1||I21.9^AMI^I10C||20260227|F|||||||||1',
      'PR1|1||36.01^PTCA^I9C||202602271000',
    ),
    { skipped: (what) => skipped.push(what) },
  )
  expect(rejections(items)).toEqual([])
  expect(entries(items)).toMatchObject([
    { kind: 'patient' },
    { kind: 'encounter' },
    {
      kind: 'allergy',
      category: ['medication'],
      code: { codings: [{ code: '7980' }] },
      reactions: [{ manifestation: [{ text: 'rash' }, { text: 'wheeze' }], severity: 'severe' }],
      start: { iso: '2001' },
    },
    {
      kind: 'condition',
      code: { codings: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'I21.9' }] },
      verification: 'confirmed',
      rank: 1,
    },
    {
      kind: 'procedure',
      code: { codings: [{ system: 'http://hl7.org/fhir/sid/icd-9-cm', code: '36.01' }] },
      start: { precision: 'minute' },
    },
    { kind: 'observation', value: { quantity: { value: 80, unit: 'kg' } } },
  ])
  expect(skipped).toEqual(['NK1'])
  const [encounter] = ofKind(items, 'encounter')
  const [condition] = ofKind(items, 'condition')
  expect(condition?.encounterId).toBe(encounter?.identity.id)
})

test('what is wrong is told, and what is refused can be read again', async () => {
  const items = await read(oru('OBX|1|NM|a^^L||x|g|||||F', 'OBX|2|NM|b^^L||2|g|||||F'))
  expect(ofKind(items, 'observation')).toHaveLength(1)
  const [refused] = rejections(items)
  expect(refused).toMatchObject({ source: { row: 'message C1 OBX 1' }, reason: { code: 'value-invalid' } })
  const repaired = await read(refused?.raw.replace('|x|', '|3|') ?? '')
  expect(ofKind(repaired, 'observation')[0]?.value).toMatchObject({ quantity: { value: 3 } })
})

test.each([
  ['PID|||5', 'malformed'],
  [`${header}\rOBX|1|NM|a||1`, 'patient-missing'],
  [`${header}\rPID|1||||Name`, 'patient-missing'],
  ['MSH|^^\\&|', 'malformed'],
  ['MSH|^~\\&|A|B|||20260301', 'malformed'],
  ['MSH|^~\\&|A|B|||yesterday||ORU^R01|1', 'time-invalid'],
])('%s is refused with its reason', async (text, code) => {
  expect(rejections(await read(text)).map(({ reason }) => reason.code)).toEqual([code])
})

test('a message without an end is given up at the limit, and the next is read', async () => {
  const endless = oru(`OBX|1|TX|a||${'x'.repeat(5000)}`)
  const items = await read(`${endless}\r${oru('OBX|1|NM|a^^L||1|g|||||F')}`, { mostMessageBytes: 2000 })
  expect(rejections(items).map(({ reason }) => reason.code)).toEqual(['too-large'])
  expect(ofKind(items, 'observation')).toHaveLength(1)
})

const sound = (items: ReadItem[]) => {
  for (const item of items)
    if (item.kind === 'entry') expect(RecordEntry.safeParse(item.entry).error).toBeUndefined()
    else expect(item.raw.length).toBeLessThanOrEqual(64 * 1024)
}
const sample = bytesOf(
  [
    oru('OBX|1|NM|a^b^LN||1|g|1-2|H|||F', 'OBX|2|TX|t||x\\.br\\y||||||F', 'NTE|1||n'),
    adt('A01', visit(), 'AL1|1|DA|x^y^L|SV|z', 'DG1|1||I21^x^I10', 'PR1|1||p^q^L'),
    adt('A40', 'MRG|6^^^H'),
  ].join('\r'),
)

test('more than 10,000 records in messages that were changed at random never throw and give sound items', async () => {
  const change = fc.record({
    at: fc.nat({ max: sample.length - 1 }),
    byte: fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(...bytesOf('|^~\\&\r\n"0A'))),
    drop: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 12 }), async (changes) => {
      const bytes = [...sample]
      for (const { at, byte, drop } of changes) bytes.splice(at, drop ? 1 + (byte % 9) : 1, byte)
      sound(await readBytes([Uint8Array.from(bytes)]))
    }),
    { numRuns: 2_500 },
  )
}, 300_000)

test('bytes at random never throw', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      sound(await readBytes([bytesOf('MSH|^~\\&|a|b|||2026||ORU^R01|1\rPID|||1\r'), bytes]))
    }),
    { numRuns: 500 },
  )
})

const lists = (items: ReadItem[]) =>
  ofKind(items, 'removal').flatMap(({ identity, exceptParts }) =>
    exceptParts === undefined ? [] : [{ whole: identity.id, parts: exceptParts.length }],
  )

test('only the correction of an order says which results it has, for each of their times', async () => {
  const results = ['OBX|1|NM|K^^L||5.6|mmol/L|||||C', 'OBX|2|NM|NA^^L||140|mmol/L|||||F']
  const message = (status: string, obx = results, orc: string[] = []) =>
    [header, person, ...orc, order.replace(/\|F$/, `|${status}`), ...obx].join('\r')
  const listsOf = async (text: string, more: Partial<Hl7ReadOptions> = {}) => lists(await read(text, more))
  const panel = '["OBR","HOSP","F1^LIS","24323-8"]'
  const whole = `${panel}@2026-03-01T00:00:00.000Z`
  expect(await listsOf(message('C'))).toEqual([{ whole, parts: 2 }])
  expect(await listsOf(message('M'))).toEqual([{ whole, parts: 2 }])
  for (const status of ['F', 'P', 'A', 'R', '']) expect(await listsOf(message(status))).toEqual([])
  expect(await listsOf(message('C', results, ['ORC|RE|P1|F1^LIS||A']))).toEqual([])
  expect(await listsOf(message('C'), { correctionsAreComplete: false })).toEqual([])
  // A sender that takes single results back names what goes.
  expect(await listsOf(message('C', [...results, 'OBX|3|NM|CL^^L||""||||||D']))).toEqual([])
  expect(await listsOf(message('C', [...results, 'OBX|3|NM|CL^^L||99|mmol/L|||||W']))).toEqual([])
  // What cannot be read may be any of them.
  expect(await listsOf(message('C', [...results, 'OBX|3|NM|CL^^L||?|mmol/L|||||F']))).toEqual([])
  const later = 'OBX|3|NM|K^^L||5.1|mmol/L|||||F|||202603010900'
  expect(await listsOf(message('C', [...results, later]))).toEqual([
    { whole, parts: 2 },
    { whole: `${panel}@2026-03-01T01:00:00.000Z`, parts: 1 },
  ])
  expect(await listsOf(message('C', []))).toEqual([])
})
