import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeText } from './decode-text'
import { detectByteEncoding, type TextEncoding, textEncodings } from './encodings'
import { gunzipWhereNeeded } from './gunzip-bytes'
import { readLines } from './read-lines'
import { readNumber } from './read-number'
import { UnreadableContent } from './unreadable-content'

async function* inPieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

const gunzipped = async (bytes: Uint8Array, size = 1000, limits?: Parameters<typeof gunzipWhereNeeded>[1]) =>
  Buffer.concat(await all(gunzipWhereNeeded(inPieces(bytes, size), limits)))

describe('opening gzip', () => {
  test('reads one member, many members and plain bytes', async () => {
    const text = Buffer.from('a,b\n1,2\n'.repeat(5000))
    expect((await gunzipped(gzipSync(text))).equals(text)).toBe(true)
    const half = text.length / 2
    const two = Buffer.concat([gzipSync(text.subarray(0, half)), gzipSync(text.subarray(half))])
    expect((await gunzipped(two, 7)).equals(text)).toBe(true)
    expect((await gunzipped(text, 1)).equals(text)).toBe(true)
    expect((await gunzipped(new Uint8Array(0))).length).toBe(0)
  })

  test('says that data is damaged, cut off or swells without bounds', async () => {
    const packed = gzipSync(Buffer.from('x,y\n'.repeat(100_000)))
    await expect(gunzipped(packed.subarray(0, packed.length - 20))).rejects.toMatchObject({
      reason: 'malformed',
    })
    const damaged = Buffer.from(packed)
    damaged.fill(0xff, 40, 60)
    await expect(gunzipped(damaged)).rejects.toBeInstanceOf(UnreadableContent)
    const bomb = gzipSync(Buffer.alloc(8 * 1024 * 1024))
    await expect(gunzipped(bomb, 1000, { mostRatio: 100, freeBytes: 1024 * 1024 })).rejects.toMatchObject({
      reason: 'too-large',
    })
  })

  test('passes errors of the source on and closes a source that is left early', async () => {
    const packed = gzipSync(Buffer.from('x'.repeat(3_000_000)))
    let closed = false
    async function* source(fails: boolean) {
      try {
        yield packed.subarray(0, 100)
        if (fails) throw new Error('the disk is gone')
        yield packed.subarray(100)
      } finally {
        closed = true
      }
    }
    await expect(all(gunzipWhereNeeded(source(true)))).rejects.toThrow('the disk is gone')
    expect(closed).toBe(true)
    closed = false
    for await (const chunk of gunzipWhereNeeded(source(false))) if (chunk.length > 0) break
    expect(closed).toBe(true)
  })
})

const decoded = async (bytes: Uint8Array, size = 64, told?: TextEncoding) => {
  const { text, encoding } = decodeText(inPieces(bytes, size), told)
  const whole = (await all(text)).join('')
  return { whole, ...encoding() }
}

/** "血压偏高，复查" in GBK, as Python's codec writes it. */
const gbk = Buffer.from('d1aad1b9c6abb8dfa3acb8b4b2e9', 'hex')

describe('decoding', () => {
  test('finds GBK after more ASCII than any sample holds', async () => {
    const ascii = Buffer.from('1,plain\n'.repeat(40_000))
    const { whole, encoding, certainty } = await decoded(
      Buffer.concat([ascii, gbk, gbk, Buffer.from('\n')]),
      4096,
    )
    expect(encoding).toBe('gb18030')
    expect(certainty).toBe('likely')
    expect(whole.endsWith('血压偏高，复查血压偏高，复查\n')).toBe(true)
    expect(whole.startsWith('1,plain\n1,plain')).toBe(true)
  })

  test('tells Windows-1252 by its lone bytes, and a damaged UTF-8 row from another encoding', () => {
    expect(
      detectByteEncoding(Buffer.from('37,2 \xb0C; 5 \xb5g/l; n\xfcchtern, gesch\xe4tzt', 'latin1')),
    ).toMatchObject({ encoding: 'windows-1252' })
    const utf8 = Buffer.concat([
      Buffer.from('血压偏高，复查。'.repeat(20)),
      Buffer.from([0xd1, 0x2c]),
      Buffer.from('心率'),
    ])
    expect(detectByteEncoding(utf8)).toMatchObject({ encoding: 'utf-8', certainty: 'likely' })
    expect(detectByteEncoding(Buffer.from('only ASCII'))).toMatchObject({
      certainty: 'certain',
      because: 'ascii-only',
    })
  })

  test('follows what a person chose, unless a mark says otherwise', async () => {
    expect((await decoded(gbk, 3, 'windows-1252')).whole).toBe('ÑªÑ¹Æ«¸ß£¬¸´²é')
    expect((await decoded(Buffer.from('\uFEFF心率'), 3, 'gb18030')).whole).toBe('心率')
  })

  test('reads every encoding the same however the bytes are cut', async () => {
    const words = fc.array(
      fc.constantFrom('血糖', '肌酐', '，', '。', 'HR', '7.4', ',', '\n', '患者', '检查时间'),
      { minLength: 12, maxLength: 60 },
    )
    await fc.assert(
      fc.asyncProperty(words, fc.integer({ min: 1, max: 9 }), async (parts, size) => {
        const text = parts.join('')
        const little = Buffer.from(text, 'utf16le')
        const big = Buffer.from(little).swap16()
        for (const [bytes, encoding] of [
          [Buffer.from(text), undefined],
          [Buffer.concat([Buffer.from([0xff, 0xfe]), little]), undefined],
          [Buffer.concat([Buffer.from([0xfe, 0xff]), big]), undefined],
          [little, 'utf-16le'],
          [big, 'utf-16be'],
        ] as const)
          expect((await decoded(bytes, size, encoding)).whole).toBe(text)
      }),
      { numRuns: 200 },
    )
  })

  test('never throws, whatever the bytes', async () => {
    const told = fc.option(fc.constantFrom(...textEncodings), { nil: undefined })
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.integer({ min: 1, max: 50 }),
        told,
        async (bytes, size, encoding) => {
          expect(typeof (await decoded(bytes, size, encoding)).whole).toBe('string')
        },
      ),
      { numRuns: 1000 },
    )
  })
})

describe('lines', () => {
  const lines = async (text: string, size: number, most?: number) => {
    async function* pieces() {
      for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
    }
    return (await all(readLines(pieces(), most))).flat()
  }

  test('are those of the whole text, however it is cut', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\r\n', 'b'), maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 7 }), async (content, size) => {
        const expected = content.split(/\r\n|\n|\r/)
        if (expected.at(-1) === '') expected.pop()
        expect((await lines(content, size)).map((line) => line.text)).toEqual(expected)
      }),
      { numRuns: 2000 },
    )
  })

  test('that are too long are said and skipped', async () => {
    expect(await lines(`ok\n${'x'.repeat(50)}\r\nnext`, 7, 10)).toEqual([
      { number: 1, text: 'ok' },
      { number: 2, text: null },
      { number: 3, text: 'next' },
    ])
  })
})

describe('numbers', () => {
  test.each([
    ['7.40', { value: 7.4, decimals: 2 }],
    [' 12 ', { value: 12 }],
    ['-0.5', { value: -0.5 }],
    ['1.5e3', { value: 1500 }],
    ['<0.01', { value: 0.01, comparator: '<' }],
    ['≥ 90', { value: 90, comparator: '>=' }],
    ['＜３．５', { value: 3.5, comparator: '<' }],
    ['.5', { value: 0.5 }],
  ])('reads %s', (text, expected) => expect(readNumber(text)).toEqual(expected))

  test.each([
    '',
    '.',
    '1,234',
    '1 234',
    '7.4 mmol/L',
    '1e999',
    'NaN',
    'Infinity',
    '0x10',
    '--1',
    '12-14',
    '1.2.3',
  ])('refuses %j', (text) => expect(readNumber(text)).toBeNull())

  test('reads a decimal comma only where it is told', () => {
    expect(readNumber('37,20', ',')).toEqual({ value: 37.2, decimals: 2 })
    expect(readNumber('1.234', ',')).toBeNull()
  })

  test('gives back every number that was written', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(readNumber(String(value))?.value).toBe(value === 0 ? Number(String(value)) : value)
      }),
    )
  })
})
