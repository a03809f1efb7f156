import fc from 'fast-check'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { decodeText } from './decode-text'
import { findDelimiter, parseRows } from './parse-table'
import { previewTruth, readDate, readTruthTable } from './read-truth-file'

const table = '检查号,肺炎,备注\r\nA1,有,"两行\r\n文字, ""引号"""\r\nA2,无,\r\n'

const utf16 = (text: string, mark: boolean) => Buffer.from(`${mark ? '\ufeff' : ''}${text}`, 'utf16le')
// 检查号,肺炎 / A1,有 in GBK, by the national standard's code table
const gbk = Buffer.from('bcecb2e9bac52cb7ced1d70d0a41312cd3d00d0a', 'hex')

async function fileOf(content: string | Uint8Array) {
  const folder = mkdtempSync(join(tmpdir(), 'vesalius-truth-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'labels.csv')
  writeFileSync(path, content)
  return readTruthTable(path)
}

test('reads UTF-8 with and without mark, UTF-16 of both orders, and GBK', () => {
  expect(decodeText(Buffer.from(table))).toEqual({ text: table, encoding: 'utf-8' })
  expect(decodeText(Buffer.from(`\ufeff${table}`))).toEqual({ text: table, encoding: 'utf-8' })
  expect(decodeText(utf16(table, true))).toEqual({ text: table, encoding: 'utf-16le' })
  expect(decodeText(utf16(table, true).swap16())).toEqual({ text: table, encoding: 'utf-16be' })
  expect(decodeText(utf16(table, false))).toEqual({ text: table, encoding: 'utf-16le' })
  expect(decodeText(gbk)).toEqual({ text: '检查号,肺炎\r\nA1,有\r\n', encoding: 'gb18030' })
  expect(decodeText(new Uint8Array())).toEqual({ text: '', encoding: 'utf-8' })
})

test('keeps quoted line breaks, delimiters and quotes, and knows the lines', () => {
  expect(parseRows(table, ',')).toEqual([
    { line: 1, cells: ['检查号', '肺炎', '备注'] },
    { line: 2, cells: ['A1', '有', '两行\r\n文字, "引号"'] },
    { line: 4, cells: ['A2', '无', ''] },
  ])
  expect(parseRows('a;b\n\n;;\n1;2', ';').map(({ line }) => line)).toEqual([1, 4])
  expect(() => parseRows('a,b\n1,"2', ',')).toThrow('never ends')
  expect(findDelimiter('a\tb\tc,d\n')).toBe('\t')
  expect(findDelimiter('a;b\n')).toBe(';')
})

test('gives back any cells that were written by the rules', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r\n', ' ', '中') })
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cell, cell, fc.constant('end')), { minLength: 1, maxLength: 8 }),
      (rows) => {
        const text = rows
          .map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(','))
          .join('\r\n')
        expect(parseRows(text, ',').map(({ cells }) => cells)).toEqual(rows)
      },
    ),
  )
})

test('never breaks on any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ';', '\t') }), (text) => {
      try {
        parseRows(text, findDelimiter(text))
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'TRUTH_FILE_MALFORMED' })
      }
    }),
  )
})

test('previews columns with their values and guesses what names the study', async () => {
  const preview = previewTruth(await fileOf(table))
  expect(preview).toMatchObject({
    fileName: 'labels.csv',
    encoding: 'utf-8',
    delimiter: ',',
    rows: 2,
    suggestedKey: { kind: 'accession', column: '检查号' },
  })
  expect(preview.columns[1]).toEqual({
    name: '肺炎',
    values: [
      { value: '有', count: 1 },
      { value: '无', count: 1 },
    ],
    distinct: 2,
    empty: 0,
  })
  const keyOf = async (header: string) => previewTruth(await fileOf(`${header}\n1,2,3\n`)).suggestedKey
  expect(await keyOf('StudyInstanceUID,x,y')).toEqual({ kind: 'study-uid', column: 'StudyInstanceUID' })
  expect(await keyOf('SOP Instance UID,x,y')).toMatchObject({ kind: 'image-uid' })
  expect(await keyOf('patient_id,study_date,y')).toEqual({
    kind: 'patient-date',
    column: 'patient_id',
    dateColumn: 'study_date',
  })
  expect(await keyOf('a,b,c')).toBeNull()
})

test('refuses files that are no table', async () => {
  await expect(fileOf('')).rejects.toMatchObject({ code: 'FILE_EMPTY' })
  await expect(fileOf('one\n1\n')).rejects.toMatchObject({ code: 'TRUTH_FILE_MALFORMED' })
  await expect(fileOf('a,a\n1,2\n')).rejects.toMatchObject({ code: 'TRUTH_FILE_MALFORMED' })
  await expect(readTruthTable('/nowhere/labels.csv')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
})

test('takes dates that begin with the year, and no others', () => {
  expect(readDate('2025-01-09')).toBe('2025-01-09')
  expect(readDate('20250109')).toBe('2025-01-09')
  expect(readDate('2025.1.9')).toBe('2025-01-09')
  expect(readDate('2025年1月9日')).toBe('2025-01-09')
  expect(readDate('2025-01-09 10:20')).toBe('2025-01-09')
  expect(readDate('2025-02-30')).toBeNull()
  expect(readDate('09/01/2025')).toBeNull()
  expect(readDate('')).toBeNull()
})
