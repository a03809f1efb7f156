/**
 * Stays out of a table in long form, a row a measurement (`RecordID,minute,parameter,value`, the form in which the PhysioNet
 * 2012 challenge data is kept here), with everything of a stay kept tightly. The rows of a stay may stand anywhere.
 */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { AppException } from '../../../shared/result'
import { type CsvRow, readRows } from '../../records/formats/csv/read-rows'
import {
  type LongFormPlaces,
  longFormPlaces,
  readLongFormRow,
} from '../../records/formats/physionet2012/long-form'
import { decodeText } from '../../records/formats/text/decode-text'
import { gunzipWhereNeeded } from '../../records/formats/text/gunzip-bytes'
import { UnreadableContent } from '../../records/formats/text/unreadable-content'
import { Stay } from './stay'

/** About 900 MB of measurements in memory; beyond it the table has to be split. */
const mostRows = 1 << 26

export interface LongForm {
  /** in the order of their first row */
  stays: Stay[]
  /** lines that name no stay or cannot be taken apart, from 1 (the header is line 1); the first hundred */
  strayRows: number[]
  strayCount: number
}

/**
 * @param indexOf index of each parameter that the model knows
 * Rejects with AppException: FILE_NOT_FOUND, FILE_UNREADABLE, FILE_EMPTY, FILE_TOO_LARGE, SERIES_COLUMN_MISSING, CANCELLED.
 */
export async function readLongForm(
  path: string,
  indexOf: ReadonlyMap<string, number>,
  signal?: AbortSignal,
): Promise<LongForm> {
  try {
    // A stream's own error would come later than the first byte that is asked for.
    await stat(path)
    const bytes = createReadStream(path, { highWaterMark: 1 << 18 })
    return await stayTable(decodeText(gunzipWhereNeeded(bytes)).text, indexOf, signal)
  } catch (thrown) {
    throw readError(thrown)
  }
}

function readError(thrown: unknown): AppException {
  if (thrown instanceof AppException) return thrown
  if (thrown instanceof UnreadableContent && thrown.reason === 'too-large')
    return new AppException('FILE_TOO_LARGE', 'The compressed table is too large.')
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : ''
  if (code === 'ENOENT') return new AppException('FILE_NOT_FOUND', 'There is no such file.')
  return new AppException('FILE_UNREADABLE', 'The file cannot be read.')
}

/** @throws AppException SERIES_COLUMN_MISSING, FILE_EMPTY, FILE_TOO_LARGE, CANCELLED */
export async function stayTable(
  text: AsyncIterable<string>,
  indexOf: ReadonlyMap<string, number>,
  signal?: AbortSignal,
): Promise<LongForm> {
  const stays = new StayRows(indexOf)
  let places: LongFormPlaces | null = null
  for await (const batch of readRows(text).batches) {
    if (signal?.aborted) throw new AppException('CANCELLED', 'The request was cancelled.')
    for (const row of batch) {
      if (places) stays.add(row, places)
      else places = placesOf(row)
    }
  }
  if (!places) throw new AppException('FILE_EMPTY', 'The file is empty.')
  return stays.found()
}

function placesOf({ cells }: CsvRow): LongFormPlaces {
  const places = longFormPlaces(cells)
  if (!('missing' in places)) return places
  const columns = places.missing.join(', ')
  throw new AppException('SERIES_COLUMN_MISSING', `The table lacks the columns ${columns}.`, { columns })
}

class StayRows {
  private readonly stays = new Map<string, Stay>()
  private readonly strayRows: number[] = []
  private strayCount = 0
  /** most rows follow one of the same stay */
  private latest: Stay | null = null

  constructor(private readonly indexOf: ReadonlyMap<string, number>) {}

  /** @throws AppException FILE_TOO_LARGE */
  add(row: CsvRow, places: LongFormPlaces): void {
    if (row.line > mostRows) throw new AppException('FILE_TOO_LARGE', 'The table is too large.')
    const { record, minute, parameter, value } = readLongFormRow(row.cells, places)
    if (record === '') {
      this.strayCount += 1
      if (this.strayRows.length < 100) this.strayRows.push(row.line)
      return
    }
    const stay = this.stayOf(record)
    const index = this.indexOf.get(parameter)
    if (index === undefined) stay.addUnknown(parameter.slice(0, 40))
    else if (minute === null || Math.abs(minute) > 2 ** 30 || value === null) stay.unreadable += 1
    else stay.add(Math.floor(minute), index, value.value)
  }

  found(): LongForm {
    return { stays: [...this.stays.values()], strayRows: this.strayRows, strayCount: this.strayCount }
  }

  private stayOf(record: string): Stay {
    if (this.latest?.record === record) return this.latest
    let stay = this.stays.get(record)
    if (!stay) {
      stay = new Stay(record)
      this.stays.set(record, stay)
    }
    this.latest = stay
    return stay
  }
}
