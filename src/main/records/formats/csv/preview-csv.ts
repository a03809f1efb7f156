/** What a person sees of a table before it is imported: how it is written, its first rows, and what a mapping makes of them. */
import type { ReadOptions, RejectReason } from '../../../../shared/domain/record/read-item'
import type { CsvMapping } from '../../../../shared/domain/record-import/csv-mapping'
import { type MappingProposal, proposeMapping } from '../../../../shared/domain/record-import/propose-mapping'
import { decodeText } from '../text/decode-text'
import type { DetectedEncoding } from '../text/encodings'
import { gunzipWhereNeeded } from '../text/gunzip-bytes'
import { UnreadableContent } from '../text/unreadable-content'
import type { CsvDialect } from './dialect'
import { mapRows, missingColumns } from './map-rows'
import { type CsvRow, readRows } from './read-rows'
import { type TableOptions, rowProblem } from './read-table'

export interface CellProblem {
  /** null: the whole row */
  column: string | null
  code: RejectReason
  detail: string
}

export interface PreviewRow {
  /** of the file, 1-based */
  line: number
  cells: string[]
  /** entries that the mapping makes of the row; 0 without a mapping */
  entries: number
  problems: CellProblem[]
}

export interface CsvSample {
  encoding: DetectedEncoding
  dialect: CsvDialect
  header: string[]
  rows: CsvRow[]
}

const mostRows = 200

export const previewRows = 50

/**
 * The beginning of a table: at most 200 rows are read, the rest of the source is left alone.
 *
 * @throws UnreadableContent where packed data is damaged before the first rows
 */
export async function sampleCsv(
  bytes: AsyncIterable<Uint8Array>,
  options: TableOptions = {},
): Promise<CsvSample> {
  // prettier-ignore
  const decoded = decodeText(gunzipWhereNeeded(bytes), options.encoding)
  const read = readRows(decoded.text, { dialect: options.dialect })
  const headerRow = options.headerRow ?? 1
  const all: CsvRow[] = []
  try {
    for await (const batch of read.batches) {
      all.push(...batch)
      if (all.length >= headerRow + mostRows) break
    }
  } catch (error) {
    // A file that is cut off further on still has a beginning to look at.
    if (!(error instanceof UnreadableContent) || all.length === 0) throw error
  }
  const header =
    headerRow === 0
      ? (all[0]?.cells.map((_, index) => String(index + 1)) ?? [])
      : (all[headerRow - 1]?.cells ?? [])
  return {
    encoding: decoded.encoding(),
    dialect: read.dialect(),
    header: header.map((cell) => cell.trim()),
    rows: all.slice(headerRow, headerRow + mostRows),
  }
}

/** A mapping to begin with, and what a person must still say. */
export function proposeCsvMapping(sample: CsvSample, name: string): MappingProposal {
  const rows = sample.rows.filter((row) => rowProblem(row, sample) === null).map(({ cells }) => cells)
  return proposeMapping({ header: sample.header, rows }, name)
}

export interface MappingPreview {
  /** columns that the mapping names and the table lacks: nothing can be read until that is settled */
  missingColumns: string[]
  rows: PreviewRow[]
}

/** What the mapping makes of the first {@link previewRows} rows, cell by cell. */
export function previewMapping(sample: CsvSample, mapping: CsvMapping, options: ReadOptions): MappingPreview {
  const read = mapRows(mapping, options, sample)
  const rows = sample.rows.slice(0, previewRows).map((row): PreviewRow => {
    const preview: PreviewRow = { line: row.line, cells: [...row.cells], entries: 0, problems: [] }
    const problem = rowProblem(row, sample)
    if (problem) preview.problems.push({ column: null, ...problem })
    else if (typeof read === 'function')
      for (const outcome of read(row)) {
        if ('entry' in outcome) preview.entries++
        else preview.problems.push({ column: outcome.column ?? null, ...outcome.reason })
      }
    return preview
  })
  return { missingColumns: missingColumns(mapping, sample.header), rows }
}
