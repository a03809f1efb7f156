/** Character sets of MSH-18 (HL7 v2.9, table 0211), and names that senders use instead. */
import { Rejection } from '../rejection'

/** By the name without blanks and punctuation. The values are labels of the Encoding Standard. */
const labels: Record<string, string> = {
  '88591': 'windows-1252',
  '88592': 'iso-8859-2',
  '88593': 'iso-8859-3',
  '88594': 'iso-8859-4',
  '88595': 'iso-8859-5',
  '88596': 'iso-8859-6',
  '88597': 'iso-8859-7',
  '88598': 'iso-8859-8',
  '88599': 'windows-1254',
  '885915': 'iso-8859-15',
  UNICODE: 'utf-8',
  UNICODEUTF8: 'utf-8',
  UTF8: 'utf-8',
  GB180302000: 'gb18030',
  GB18030: 'gb18030',
  GBK: 'gb18030',
  GB2312: 'gb18030',
  BIG5: 'big5',
  KSX1001: 'euc-kr',
  WINDOWS1252: 'windows-1252',
  ISO88591: 'windows-1252',
}
const asciiNames = new Set(['', 'ASCII', 'USASCII', 'ISOIR6'])

const nameKey = (name: string): string => name.toUpperCase().replace(/[^A-Z0-9]/g, '')

/** Index of MSH-18 among the parts of the header. */
const characterSetPart = 17

/**
 * The name in MSH-18, found before anything is decoded: where an earlier field has a character whose second byte looks like
 * a delimiter, the parts are miscounted, so a known name next to it counts as well.
 */
export function declaredCharacterSet(header: Uint8Array): string {
  const text = Buffer.from(header).toString('latin1')
  const parts = text.split(text.charAt(3))
  const repetition = text.charAt(5)
  const name = (part: string | undefined) => (part ?? '').split(repetition)[0]?.trim() ?? ''
  const there = name(parts[characterSetPart])
  if (labels[nameKey(there)] !== undefined) return there
  return (
    parts
      .slice(characterSetPart + 1, characterSetPart + 4)
      .map(name)
      .find((part) => labels[nameKey(part)] !== undefined) ?? there
  )
}

/**
 * The label to decode a message with. One that names no character set, or ASCII, and has other bytes all the same is read as
 * UTF-8 if it is that.
 *
 * @param fallback label for a message that is neither
 * @throws Rejection where nobody says what the bytes mean
 */
export function characterSetOf(message: Uint8Array, declared: string, fallback: string | undefined): string {
  const key = nameKey(declared)
  const label = labels[key]
  if (label !== undefined) return label
  if (!asciiNames.has(key))
    throw new Rejection('encoding', `the character set "${declared}" of MSH-18 is not known`)
  if (decodes(message, 'utf-8')) return 'utf-8'
  if (fallback !== undefined && decodes(message, fallback)) return fallback
  throw new Rejection('encoding', 'MSH-18 names no character set, and the message is not in UTF-8')
}

/** @throws Rejection where the bytes are not in the character set */
export function decodeMessage(message: Uint8Array, label: string): string {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(message)
  } catch {
    throw new Rejection('encoding', `the message is not in ${label}, which MSH-18 names`)
  }
}

function decodes(bytes: Uint8Array, label: string): boolean {
  try {
    new TextDecoder(label, { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}
