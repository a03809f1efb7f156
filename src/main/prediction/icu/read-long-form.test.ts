import fc from 'fast-check'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeText } from '../../records/formats/text/decode-text'
import { readLongForm, stayTable } from './read-long-form'
import type { Stay } from './stay'

const indexOf = new Map([
  ['HR', 0],
  ['pH', 1],
])
const rowsOf = (stay: Stay | undefined): number[][] => {
  const rows: number[][] = []
  stay?.forEach((...row) => rows.push(row))
  return rows
}
async function read(...pieces: string[]) {
  async function* bytes() {
    for (const piece of pieces) yield Buffer.from(piece)
  }
  return stayTable(decodeText(bytes()).text, indexOf)
}
const head = 'RecordID,minute,parameter,value\n'

describe('a table of stays', () => {
  it('keeps stays in the order of their first row, wherever their rows stand', async () => {
    const { stays } = await read(`${head}7,0,HR,80\n3,5,pH,7.4\n7,60,HR,90.5\n`)
    expect(stays.map(({ record }) => record)).toEqual(['7', '3'])
    expect(rowsOf(stays[0])).toEqual([
      [0, 0, 80],
      [60, 0, 90.5],
    ])
  })

  it.each([
    ['another order and a column of no interest', 'value,ward,parameter,minute,RecordID\r\n80,x,HR,3,7\r\n'],
    [
      'semicolons, quotes and a mark of byte order',
      '\uFEFF"RecordID";"minute";"parameter";"value"\n"7";"3";"HR";"80"',
    ],
    ['tabs', 'recordid\tMinute\tparameter\tvalue\n7\t3\tHR\t80\n\n'],
  ])('takes %s', async (_name, text) => {
    const { stays } = await read(text)
    expect(stays.map(({ record }) => record)).toEqual(['7'])
    expect(rowsOf(stays[0])).toEqual([[3, 0, 80]])
  })

  it('counts what it cannot use, and goes on', async () => {
    const { stays, strayRows } = await read(
      `${head}7,0,HR,\n7,x,HR,80\n7,0,Mood,3\n,0,HR,80\n7,0,HR,1e999\n7,1,HR,81\n7\n`,
    )
    const [stay] = stays
    expect(stay?.unreadable).toBe(3)
    expect(stay?.unknown).toEqual(
      new Map([
        ['Mood', 1],
        ['', 1],
      ]),
    )
    expect(rowsOf(stay)).toEqual([[1, 0, 81]])
    expect(strayRows).toEqual([5])
  })

  it('does not count with what is only a limit, or is in quotes that are not closed', async () => {
    const { stays, strayRows } = await read(`${head}7,0,HR,<80\n7,1,HR,81\n"8,2,HR,82\n7,3,HR,83\n`)
    expect(rowsOf(stays[0])).toEqual([
      [1, 0, 81],
      [3, 0, 83],
    ])
    expect(stays[0]?.unreadable).toBe(1)
    expect(strayRows).toEqual([4])
  })

  it('does not care where the pieces of the text end', async () => {
    const text = `${head}7,0,HR,80\r\n3,5,pH,7.4\r\n7,60,HR,90.5`
    const whole = await read(text)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: text.length })), async (cuts) => {
        const places = [0, ...cuts.sort((one, other) => one - other), text.length]
        const cut = await read(...places.slice(1).map((end, at) => text.slice(places[at], end)))
        expect(cut.stays.map(rowsOf)).toEqual(whole.stays.map(rowsOf))
      }),
    )
  })

  it('never throws for what stands in a row', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        await expect(read(head + text)).resolves.toBeDefined()
      }),
    )
  })

  it('refuses a table without the columns, and an empty one', async () => {
    const code = (wanted: string) => expect.objectContaining({ code: wanted }) as Error
    await expect(read('RecordID,value\n')).rejects.toThrow(code('SERIES_COLUMN_MISSING'))
    await expect(read('\n')).rejects.toThrow(code('FILE_EMPTY'))
  })
})

describe('readLongForm', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'long-form-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('reads plain and compressed files, whatever they are called', async () => {
    const text = head + Array.from({ length: 20_000 }, (_, at) => `${at % 50},${at % 2880},HR,80`).join('\n')
    await writeFile(join(folder, 'plain.gz'), text)
    await writeFile(join(folder, 'packed.csv'), gzipSync(text))
    for (const name of ['plain.gz', 'packed.csv']) {
      const { stays } = await readLongForm(join(folder, name), indexOf)
      expect(stays.map(({ length }) => length)).toEqual(Array<number>(50).fill(400))
    }
  })

  it('says what is wrong with a file', async () => {
    await writeFile(join(folder, 'broken.gz'), gzipSync(head).subarray(0, 20))
    await expect(readLongForm(join(folder, 'broken.gz'), indexOf)).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
    })
    await expect(readLongForm(folder, indexOf)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
    await expect(readLongForm(join(folder, 'none'), indexOf)).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    })
    await writeFile(join(folder, 'some.csv'), head)
    const stopped = AbortSignal.abort()
    await expect(readLongForm(join(folder, 'some.csv'), indexOf, stopped)).rejects.toMatchObject({
      code: 'CANCELLED',
    })
  })
})
