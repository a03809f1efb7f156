/** What a table looks like and what a mapping makes of it, for the person who gives its columns a meaning. */
import { basename } from 'node:path'
import type { ObservationValue, RecordEntry } from '../../shared/domain/record/entry'
import type { CsvMapping } from '../../shared/domain/record-import/csv-mapping'
import { headerKey } from '../../shared/domain/record-import/saved-mapping'
import type {
  ColumnTexts,
  MadeEntry,
  MappedPreview,
  MappedRow,
  TablePreview,
  TableText,
} from '../../shared/domain/record-import/table-preview'
import type { ReadOptions } from '../../shared/domain/record/read-item'
import type { ReadableDatabase } from '../store/open-database'
import { listMappings } from '../store/queries/csv-mappings'
import { mapRows, missingColumns } from './formats/csv/map-rows'
import { proposeCsvMapping, sampleCsv } from './formats/csv/preview-csv'
import { tableOptions } from './formats/csv/read-csv'
import { readRows } from './formats/csv/read-rows'
import { type RowOutcome, rowProblem } from './formats/csv/read-table'
import { decodeText } from './formats/text/decode-text'
import { gunzipWhereNeeded } from './formats/text/gunzip-bytes'
import { checkEntry } from './intake/check-entry'
import { fileBytes } from './intake/open-reader'

const rowsShown = 20
const rowsMapped = 50

/** @param text what a person has said of it already; the rest is found out */
export async function previewTable(
  db: ReadableDatabase,
  path: string,
  text: TableText,
): Promise<TablePreview> {
  const sample = await sampleCsv(fileBytes(path), tableOptions({ text }))
  const name = basename(path).replace(/\.(csv|tsv|txt)?(\.gz)?$/i, '')
  const { mapping, questions } = proposeCsvMapping(sample, name === '' ? 'table' : name)
  return {
    fileName: basename(path),
    encoding: sample.encoding.encoding,
    certainty: sample.encoding.certainty,
    delimiter: sample.dialect.delimiter,
    header: sample.header,
    rows: sample.rows
      .filter((row) => rowProblem(row, sample) === null)
      .slice(0, rowsShown)
      .map(({ cells }) => [...cells]),
    proposal: mapping && { ...mapping, text: { ...mapping.text, ...text, decimal: mapping.text.decimal } },
    questions,
    saved: fittingMappings(db, sample.header, text.headerRow),
  }
}

/** Those that find all of their columns, same headers first. */
function fittingMappings(
  db: ReadableDatabase,
  header: readonly string[],
  headerRow: number,
): TablePreview['saved'] {
  const key = headerKey(header, headerRow)
  return listMappings(db)
    .filter(({ mapping }) => missingColumns(mapping, header).length === 0)
    .map(({ id, name, header: own, mapping }) => ({
      id,
      name,
      sameHeader: key !== '' && headerKey(own, mapping.text.headerRow) === key,
    }))
    .toSorted((a, b) => Number(b.sameHeader) - Number(a.sameHeader))
}

/** What becomes of the first rows, units and codes checked as at the import. */
export async function previewMapped(
  path: string,
  mapping: CsvMapping,
  options: ReadOptions,
): Promise<MappedPreview> {
  const sample = await sampleCsv(fileBytes(path), tableOptions(mapping))
  const absent = missingColumns(mapping, sample.header)
  if (absent.length > 0) return { missingColumns: absent, rows: [] }
  const read = mapRows(mapping, options, sample)
  return {
    missingColumns: [],
    rows: sample.rows.slice(0, rowsMapped).map((row): MappedRow => {
      const mapped: MappedRow = { line: row.line, cells: [...row.cells], patient: '', made: [], problems: [] }
      const problem = rowProblem(row, sample)
      if (problem) mapped.problems.push({ column: null, ...problem })
      else if (typeof read !== 'function') mapped.problems.push({ column: null, ...read })
      else for (const outcome of read(row)) addOutcome(mapped, outcome)
      return mapped
    }),
  }
}

function addOutcome(mapped: MappedRow, outcome: RowOutcome): void {
  const column = outcome.column ?? null
  if ('reason' in outcome) {
    mapped.problems.push({ column, ...outcome.reason })
    return
  }
  const checked = checkEntry(outcome.entry)
  if (!checked.ok) mapped.problems.push({ column, ...checked.reason })
  else {
    mapped.made.push(inShort(checked.entry))
    if (checked.entry.kind !== 'removal')
      mapped.patient = checked.entry.patient.map(({ value }) => value).join(' · ')
  }
}

/** A statement as a line of a list. */
export function inShort(entry: RecordEntry): MadeEntry {
  const concept = 'code' in entry ? entry.code : undefined
  const [coding] = concept?.codings ?? []
  const value = entry.kind === 'observation' ? valueInShort(entry.value) : { value: valueOf(entry), unit: '' }
  return {
    kind: entry.kind,
    what: coding?.display ?? concept?.text ?? coding?.code ?? '',
    code: coding?.code ?? null,
    ...value,
    time: 'start' in entry ? (entry.start?.iso ?? null) : null,
  }
}

function valueOf(entry: RecordEntry): string {
  if (entry.kind === 'patient')
    return [entry.name.alphabetic, entry.sex, entry.birthDate?.iso ?? ''].filter(Boolean).join(' · ')
  if (entry.kind === 'condition') return entry.verification
  return entry.kind === 'medication' ? (entry.doseText ?? '') : ''
}

function valueInShort(value: ObservationValue): { value: string; unit: string } {
  switch (value.type) {
    case 'quantity': {
      const { comparator = '', value: number, decimals, unit } = value.quantity
      return { value: `${comparator}${decimals === undefined ? number : number.toFixed(decimals)}`, unit }
    }
    case 'concept':
      return { value: value.concept.text ?? value.concept.codings[0]?.display ?? '', unit: '' }
    case 'boolean':
      return { value: String(value.boolean), unit: '' }
    case 'text':
      return { value: value.text, unit: '' }
    default:
      return { value: JSON.stringify(value), unit: '' }
  }
}

const mostRowsCounted = 200_000
const mostTexts = 500

/** Every text of a column with how often it stands there, the most frequent first: what a table of results speaks of. */
export async function columnTexts(
  path: string,
  mappingText: TableText,
  column: string,
  signal: AbortSignal,
): Promise<ColumnTexts> {
  const options = tableOptions({ text: mappingText })
  const text = decodeText(gunzipWhereNeeded(fileBytes(path)), options.encoding).text
  const counts = new Map<string, number>()
  const headerRow = options.headerRow ?? 1
  let [seen, rows, place] = [0, 0, headerRow === 0 ? Number(column) - 1 : -1]
  let cut = false
  for await (const batch of readRows(text, { dialect: options.dialect }).batches) {
    if (signal.aborted) break
    for (const { cells } of batch) {
      seen += 1
      if (seen === headerRow) place = cells.findIndex((cell) => cell.trim() === column)
      if (seen <= headerRow) continue
      rows += 1
      const cell = (cells[place] ?? '').trim()
      if (cell !== '' && (counts.has(cell) || counts.size < mostTexts * 4))
        counts.set(cell, (counts.get(cell) ?? 0) + 1)
    }
    if (rows >= mostRowsCounted) {
      cut = true
      break
    }
  }
  const texts = [...counts].map(([cell, count]) => ({ text: cell, count }))
  return { texts: texts.toSorted((a, b) => b.count - a.count).slice(0, mostTexts), rows, cut }
}
