/** Reads a table whole, in columns of numbers: 1 million rows of a long table take some 40 MB. */
import type { TableForm } from '../../shared/domain/preparation/pipeline'
import { guessForm } from '../../shared/domain/preparation/guess-form'
import { type RawTable, RawTableBuilder } from '../../shared/domain/preparation/table/raw-table'
import { AppException } from '../../shared/result'
import { headerOf, openTableFile, type TableSource } from './table-file'

export interface ReadTable {
  raw: RawTable
  sha256: string
  bytes: number
}

/** Cells (rows by columns) that are held; beyond it the machine would swap. */
const mostCells = 100_000_000

export interface Watched {
  /** @throws AppException CANCELLED */
  pause: (share: number) => Promise<void>
}

/** @throws AppException as openTableFile; FILE_EMPTY, FILE_TOO_LARGE, TABLE_COLUMN_MISSING, TABLE_COLUMN_TWICE, CANCELLED */
export async function readRawTable(
  source: TableSource,
  form: TableForm,
  { pause }: Watched,
): Promise<ReadTable> {
  const file = await openTableFile(source)
  let builder: RawTableBuilder | null = null
  let columns = 0
  for await (const batch of file.batches) {
    let rows = batch
    if (!builder) {
      const header = headerOf(batch[0])
      requireColumns(header, form)
      builder = new RawTableBuilder(header, form)
      columns = header.length
      rows = batch.slice(1)
    }
    for (const { line, cells, problem } of rows) builder.addRow(line, problem ? [] : cells)
    if (builder.rows * columns > mostCells)
      throw new AppException('FILE_TOO_LARGE', `A table to be prepared may have ${mostCells} cells.`)
    await pause(file.bytes === 0 ? 1 : file.bytesRead() / file.bytes)
  }
  if (!builder) throw new AppException('FILE_EMPTY', 'The file is empty.')
  return { raw: builder.finish(), sha256: file.sha256(), bytes: file.bytes }
}

function requireColumns(header: readonly string[], form: TableForm): void {
  const named = [
    form.subject,
    form.time?.column,
    ...(form.form === 'long' ? [form.parameter, form.value, form.unit] : []),
  ]
  const missing = named.filter((name) => name != null && !header.includes(name))
  if (missing.length > 0)
    throw new AppException('TABLE_COLUMN_MISSING', `The table lacks the columns ${missing.join(', ')}.`, {
      columns: missing.join(', '),
    })
}

const sampleRows = 20

export interface TableSample {
  header: string[]
  sample: string[][]
  form: TableForm | null
  bytes: number
}

/** The first rows only. @throws AppException as openTableFile, FILE_EMPTY, TABLE_COLUMN_TWICE */
export async function sampleTable(source: TableSource): Promise<TableSample> {
  const file = await openTableFile(source)
  for await (const batch of file.batches) {
    const header = headerOf(batch[0])
    const sample = batch.slice(1, sampleRows + 1).map(({ cells }) => cells.map((cell) => cell.slice(0, 200)))
    return { header, sample, form: guessForm(header, sample), bytes: file.bytes }
  }
  throw new AppException('FILE_EMPTY', 'The file is empty.')
}
