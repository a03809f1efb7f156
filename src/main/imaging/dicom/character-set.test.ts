import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memorySource } from '../byte-source'
import { decodePersonName, decodeText, readRepertoire } from './character-set'
import type { DataSet } from './data-set'
import { readDicomFile } from './read-file'

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'))
const name = (terms: string[], text: string) => {
  const { alphabetic, ideographic, phonetic } = decodePersonName(bytes(text), readRepertoire(terms))
  return [alphabetic, ideographic, phonetic].join('=')
}

describe('person names, PS3.5 annexes H to K', () => {
  it.each([
    [
      'H.3.1',
      ['', 'ISO 2022 IR 87'],
      'Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B',
      'Yamada^Tarou=山田^太郎=やまだ^たろう',
    ],
    [
      'H.3.2',
      ['ISO 2022 IR 13', 'ISO 2022 IR 87'],
      '\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J=\x1b$B$d$^$@\x1b(J^\x1b$B$?$m$&\x1b(J',
      'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう',
    ],
    [
      'I.2',
      ['', 'ISO 2022 IR 149'],
      'Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf',
      'Hong^Gildong=洪^吉洞=홍^길동',
    ],
    ['J.1', ['ISO_IR 192'], 'Wang^XiaoDong=\xe7\x8e\x8b^\xe5\xb0\x8f\xe6\x9d\xb1=', 'Wang^XiaoDong=王^小東='],
    ['J.2', ['GB18030'], 'Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab=', 'Wang^XiaoDong=王^小东='],
    [
      'K.2',
      ['', 'ISO 2022 IR 58'],
      'Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab=',
      'Zhang^XiaoDong=张^小东=',
    ],
    ['supplementary kanji', ['', 'ISO 2022 IR 159'], '\x1b$(D0!\x1b(B', '丂=='],
  ])('%s', (_, terms, text, expected) => {
    expect(name(terms, text)).toBe(expected)
  })
})

describe('single repertoires', () => {
  it.each([
    ['ISO_IR 100', '\xc4neas^R\xfcdiger', 'Äneas^Rüdiger'],
    ['ISO_IR 101', 'W\xb3od^Zdzis\xb3aw', 'Włod^Zdzisław'],
    ['ISO_IR 109', '\xa6\xb1', 'Ĥħ'],
    ['ISO_IR 110', '\xa6\xb3', 'Ļŗ'],
    ['ISO_IR 144', '\xbb\xee\xda\xd5', 'Люке'],
    ['ISO_IR 127', '\xe2\xc8\xc7\xe6\xea', 'قباني'],
    ['ISO_IR 126', '\xc4\xe9\xef', 'Διο'],
    ['ISO_IR 138', '\xf9\xf8\xe5\xef', 'שרון'],
    ['ISO_IR 148', '\xdd\xfe', 'İş'],
    ['ISO_IR 203', '\xa4', '€'],
    ['ISO_IR 166', '\xa1\xd2', 'กา'],
    ['ISO_IR 13', '\xd4\xcf\xc0\xde', 'ﾔﾏﾀﾞ'],
    ['GBK', '\xd6\xd0', '中'],
    ['iso-ir-100', '\xfc', 'ü'],
    ['UTF8', '\xc3\xbc', 'ü'],
  ])('%s', (term, text, expected) => {
    expect(decodeText(bytes(text), readRepertoire([term]), true)).toBe(expected)
  })

  it('reads undeclared bytes as UTF-8 where they are, else as ISO 8859-1', () => {
    expect(decodeText(bytes('\xc3\xbc'), readRepertoire([]), true)).toBe('ü')
    expect(decodeText(bytes('\xfc'), readRepertoire([]), true)).toBe('ü')
  })

  it('does not take the second byte of a character for a separator', () => {
    expect(decodeText(bytes('\x81\x5c\\b'), readRepertoire(['GB18030']), true)).toBe('乗\\b')
  })
})

describe('code extensions', () => {
  const japanese = readRepertoire(['', 'ISO 2022 IR 87'])
  it('end at delimiters and control characters', () => {
    expect(decodeText(bytes('\x1b$B;3\r\nok'), japanese, false)).toBe('山\r\nok')
    const greek = readRepertoire(['ISO 2022 IR 100', 'ISO 2022 IR 126'])
    expect(decodeText(bytes('\x1b-F\xc4\\\xc4'), greek, true)).toBe('Δ\\Ä')
    expect(decodeText(bytes('\x1b-F\xc4\\\xc4'), greek, false)).toBe('Δ\\Δ')
  })

  it('are read where they were not declared, or not repeated after a delimiter', () => {
    expect(decodeText(bytes('\x1b$)C\xc8\xab'), readRepertoire(['', 'ISO 2022 IR 87']), true)).toBe('홍')
    expect(name(['', 'ISO 2022 IR 149'], '\x1b$)C\xc8\xab^\xb1\xe6\xb5\xbf')).toBe('홍^길동==')
  })
})

describe('any bytes', () => {
  const anyTerms = fc.array(
    fc.constantFrom(
      '',
      'ISO_IR 100',
      'ISO 2022 IR 87',
      'ISO 2022 IR 149',
      'ISO 2022 IR 13',
      'GB18030',
      'ISO_IR 192',
      'nonsense',
    ),
    { maxLength: 4 },
  )

  it('become text; ASCII stays what it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), anyTerms, fc.boolean(), (input, terms, multi) => {
        expect(typeof decodeText(input, readRepertoire(terms), multi)).toBe('string')
        expect(typeof decodePersonName(input, readRepertoire(terms)).alphabetic).toBe('string')
      }),
    )
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'Abc xyz09'), maxLength: 30 }),
        anyTerms,
        (text, terms) => {
          expect(decodeText(bytes(text), readRepertoire(terms), true)).toBe(text)
        },
      ),
    )
  })

  it('of UTF-8 come back as written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decodeText(new Uint8Array(Buffer.from(text)), readRepertoire(['ISO_IR 192']), true)).toBe(
          text.replace(/^\ufeff/, ''),
        )
      }),
    )
  })
})

const dataFolder = join(process.env['VESALIUS_DATA'] ?? '', 'dicom')
describe.runIf(process.env['VESALIUS_DATA'] && existsSync(dataFolder))('names of the data folder', () => {
  const references = JSON.parse(
    readFileSync(join(import.meta.dirname, 'fixtures/reference-text.json'), 'utf8'),
  ) as Record<string, string>
  // pydicom 2.3 leaves ISO 2022 IR 58 undecoded.
  const corrected: Record<string, string> = { 'fo-dicom/charset/chrGB2312.dcm': 'Zhang^XiaoDong=张^小东' }

  const findName = (dataSet: DataSet): string => {
    if (dataSet.has(0x00100010)) {
      const { alphabetic, ideographic, phonetic } = dataSet.personName(0x00100010)
      return [alphabetic, ideographic, phonetic].join('=').replace(/=+$/, '')
    }
    return (
      [...dataSet.elements.values()]
        .flatMap(({ items }) => (items ?? []).map(findName))
        .find((found) => found !== '') ?? ''
    )
  }

  it.each(Object.entries(references))('%s', (file, expected) => {
    const { dataSet } = readDicomFile(memorySource(readFileSync(join(dataFolder, file))))
    expect(findName(dataSet)).toBe(corrected[file] ?? expected)
  })
})
