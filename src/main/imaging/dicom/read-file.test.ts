import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { memorySource } from '../byte-source'
import {
  element,
  encapsulated,
  identity,
  imageElements,
  type Item,
  writeElements,
  writeFile,
  type Written,
} from './fixtures/dicom-writer'
import { readDicomFile } from './read-file'

const read = (bytes: Uint8Array) => readDicomFile(memorySource(bytes))
const nameTag = 0x00100010
const body = [...identity.slice(0, 3), element(nameTag, 'PN', 'Roe^Jane'), ...identity.slice(3)]
const implicit = { explicitVr: false, littleEndian: true }
const bigEndian = { explicitVr: true, littleEndian: false }

describe('ways to write a file', () => {
  it.each<[string, Uint8Array, string]>([
    ['explicit little endian', writeFile(body), '1.2.840.10008.1.2.1'],
    [
      'implicit little endian',
      writeFile(body, { syntax: implicit, transferSyntaxUid: '1.2.840.10008.1.2' }),
      '1.2.840.10008.1.2',
    ],
    [
      'explicit big endian',
      writeFile(body, { syntax: bigEndian, transferSyntaxUid: '1.2.840.10008.1.2.2' }),
      '1.2.840.10008.1.2.2',
    ],
    [
      'deflated',
      writeFile(body, { deflated: true, transferSyntaxUid: '1.2.840.10008.1.2.1.99' }),
      '1.2.840.10008.1.2.1.99',
    ],
    [
      'deflated with a zlib header',
      Buffer.concat([
        writeFile([], { transferSyntaxUid: '1.2.840.10008.1.2.1.99' }),
        deflateSync(writeElements(body, { explicitVr: true, littleEndian: true })),
      ]),
      '1.2.840.10008.1.2.1.99',
    ],
    ['no preamble', writeFile(body, { preamble: false }), '1.2.840.10008.1.2.1'],
    ['no meta group', writeFile(body, { meta: false }), '1.2.840.10008.1.2.1'],
    ['data set alone, explicit', writeFile(body, { meta: false, preamble: false }), '1.2.840.10008.1.2.1'],
    [
      'data set alone, implicit',
      writeFile(body, { meta: false, preamble: false, syntax: implicit }),
      '1.2.840.10008.1.2',
    ],
    [
      'data set alone, big endian',
      writeFile(body, { meta: false, preamble: false, syntax: bigEndian }),
      '1.2.840.10008.1.2.2',
    ],
    [
      'no transfer syntax',
      writeFile(body, { transferSyntaxUid: null, syntax: implicit }),
      '1.2.840.10008.1.2',
    ],
    ['implicit under the name of explicit', writeFile(body, { syntax: implicit }), '1.2.840.10008.1.2.1'],
    [
      'explicit under the name of implicit',
      writeFile(body, { transferSyntaxUid: '1.2.840.10008.1.2' }),
      '1.2.840.10008.1.2',
    ],
  ])('%s', (_, bytes, transferSyntaxUid) => {
    const file = read(bytes)
    expect(file.dataSet.personName(nameTag).alphabetic).toBe('Roe^Jane')
    expect(file.dataSet.text(0x0020000d)).toBe('2.25.78')
    expect(file.transferSyntax.uid).toBe(transferSyntaxUid)
  })
})

describe('elements', () => {
  const inner: Item[] = [[element(0x00080100, 'SH', 'A')], [element(0x00080100, 'SH', 'B')]]
  const sequence = (more: Partial<Written>, vr = 'SQ') => element(0x00081032, vr, inner, more)
  const codesOf = (bytes: Uint8Array) =>
    read(bytes)
      .dataSet.items(0x00081032)
      .map((item) => item.text(0x00080100))

  it('reads sequences of known and unknown length', () => {
    for (const syntax of [{ explicitVr: true, littleEndian: true }, implicit, bigEndian]) {
      for (const undefinedLength of [false, true]) {
        expect(
          codesOf(
            writeFile(
              [...body, sequence({ undefinedLength })].sort((a, b) => a.tag - b.tag),
              { syntax, meta: false },
            ),
          ),
        ).toEqual(['A', 'B'])
      }
    }
  })

  it('reads a sequence as UN, whose items are implicit', () => {
    const items = writeElements([sequence({ undefinedLength: true })], implicit).subarray(8)
    const unknown = element(0x00081032, 'UN', new Uint8Array(items), { undefinedLength: true })
    expect(codesOf(writeFile([...body.slice(0, 3), unknown, ...body.slice(3)]))).toEqual(['A', 'B'])
    const known = element(
      0x00081032,
      'UN',
      new Uint8Array(writeElements([sequence({})], implicit).subarray(8)),
    )
    expect(codesOf(writeFile([...body.slice(0, 3), known, ...body.slice(3)]))).toEqual(['A', 'B'])
  })

  it('takes values of UN, of unknown VRs and of odd length', () => {
    const file = read(
      writeFile([
        ...identity.slice(0, 3),
        element(nameTag, 'UN', 'Roe^Jane'),
        element(0x00100020, 'LO', Uint8Array.of(0x41, 0x42, 0x43)),
        element(0x00101010, 'AS', '042Y', { writtenVr: '??' }),
        ...identity.slice(3),
      ]),
    )
    expect(file.dataSet.personName(nameTag).alphabetic).toBe('Roe^Jane')
    expect(file.dataSet.text(0x00100020)).toBe('ABC')
    expect(file.dataSet.text(0x00101010)).toBe('042Y')
    expect(file.dataSet.text(0x0020000e)).toBe('2.25.79')
  })

  it('stops at padding and at waste behind the pixels', () => {
    const image = imageElements([1, 2, 3, 4], { rows: 2, columns: 2 })
    for (const waste of [Buffer.alloc(64), Buffer.from('garbage that is no element'), Buffer.of(1, 2, 3)]) {
      expect(
        read(Buffer.concat([writeFile(image), waste]))
          .dataSet.bytes(0x7fe00010)
          ?.join(),
      ).toBe('1,2,3,4')
    }
    const padding = element(0xfffcfffc, 'OB', new Uint8Array(40))
    expect(
      read(writeFile([...image, padding]))
        .dataSet.bytes(0x7fe00010)
        ?.join(),
    ).toBe('1,2,3,4')
  })

  it('finds fragments, also when the last delimiter is missing', () => {
    const bytes = writeFile([...identity, encapsulated([Uint8Array.of(1, 2), Uint8Array.of(3, 4, 5, 6)])])
    for (const end of [bytes.length, bytes.length - 8]) {
      const { fragments } = read(bytes.subarray(0, end)).dataSet.elements.get(0x7fe00010) ?? {}
      expect(fragments?.map(({ length }) => length)).toEqual([0, 2, 4])
    }
  })
})

describe('what is no file of ours', () => {
  const codeOf = (bytes: Uint8Array) => {
    try {
      read(bytes)
    } catch (thrown) {
      return (thrown as { code: string }).code
    }
    return 'none'
  }
  it.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), 'FILE_EMPTY'],
    ['text', Buffer.from('The quick brown fox jumps over the lazy dog. '.repeat(20)), 'NOT_DICOM'],
    [
      'a program',
      Buffer.concat([Buffer.from('MZ\x90\0\x03\0\0\0\x04\0\0\0'), Buffer.alloc(500)]),
      'NOT_DICOM',
    ],
    ['zeros', new Uint8Array(4096), 'NOT_DICOM'],
    [
      'a CMS envelope',
      Buffer.concat([Buffer.from('3082010006092a864886f70d010703a0820100', 'hex'), Buffer.alloc(200)]),
      'DICOM_ENCRYPTED',
    ],
    ['a header alone', Buffer.concat([Buffer.alloc(128), Buffer.from('DICM')]), 'DICOM_TRUNCATED'],
    ['cut inside a value', writeFile(body).subarray(0, -3), 'DICOM_TRUNCATED'],
    [
      'cut inside a sequence',
      writeFile([...body, element(0x00400275, 'SQ', [[element(0x00080100, 'SH', 'ABCDEFGH')]])]).subarray(
        0,
        -4,
      ),
      'DICOM_TRUNCATED',
    ],
    [
      'not deflated as it says',
      writeFile([element(0x00100010, 'PN', 'x')], { transferSyntaxUid: '1.2.840.10008.1.2.1.99' }),
      'DICOM_MALFORMED',
    ],
  ])('%s', (_, bytes, code) => {
    expect(codeOf(bytes)).toBe(code)
  })

  it('refuses sequences in sequences without end', () => {
    let nested: Written = element(0x00081032, 'SQ', [[]], { undefinedLength: true })
    for (let depth = 0; depth < 200; depth += 1)
      nested = element(0x00081032, 'SQ', [[nested]], { undefinedLength: true })
    expect(codeOf(writeFile([...body, nested]))).toBe('DICOM_MALFORMED')
  })
})
