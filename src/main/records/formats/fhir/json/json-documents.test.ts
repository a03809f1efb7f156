import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ExactDecimal, exactJsonNumber } from './exact-number'
import { type FoundJson, JsonDocuments } from './json-documents'
import { byteLines } from './json-lines'
import { type JsonValue, mostJsonDepth, parseExactJson } from './json-value'

const bytesOf = (text: string) => new TextEncoder().encode(text)

function read(text: string, chunk = 7, limit = 1_000_000): { found: FoundJson[]; failure: string | null } {
  const documents = new JsonDocuments('entry', limit)
  const bytes = bytesOf(text)
  for (let at = 0; at < bytes.length; at += chunk) documents.write(bytes.subarray(at, at + chunk))
  documents.end()
  return { found: documents.found, failure: documents.failure?.code ?? null }
}

test('the elements of the outermost array come one by one, the document without them at the end', () => {
  const { found, failure } = read('\uFEFF{"type":"x","entry":[{"a":[1,{"entry":[2]}]},{"b":null}],"total":2}')
  expect(failure).toBeNull()
  expect(found).toEqual([
    { from: 'array', value: { a: [1, { entry: [2] }] } },
    { from: 'array', value: { b: null } },
    { from: 'document', value: { type: 'x', entry: [], total: 2 } },
  ])
})

test('documents may stand one behind another', () => {
  expect(read('{"a":1}\n{"a":2}{"a":"ä汉"} ').found.map(({ value }) => value)).toEqual([
    { a: 1 },
    { a: 2 },
    { a: 'ä汉' },
  ])
})

test('numbers keep the zeros behind their point, by either way of reading, and write them again', () => {
  const text = '{"a":7.40,"b":-0.0,"c":100,"d":1.50e1,"e":["7.40",3.0],"f":0.0000001}'
  const value = parseExactJson(text)
  expect(read(text).found[0]?.value).toEqual(value)
  expect(value).toMatchObject({ a: new ExactDecimal(7.4, 2), c: 100, d: 15, f: 1e-7 })
  expect(JSON.stringify(value)).toBe('{"a":7.40,"b":0.0,"c":100,"d":15,"e":["7.40",3.0],"f":1e-7}')
  expect(
    JSON.stringify({ a: exactJsonNumber(0.5, 3), b: exactJsonNumber(0.25, 1), c: exactJsonNumber(1e21, 2) }),
  ).toBe('{"a":0.500,"b":0.25,"c":1e+21}')
})

test.each([
  ['{"a":1', 'malformed'],
  ['{"a":1}}', 'malformed'],
  ['{"a" 1}', 'malformed'],
  ['{"a":1,}', 'malformed'],
  ['[1,]', 'malformed'],
  ['[1 2]', 'malformed'],
  ['{"entry":[{"a":1},', 'malformed'],
  ['{"a":}', 'malformed'],
  ['[}', 'malformed'],
  ['"open', 'malformed'],
  ['nul', 'malformed'],
  ['\u0000', 'malformed'],
  ['['.repeat(mostJsonDepth + 1), 'malformed'],
])('%s is refused', (text, code) => {
  expect(read(text).failure).toBe(code)
})

test('what came before the fault is given', () => {
  const { found, failure } = read('{"entry":[{"a":1},{"a":2},{"a":tru')
  expect(failure).toBe('malformed')
  expect(found.map(({ value }) => value)).toEqual([{ a: 1 }, { a: 2 }])
})

test('an element without an end is given up at the limit, many small ones are not', () => {
  expect(read(`{"entry":[{"a":"${'x'.repeat(5000)}`, 100, 1000).failure).toBe('too-large')
  expect(read(`{"entry":[${'{"a":1},'.repeat(999)}{"a":1}]}`, 100, 1000).failure).toBeNull()
})

test('text that is nested too deep is refused, not followed', () => {
  expect(() => parseExactJson('['.repeat(5000) + ']'.repeat(5000))).toThrow(RangeError)
  expect(() => parseExactJson(`[1.0,${'['.repeat(100_000)}${']'.repeat(100_000)}]`)).toThrow()
})

const sameAsJson = (value: JsonValue): unknown => JSON.parse(JSON.stringify(value))

test('any JSON reads as JSON.parse reads it, however it is cut', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), fc.integer({ min: 1, max: 20 }), (text, chunk) => {
      const { found, failure } = read(`{"v":${text}}`, chunk)
      expect(failure).toBeNull()
      expect(sameAsJson(found[0]?.value ?? null)).toEqual(sameAsJson({ v: JSON.parse(text) as JsonValue }))
      expect(found[0]?.value).toEqual(parseExactJson(`{"v":${text}}`))
    }),
    { numRuns: 1000 },
  )
})

test('a member that is called like a prototype is one, and sets none', () => {
  const text = '{"v":{"__proto__":{"a":1.0},"b":2}}'
  const { found } = read(text, 7)
  expect(JSON.stringify(found[0]?.value)).toBe(text)
  expect(found[0]?.value).toEqual(parseExactJson(text))
  expect(({} as Record<string, unknown>)['a']).toBeUndefined()
})

test('bytes that are no JSON never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const documents = new JsonDocuments('entry', 10_000)
      documents.write(bytes)
      documents.end()
      return true
    }),
    { numRuns: 2000 },
  )
})

test('lines are found over the borders of chunks, and one that is too long is dropped alone', async () => {
  async function* chunks() {
    for (const text of ['ab', 'c\nd', '\n\nlong', 'longlong', 'long\nx', 'y']) yield bytesOf(text)
  }
  const lines = []
  for await (const together of byteLines(chunks(), 8))
    for (const { number, bytes } of together) lines.push([number, bytes && new TextDecoder().decode(bytes)])
  expect(lines).toEqual([
    [1, 'abc'],
    [2, 'd'],
    [3, ''],
    [4, null],
    [5, 'xy'],
  ])
})
