import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readRows, writeRow } from './read-rows'
import { RecordSplitter } from './split-records'

async function* pieces(text: string, size: number) {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
}

const rowsOf = async (
  text: string,
  size = 7,
  dialect = { delimiter: ',', rowEnd: '\n' } as const,
  mostCharacters?: number,
) => {
  const rows = []
  for await (const batch of readRows(pieces(text, size), { dialect, mostCharacters }).batches)
    rows.push(...batch)
  return rows
}

describe('rows of a delimited text', () => {
  test('keep quoted row ends, doubled quotes and their line numbers', async () => {
    const rows = await rowsOf('id,note\r\n1,"two\r\nlines, ""quoted"""\r\n\r\n2,5" tube\r\n3,""')
    expect(rows.map(({ line, cells }) => [line, cells])).toEqual([
      [1, ['id', 'note']],
      [2, ['1', 'two\r\nlines, "quoted"']],
      [5, ['2', '5" tube']],
      [6, ['3', '']],
    ])
  })

  test('give up only the line with a quote that is not closed', async () => {
    const rows = await rowsOf('a,b\n1,"open\n2,fine\n3,"closed"\n4,"in a "word\n5,last\n')
    expect(rows.map(({ line, cells, problem }) => [line, cells.join('|'), problem])).toEqual([
      [1, 'a|b', undefined],
      [2, '', 'quote'],
      [3, '2|fine', undefined],
      [4, '3|closed', undefined],
      [5, '', 'quote'],
      [6, '5|last', undefined],
    ])
    const open = await rowsOf('a,b\n1,x\n2,"never\n3,closed')
    expect(open.map(({ line, problem }) => [line, problem])).toEqual([
      [1, undefined],
      [2, undefined],
      [3, 'quote'],
      [4, undefined],
    ])
  })

  test('drop a record that is too long and go on', async () => {
    const rows = await rowsOf(`a\n${'x'.repeat(100)}\nb\n"${'y\n'.repeat(60)}`, 9, undefined, 20)
    expect(rows.slice(0, 3).map(({ line, cells, problem }) => [line, cells.join(), problem])).toEqual([
      [1, 'a', undefined],
      [2, '', 'too-long'],
      [3, 'b', undefined],
    ])
    expect(rows[3]).toMatchObject({ line: 4, problem: 'quote' })
    expect(rows.slice(4).map(({ cells }) => cells.join())).toEqual(Array.from({ length: 59 }, () => 'y'))
  })

  test('take old row ends', async () => {
    expect(
      (await rowsOf('a;b\r1;"x\ry"\r2;z', 3, { delimiter: ';', rowEnd: '\r' } as never)).map(
        ({ line, cells }) => [line, cells],
      ),
    ).toEqual([
      [1, ['a', 'b']],
      [2, ['1', 'x\ry']],
      [4, ['2', 'z']],
    ])
  })

  const cell = fc.string({ unit: fc.constantFrom('a', '1', ' ', ',', '"', '\n', '\r', '血', ';') })
  test('come back as they were written, however the text is cut', async () => {
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 30 }), fc.boolean(), async (cells, size, end) => {
        const text = cells.map((row) => writeRow(row, ',')).join('\r\n') + (end ? '\r\n' : '')
        // A row of blanks only is an empty row: it says nothing.
        const said = cells.filter((row) => writeRow(row, ',').trim() !== '')
        expect((await rowsOf(text, size)).map((row) => row.cells)).toEqual(said)
      }),
      { numRuns: 2000 },
    )
  })

  test('of any text are the same however it is cut, and lose no line', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r\n', 'b'), maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (content, size) => {
        const whole = new RecordSplitter({ delimiter: ',', rowEnd: '\n' })
        const once = [...whole.push(content), ...whole.end()]
        const cut = await rowsOf(content, size)
        expect(
          cut.map(({ line, raw, problem }) => ({ line, text: raw, ...(problem ? { problem } : {}) })),
        ).toEqual(once)
        for (const { line, text: raw } of once)
          expect(content.split('\n')[line - 1]?.startsWith(raw.split('\n')[0]!.replace(/\r$/, ''))).toBe(true)
        const saidLines = content.split('\n').filter((row) => row.trim() !== '').length
        const covered = once.reduce(
          (sum, { text: raw }) => sum + raw.split('\n').filter((row) => row.trim() !== '').length,
          0,
        )
        expect(covered).toBe(saidLines)
      }),
      { numRuns: 3000 },
    )
  })
})
