import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type DocumentEntry,
  type ObservationEntry,
  RecordEntry,
} from '../../../../shared/domain/record/entry'
import type { ReadItem } from '../../../../shared/domain/record/read-item'
import { type MimicDictionaries, readChartDictionary, readLabDictionary } from './dictionaries'
import { mimicTable, type MimicTable, readMimic } from './read-mimic'

interface Reference {
  tables: Record<MimicTable, string>
  chart: Record<string, [string, string, string, string]>
  lab: Record<string, [string, string, string, string, string]>
  notes: Record<string, string>
}
const { tables, chart, lab, notes } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/reference.json'), 'utf8'),
) as Reference

async function* inPieces(bytes: Uint8Array | string, size = 50) {
  const whole = Buffer.from(bytes as string)
  for (let at = 0; at < whole.length; at += size) yield whole.subarray(at, at + size)
}

const dictionaries = async (): Promise<MimicDictionaries> => ({
  chart: await readChartDictionary(inPieces(tables.D_ITEMS)),
  lab: await readLabDictionary(inPieces(tables.D_LABITEMS)),
})

const itemsOf = async (file: Uint8Array | string, named = true): Promise<ReadItem[]> => {
  const options = {
    namespace: 'mimic',
    zone: 'UTC',
    ...(named ? { dictionaries: await dictionaries() } : {}),
  }
  const items: ReadItem[] = []
  for await (const item of readMimic(inPieces(file), options)) items.push(item)
  return items
}

const said = (item: ReadItem) =>
  item.kind === 'entry'
    ? `${item.entry.kind} ${item.entry.identity.id}`
    : `${item.source.row} ${item.reason.code}`
const entriesOf = <E extends RecordEntry>(items: ReadItem[]) =>
  new Map(
    items.flatMap((item) =>
      item.kind === 'entry' ? [[item.entry.identity.id.split('/')[1]!, item.entry as E] as const] : [],
    ),
  )

describe('a table', () => {
  test('is known by its columns, in either case', () => {
    for (const [name, text] of Object.entries(tables)) {
      const header = text.split('\n')[0]!
      expect(mimicTable(header.split(','))).toBe(name)
      expect(mimicTable(header.toLowerCase().split(','))).toBe(name)
    }
    expect(mimicTable(['subject_id', 'stay_id', 'charttime', 'valuenum'])).toBeNull()
  })

  test.each(Object.keys(tables) as MimicTable[])(
    '%s gives entries that keep to the rules of the record, packed or not',
    async (name) => {
      // prettier-ignore
      const items = await itemsOf(tables[name])
      for (const item of items) if (item.kind === 'entry') RecordEntry.parse(item.entry)
      const [header = '', ...rest] = tables[name].split('\n')
      expect(await itemsOf(gzipSync([header.toLowerCase(), ...rest].join('\n')))).toMatchObject(
        items.map((item) => (item.kind === 'entry' ? item : { ...item, raw: expect.any(String) as string })),
      )
    },
  )

  test('that is none of these is refused once', async () => {
    expect((await itemsOf('a,b\n1,2\n3,4\n')).map(said)).toEqual(['line 1 unsupported'])
  })
})

describe('people', () => {
  test('older than 89 years have no date of birth, since it was moved by 300 years', async () => {
    const patients = entriesOf(await itemsOf(tables.PATIENTS))
    expect(patients.get('101')).toMatchObject({
      sex: 'F',
      birthDate: { iso: '2094-03-05', precision: 'day' },
    })
    expect(patients.get('102')).toMatchObject({
      sex: 'M',
      deceased: { iso: '2144-09-02', precision: 'day' },
      note: expect.stringContaining('89') as string,
    })
    expect(patients.get('102')).not.toHaveProperty('birthDate')
  })

  test('are admitted and stay in intensive care', async () => {
    const admissions = await itemsOf(tables.ADMISSIONS)
    expect(admissions.map(said)).toEqual([
      'encounter ADMISSIONS/5001',
      'patient ADMISSIONS/5001#patient',
      'encounter ADMISSIONS/5002',
      'patient ADMISSIONS/5002#patient',
    ])
    expect(admissions[0]).toMatchObject({
      entry: {
        state: 'finished',
        reason: [{ text: 'SEPSIS, PNEUMONIA' }],
        encounterClass: { code: 'ACUTE' },
      },
    })
    expect(admissions[3]).toMatchObject({
      entry: { deceased: { iso: '2144-09-02T04:00:00.000Z' }, issued: { iso: '2144-09-02T04:00:00.000Z' } },
    })
    const stays = entriesOf(await itemsOf(tables.ICUSTAYS))
    expect(stays.get('9001')).toMatchObject({
      partOf: 'ADMISSIONS/5001',
      location: 'MICU',
      service: 'MICU, SICU',
      start: { iso: '2164-10-23T21:10:15.000Z' },
    })
    expect(stays.get('9002')).toMatchObject({ state: 'in-progress', service: 'CSRU' })
  })
})

describe('charted values', () => {
  test('are what pandas joins, with LOINC and the unit that is stated', async () => {
    const items = await itemsOf(tables.CHARTEVENTS)
    const entries = entriesOf<ObservationEntry>(items)
    for (const [row, entry] of entries) {
      const [subject, time, label, number] = chart[row]!
      expect(entry.patient).toEqual([{ system: 'urn:mimic-iii:subject', value: subject }])
      expect(entry.start!.iso).toBe(`${time.replace(' ', 'T')}.000Z`)
      expect(entry.code.text).toBe(label)
      if (entry.value.type === 'quantity') expect(entry.value.quantity.value).toBe(Number(number))
    }
    const value = (row: string) => entries.get(row)?.value
    expect(value('31')).toEqual({ type: 'quantity', quantity: { value: 88, unit: 'BPM' } })
    expect(value('32')).toEqual({ type: 'quantity', quantity: { value: 98.6, decimals: 2, unit: '[degF]' } })
    expect(value('33')).toEqual({ type: 'text', text: '1.0 ET/Trach' })
    expect(value('34')).toEqual({ type: 'quantity', quantity: { value: 5, unit: '{score}' } })
    expect(value('36')).toEqual({ type: 'quantity', quantity: { value: 97.7, unit: '[degF]' } })
    expect(value('37')).toEqual({ type: 'quantity', quantity: { value: 85, unit: '%' } })
    expect(value('39')).toEqual({ type: 'quantity', quantity: { value: 70, unit: '[in_i]' } })
    expect(entries.get('31')?.code.codings.map(({ code }) => code)).toEqual(['8867-4', '211'])
    expect(entries.get('31')?.encounterId).toBe('ICUSTAYS/9001')
    expect(entries.get('37')?.encounterId).toBe('ADMISSIONS/5002')
    expect(items.filter((item) => item.kind === 'rejected').map(said)).toEqual([
      'line 9 unit-missing',
      'line 11 time-missing',
      'line 12 value-missing',
    ])
  })

  test('that were marked as wrong are taken back', async () => {
    const entries = entriesOf<ObservationEntry>(await itemsOf(tables.CHARTEVENTS))
    expect(
      [...entries.values()].filter(({ status }) => status === 'removed').map(({ identity }) => identity.id),
    ).toEqual(['CHARTEVENTS/35'])
  })

  test('keep their numbers where there is no dictionary', async () => {
    const entries = entriesOf<ObservationEntry>(await itemsOf(tables.CHARTEVENTS, false))
    expect(entries.get('31')?.code).toEqual({
      codings: [
        { system: 'http://loinc.org', code: '8867-4', display: 'Heart rate' },
        { system: 'local:mimic-iii/d_items', code: '211' },
      ],
    })
    expect(entries.has('37')).toBe(false)
  })

  test('of the laboratory have the dictionary’s LOINC code, and a limit stays a limit', async () => {
    const items = await itemsOf(tables.LABEVENTS)
    const entries = entriesOf<ObservationEntry>(items)
    for (const [row, entry] of entries) {
      const [subject, time, label, loinc, fluid] = lab[row]!
      expect(entry.patient[0]!.value).toBe(subject)
      expect(entry.start!.iso).toBe(`${time.replace(' ', 'T')}.000Z`)
      expect(entry).toMatchObject({ specimen: fluid, code: { text: label } })
      expect(entry.code.codings.find(({ system }) => system === 'http://loinc.org')?.code ?? '').toBe(loinc)
    }
    expect(entries.get('51')).toMatchObject({
      value: { quantity: { value: 1.4, decimals: 2, unit: 'mg/dL' } },
      interpretation: [{ code: 'A' }],
    })
    expect(entries.get('52')?.value).toEqual({
      type: 'quantity',
      quantity: { value: 0.5, comparator: '<', unit: 'mmol/L' },
    })
    expect(entries.get('52')).not.toHaveProperty('encounterId')
    expect(entries.get('53')?.value).toEqual({ type: 'text', text: 'NEG' })
    expect(entries.get('54')?.value).toMatchObject({ quantity: { value: 3, comparator: '<' } })
    expect(items.filter((item) => item.kind === 'rejected').map(said)).toEqual(['line 6 unit-missing'])
  })
})

describe('a dictionary', () => {
  const damaged = [
    'ROW_ID,ITEMID,LABEL,UNITNAME',
    '1,900001,Blood lactate,mmol/L',
    '2,,Nameless,mmHg',
    '3,900003,too,many,cells',
    '4,900004,"open',
    '5,900005,Cuff pressure,cmH2O',
  ].join('\n')

  test('gives what it can, and tells which rows it cannot', async () => {
    expect(mimicTable(['ROW_ID', 'ITEMID', 'LABEL', 'UNITNAME'])).toBe('D_ITEMS')
    expect([...(await readChartDictionary(inPieces(damaged))).keys()]).toEqual(['900001', '900005'])
    expect((await itemsOf(damaged)).map(said)).toEqual([
      'line 3 code-missing',
      'line 4 malformed',
      'line 5 malformed',
    ])
    expect(await itemsOf(tables.D_ITEMS)).toEqual([])
    expect(await itemsOf(tables.D_LABITEMS)).toEqual([])
  })
})

describe('orders and notes', () => {
  test('are read with their codes', async () => {
    const orders = entriesOf(await itemsOf(tables.PRESCRIPTIONS))
    expect(orders.get('61')).toMatchObject({
      start: { iso: '2164-10-24', precision: 'day' },
      end: { iso: '2164-10-27' },
      dose: { value: 2, unit: 'mg' },
      doseText: '2 mg PO',
      code: { text: 'Tacrolimus, 1mg Capsule', codings: [{ code: '00469061711' }, { code: 'TACR1' }] },
      state: 'completed',
    })
    expect(orders.get('62')).toMatchObject({
      doseText: '1000-2000 ml IV',
      code: { codings: [{ code: 'NS1000' }] },
    })
    expect(orders.get('62')).not.toHaveProperty('dose')
  })

  test('keep every line of a note', async () => {
    const documents = entriesOf<DocumentEntry>(await itemsOf(tables.NOTEEVENTS))
    for (const [row, text] of Object.entries(notes)) expect(documents.get(row)?.text).toBe(text)
    expect(documents.get('71')).toMatchObject({
      status: 'final',
      code: { codings: [{ code: '18842-5' }] },
      start: { iso: '2164-11-01', precision: 'day' },
    })
    expect(documents.get('72')).toMatchObject({
      status: 'removed',
      start: { iso: '2164-10-24T04:30:00.000Z' },
    })
  })

  test('never throw, whatever the cells hold', async () => {
    const names = Object.keys(tables) as MimicTable[]
    const cell = fc.oneof(
      fc.constantFrom(
        '',
        '1',
        '101',
        '2164-10-23 21:09:00',
        '2164-13-01',
        '0',
        '1e999',
        '"',
        'NaN',
        '98.6',
        'mg',
      ),
      fc.string({ maxLength: 6 }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.array(fc.array(cell, { minLength: 19, maxLength: 19 }), { maxLength: 3 }),
        async (name, rows) => {
          const header = tables[name].split('\n')[0]!
          const width = header.split(',').length
          const text = [header, ...rows.map((row) => row.slice(0, width).join(','))].join('\n')
          for (const item of await itemsOf(text))
            if (item.kind === 'entry')
              expect(RecordEntry.safeParse(item.entry)).toMatchObject({ success: true })
        },
      ),
      { numRuns: 1500 },
    )
  })
})
