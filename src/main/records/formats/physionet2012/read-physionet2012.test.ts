import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RecordEntry } from '../../../../shared/domain/record/entry'
import type { ReadItem } from '../../../../shared/domain/record/read-item'
import { physionet2012System } from './parameters'
import { readPhysionet2012 } from './read-physionet2012'

async function* once(text: string) {
  yield Buffer.from(text)
}

const itemsOf = async (text: string): Promise<ReadItem[]> => {
  const items: ReadItem[] = []
  for await (const item of readPhysionet2012(once(text), { namespace: 'physionet', zone: 'UTC' }))
    items.push(item)
  return items
}

const said = (item: ReadItem) =>
  item.kind === 'entry'
    ? `${item.entry.kind} ${item.entry.identity.id}`
    : `${item.source.row} ${item.reason.code}`

describe('a stay of the challenge', () => {
  const oneStay = [
    'Time,Parameter,Value',
    '00:00,RecordID,132539',
    '00:00,Age,54',
    '00:00,Gender,0',
    '00:00,Height,-1',
    '00:00,ICUType,4',
    '00:00,Weight,-1',
    '00:07,GCS,15',
    '00:07,pH,735',
    '47:59,Temp,35.10',
    '48:01,HR,80',
    '12:61,HR,80',
    '13:00,HR,fast',
    '13:00,XYZ,1',
    '14:00,MechVent,1',
  ].join('\n')

  test('is read from its own text, and -1 is no value', async () => {
    const items = await itemsOf(oneStay)
    expect(items.map(said)).toEqual([
      'observation 132539/0/Age/54',
      'patient patient/132539',
      'encounter stay/132539',
      'observation 132539/7/GCS/15',
      'observation 132539/7/pH/735',
      'observation 132539/2879/Temp/35.10',
      'line 11 time-invalid',
      'line 12 time-invalid',
      'line 13 value-invalid',
      'line 14 code-missing',
      'observation 132539/840/MechVent/1',
    ])
    for (const item of items) if (item.kind === 'entry') RecordEntry.parse(item.entry)
    expect(items[5]).toMatchObject({
      source: { row: 'line 10' },
      entry: {
        encounterId: 'stay/132539',
        start: { iso: '2012-01-02T23:59:00.000Z', precision: 'minute' },
        code: {
          codings: [
            { system: 'http://loinc.org', code: '8310-5' },
            { system: physionet2012System, code: 'Temp' },
          ],
        },
        value: { type: 'quantity', quantity: { value: 35.1, decimals: 2, unit: 'Cel' } },
      },
    })
  })

  test('keeps the number of the stay with a rejected row', async () => {
    const rejected = (await itemsOf(oneStay)).find(
      (item) => item.kind === 'rejected' && item.source.row === 'line 13',
    )
    const raw = rejected?.kind === 'rejected' ? rejected.raw : ''
    expect((await itemsOf(raw.replace('fast', '88'))).map(said)).toEqual(['observation 132539/780/HR/88'])
  })

  test('is the same from the long table', async () => {
    const rows = oneStay
      .split('\n')
      .slice(2, 10)
      .map((row) => {
        const [clock = '', parameter = '', value = ''] = row.split(',')
        return `132539,${Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))},${parameter},${value}`
      })
    const entries = (items: ReadItem[]) =>
      items.flatMap((item) => (item.kind === 'entry' ? [item.entry] : []))
    const table = entries(await itemsOf(['RecordID,minute,parameter,value', ...rows].join('\n')))
    expect(table).toEqual(entries(await itemsOf(oneStay)).slice(0, 6))
    // The columns by their names, in whatever order, as predictions read them.
    const turned = rows.map((row) => [...row.split(',').toReversed(), 'x'].join(','))
    expect(entries(await itemsOf(['Value,Parameter,Minute,RecordID,Ward', ...turned].join('\n')))).toEqual(
      table,
    )
  })

  test('never throws, whatever its rows hold', async () => {
    const cell = fc.oneof(
      fc.constantFrom(
        '132539',
        '7',
        'HR',
        'Gender',
        'ICUType',
        '-1',
        '2',
        '00:07',
        '"',
        '__proto__',
        '1e9',
        'RecordID',
      ),
      fc.string({ maxLength: 5 }),
    )
    const table = fc.tuple(
      fc.constantFrom('RecordID,minute,parameter,value', 'Time,Parameter,Value', 'a,b'),
      fc.array(fc.array(cell, { minLength: 3, maxLength: 4 }), { maxLength: 6 }),
    )
    await fc.assert(
      fc.asyncProperty(table, async ([header, rows]) => {
        const text = [header, ...rows.map((row) => row.join(','))].join('\n')
        for (const item of await itemsOf(text))
          if (item.kind === 'entry') expect(RecordEntry.safeParse(item.entry).success).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})

const setA = join(process.env['VESALIUS_DATA'] ?? '', 'icu_physionet2012/set-a.csv.gz')
describe.runIf(process.env['VESALIUS_DATA'] && existsSync(setA))('set A', () => {
  interface Reference {
    lastLine: number
    sexes: Record<string, number>
    units: Record<string, number>
    parameters: Record<string, { n: number; sum: number; minutes: number }>
  }
  const reference = JSON.parse(
    readFileSync(join(import.meta.dirname, 'fixtures/reference.json'), 'utf8'),
  ) as Reference

  test('holds in its first 400 stays what pandas finds there', async () => {
    const sexes: Record<string, number> = { F: 0, M: 0, U: 0 }
    const units: Record<string, number> = {}
    const parameters: Record<string, { n: number; sum: number; minutes: number }> = {}
    const seen = new Set<string>()
    for await (const item of readPhysionet2012(createReadStream(setA), {
      namespace: 'physionet',
      zone: 'UTC',
    })) {
      expect(item.kind).toBe('entry')
      if (item.kind !== 'entry') continue
      if (Number(item.source.row.slice('line '.length)) > reference.lastLine) break
      const { entry } = item
      if (entry.kind === 'patient') sexes[entry.sex]!++
      if (entry.kind === 'encounter') {
        const type = entry.type[0]!.codings[0]!.code.replace('ICUType=', '')
        units[type] = (units[type] ?? 0) + 1
      }
      if (entry.kind !== 'observation' || seen.has(entry.identity.id)) continue
      seen.add(entry.identity.id)
      const name = entry.code.codings.at(-1)!.code
      const total = (parameters[name] ??= { n: 0, sum: 0, minutes: 0 })
      total.n++
      total.sum +=
        entry.value.type === 'quantity'
          ? entry.value.quantity.value
          : Number(entry.value.type === 'boolean' && entry.value.boolean)
      total.minutes += (Date.parse(entry.start!.iso) - Date.parse('2012-01-01T00:00:00Z')) / 60_000
    }
    expect(sexes).toEqual(reference.sexes)
    expect(units).toEqual(reference.units)
    expect(Object.keys(parameters).toSorted()).toEqual(Object.keys(reference.parameters).toSorted())
    for (const [name, { n, sum, minutes }] of Object.entries(reference.parameters)) {
      expect(parameters[name]).toMatchObject({ n, minutes })
      expect(parameters[name]!.sum).toBeCloseTo(sum, 4)
    }
  })
})
