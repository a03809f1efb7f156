import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RecordEntry } from '../../../../shared/domain/record/entry'
import type { ReadItem } from '../../../../shared/domain/record/read-item'
import { CsvMapping, csvMappingFormat } from '../../../../shared/domain/record-import/csv-mapping'
import { decodeText } from '../text/decode-text'
import { previewMapping, proposeCsvMapping, sampleCsv } from './preview-csv'
import { readCsv } from './read-csv'
import { readRows, writeRow } from './read-rows'

async function* inPieces(bytes: Uint8Array | string, size = 1000) {
  const whole = typeof bytes === 'string' ? Buffer.from(bytes) : bytes
  for (let at = 0; at < whole.length; at += size) yield whole.subarray(at, at + size)
}

const itemsOf = async (
  bytes: Uint8Array | string,
  mapping: CsvMapping,
  size?: number,
): Promise<ReadItem[]> => {
  const items: ReadItem[] = []
  for await (const item of readCsv(inPieces(bytes, size), { mapping, namespace: 'csv:test', zone: 'UTC' }))
    items.push(item)
  return items
}

interface Table {
  name: string
  base64: string
  encoding: string
  delimiter: string
  cells: string[][]
}
const tables = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/tables.json'), 'utf8')) as Table[]

describe('tables as pandas reads them', () => {
  test.each(tables)('$name', async ({ base64, encoding, delimiter, cells }) => {
    const bytes = Buffer.from(base64, 'base64')
    for (const size of [3, 10_000]) {
      const decoded = decodeText(inPieces(bytes, size))
      const read = readRows(decoded.text)
      const rows: string[][] = []
      for await (const batch of read.batches) rows.push(...batch.map((row) => row.cells))
      expect(rows).toEqual(cells)
      expect(decoded.encoding().encoding).toBe(encoding)
      expect(read.dialect().delimiter).toBe(delimiter)
    }
  })
})

const quantity = (loinc: string, unit: string) => ({
  code: { codings: [{ system: 'http://loinc.org', code: loinc }] },
  value: { type: 'quantity' as const, unit: { from: 'mapping' as const, unit } },
})

const wide: CsvMapping = CsvMapping.parse({
  format: csvMappingFormat,
  name: 'ward',
  text: { headerRow: 1, decimal: '.' },
  missing: ['na', '-'],
  zone: 'Asia/Shanghai',
  patient: {
    identifiers: [{ column: 'id', system: 'urn:ward' }],
    sex: { column: 'sex', words: { 男: 'M', 女: 'F' } },
    birthDate: { columns: ['born'], patterns: ['YYYY-MM-DD', 'YYYY'] },
  },
  encounter: 'visit',
  time: { columns: ['date', 'time'], patterns: ['DD.MM.YYYY HH:mm', 'DD.MM.YYYY'] },
  timeRequired: true,
  rows: {
    form: 'wide',
    columns: [
      { as: 'observation', column: 'glucose', ...quantity('14749-6', 'mmol/L') },
      {
        as: 'observation',
        column: 'smoker',
        code: { codings: [], text: 'smoking' },
        value: { type: 'boolean', yes: ['是'], no: ['否'] },
      },
      {
        as: 'condition',
        column: 'diabetes',
        code: { codings: [{ system: 'http://hl7.org/fhir/sid/icd-10', code: 'E11' }] },
        yes: ['1'],
        no: ['0'],
      },
    ],
  },
})
const wideText = [
  'id,sex,born,visit,date,time,glucose,smoker,diabetes',
  '7,男,1960-02-01,V1,05.03.2024,08:10,7.40,是,1',
  '7,男,1960-02-01,V1,06.03.2024,,<3.0,否,0',
  '8,女,1971,V2,31.02.2024,08:00,5,是,0',
  ',女,1971,V2,01.02.2024,08:00,5,是,0',
  '9,X,na,V3,01.02.2024,08:00,abc,vielleicht,-',
  '9,女,na,V3,na,-,5,是,0',
  '9,女',
].join('\n')

describe('a wide table', () => {
  test('gives patients once, a value for each cell, and a reason for each cell that it cannot take', async () => {
    const items = await itemsOf(wideText, wide)
    const entries = items.flatMap((item) => (item.kind === 'entry' ? [item] : []))
    for (const { entry } of entries) RecordEntry.parse(entry)
    expect(entries.map(({ source, entry }) => `${source.row} ${entry.kind}`)).toEqual([
      'line 2 patient',
      'line 2 encounter',
      'line 2, glucose observation',
      'line 2, smoker observation',
      'line 2, diabetes condition',
      'line 3, glucose observation',
      'line 3, smoker observation',
      'line 3, diabetes condition',
      'line 4 patient',
      'line 6 patient',
      'line 6 encounter',
      'line 7 patient',
    ])
    expect(entries[2]!.entry).toMatchObject({
      patient: [{ system: 'urn:ward', value: '7' }],
      encounterId: 'encounter/V1',
      start: { iso: '2024-03-05T00:10:00.000Z', precision: 'minute' },
      value: { type: 'quantity', quantity: { value: 7.4, decimals: 2, unit: 'mmol/L' } },
    })
    expect(entries[5]!.entry).toMatchObject({
      start: { iso: '2024-03-06', precision: 'day' },
      value: { quantity: { value: 3, comparator: '<' } },
    })
    expect(entries[7]!.entry).toMatchObject({ kind: 'condition', verification: 'refuted' })
    expect(entries[8]!.entry).toMatchObject({ sex: 'F', birthDate: { iso: '1971', precision: 'year' } })
    const rejected = items.flatMap((item) =>
      item.kind === 'rejected' ? [`${item.source.row}: ${item.reason.code}`] : [],
    )
    expect(rejected).toEqual([
      'line 4, date: time-invalid',
      'line 5, id: patient-missing',
      'line 6, sex: value-invalid',
      'line 6, glucose: value-invalid',
      'line 6, smoker: value-invalid',
      'line 7, date: time-missing',
      'line 8: malformed',
    ])
  })

  test('gives the same items for the same bytes, packed or not, and the same identities', async () => {
    const once = await itemsOf(wideText, wide)
    expect(await itemsOf(gzipSync(wideText), wide, 5)).toEqual(once)
    const ids = once.flatMap((item) =>
      item.kind === 'entry' && item.entry.kind !== 'patient' ? [item.entry.identity.id] : [],
    )
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('gives rejected rows as text that can be repaired and read again', async () => {
    const rejected = (await itemsOf(wideText, wide)).filter((item) => item.kind === 'rejected')
    const repaired = rejected
      .find(({ source }) => source.row.startsWith('line 4'))!
      .raw.replace('31.02', '28.02')
    const again = await itemsOf(repaired, { ...wide, text: { ...wide.text, encoding: 'gb18030' } })
    expect(again.map((item) => (item.kind === 'entry' ? item.entry.kind : item.reason))).toEqual([
      'patient',
      'encounter',
      'observation',
      'observation',
      'condition',
    ])
  })

  test('says what is missing where the mapping does not fit', async () => {
    const [only, ...rest] = await itemsOf('id,sex\n1,男\n', wide)
    expect(rest).toEqual([])
    expect(only).toMatchObject({
      kind: 'rejected',
      reason: {
        code: 'malformed',
        detail: 'the table has no column born, visit, date, time, glucose, smoker, diabetes',
      },
    })
    expect((await itemsOf('', wide))[0]).toMatchObject({ kind: 'rejected', reason: { code: 'malformed' } })
  })
})

const long: CsvMapping = CsvMapping.parse({
  format: csvMappingFormat,
  name: 'laboratory',
  text: { headerRow: 1, decimal: '.' },
  missing: [],
  patient: { identifiers: [{ column: '患者ID', system: 'urn:lab' }] },
  time: { columns: ['检验时间'], patterns: ['YYYY-MM-DD HH:mm'] },
  timeRequired: true,
  rowId: 'no',
  rows: {
    form: 'long',
    code: {
      column: '项目',
      others: 'keep',
      known: {
        血糖: {
          code: { codings: [{ system: 'http://loinc.org', code: '14749-6' }] },
          category: 'laboratory',
          value: { type: 'quantity', unit: { from: 'none' } },
        },
      },
    },
    value: '结果',
    unit: { from: 'column', column: '单位' },
    referenceRange: '参考范围',
  },
})
const longText = [
  '患者ID,检验时间,项目,结果,单位,参考范围,no',
  'P1,2024-03-05 08:10,血糖,7.4,mmol/L,3.9-6.1,1',
  'P1,2024-03-05 08:10,血糖,7.4,,3.9-6.1,2',
  'P1,2024-03-05 08:10,尿蛋白,阳性,,阴性,3',
  'P1,2024-03-05 08:10,,1,g/L,,4',
].join('\r\n')

describe('a long table', () => {
  test('takes the unit from its column, never from habit', async () => {
    const items = await itemsOf(longText, long)
    expect(
      items.map((item) =>
        item.kind === 'entry' ? item.entry.identity.id : `${item.source.row} ${item.reason.code}`,
      ),
    ).toEqual(['1#', 'line 3, 结果 unit-missing', '3#', 'line 5, 项目 code-missing'])
    expect(items[0]).toMatchObject({
      entry: {
        value: { quantity: { value: 7.4, unit: 'mmol/L' } },
        referenceRange: [{ low: { value: 3.9, unit: 'mmol/L' }, high: { value: 6.1, unit: 'mmol/L' } }],
      },
    })
    expect(items[2]).toMatchObject({
      entry: { value: { type: 'text', text: '阳性' }, referenceRange: [{ text: '阴性' }] },
    })
  })
})

describe('a proposal', () => {
  const propose = async (text: string) => proposeCsvMapping(await sampleCsv(inPieces(text)), 'proposed')

  test('knows Chinese and English headers and takes units from them', async () => {
    const { mapping, questions } = await propose(
      '病历号,性别,检查时间,血糖（mmol/L）,Creatinine (umol/L),hr_bpm,备注\nA1,男,2024-03-05 08:10:00,7.4,88,70,x\nA2,女,2024-03-13 09:00:00,5.0,70,66,y\n',
    )
    expect(CsvMapping.parse(mapping)).toMatchObject({
      patient: { identifiers: [{ column: '病历号' }], sex: { column: '性别', words: { 男: 'M', 女: 'F' } } },
      time: { columns: ['检查时间'] },
      rows: {
        form: 'wide',
        columns: [
          {
            column: '血糖（mmol/L）',
            code: { codings: [{ code: '14749-6' }] },
            value: { unit: { from: 'mapping', unit: 'mmol/L' } },
          },
          {
            column: 'Creatinine (umol/L)',
            code: { codings: [{ code: '14682-9' }] },
            value: { unit: { unit: 'umol/L' } },
          },
          { column: 'hr_bpm', code: { codings: [{ code: '8867-4' }] }, value: { unit: { unit: '/min' } } },
        ],
      },
    })
    expect(questions).toEqual([{ code: 'zone-unknown' }, { code: 'column-unused', column: '备注' }])
  })

  test('asks for units and for the order of day and month instead of guessing', async () => {
    const { mapping, questions } = await propose(
      'patient id,date,glucose\n1,03/05/2024,7.4\n2,04/06/2024,5\n',
    )
    expect(questions).toContainEqual({ code: 'unit-unknown', column: 'glucose' })
    expect(questions).toContainEqual({
      code: 'time-pattern-ambiguous',
      column: 'date',
      patterns: ['D/M/YYYY', 'M/D/YYYY'],
    })
    expect(mapping?.rows).toMatchObject({ columns: [{ value: { unit: { from: 'none' } } }] })
    const clear = await propose('patient id,date,glucose (mg/dL)\n1,03/25/2024,7.4\n')
    expect(clear.mapping?.time?.patterns).toEqual(['M/D/YYYY'])
    expect(clear.questions).toEqual([])
  })

  test('recognises the long form and reads its own table', async () => {
    const text =
      'RecordID,time,parameter,value,unit\n1,2024-01-01T08:00:00Z,HR,70,/min\n1,2024-01-01T08:00:00Z,Strange,3,g\n'
    const { mapping } = await propose(text)
    const items = await itemsOf(text, mapping!)
    expect(
      items.map((item) =>
        item.kind === 'entry' && item.entry.kind === 'observation' ? item.entry.code.codings[0]!.code : item,
      ),
    ).toEqual(['8867-4', 'Strange'])
  })

  test('is one that can be kept and used, or none, whatever the table', async () => {
    const word = fc.oneof(
      fc.constantFrom(
        'id',
        '姓名',
        'sex',
        'dob',
        'date',
        'time',
        'glucose (mg/dL)',
        'hr',
        'smoking',
        '项目',
        '结果',
        'value',
        'parameter',
        '单位',
        '',
      ),
      fc.string({ maxLength: 5 }),
    )
    const cell = fc.oneof(
      fc.constantFrom('1', 'M', '2024-01-02', '03/04/2024', '08:00', '7,4', '是', 'HR', 'mmol/L', '-'),
      fc.string({ maxLength: 4 }),
    )
    const table = fc
      .integer({ min: 1, max: 6 })
      .chain((width) =>
        fc.tuple(
          fc.array(word, { minLength: width, maxLength: width }),
          fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 4 }),
        ),
      )
    await fc.assert(
      fc.asyncProperty(table, async ([header, rows]) => {
        const text = [header, ...rows].map((row) => writeRow(row, ',')).join('\n')
        const { mapping } = await propose(text)
        if (!mapping) return
        expect(CsvMapping.safeParse(mapping)).toMatchObject({ success: true })
        for (const item of await itemsOf(text, mapping))
          if (item.kind === 'entry')
            expect(RecordEntry.safeParse(item.entry)).toMatchObject({ success: true })
      }),
      { numRuns: 3000 },
    )
  })

  test('gives nothing where nothing is known', async () => {
    expect(await propose('a,b\n1,2\n')).toMatchObject({ mapping: null })
  })
})

describe('a preview', () => {
  test('shows what becomes of each cell and reads no further than it must', async () => {
    const read: number[] = []
    async function* source() {
      for (let chunk = 0; chunk < 1000; chunk++) {
        read.push(chunk)
        yield Buffer.from(
          chunk === 0 ? `${wideText}\n` : '7,男,1960-02-01,V1,05.03.2024,08:10,7.40,是,1\n'.repeat(100),
        )
      }
    }
    const sample = await sampleCsv(source())
    expect(read.length).toBeLessThan(40)
    const preview = previewMapping(sample, wide, { namespace: 'csv:test', zone: 'UTC' })
    expect(preview.missingColumns).toEqual([])
    expect(preview.rows).toHaveLength(50)
    expect(preview.rows[0]).toMatchObject({ line: 2, entries: 5, problems: [] })
    expect(preview.rows[2]!.problems).toEqual([
      {
        column: 'date',
        code: 'time-invalid',
        detail: '31.02.2024 08:00 does not follow DD.MM.YYYY HH:mm or DD.MM.YYYY',
      },
    ])
    expect(preview.rows[6]!.problems).toEqual([
      { column: null, code: 'malformed', detail: 'the row has 2 cells, the header 9' },
    ])
    expect(
      previewMapping({ ...sample, header: ['id'] }, wide, { namespace: 'x', zone: 'UTC' }).missingColumns,
    ).toContain('sex')
  })
})

describe('any bytes', () => {
  test('10,000 fuzzed tables never throw, and no entry breaks the rules of the record', async () => {
    const cell = fc.oneof(
      fc.constantFrom(
        '7',
        '男',
        '05.03.2024',
        '08:10',
        '7.4',
        '是',
        '1',
        'na',
        '"',
        '""',
        'a,b',
        '\n',
        '血',
        '1e400',
        '\u0000',
      ),
      fc.string({ maxLength: 6 }),
    )
    const bytes = fc.oneof(
      {
        weight: 4,
        arbitrary: fc
          .array(
            fc.array(cell, { minLength: 9, maxLength: 9 }).map((row) => row.join(',')),
            { maxLength: 4 },
          )
          .map((rows) => Buffer.from([wideText.split('\n')[0], ...rows].join('\n'))),
      },
      {
        weight: 1,
        arbitrary: fc
          .uint8Array({ maxLength: 200 })
          .map((tail) => Buffer.concat([Buffer.from(wideText), tail])),
      },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 80 }).map((tail) => Buffer.from(tail)) },
    )
    await fc.assert(
      fc.asyncProperty(bytes, async (table) => {
        for (const item of await itemsOf(table, wide)) {
          if (item.kind === 'entry') expect(RecordEntry.safeParse(item.entry).success).toBe(true)
          else expect(item.raw.length).toBeLessThanOrEqual(64 * 1024)
        }
      }),
      { numRuns: 10_000 },
    )
  })
})
