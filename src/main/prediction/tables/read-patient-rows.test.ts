import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PatientRow, readPatientRows } from './read-patient-rows'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vesalius-rows-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function read(
  content: string | Uint8Array,
): Promise<{ header: readonly string[]; rows: PatientRow[] }> {
  const path = join(folder, 'table.csv')
  await writeFile(path, content)
  let header: readonly string[] = []
  const rows: PatientRow[] = []
  for await (const part of readPatientRows(path)) {
    header = part.header
    rows.push(...part.rows)
  }
  return { header, rows }
}

describe('readPatientRows', () => {
  it('numbers the rows below the header from 1', async () => {
    expect(await read('a,b\n1,2\n3,4\n')).toEqual({
      header: ['a', 'b'],
      rows: [
        { number: 1, cells: ['1', '2'] },
        { number: 2, cells: ['3', '4'] },
      ],
    })
  })

  it('reads gzip, a byte order mark, CRLF and quotes', async () => {
    const { header, rows } = await read(gzipSync('\uFEFF"a";"b"\r\n"1;5";2\r\n'))
    expect(header).toEqual(['a', 'b'])
    expect(rows).toEqual([{ number: 1, cells: ['1;5', '2'] }])
  })

  it('keeps the number of a row that cannot be taken apart', async () => {
    const { rows } = await read('a,b\n1,2\n3\n5,6\n')
    expect(rows).toEqual([
      { number: 1, cells: ['1', '2'] },
      { number: 2, cells: null },
      { number: 3, cells: ['5', '6'] },
    ])
  })

  it('counts on through a large table', async () => {
    const lines = Array.from({ length: 50_000 }, (_, at) => `${at},${at}`)
    const { rows } = await read(['a,b', ...lines].join('\n'))
    expect(rows).toHaveLength(50_000)
    expect(rows.at(-1)).toEqual({ number: 50_000, cells: ['49999', '49999'] })
  })

  it('says what is wrong with the file', async () => {
    await expect(read('')).rejects.toMatchObject({ code: 'FILE_EMPTY' })
    await expect(read(gzipSync('a,b\n1,2\n').subarray(0, 15))).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
    })
    const missing = readPatientRows(join(folder, 'none.csv'))
    await expect(missing.next()).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  })
})
