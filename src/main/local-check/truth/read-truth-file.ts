/** A file of labels: read, decoded, split, summed up; and its rows as a mapping means them. */
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import {
  mostTruthBytes,
  type TruthColumn,
  type TruthKey,
  type TruthMapping,
  type TruthPreview,
  type TruthProblem,
  type TruthRows,
} from '../../../shared/domain/local-check/truth-file'
import { AppException } from '../../../shared/result'
import { decodeText } from './decode-text'
import { findDelimiter, parseRows, type TableRow } from './parse-table'

export interface TruthTable extends Pick<TruthPreview, 'encoding' | 'delimiter'> {
  fileName: string
  sha256: string
  header: string[]
  rows: TableRow[]
}

/** @throws AppException FILE_NOT_FOUND, FILE_UNREADABLE, FILE_EMPTY, TRUTH_FILE_TOO_LARGE, TRUTH_FILE_MALFORMED */
export async function readTruthTable(path: string): Promise<TruthTable> {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile()) throw new AppException('FILE_NOT_FOUND', 'There is no such file.')
  if (found.size > mostTruthBytes)
    throw new AppException('TRUTH_FILE_TOO_LARGE', 'A file of labels may have 64 MB.')
  const bytes = await readFile(path).catch(() => {
    throw new AppException('FILE_UNREADABLE', 'The file cannot be read.')
  })
  const { text, encoding } = decodeText(bytes)
  const delimiter = findDelimiter(text)
  const [head, ...rows] = parseRows(text, delimiter)
  if (!head) throw new AppException('FILE_EMPTY', 'The file is empty.')
  const header = head.cells.map((cell) => cell.trim())
  if (header.length < 2 || new Set(header).size < header.length)
    throw new AppException(
      'TRUTH_FILE_MALFORMED',
      'The first line must name at least two columns, each by a name of its own.',
      { line: 1 },
    )
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { fileName: basename(path), sha256, encoding, delimiter, header, rows }
}

const shownValues = 20
const shownRows = 8

export function previewTruth(table: TruthTable): Omit<TruthPreview, 'previewId'> {
  return {
    fileName: table.fileName,
    encoding: table.encoding,
    delimiter: table.delimiter,
    rows: table.rows.length,
    columns: table.header.map((name, index) => describeColumn(name, table.rows, index)),
    sample: table.rows
      .slice(0, shownRows)
      .map(({ cells }) => table.header.map((_, index) => (cells[index] ?? '').slice(0, 200))),
    suggestedKey: suggestKey(table.header),
  }
}

function describeColumn(name: string, rows: readonly TableRow[], index: number): TruthColumn {
  const counts = new Map<string, number>()
  let empty = 0
  for (const { cells } of rows) {
    const value = (cells[index] ?? '').trim()
    if (value === '') empty++
    else counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  const values = [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, shownValues)
    .map(([value, count]) => ({ value: value.slice(0, 200), count }))
  return { name, values, distinct: counts.size, empty }
}

const plain = (name: string) => name.toLowerCase().replace(/[\s_\-./()（）]/g, '')

const keyNames: readonly (readonly [Exclude<TruthKey['kind'], 'patient-date'>, RegExp])[] = [
  ['image-uid', /^(sop(instance)?uid|imageuid|instanceuid|影像uid|图像uid|sop实例uid)$/],
  ['study-uid', /^(study(instance)?uid|检查uid|检查实例uid)$/],
  ['accession', /^(accession(number|no)?|acc|检查号|影像号|登记号)$/],
]
const patientNames = /^(patient(id)?|pid|mrn|病历号|患者(id|编号)|病人(id|编号)|住院号|门诊号)$/
const dateNames = /^((study|exam(ination)?)?date|检查日期|日期)$/

function suggestKey(header: readonly string[]): TruthKey | null {
  for (const [kind, pattern] of keyNames) {
    const column = header.find((name) => pattern.test(plain(name)))
    if (column !== undefined) return { kind, column }
  }
  const column = header.find((name) => patientNames.test(plain(name)))
  const dateColumn = header.find((name) => dateNames.test(plain(name)))
  return column !== undefined && dateColumn !== undefined
    ? { kind: 'patient-date', column, dateColumn }
    : null
}

/**
 * The rows' keys and truths.
 * @throws AppException INVALID_INPUT when the mapping names a column that the file does not have
 */
export function truthRows(table: TruthTable, mapping: TruthMapping): TruthRows {
  const columnOf = (name: string) => {
    const index = table.header.indexOf(name)
    if (index < 0) throw new AppException('INVALID_INPUT', 'The mapping names a column that the file lacks.')
    return index
  }
  const keyColumn = columnOf(mapping.key.column)
  const dateColumn = mapping.key.kind === 'patient-date' ? columnOf(mapping.key.dateColumn) : -1
  const labels = mapping.labels.map(({ column, label, positive, negative }) => ({
    label,
    column: columnOf(column),
    positive: new Set(positive.map(comparable)),
    negative: new Set(negative.map(comparable)),
  }))
  const groups = mapping.groups.map(({ column, name }) => ({ name, column: columnOf(column) }))
  const sound: { line: number; key: string; date: string; truths: number[]; groups: string[] }[] = []
  const problems: TruthProblem[] = []
  for (const { line, cells } of table.rows) {
    const cell = (index: number) => (cells[index] ?? '').trim()
    const key = cell(keyColumn)
    const date = dateColumn < 0 ? '' : readDate(cell(dateColumn))
    const truths = labels.map(({ column, positive, negative }) => {
      const value = comparable(cell(column))
      return positive.has(value) ? 1 : negative.has(value) ? 0 : -1
    })
    const kind =
      cells.length !== table.header.length
        ? 'CELLS'
        : key === ''
          ? 'NO_KEY'
          : date === null
            ? 'BAD_DATE'
            : truths.every((truth) => truth < 0)
              ? 'NO_LABEL'
              : null
    if (kind !== null || date === null)
      problems.push({ line, kind: kind ?? 'BAD_DATE', key: key.slice(0, 100) })
    else
      sound.push({ line, key, date, truths, groups: groups.map(({ column }) => cell(column).slice(0, 100)) })
  }
  return {
    keyKind: mapping.key.kind,
    lines: Int32Array.from(sound, ({ line }) => line),
    keys: sound.map(({ key }) => key),
    dates: sound.map(({ date }) => date),
    labels: labels.map(({ label }) => label),
    truths: Int8Array.from(sound.flatMap(({ truths }) => truths)),
    groups: groups.map(({ name }, index) => ({
      name,
      values: sound.map((row) => row.groups[index] ?? ''),
    })),
    total: table.rows.length,
    problems,
  }
}

const comparable = (value: string) => value.trim().toLowerCase()

/** Year first, as ISO, DICOM and Chinese write it; null for all else: 03/04/2024 is two days. */
export function readDate(value: string): string | null {
  const match =
    /^(\d{4})(\d{2})(\d{2})$/.exec(value) ??
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?$/.exec(value)
  if (!match) return null
  const [, year = '', month = '', day = ''] = match
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const date = new Date(`${iso}T00:00:00Z`)
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== iso ? null : iso
}
