/**
 * Which character encoding a table is in, with how sure that is.
 *
 * The supported ones are those that hospital systems write: Unicode, GB18030 (which contains GBK and GB2312) and
 * Windows-1252 (which contains ISO 8859-1's printing characters). Their ASCII part is the same, so a file is told apart by
 * what stands around its first byte beyond ASCII.
 */
export const textEncodings = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'windows-1252'] as const
export type TextEncoding = (typeof textEncodings)[number]

export interface DetectedEncoding {
  encoding: TextEncoding
  /**
   * `certain`: by its mark, or valid where chance would not be; `likely`: fits better than the others; `guess`: little to go
   * by, a person should look at the preview.
   */
  certainty: 'certain' | 'likely' | 'guess'
  because:
    'byte-order-mark' | 'zero-bytes' | 'ascii-only' | 'valid-utf-8' | 'chinese-characters' | 'single-bytes'
  /** bytes of a mark to leave out */
  markBytes: number
}

/** Reads the mark that Unicode texts may begin with (Unicode 16.0, 23.8), or null. Needs three bytes where the text has them. */
export function byteOrderMark(head: Uint8Array): DetectedEncoding | null {
  const found = (encoding: TextEncoding, markBytes: number): DetectedEncoding => ({
    encoding,
    certainty: 'certain',
    because: 'byte-order-mark',
    markBytes,
  })
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return found('utf-8', 3)
  if (head[0] === 0xff && head[1] === 0xfe) return found('utf-16le', 2)
  if (head[0] === 0xfe && head[1] === 0xff) return found('utf-16be', 2)
  return null
}

/**
 * UTF-16 without a mark: a table has many ASCII characters (digits, delimiters, line ends), whose other byte is zero. Few
 * others have a zero byte (一 is one). Null where zeros are rare or stand on both sides.
 */
export function utf16ByZeros(head: Uint8Array): DetectedEncoding | null {
  const even = Math.floor(head.length / 2)
  if (even === 0) return null
  let low = 0
  let high = 0
  for (let i = 0; i + 1 < head.length; i += 2) {
    if (head[i] === 0) low++
    if (head[i + 1] === 0) high++
  }
  const certainty = even >= 16 ? 'likely' : 'guess'
  if (high > even * 0.1 && low * 10 < high)
    return { encoding: 'utf-16le', certainty, because: 'zero-bytes', markBytes: 0 }
  if (low > even * 0.1 && high * 10 < low)
    return { encoding: 'utf-16be', certainty, because: 'zero-bytes', markBytes: 0 }
  return null
}

/** Index of the first byte beyond ASCII, or -1. */
export function firstBeyondAscii(bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length; i++) if (bytes[i]! >= 0x80) return i
  return -1
}

/**
 * Tells UTF-8, GB18030 and Windows-1252 apart.
 *
 * @param sample begins on a character's first byte; may end within one
 */
export function detectByteEncoding(sample: Uint8Array): DetectedEncoding {
  const found = (
    encoding: TextEncoding,
    certainty: DetectedEncoding['certainty'],
    because: DetectedEncoding['because'],
  ): DetectedEncoding => ({ encoding, certainty, because, markBytes: 0 })

  if (firstBeyondAscii(sample) < 0) return found('utf-8', 'certain', 'ascii-only')
  const utf8 = countUtf8(sample)
  if (utf8.valid > 0 && utf8.invalid === 0)
    return found('utf-8', utf8.valid >= 3 ? 'certain' : 'likely', 'valid-utf-8')
  // A text in UTF-8 with a few damaged rows; no other encoding gives long runs of valid sequences by chance.
  if (utf8.valid >= 20 && utf8.invalid * 10 <= utf8.valid) return found('utf-8', 'likely', 'valid-utf-8')

  const gb = countGb18030(sample)
  const chinese = gb.common + gb.rare
  if (gb.invalid * 20 <= chinese && gb.common >= gb.rare * 4 && gb.common > 0)
    return found('gb18030', gb.common >= 10 ? 'likely' : 'guess', 'chinese-characters')
  return found('windows-1252', gb.invalid > 0 && gb.common === 0 ? 'likely' : 'guess', 'single-bytes')
}

/** Counts multi-byte sequences by the Unicode Standard's table 3-7. What the end of the sample cuts off counts for neither. */
function countUtf8(bytes: Uint8Array): { valid: number; invalid: number } {
  let valid = 0
  let invalid = 0
  for (let i = 0; i < bytes.length;) {
    const first = bytes[i]!
    if (first < 0x80) {
      i++
      continue
    }
    const length =
      first >= 0xc2 && first <= 0xdf
        ? 2
        : first >= 0xe0 && first <= 0xef
          ? 3
          : first >= 0xf0 && first <= 0xf4
            ? 4
            : 1
    let follows = 1
    while (follows < length && i + follows < bytes.length && isFollowing(first, follows, bytes[i + follows]!))
      follows++
    if (length > 1 && follows < length && i + follows === bytes.length) break
    if (length > 1 && follows === length) valid++
    else invalid++
    i += length > 1 && follows === length ? length : 1
  }
  return { valid, invalid }
}

function isFollowing(first: number, index: number, byte: number): boolean {
  if (index > 1) return byte >= 0x80 && byte <= 0xbf
  const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
  const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf
  return byte >= lowest && byte <= highest
}

/**
 * Counts GB18030's characters: `common` are those of GB2312's symbols and first 3,755 hanzi (rows A1 to A3 and B0 to D7, the
 * characters of everyday writing), `rare` all others, which random bytes give as often.
 */
function countGb18030(bytes: Uint8Array): { common: number; rare: number; invalid: number } {
  const count = { common: 0, rare: 0, invalid: 0 }
  for (let i = 0; i < bytes.length;) {
    const first = bytes[i]!
    if (first < 0x80) {
      i++
      continue
    }
    const second = bytes[i + 1]
    if (second === undefined) break
    if (first === 0x80 || first === 0xff) {
      count.invalid++
      i++
    } else if (second >= 0x30 && second <= 0x39) {
      const [third, fourth] = [bytes[i + 2], bytes[i + 3]]
      if (third === undefined || fourth === undefined) break
      const whole = third >= 0x81 && third <= 0xfe && fourth >= 0x30 && fourth <= 0x39
      count[whole ? 'rare' : 'invalid']++
      i += whole ? 4 : 1
    } else if (second >= 0x40 && second <= 0xfe && second !== 0x7f) {
      const everyday = (first >= 0xa1 && first <= 0xa3) || (first >= 0xb0 && first <= 0xd7)
      count[everyday && second >= 0xa1 ? 'common' : 'rare']++
      i += 2
    } else {
      count.invalid++
      i++
    }
  }
  return count
}
