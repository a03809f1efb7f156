/** Delimited tables as entries of the record, by a mapping. */
import type { ReadItem, ReadOptions } from '../../../../shared/domain/record/read-item'
import type { CsvMapping } from '../../../../shared/domain/record-import/csv-mapping'
import { mapRows } from './map-rows'
import { readTable, type TableOptions } from './read-table'

export interface CsvReadOptions extends ReadOptions {
  mapping: CsvMapping
}

/** Reads a table, packed by gzip or not, as its mapping says. Nothing is thrown for bad content; see `ReadItem`. */
export function readCsv(
  bytes: AsyncIterable<Uint8Array>,
  options: CsvReadOptions,
): AsyncGenerator<ReadItem, void, undefined> {
  // prettier-ignore
  return readTable(bytes, tableOptions(options.mapping), (table) => mapRows(options.mapping, options, table))
}

export const tableOptions = ({ text }: Pick<CsvMapping, 'text'>): TableOptions => ({
  encoding: text.encoding,
  dialect: text.delimiter === undefined ? undefined : { delimiter: text.delimiter },
  headerRow: text.headerRow,
})
