import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readDelimiters, unescapeText } from './delimiters'
import { parseMessage } from './message'

interface FoundMessage {
  text: string
  /** fields, repetitions, components, subcomponents */
  segments: { name: string; fields: string[][][][] }[]
}
const found = JSON.parse(
  readFileSync(new URL('./fixtures/messages.json', import.meta.url), 'utf8'),
) as FoundMessage[]

const asAscii = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1')
const standard = readDelimiters('MSH|^~\\&|')!

test.each(found.map((message, index) => ({ ...message, index })))(
  'message $index has the parts that python-hl7 finds',
  ({ text, segments }) => {
    const [, ...read] = parseMessage(text.split('\r'), asAscii)
    expect(read.map(({ name }) => name)).toEqual(segments.map(({ name }) => name))
    segments.forEach(({ fields }, index) => {
      fields.forEach((repetitions, field) => {
        // Empty repetitions say nothing and are left out here.
        const said = repetitions.filter(
          (components) =>
            components.some((subs) => subs.length > 1 || subs[0] !== '') || components.length > 1,
        )
        const values = read[index]!.repetitions(field + 1)
        expect(values).toHaveLength(said.length)
        said.forEach((components, repetition) =>
          components.forEach((subs, component) =>
            subs.forEach((sub, place) =>
              expect(values[repetition]!.component(component + 1, place + 1)).toBe(sub),
            ),
          ),
        )
      })
    })
  },
)

test.each([
  ['a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f', 'a|b^c&d~e\\f'],
  ['one\\.br\\two\\.sp2\\three\\.sk3\\.', 'one\ntwo\n\nthree   .'],
  ['\\H\\loud\\N\\ quiet\\.in+4\\', 'loud quiet'],
  ['\\X41\\\\X0D0A\\B', 'A\nB'],
  ['C:\\temp\\file', 'C:\\temp\\file'],
  ['100\\', '100\\'],
  ['\\\\', '\\\\'],
  ['\\Zlocal\\', '\\Zlocal\\'],
  ['no \\Xnothex\\F\\', 'no \\Xnothex|'],
])('%s is read as %s', (text, read) => {
  expect(unescapeText(text, standard, asAscii)).toBe(read)
})

test('delimiters are those of the header; what cannot tell parts apart is refused', () => {
  expect(readDelimiters('MSH#!~$%#LAB')).toMatchObject({
    field: '#',
    component: '!',
    repetition: '~',
    escape: '$',
    subcomponent: '%',
  })
  expect(readDelimiters('MSH|^')).toMatchObject({
    component: '^',
    repetition: '',
    escape: '',
    subcomponent: '',
  })
  expect(readDelimiters('MSH|^~\\&#|')).toMatchObject({ truncation: '#' })
  for (const header of ['MSH', 'MSHA^~\\&A', 'MSH|^^\\&|', 'MSH||', 'MSH|AB|', 'MSH|^~\\&%$|', ''])
    expect(readDelimiters(header)).toBeNull()
})

test('a line that begins no segment goes on with the line before', () => {
  const [, note] = parseMessage(
    ['MSH|^~\\&|', 'NTE|1||first', 'second line', 'X', 'Z1: not a segment'],
    asAscii,
  )
  expect(note?.field(3).text()).toBe('first\nsecond line\nX\nZ1: not a segment')
})

test('unescaping takes time in proportion to the text', () => {
  const text = '\\X'.repeat(200_000)
  const start = performance.now()
  expect(unescapeText(text, standard, asAscii)).toBe(text)
  expect(performance.now() - start).toBeLessThan(5_000)
})

test('escaped text comes back whatever it is', () => {
  const escaped = (text: string) =>
    text.replace(/[|^&~\\]/g, (c) => `\\${{ '|': 'F', '^': 'S', '&': 'T', '~': 'R', '\\': 'E' }[c] ?? ''}\\`)
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(unescapeText(escaped(text), standard, asAscii)).toBe(text)
    }),
  )
})
