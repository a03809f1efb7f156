/** The rows of a table of patients, from CSV or compressed CSV, in batches. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { AppException } from '../../../shared/result'
import { readRows } from '../../records/formats/csv/read-rows'
import { decodeText, replacementCharacter } from '../../records/formats/text/decode-text'
import { gunzipWhereNeeded } from '../../records/formats/text/gunzip-bytes'
import { UnreadableContent } from '../../records/formats/text/unreadable-content'

export interface PatientRow {
  /** 1 is the first row below the header */
  number: number
  /** as many as the header has columns; null where the row cannot be taken apart */
  cells: readonly string[] | null
}

export interface PatientTable {
  header: readonly string[]
  rows: readonly PatientRow[]
}

/**
 * Yields parts of the table, each with the header; the first one even where the table has no rows.
 * Rejects with AppException: FILE_NOT_FOUND, FILE_UNREADABLE, FILE_EMPTY.
 */
export async function* readPatientRows(path: string): AsyncGenerator<PatientTable, void, undefined> {
  await requireFile(path)
  try {
    yield* partsOf(createReadStream(path))
  } catch (thrown) {
    if (thrown instanceof AppException) throw thrown
    const detail = thrown instanceof UnreadableContent ? `: ${thrown.message}` : ''
    throw new AppException('FILE_UNREADABLE', `The file cannot be read${detail}.`)
  }
}

async function requireFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => null)
  if (!found) throw new AppException('FILE_NOT_FOUND', 'There is no such file.')
  if (!found.isFile()) throw new AppException('FILE_UNREADABLE', 'A table is one file, not a folder.')
}

async function* partsOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<PatientTable, void, undefined> {
  let header: readonly string[] | null = null
  let number = 0
  for await (const batch of readRows(decodeText(gunzipWhereNeeded(bytes)).text).batches) {
    const rows = header ? batch : batch.slice(1)
    header ??= batch[0]?.cells.map((cell) => cell.trim()) ?? []
    const { length } = header
    yield {
      header,
      rows: rows.map(({ cells, problem, raw }) => {
        const sound = !problem && cells.length === length && !raw.includes(replacementCharacter)
        return { number: ++number, cells: sound ? cells : null }
      }),
    }
  }
  if (!header) throw new AppException('FILE_EMPTY', 'The file is empty.')
}
