/** Bytes of a text file to Unicode: by byte order mark, else UTF-8 where it is valid, else the Chinese national standard. */
import { TextDecoder } from 'node:util'
import type { TruthPreview } from '../../../shared/domain/local-check/truth-file'

export interface DecodedText {
  text: string
  encoding: TruthPreview['encoding']
}

export function decodeText(bytes: Uint8Array): DecodedText {
  const encoding = encodingOf(bytes)
  // The decoder takes the byte order mark away.
  return { text: new TextDecoder(encoding).decode(bytes), encoding }
}

function encodingOf(bytes: Uint8Array): DecodedText['encoding'] {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  const unmarked = unmarkedUtf16(bytes)
  if (unmarked) return unmarked
  return isUtf8(bytes) ? 'utf-8' : 'gb18030'
}

/** Tables are mostly ASCII, whose every other byte is zero in UTF-16; no other text has zeros. */
function unmarkedUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const probe = bytes.subarray(0, 4096)
  const zeros = [0, 0]
  for (const [index, byte] of probe.entries()) if (byte === 0) zeros[index % 2]!++
  const [even = 0, odd = 0] = zeros
  if (even + odd === 0 || even + odd < probe.length / 8) return null
  return odd >= even ? 'utf-16le' : 'utf-16be'
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
