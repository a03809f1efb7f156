/** A held row of a table, taken apart into cells and put together again. */
import type { RecordFormat } from '../../../shared/domain/record/intake'
import type { HeldRow as StoredRow } from '../../store/queries/record-quarantine'
import { readRows, writeRow } from '../formats/csv/read-rows'
import { utf8Mark } from '../formats/text/decode-text'

export interface HeldTable {
  header: string[]
  cells: string[]
  /** text before the row: header and what later rows need */
  prefix: string
  delimiter: string
}

const tables: readonly RecordFormat[] = ['csv', 'mimic', 'physionet2012']

/** Null where the row is of no table or cannot be taken apart: then only its text can be repaired. */
export async function heldTable({ held, options }: StoredRow, raw = held.raw): Promise<HeldTable | null> {
  if (held.form !== 'row' || !tables.includes(options.format)) return null
  const text = options.mapping?.text
  const headerRow = text?.headerRow ?? 1
  async function* whole() {
    yield raw.startsWith(utf8Mark) ? raw.slice(utf8Mark.length) : raw
  }
  const rows = readRows(whole(), {
    dialect: text?.delimiter === undefined ? undefined : { delimiter: text.delimiter },
  })
  const all = []
  for await (const batch of rows.batches) all.push(...batch)
  const last = all.at(-1)
  if (all.length !== headerRow + 1 || !last || all.some(({ problem }) => problem)) return null
  const header =
    headerRow === 0 ? last.cells.map((_, index) => String(index + 1)) : (all[headerRow - 1]?.cells ?? [])
  return {
    header: header.map((cell) => cell.trim()),
    cells: [...last.cells],
    prefix: all
      .slice(0, -1)
      .map(({ raw: line }) => `${line}\n`)
      .join(''),
    delimiter: rows.dialect().delimiter,
  }
}

/** Text that the reader takes as a whole file. */
export const tableText = ({ prefix, delimiter }: HeldTable, cells: readonly string[]): string =>
  `${utf8Mark}${prefix}${writeRow(cells, delimiter)}\n`
