/**
 * Finds where the records of a delimited text begin and end, so that one broken record costs itself and nothing after it.
 *
 * A quote opens a quoted cell only at the cell's first character; elsewhere it is a character like others (`5" tube`). A
 * quoted cell may hold row ends. A quote that is never closed, or is closed within a word, would swallow what follows:
 * then only the line in which it was opened is given up, and reading goes on with the next line.
 */
import type { CsvDialect } from './dialect'

export interface RawRecord {
  /** 1-based number of the line on which it begins */
  line: number
  /** as in the text, without the row end; '' where it is too long */
  text: string
  /** absent for a record that can be taken apart */
  problem?: 'quote' | 'too-long'
}

/** A note of a hospital stay has up to 60,000 characters. */
export const mostRecordCharacters = 4 * 1024 * 1024

export class RecordSplitter {
  private buffer = ''
  /** up to where the record at the buffer's start was looked at, and what is so there */
  private scan = 0
  private quoted = false
  /** the record cannot be taken apart: it ends with its first line */
  private broken = false
  /** the record is too long, and what was read of it is thrown away */
  private dropping = false
  private line = 1
  /** where the next quote stands from `scan` on, the buffer's length where there is none; -1: not known */
  private quoteAt = -1

  constructor(
    private readonly dialect: CsvDialect,
    private readonly mostCharacters = mostRecordCharacters,
  ) {}

  /** Records that are complete with this piece of text. Rows without any character are left out. */
  push(piece: string): RawRecord[] {
    // The place of a quote is looked up once for each piece of text, and not once for each of its thousands of records.
    if (this.quoteAt === this.buffer.length) this.quoteAt = -1
    this.buffer += piece
    return this.take(false)
  }

  /** What remains, as the last records. */
  end(): RawRecord[] {
    const records = this.take(true)
    if (this.dropping) records.push({ line: this.line, text: '', problem: 'too-long' })
    return records
  }

  private take(ended: boolean): RawRecord[] {
    const records: RawRecord[] = []
    let start = 0
    while (start < this.buffer.length) {
      const end = this.findEnd(start, ended)
      if (end >= 0) {
        this.finish(start, end, records)
        start = end + 1
      } else if (!ended && this.buffer.length - start <= this.mostCharacters) break
      else if (this.quoted) this.breakRecord(start)
      else {
        this.line += countOf(this.buffer.slice(start), this.dialect.rowEnd)
        this.dropping = true
        start = this.buffer.length
      }
    }
    this.buffer = this.buffer.slice(start)
    this.scan = Math.max(0, this.scan - start)
    this.quoteAt = this.quoteAt < start ? -1 : this.quoteAt - start
    return records
  }

  /** Index of the row end of the record that begins at `start`, the buffer's length where the text ends with it, or -1. */
  private findEnd(start: number, ended: boolean): number {
    const { buffer } = this
    const { delimiter, rowEnd } = this.dialect
    let at = Math.max(this.scan, start)
    for (;;) {
      if (this.quoted) {
        const quote = buffer.indexOf('"', at)
        // A quote at the very end may be the first of two.
        if (quote < 0 || (quote === buffer.length - 1 && !ended)) {
          this.scan = quote < 0 ? buffer.length : quote
          return -1
        }
        const next = buffer[quote + 1]
        at = quote + 1
        if (next === '"') at++
        else if (next === undefined || next === delimiter || next === '\n' || next === '\r')
          this.quoted = false
        else {
          this.breakRecord(start)
          at = start
        }
      } else {
        const end = buffer.indexOf(rowEnd, at)
        const quote = this.broken ? buffer.length : this.nextQuote(at)
        if (quote < buffer.length && (end < 0 || quote < end)) {
          this.quoted = quote === start || buffer[quote - 1] === delimiter
          at = quote + 1
        } else if (end >= 0) return end
        else {
          this.scan = buffer.length
          return ended ? buffer.length : -1
        }
      }
    }
  }

  /** Index of the first quote from `at` on, the buffer's length where there is none. */
  private nextQuote(at: number): number {
    if (this.quoteAt < at) {
      const found = this.buffer.indexOf('"', at)
      this.quoteAt = found < 0 ? this.buffer.length : found
    }
    return this.quoteAt
  }

  private breakRecord(start: number): void {
    this.broken = true
    this.quoted = false
    this.scan = start
    // The next record begins before quotes that were passed already.
    this.quoteAt = -1
  }

  private finish(start: number, end: number, records: RawRecord[]): void {
    const { line } = this
    const endsWithReturn = this.dialect.rowEnd === '\n' && end > start && this.buffer[end - 1] === '\r'
    const text = this.buffer.slice(start, endsWithReturn ? end - 1 : end)
    if (this.dropping || text.length > this.mostCharacters)
      records.push({ line, text: '', problem: 'too-long' })
    else if (this.broken) records.push({ line, text, problem: 'quote' })
    else if (text.trim() !== '') records.push({ line, text })
    this.line += 1 + countOf(text, this.dialect.rowEnd)
    this.scan = end + 1
    this.dropping = false
    this.broken = false
  }
}

function countOf(text: string, sign: string): number {
  let count = 0
  for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1)) count++
  return count
}
