/**
 * Protocol buffers, wire format, over a file that is read by range: nothing is held in memory but a window, and what is
 * not asked for (the weights) is never read. See https://protobuf.dev/programming-guides/encoding/.
 */
import { AppException } from '../../../shared/result'
import type { ByteSource } from '../../imaging/byte-source'

export const malformed = (what: string) =>
  new AppException('MODEL_FILE_MALFORMED', `The file is not a sound ONNX model: ${what}.`, { what })

/** Where a message lies in the file. */
export interface Span {
  start: number
  end: number
}

/** One field of a message. */
export interface Field extends Span {
  number: number
  /** a varint's or fixed value's number; 0 for what has a length. Varints beyond 2^53 lose their lowest bits. */
  value: number
  /** 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes */
  wire: 0 | 1 | 2 | 5
}

const windowBytes = 1 << 16
/** A varint of 64 bits has ten bytes at most. */
const longestVarint = 10

export class WireReader {
  private window: Uint8Array = new Uint8Array(0)
  private windowStart = 0
  /** Fields seen in the whole file: a bound on the work that a small hostile file can cause. */
  private fieldsLeft: number

  constructor(
    private readonly source: ByteSource,
    { mostFields = 20_000_000 }: { mostFields?: number } = {},
  ) {
    this.fieldsLeft = mostFields
  }

  /** The fields of the message at `span`, in order. @throws AppException MODEL_FILE_MALFORMED */
  *fields(span: Span): Generator<Field> {
    for (let at = span.start; at < span.end;) {
      if (--this.fieldsLeft < 0) throw malformed('it has too many fields')
      const tag = this.varint(at, span.end)
      const number = Math.floor(tag.value / 8)
      const wire = tag.value % 8
      if (number < 1 || number > 536_870_911) throw malformed('a field has no valid number')
      const field = this.field(number, wire, tag.next, span.end)
      yield field
      at = field.end
    }
  }

  /** UTF-8 text of a field; longer ones are cut. @throws AppException MODEL_FILE_MALFORMED when it is no text field */
  text({ wire, start, end }: Field, longest = 1024): string {
    if (wire !== 2) throw malformed('a text has another type')
    return new TextDecoder().decode(this.bytes(start, Math.min(end, start + longest)))
  }

  /** A repeated number, packed or not: the values of one field. @throws AppException MODEL_FILE_MALFORMED */
  *numbers(field: Field, most: number): Generator<number> {
    if (field.wire !== 2) {
      yield field.value
      return
    }
    let count = 0
    for (let at = field.start; at < field.end;) {
      if (++count > most) throw malformed('a list of numbers is too long')
      const { value, next } = this.varint(at, field.end)
      yield value
      at = next
    }
  }

  /** The span of a message field. @throws AppException MODEL_FILE_MALFORMED */
  message({ wire, start, end }: Field): Span {
    if (wire !== 2) throw malformed('a message has another type')
    return { start, end }
  }

  private field(number: number, wire: number, at: number, limit: number): Field {
    if (wire === 0) {
      const { value, next } = this.varint(at, limit)
      return { number, wire, value, start: at, end: next }
    }
    if (wire === 2) {
      const { value: length, next } = this.varint(at, limit)
      if (length < 0 || next + length > limit) throw malformed('it ends before its content does')
      return { number, wire, value: 0, start: next, end: next + length }
    }
    if (wire === 1 || wire === 5) {
      const end = at + (wire === 1 ? 8 : 4)
      if (end > limit) throw malformed('it ends before its content does')
      return { number, wire, value: 0, start: at, end }
    }
    throw malformed('a field has an unknown type')
  }

  private varint(at: number, limit: number): { value: number; next: number } {
    let value = 0
    for (let index = 0; index < longestVarint; index += 1) {
      if (at + index >= limit) throw malformed('it ends within a number')
      const byte = this.byte(at + index)
      value += (byte & 0x7f) * 2 ** (7 * index)
      if (byte < 0x80) {
        const next = at + index + 1
        return { value: index === longestVarint - 1 ? this.signed(at) : value, next }
      }
    }
    throw malformed('a number is too long')
  }

  /** A negative number takes all ten bytes (two's complement of 64 bits). */
  private signed(at: number): number {
    let value = 0n
    for (let index = 0; index < longestVarint; index += 1)
      value |= BigInt(this.byte(at + index) & 0x7f) << BigInt(7 * index)
    return Number(BigInt.asIntN(64, value))
  }

  private byte(at: number): number {
    if (at < this.windowStart || at >= this.windowStart + this.window.length) this.slide(at)
    return this.window[at - this.windowStart] as number
  }

  private bytes(start: number, end: number): Uint8Array {
    if (start < this.windowStart || end > this.windowStart + this.window.length) {
      if (end - start > windowBytes) return this.source.read(start, end - start)
      this.slide(start)
    }
    return this.window.subarray(start - this.windowStart, end - this.windowStart)
  }

  private slide(at: number): void {
    this.window = this.source.read(at, Math.min(windowBytes, this.source.size - at))
    this.windowStart = at
  }
}
