/**
 * Tables of measurements in long form, a row a measurement: RecordID, minute, parameter, value (the form in which the
 * PhysioNet 2012 challenge data is kept here). Plain or gzip; the rows of a stay may stand anywhere.
 */
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { AppException } from '../../../shared/result'
import { Stay } from './stay'

const columns = ['RecordID', 'minute', 'parameter', 'value'] as const
/** About 900 MB of measurements in memory; beyond it the table has to be split. */
const mostRows = 1 << 26

export interface LongForm {
  /** in the order of their first row */
  stays: Stay[]
  /** rows that name no stay, from 1 (the header is row 1); the first hundred */
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
  const table = new LongFormTable(indexOf)
  const collect = async (chunks: AsyncIterable<Buffer>) => {
    const decoder = new TextDecoder('utf-8')
    for await (const chunk of chunks) table.push(decoder.decode(chunk, { stream: true }))
    table.push(decoder.decode())
  }
  const options = signal ? { signal } : {}
  try {
    // Opened only when the file is known to be there: a stream's own error would have nobody to go to.
    const packed = await isGzip(path)
    const source = createReadStream(path, { highWaterMark: 1 << 18 })
    if (packed) await pipeline(source, createGunzip(), collect, options)
    else await pipeline(source, collect, options)
  } catch (thrown) {
    throw readError(thrown)
  }
  return table.finish()
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
  } finally {
    await file.close()
  }
}

function readError(thrown: unknown): AppException {
  if (thrown instanceof AppException) return thrown
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : ''
  if (code === 'ENOENT') return new AppException('FILE_NOT_FOUND', 'There is no such file.')
  if (code === 'ABORT_ERR') return new AppException('CANCELLED', 'The request was cancelled.')
  return new AppException('FILE_UNREADABLE', 'The file cannot be read.')
}

/** Takes text in pieces of any size. */
export class LongFormTable {
  private readonly stays = new Map<string, Stay>()
  private readonly strayRows: number[] = []
  private strayCount = 0
  private rest = ''
  private row = 0
  private separator = ','
  private places: readonly number[] | null = null
  /** most rows follow one of the same stay */
  private latest: Stay | null = null

  constructor(private readonly indexOf: ReadonlyMap<string, number>) {}

  /** @throws AppException SERIES_COLUMN_MISSING, FILE_TOO_LARGE */
  push(text: string): void {
    const lines = (this.rest + text).split('\n')
    this.rest = lines.pop() ?? ''
    for (const line of lines) this.line(line)
  }

  /** @throws AppException FILE_EMPTY and those of push */
  finish(): LongForm {
    if (this.rest !== '') this.line(this.rest)
    this.rest = ''
    if (!this.places) throw new AppException('FILE_EMPTY', 'The file is empty.')
    return { stays: [...this.stays.values()], strayRows: this.strayRows, strayCount: this.strayCount }
  }

  private line(text: string): void {
    this.row += 1
    const line = text.endsWith('\r') ? text.slice(0, -1) : text
    if (line.trim() === '') return
    if (!this.places) {
      this.readHead(line)
      return
    }
    if (this.row > mostRows) throw new AppException('FILE_TOO_LARGE', 'The table is too large.')
    const cells = this.split(line)
    const [record, minute, parameter, value] = this.places.map((place) => cells[place] ?? '')
    if (!record) {
      this.stray()
      return
    }
    this.measure(this.stayOf(record), minute ?? '', parameter ?? '', value ?? '')
  }

  private readHead(line: string): void {
    const head = line.replace(/^\uFEFF/, '')
    const counted = [',', ';', '\t'].map((sign) => ({ sign, count: head.split(sign).length }))
    this.separator = counted.reduce((best, each) => (each.count > best.count ? each : best)).sign
    const names = this.split(head).map((name) => name.toLowerCase())
    const places = columns.map((name) => names.indexOf(name.toLowerCase()))
    const missing = columns.filter((_, at) => places[at] === -1)
    if (missing.length > 0)
      throw new AppException('SERIES_COLUMN_MISSING', `The table lacks the columns ${missing.join(', ')}.`, {
        columns: missing.join(', '),
      })
    this.places = places
  }

  private split(line: string): string[] {
    return line.split(this.separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
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

  private measure(stay: Stay, minuteText: string, parameter: string, valueText: string): void {
    const [minute, value] = [decimal(minuteText), decimal(valueText)]
    const index = this.indexOf.get(parameter)
    if (index === undefined) stay.addUnknown(parameter.slice(0, 40))
    else if (minute === null || Math.abs(minute) > 2 ** 30 || value === null) stay.unreadable += 1
    else stay.add(Math.floor(minute), index, value)
  }

  private stray(): void {
    this.strayCount += 1
    if (this.strayRows.length < 100) this.strayRows.push(this.row)
  }
}

/** Null for an empty cell and for what is no decimal number. */
function decimal(text: string): number | null {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return null
  const value = Number(text)
  return Number.isFinite(value) ? value : null
}
