/** Bytes of a table to text, with the encoding told or found out as late as it has to be. */
import {
  byteOrderMark,
  type DetectedEncoding,
  detectByteEncoding,
  firstBeyondAscii,
  type TextEncoding,
  utf16ByZeros,
} from './encodings'

export interface DecodedText {
  /** what the text is in, as far as was read: `ascii-only` may turn into another one further on */
  encoding: () => DetectedEncoding
  text: AsyncGenerator<string, void, undefined>
}

/** Bytes after the first beyond ASCII from which the encoding is judged. */
const windowBytes = 64 * 1024
const headBytes = 4 * 1024

const asciiOnly: DetectedEncoding = {
  encoding: 'utf-8',
  certainty: 'certain',
  because: 'ascii-only',
  markBytes: 0,
}

/**
 * Decodes as it reads. Bytes that are no character become U+FFFD: a reader rejects the row that has one in a cell it uses.
 *
 * @param told an encoding that a person chose; a byte order mark counts for more, since no other text begins with one
 */
export function decodeText(bytes: AsyncIterable<Uint8Array>, told?: TextEncoding): DecodedText {
  let known = asciiOnly
  const text = (async function* (): AsyncGenerator<string, void, undefined> {
    const source = bytes[Symbol.asyncIterator]()
    try {
      const head = await gather(source, new Uint8Array(0), headBytes)
      const sure = byteOrderMark(head.bytes) ?? (told ? toldEncoding(told) : utf16ByZeros(head.bytes))
      if (sure) {
        known = sure
        yield* decodeAll(head.bytes.subarray(sure.markBytes), head.ended ? null : source, sure.encoding)
        return
      }
      yield* decodeUndetermined(head, source, (found) => (known = found))
    } finally {
      await source.return?.()
    }
  })()
  return { encoding: () => known, text }
}

const toldEncoding = (encoding: TextEncoding): DetectedEncoding => ({ ...asciiOnly, encoding })

interface Gathered {
  bytes: Uint8Array
  ended: boolean
}

/** `start` and what follows it, until there are `least` bytes. */
async function gather(
  source: AsyncIterator<Uint8Array>,
  start: Uint8Array,
  least: number,
): Promise<Gathered> {
  const parts = [start]
  let length = start.length
  while (length < least) {
    const next = await source.next()
    if (next.done === true) return { bytes: Buffer.concat(parts), ended: true }
    parts.push(next.value)
    length += next.value.length
  }
  return { bytes: parts.length === 1 ? start : Buffer.concat(parts), ended: false }
}

async function* decodeUndetermined(
  head: Gathered,
  source: AsyncIterator<Uint8Array>,
  found: (encoding: DetectedEncoding) => void,
): AsyncGenerator<string> {
  const ascii = new TextDecoder('utf-8', { ignoreBOM: true })
  let chunk = head.bytes
  let ended = head.ended
  for (;;) {
    const beyond = firstBeyondAscii(chunk)
    if (beyond >= 0) {
      if (beyond > 0) yield ascii.decode(chunk.subarray(0, beyond))
      const rest = chunk.subarray(beyond)
      const window = ended ? { bytes: rest, ended } : await gather(source, rest, windowBytes)
      const detected = detectByteEncoding(window.bytes.subarray(0, windowBytes))
      found(detected)
      yield* decodeAll(window.bytes, window.ended ? null : source, detected.encoding)
      return
    }
    if (chunk.length > 0) yield ascii.decode(chunk)
    if (ended) return
    const next = await source.next()
    if (next.done === true) return
    chunk = next.value
    ended = false
  }
}

async function* decodeAll(
  start: Uint8Array,
  rest: AsyncIterator<Uint8Array> | null,
  encoding: TextEncoding,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { ignoreBOM: true })
  const first = decoder.decode(start, { stream: true })
  if (first !== '') yield first
  while (rest) {
    const next = await rest.next()
    if (next.done === true) break
    const text = decoder.decode(next.value, { stream: true })
    if (text !== '') yield text
  }
  const last = decoder.decode()
  if (last !== '') yield last
}

/** Stands where bytes were no character of the encoding. */
export const replacementCharacter = '\uFFFD'

/** Begins every text that a reader hands out to be read again: it is written in UTF-8, whatever its file was in. */
export const utf8Mark = '\uFEFF'
