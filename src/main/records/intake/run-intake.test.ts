import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { memoryStore } from '../../store/memory-store.fixture'
import { temporaryFolder } from '../../../test-support/temporary-folder'
import { codeSystems } from '../../../shared/domain/record/coding'
import type { Intake, IntakeOptions } from '../../../shared/domain/record/intake'
import { CsvMapping, csvMappingFormat } from '../../../shared/domain/record-import/csv-mapping'
import type { WritableDatabase } from '../../store/open-database'
import { createIntake, requireIntake } from '../../store/queries/record-imports'
import { listPeople } from '../../store/queries/record-people'
import { listQuarantine, quarantineCounts } from '../../store/queries/record-quarantine'
import { latestValue, listEntries, timeline, traceEntry } from '../../store/queries/record-reading'
import { forecastFile } from './forecast'
import { planFiles } from './plan-files'
import { repairQuarantined, retryQuarantine } from './repair'
import { runIntake } from './run-intake'

const never = new AbortController().signal
const fhir: IntakeOptions = { format: 'fhir', zone: 'UTC', sender: 'his' }
const creatinine = { system: codeSystems.loinc, code: '2160-0' }

const patient = {
  resourceType: 'Patient',
  id: 'p1',
  identifier: [{ system: 'urn:mrn', value: 'A1' }],
  name: [{ family: 'Doe', given: ['Jane'] }],
  gender: 'female',
  birthDate: '1950-02-03',
}
const value = (id: string, hour: number, amount: number, unit: string | null = 'mg/dL') => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '2160-0' }] },
  subject: { reference: 'Patient/p1' },
  effectiveDateTime: `2026-03-01T${String(hour).padStart(2, '0')}:00:00Z`,
  valueQuantity:
    unit === null
      ? { value: amount }
      : { value: amount, unit, code: unit, system: 'http://unitsofmeasure.org' },
})

function write(name: string, resources: (object | string)[]): string {
  const path = join(temporaryFolder(), name)
  writeFileSync(
    path,
    resources.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n'),
  )
  return path
}

async function importFile(db: WritableDatabase, paths: string[], options = fhir): Promise<Intake> {
  const files = await planFiles(options.format, paths)
  const id = createIntake(db, { options, files, by: 'tester' })
  return runIntake(db, id, { signal: never, progress: () => undefined })
}

const counts = (intake: Intake) =>
  Object.fromEntries(
    intake.files.flatMap(({ tallies }) =>
      tallies.map(({ outcome, subject, count }) => [`${outcome} ${subject}`, count]),
    ),
  )
const patientOf = (db: WritableDatabase) => listPeople(db, { afterId: null, limit: 9 })[0]?.patient.id ?? ''
const rows = (db: WritableDatabase, table: string) =>
  db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()

describe('an import', () => {
  test('stores what it can, keeps what it cannot with the reason, and adds nothing the second time', async () => {
    const db = memoryStore()
    const path = write('a.ndjson', [
      patient,
      value('o1', 8, 1.2),
      '{"broken',
      value('o2', 9, 1.3, null),
      value('o3', 10, 1.4, 'mm[Hg]'),
      value('o4', 11, 1.5),
    ])
    const first = await importFile(db, [path])
    expect(first.state).toBe('done')
    expect(counts(first)).toEqual({
      'added patient': 1,
      'added observation': 2,
      'rejected malformed': 1,
      'rejected unit-missing': 1,
      'rejected unit-not-commensurable': 1,
    })
    const before = ['record_entry', 'record_quarantine', 'patient'].map((table) => rows(db, table))
    const second = await importFile(db, [path])
    expect(counts(second)).toEqual({
      'duplicate patient': 1,
      'duplicate observation': 2,
      'duplicate malformed': 1,
      'duplicate unit-missing': 1,
      'duplicate unit-not-commensurable': 1,
    })
    expect(['record_entry', 'record_quarantine', 'patient'].map((table) => rows(db, table))).toEqual(before)
  })

  test('tells beforehand what it would find, and changes nothing', async () => {
    const db = memoryStore()
    const path = write('a.ndjson', [
      patient,
      value('o1', 8, 1.2),
      value('o1', 8, 1.2),
      value('o2', 9, 1.3, null),
    ])
    const [file] = await planFiles('fhir', [path])
    const told = () => forecastFile(db, fhir, file!, never)
    expect(await told()).toMatchObject({
      counts: { fresh: 2, known: 0, repeated: 1, rejected: 1 },
      kinds: { patient: 1, observation: 2 },
      reasons: { 'unit-missing': 1 },
    })
    expect([rows(db, 'record_entry'), rows(db, 'record_import')]).toEqual([0, 0])
    await importFile(db, [path])
    expect((await told()).counts).toEqual({ fresh: 0, known: 2, repeated: 1, rejected: 1 })
  })

  test('of several files goes on behind one that is not there any more', async () => {
    const db = memoryStore()
    const path = write('b.ndjson', [patient, value('o1', 8, 1.2)])
    const files = await planFiles('fhir', [path])
    const id = createIntake(db, {
      options: fhir,
      files: [{ ...files[0]!, path: `${path}.gone` }, files[0]!],
      by: 'tester',
    })
    const ended = await runIntake(db, id, { signal: never, progress: () => undefined })
    expect(ended.files.map(({ done, error }) => [done, error?.code ?? null])).toEqual([
      [false, 'FILE_NOT_FOUND'],
      [true, null],
    ])
  })

  test('that was cancelled goes on where it stopped', async () => {
    const db = memoryStore()
    // more than two portions of the intake
    const many = Array.from({ length: 17_000 }, (_, index) => value(`o${index}`, index % 24, index + 1))
    const files = await planFiles('fhir', [write('c.ndjson', [patient, ...many])])
    const id = createIntake(db, { options: fhir, files, by: 'tester' })
    const abort = new AbortController()
    const ended = await runIntake(db, id, { signal: abort.signal, progress: () => abort.abort() })
    const stored = rows(db, 'record_entry') as number
    expect([ended.state, stored > 0 && stored < 17_001]).toEqual(['cancelled', true])
    const again = await runIntake(db, id, { signal: never, progress: () => undefined })
    expect([again.state, rows(db, 'record_entry')]).toEqual(['done', 17_001])
    expect(counts(requireIntake(db, id))).toEqual({ 'added patient': 1, 'added observation': 17_000 })
  }, 120_000)
})

describe('quarantine', () => {
  test('gives back what was repaired, and keeps what still is not right', async () => {
    const db = memoryStore()
    await importFile(db, [
      write('a.ndjson', [patient, value('o2', 9, 1.3, null), '{"resourceType":"Observation"']),
    ])
    expect(quarantineCounts(db)).toEqual(
      expect.arrayContaining([
        { reason: 'unit-missing', count: 1 },
        { reason: 'malformed', count: 1 },
      ]),
    )
    const [first, second] = listQuarantine(db, { intakeId: null, offset: 0, limit: 9 })
    const repaired = first!.raw.replace('"unit":""', '"unit":"mg/dl"')
    expect(await repairQuarantined(db, { id: first!.id, text: null, by: 'tester' })).toMatchObject({
      ok: false,
      reason: 'unit-missing',
    })
    expect(await repairQuarantined(db, { id: first!.id, text: repaired, by: 'tester' })).toEqual({
      ok: true,
      stored: 1,
    })
    const whole = JSON.stringify(value('o3', 10, 1.6))
    expect(await repairQuarantined(db, { id: second!.id, text: whole, by: 'tester' })).toEqual({
      ok: true,
      stored: 1,
    })
    expect(
      timeline(db, { patientId: patientOf(db), code: creatinine }).points.map((point) => point.value),
    ).toEqual([1.3, 1.6])
    expect(await retryQuarantine(db, { reasons: null, by: 'tester' }, never)).toEqual({
      repaired: 0,
      waiting: 0,
    })
    await expect(repairQuarantined(db, { id: first!.id, text: null, by: 'tester' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  test('is tried again as a whole', async () => {
    const db = memoryStore()
    await importFile(db, [
      write('a.ndjson', [patient, value('o2', 9, 1.3, 'furlong'), value('o3', 9, 1.4, null)]),
    ])
    db.exec(`UPDATE record_quarantine SET raw = replace(raw, 'furlong', 'mg/dL')`)
    expect(await retryQuarantine(db, { reasons: ['unit-unknown'], by: 'tester' }, never)).toEqual({
      repaired: 1,
      waiting: 1,
    })
  })
})

describe('one messy patient by three ways', () => {
  const mapping = CsvMapping.parse({
    format: csvMappingFormat,
    name: 'ward',
    text: { headerRow: 1, decimal: '.' },
    missing: ['-'],
    patient: { identifiers: [{ column: 'mrn', system: 'urn:oid:1.2.3' }], name: 'name' },
    time: { columns: ['when'], patterns: ['YYYY-MM-DD HH:mm'] },
    timeRequired: true,
    rows: {
      form: 'wide',
      columns: [
        {
          as: 'observation',
          column: 'crea',
          code: { codings: [{ system: codeSystems.loinc, code: '2160-0' }] },
          value: { type: 'quantity', unit: { from: 'mapping', unit: 'µmol/L' } },
        },
      ],
    },
  })
  const his = { ...patient, identifier: [{ system: 'urn:oid:1.2.3', value: 'A1' }] }
  const hl7 = [
    'MSH|^~\\&|LAB|HOSP|VES|HOSP|20260301090000+0000||ORU^R01^ORU_R01|M1|P|2.5.1',
    'PID|1||A1^^^HOSP&1.2.3&ISO^MR||DOE^JANE||19500203|F',
    'OBR|1|P1|F1|24323-8^Panel^LN|||20260301080000+0000|||||||||||||||20260301090000+0000|||F',
    'OBX|1|NM|2160-0^Creatinine^LN||1.20|mg/dl|0.5-1.1|H|||F|||20260301080000+0000',
    'OBX|2|NM|2823-3^Potassium^LN||4.1|mEq/L|||||F|||20260301080000+0000',
  ].join('\r')
  const csv =
    'mrn,name,when,crea\nA1,Doe Jane,2026-03-01 08:00,106.1\nA1,Doe Jane,2026-03-02 08:00,-\nA1,Doe Jane,2026-03-03 08:00,115\n'

  function files() {
    const folder = temporaryFolder()
    const file = (name: string, text: string) => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }
    return [
      [fhir, file('his.ndjson', [his, value('o1', 8, 1.2)].map((one) => JSON.stringify(one)).join('\n'))],
      [{ format: 'hl7', zone: 'UTC', sender: 'LAB' }, file('lab.hl7', hl7)],
      [{ format: 'csv', zone: 'UTC', mapping }, file('ward.csv', csv)],
    ] as [IntakeOptions, string][]
  }

  test.each([[[0, 1, 2]], [[2, 1, 0]], [[1, 0, 2]]])(
    'in the order %j is one patient, each value once, its sources all told',
    async (order) => {
      const db = memoryStore()
      const sources = files()
      for (const again of [false, true])
        for (const index of order) {
          const [options, path] = sources[index]!
          const ended = await importFile(db, [path], options)
          expect(ended.files.map(({ error }) => error)).toEqual([null])
          const outcomes = new Set(
            ended.files.flatMap(({ tallies }) => tallies.map(({ outcome }) => outcome)),
          )
          if (again) expect([...outcomes]).toEqual(['duplicate'])
          else expect(outcomes.has('rejected')).toBe(false)
        }
      expect(listPeople(db, { afterId: null, limit: 9 })).toHaveLength(1)
      const patientId = patientOf(db)
      const { points } = timeline(db, { patientId, code: creatinine, unit: 'mg/dL' })
      expect(points.map((point) => Number(point.value.toFixed(1)))).toEqual([1.2, 1.3])
      const traced = traceEntry(db, points[0]?.entryId ?? 0).sources.map(({ file, position }) => [
        file.split('/').at(-1),
        String(position),
      ])
      expect(traced.map(([file]) => file).toSorted()).toEqual(['his.ndjson', 'lab.hl7', 'ward.csv'])
      expect(
        latestValue(db, { patientId, code: creatinine, unit: 'umol/L', beforeMs: Date.parse('2027-01-01') }),
      ).toMatchObject({ value: 115 })
    },
  )
})

describe('what the record keeps nothing of', () => {
  const resources = [
    patient,
    { resourceType: 'Claim', id: 'c1' },
    value('o1', 8, 1.2),
    { resourceType: 'Claim', id: 'c2' },
    { resourceType: 'Practitioner', id: 'd' },
  ]

  test('is counted by its name, before and after, and the same the second time', async () => {
    const db = memoryStore()
    const path = write('a.ndjson', resources)
    const [file] = await planFiles('fhir', [path])
    expect(await forecastFile(db, fhir, file!, never)).toMatchObject({
      skipped: { Claim: 2, Practitioner: 1 },
      counts: { fresh: 2, rejected: 0 },
    })
    for (let time = 0; time < 2; time += 1)
      expect((await importFile(db, [path])).files).toMatchObject([{ skipped: { Claim: 2, Practitioner: 1 } }])
  })

  test('is counted once where an import goes on after it was cancelled', async () => {
    const db = memoryStore()
    const path = write('a.ndjson', resources)
    const id = createIntake(db, { options: fhir, files: await planFiles('fhir', [path]), by: 'tester' })
    const run = (signal: AbortSignal) => runIntake(db, id, { signal, progress: () => undefined })
    expect(await run(AbortSignal.abort())).toMatchObject({ state: 'cancelled', files: [{ skipped: {} }] })
    expect(await run(never)).toMatchObject({ state: 'done', files: [{ skipped: { Claim: 2 } }] })
  })

  test('has bounded names and numbers, whatever a file holds', async () => {
    const db = memoryStore()
    const odd = Array.from({ length: 400 }, (_, index) => ({ resourceType: `T${index}${'x'.repeat(300)}` }))
    const { files } = await importFile(db, [write('a.ndjson', odd)])
    const { skipped = {} } = files[0] ?? {}
    expect(Object.keys(skipped)).toHaveLength(201)
    expect(Math.max(...Object.keys(skipped).map((name) => name.length))).toBe(100)
    expect(skipped['…']).toBe(200)
  })
})

test('a message that names no character set is read in the one that is told, and waits without', async () => {
  const message = [
    'MSH|^~\\&|LAB|HOSP|VES|HOSP|20260301090000+0000||ORU^R01^ORU_R01|M1|P|2.5.1',
    'PID|1||A1^^^HOSP&1.2.3&ISO^MR||DOE^JANE||19500203|F',
    'OBR|1|P1|F1|24323-8^Panel^LN|||20260301080000+0000',
    'OBX|1|NM|2160-0^肌酐^LN||1.20|mg/dL|||||F',
  ]
  // "肌酐" in GBK, as Python's codec writes it
  const [before = '', after = ''] = message.join('\r').split('肌酐')
  const path = write('lab.hl7', [''])
  writeFileSync(
    path,
    Buffer.concat([Buffer.from(before), Buffer.from('bca1f4fb', 'hex'), Buffer.from(after)]),
  )
  const hl7: IntakeOptions = { format: 'hl7', zone: 'UTC', sender: 'LAB' }
  expect(counts(await importFile(memoryStore(), [path], hl7))).toEqual({ 'rejected encoding': 1 })
  const db = memoryStore()
  expect(counts(await importFile(db, [path], { ...hl7, encoding: 'gbk' }))).toEqual({
    'added patient': 1,
    'added observation': 1,
  })
  const [entry] = listEntries(db, { patientId: patientOf(db), kinds: ['observation'], limit: 9 })
  expect(JSON.stringify(entry)).toContain('肌酐')
})

test('stays without dates begin when the import says', async () => {
  const db = memoryStore()
  const path = write('a.csv', ['RecordID,minute,parameter,value', '7,60,HR,80'])
  await importFile(db, [path], { format: 'physionet2012', zone: 'UTC', admission: '2024-02-29T23:30:00Z' })
  const { points } = timeline(db, {
    patientId: patientOf(db),
    code: { system: codeSystems.loinc, code: '8867-4' },
  })
  expect(points.map(({ timeMs }) => new Date(timeMs).toISOString())).toEqual(['2024-03-01T00:30:00.000Z'])
})

test('genotypes of one sample are those of the stated patient; of several only a named one', async () => {
  const vcf = (...samples: string[]) => [
    '##fileformat=VCFv4.2',
    '##contig=<ID=chr1,length=248956422>',
    ['#CHROM', 'POS', 'ID', 'REF', 'ALT', 'QUAL', 'FILTER', 'INFO', 'FORMAT', ...samples].join('\t'),
    ['chr10', '94781859', 'rs4244285', 'G', 'A', '50', 'PASS', '.', 'GT', ...samples.map(() => '0/1')].join(
      '\t',
    ),
  ]
  const options: IntakeOptions = { format: 'vcf', zone: 'UTC', patient: [{ system: 'urn:mrn', value: 'A1' }] }
  const read = async (samples: string[], more: Partial<IntakeOptions> = {}) => {
    const db = memoryStore()
    const told = counts(await importFile(db, [write('a.vcf', vcf(...samples))], { ...options, ...more }))
    const people = listPeople(db, { afterId: null, limit: 9 })
    return [told, people.flatMap(({ identifiers }) => identifiers.map(({ value: number }) => number))]
  }
  expect(await read(['NA1'])).toEqual([{ 'added genotype': 1 }, ['A1']])
  expect(await read(['NA1', 'NA2'])).toEqual([{ 'rejected patient-missing': 1 }, []])
  expect(await read(['NA1', 'NA2'], { sample: 'NA2' })).toEqual([{ 'added genotype': 1 }, ['A1']])
})

test('damaged rows of a dictionary of MIMIC wait, also where only the table beside it was chosen', async () => {
  const folder = temporaryFolder()
  const table = (name: string, ...rows: string[]) => {
    writeFileSync(join(folder, name), rows.join('\n'))
    return join(folder, name)
  }
  table('D_ITEMS.csv', 'ROW_ID,ITEMID,LABEL,UNITNAME', '1,900001,Blood lactate,mmol/L', '2,,Nameless,mmHg')
  const events = table(
    'CHARTEVENTS.csv',
    'ROW_ID,SUBJECT_ID,HADM_ID,ICUSTAY_ID,ITEMID,CHARTTIME,VALUE,VALUENUM,VALUEUOM',
    '1,7,8,9,900001,2164-10-23 21:09:00,2.1,2.1,',
  )
  const mimic: IntakeOptions = { format: 'mimic', zone: 'UTC' }
  for (const root of [events, folder]) {
    const files = await planFiles('mimic', [root])
    expect(files.map(({ path }) => path.split('/').at(-1))).toEqual(['D_ITEMS.csv', 'CHARTEVENTS.csv'])
  }
  const db = memoryStore()
  expect(counts(await importFile(db, [events], mimic))).toEqual({
    'rejected code-missing': 1,
    'added observation': 1,
  })
  expect(listQuarantine(db, { intakeId: null, offset: 0, limit: 9 })).toMatchObject([
    { raw: expect.stringContaining('Nameless') as string, detail: 'ITEMID is no number' },
  ])
})
