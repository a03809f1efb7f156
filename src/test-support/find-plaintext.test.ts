import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findPlaintext } from './find-plaintext'
import { temporaryFolder } from './temporary-folder'

describe('findPlaintext', () => {
  test.each([
    ['as it is', (text: string) => Buffer.from(`..${text}..`), 'bytes'],
    ['as UTF-16', (text: string) => Buffer.from(`..${text}..`, 'utf16le'), 'utf-16le'],
    ['as base64', (text: string) => Buffer.from(Buffer.from(text).toString('base64')), 'base64'],
    [
      'as base64, shifted by one',
      (text: string) => Buffer.from(Buffer.from(`.${text}.`).toString('base64')),
      'base64',
    ],
    [
      'as base64, shifted by two',
      (text: string) => Buffer.from(Buffer.from(`..${text}`).toString('base64')),
      'base64',
    ],
    ['as hex', (text: string) => Buffer.from(Buffer.from(text).toString('hex')), 'hex'],
  ])('finds a needle %s', (_, write, form) => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'deep/er'), { recursive: true })
    writeFileSync(join(folder, 'deep/er/file'), write('Mustermann^Erika'))
    expect(findPlaintext(folder, ['Mustermann^Erika', 'Other^Name'])).toContainEqual({
      file: join('deep', 'er', 'file'),
      needle: 'Mustermann^Erika',
      form,
    })
  })

  test('finds a needle in a file name, and nothing where there is nothing', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, '1.2.840.99.dcm'), 'nothing here')
    expect(findPlaintext(folder, ['1.2.840.99'])).toEqual([
      { file: '1.2.840.99.dcm', needle: '1.2.840.99', form: 'file name' },
    ])
    expect(findPlaintext(folder, ['张三的片子', Buffer.from('pixels')])).toEqual([])
  })

  test('refuses a needle that would be found by chance', () => {
    expect(() => findPlaintext(temporaryFolder(), ['abc'])).toThrow()
  })
})
