/** A delimited file, plain or gzip, row by row: with its hash, and without ever being changed. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { AppException } from '../../shared/result'
import { type CsvRow, readRows } from '../records/formats/csv/read-rows'
import { decodeText } from '../records/formats/text/decode-text'
import { gunzipWhereNeeded } from '../records/formats/text/gunzip-bytes'
import { UnreadableContent } from '../records/formats/text/unreadable-content'

/** A file by its path, or one that lies in memory and nowhere else. */
export type TableSource = string | Uint8Array

export interface TableFile {
  bytes: number
  /** bytes read so far, of `bytes` */
  bytesRead: () => number
  /** of the file as it lies on the disk; known when all was read */
  sha256: () => string
  batches: AsyncGenerator<CsvRow[], void, undefined>
  delimiter: () => string
}

/** @throws AppException FILE_NOT_FOUND, FILE_UNREADABLE; the batches too */
export async function openTableFile(source: TableSource): Promise<TableFile> {
  const size = typeof source === 'string' ? await sizeOf(source) : source.length
  const hash = createHash('sha256')
  let bytesRead = 0
  const bytes = (async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunksOf(source)) {
      bytesRead += chunk.length
      hash.update(chunk)
      yield chunk
    }
  })()
  const rows = readRows(decodeText(gunzipWhereNeeded(bytes)).text)
  return {
    bytes: size,
    bytesRead: () => bytesRead,
    sha256: () => hash.digest('hex'),
    batches: readable(rows.batches),
    delimiter: () => rows.dialect().delimiter,
  }
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => null)
  if (!found) throw new AppException('FILE_NOT_FOUND', 'There is no such file.')
  if (!found.isFile()) throw new AppException('FILE_UNREADABLE', 'A table is one file, not a folder.')
  return found.size
}

const chunkBytes = 1 << 18

async function* chunksOf(source: TableSource): AsyncGenerator<Uint8Array> {
  if (typeof source === 'string')
    yield* createReadStream(source, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>
  else
    for (let from = 0; from < source.length; from += chunkBytes)
      yield source.subarray(from, from + chunkBytes)
}

async function* readable(
  batches: AsyncGenerator<CsvRow[], void, undefined>,
): AsyncGenerator<CsvRow[], void, undefined> {
  try {
    yield* batches
  } catch (thrown) {
    if (thrown instanceof AppException) throw thrown
    const detail = thrown instanceof UnreadableContent ? `: ${thrown.message}` : ''
    throw new AppException('FILE_UNREADABLE', `The file cannot be read${detail}.`)
  }
}

/** @throws AppException FILE_EMPTY, TABLE_COLUMN_TWICE where the first row cannot name the columns */
export function headerOf(row: CsvRow | undefined): string[] {
  const header = row?.cells.map((cell) => cell.trim()) ?? []
  if (header.length === 0) throw new AppException('FILE_EMPTY', 'The file is empty.')
  const twice = header.find((name, at) => header.indexOf(name) !== at)
  if (twice !== undefined)
    throw new AppException('TABLE_COLUMN_TWICE', `The column ${twice} comes twice.`, { column: twice })
  return header
}
