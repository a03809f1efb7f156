/**
 * Messages of a byte stream: a file of messages, of batches (HL7 v2.9 chapter 2.10.3), or as it was caught on the wire with
 * the bytes of the minimal lower layer protocol around each message.
 */
import { byteOrderMark } from '../text/encodings'

export type FoundMessage =
  | { kind: 'message'; number: number; lines: Uint8Array[]; isUtf8: boolean }
  /** `stray`: lines that belong to no message */
  | { kind: 'stray' | 'too-large'; number: number; lines: Uint8Array[] }

const [verticalTab, fileSeparator, carriageReturn, lineFeed] = [0x0b, 0x1c, 0x0d, 0x0a]
const ends = [verticalTab, fileSeparator, carriageReturn, lineFeed]
const mostStrayLines = 20

const startsWith = (line: Uint8Array, name: string): boolean =>
  line.length > 3 &&
  line[0] === name.charCodeAt(0) &&
  line[1] === name.charCodeAt(1) &&
  line[2] === name.charCodeAt(2)

const batchSegments = ['FHS', 'BHS', 'BTS', 'FTS']

/**
 * Segments end with \r, \n or both: none of these bytes is part of a character in the character sets of table 0211.
 *
 * @param mostBytes of one message; a longer one is dropped as it comes
 * @param batchSegment told of each header and trailer of a batch
 */
export async function* splitMessages(
  bytes: AsyncIterable<Uint8Array>,
  mostBytes: number,
  batchSegment: (name: string) => void,
): AsyncGenerator<FoundMessage, void, undefined> {
  const splitter = new MessageSplitter(mostBytes, batchSegment)
  for await (const chunk of bytes) {
    splitter.take(chunk)
    yield* splitter.found.splice(0)
  }
  splitter.end()
  yield* splitter.found
}

class MessageSplitter {
  readonly found: FoundMessage[] = []
  private held: Uint8Array[] = []
  private lines: Uint8Array[] = []
  private inMessage = false
  private size = 0
  private number = 0
  private isFirstLine = true
  private isUtf8 = false

  constructor(
    private readonly mostBytes: number,
    private readonly batchSegment: (name: string) => void,
  ) {}

  take(chunk: Uint8Array): void {
    let start = 0
    for (let at = 0; at < chunk.length; at++) {
      if (!ends.includes(chunk[at]!)) continue
      this.endLine(chunk.subarray(start, at))
      if (chunk[at] === fileSeparator) this.flush()
      start = at + 1
    }
    const rest = chunk.subarray(start)
    this.grow(rest.length)
    // The sender of the bytes may use its buffer again.
    if (rest.length > 0 && this.size <= this.mostBytes) this.held.push(rest.slice())
  }

  end(): void {
    this.endLine(new Uint8Array(0))
    this.flush()
  }

  private grow(bytes: number): void {
    this.size += bytes
    if (this.size <= this.mostBytes) return
    this.held = []
    this.lines.splice(1)
  }

  private endLine(last: Uint8Array): void {
    this.grow(last.length)
    const line = this.held.length === 0 ? last.slice() : Buffer.concat([...this.held, last])
    this.held = []
    if (line.length > 0) this.addLine(this.withoutMark(line))
  }

  private withoutMark(line: Uint8Array): Uint8Array {
    if (!this.isFirstLine) return line
    this.isFirstLine = false
    const mark = byteOrderMark(line)
    this.isUtf8 = mark?.encoding === 'utf-8'
    return this.isUtf8 ? line.subarray(mark?.markBytes) : line
  }

  private addLine(line: Uint8Array): void {
    const batch = batchSegments.find((name) => startsWith(line, name))
    if (batch !== undefined) {
      this.flush()
      this.batchSegment(batch)
    } else if (startsWith(line, 'MSH')) {
      this.flush()
      this.inMessage = true
      this.size = line.length
      this.lines = [line]
    } else if (this.size <= this.mostBytes && (this.inMessage || this.lines.length < mostStrayLines))
      this.lines.push(line)
  }

  private flush(): void {
    const { lines, inMessage, size } = this
    this.lines = []
    this.inMessage = false
    this.size = 0
    if (lines.length === 0 && size <= this.mostBytes) return
    const number = ++this.number
    if (size > this.mostBytes) this.found.push({ kind: 'too-large', number, lines })
    else if (inMessage) this.found.push({ kind: 'message', number, lines, isUtf8: this.isUtf8 })
    else this.found.push({ kind: 'stray', number, lines })
  }
}
