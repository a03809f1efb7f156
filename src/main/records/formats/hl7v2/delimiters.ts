/** Delimiters and escapes of HL7 v2 (v2.9, chapter 2.5.4 "Message delimiters" and 2.7 "Use of escape sequences in text fields"). */

export interface Delimiters {
  field: string
  component: string
  repetition: string
  /** '' where the sender declares none: then nothing is escaped */
  escape: string
  subcomponent: string
  truncation: string
}

/**
 * Reads MSH-1 and MSH-2. Characters that the sender leaves out at the end are not in use.
 *
 * @param header first segment of a message, from its `MSH`
 * @returns null where the characters cannot tell parts apart
 */
export function readDelimiters(header: string): Delimiters | null {
  const field = header.charAt(3)
  if (!isDelimiter(field)) return null
  const end = header.indexOf(field, 4)
  const others = end < 0 ? header.slice(4) : header.slice(4, end)
  const all = [field, ...others]
  if (others.length < 1 || others.length > 5 || new Set(all).size < all.length || !all.every(isDelimiter))
    return null
  const [component = '', repetition = '', escape = '', subcomponent = '', truncation = ''] = others
  return { field, component, repetition, escape, subcomponent, truncation }
}

const isDelimiter = (character: string): boolean => /^[!-/:-@[-`{-~§£¤¦¬]$/.test(character)

/** Text of an escape sequence, by what stands between the escape characters; undefined for one that is none. */
function sequenceText(
  sequence: string,
  delimiters: Delimiters,
  decode: (bytes: Uint8Array) => string,
): string | undefined {
  switch (sequence) {
    case 'F':
      return delimiters.field
    case 'S':
      return delimiters.component
    case 'T':
      return delimiters.subcomponent
    case 'R':
      return delimiters.repetition
    case 'E':
      return delimiters.escape
    case 'P':
      return delimiters.truncation
    // Begin and end of highlighting.
    case 'H':
    case 'N':
      return ''
    default:
      return hexText(sequence, decode) ?? formattingText(sequence)
  }
}

const mostRepeated = 100

/** Commands of formatted text (2.7.6): line ends and blanks as such, indents and fill modes as nothing. */
function formattingText(sequence: string): string | undefined {
  const [, command, count] = /^\.(br|sp|ce|sk|fi|nf|in|ti)([+-]?\d{0,3})$/.exec(sequence) ?? []
  const times = Math.min(Math.max(1, Math.abs(Number(count)) || 1), mostRepeated)
  if (command === 'br' || command === 'ce') return '\n'
  if (command === 'sp') return '\n'.repeat(times)
  if (command === 'sk') return ' '.repeat(times)
  return command === undefined ? undefined : ''
}

function hexText(sequence: string, decode: (bytes: Uint8Array) => string): string | undefined {
  if (!/^X(?:[0-9A-Fa-f]{2})+$/.test(sequence)) return undefined
  // A carriage return and a line feed are one line end.
  return decode(Buffer.from(sequence.slice(1), 'hex')).replace(/\r\n?/g, '\n')
}

/**
 * Replaces escape sequences. What is no sequence stays as it is: senders that never escape write their paths and names so.
 *
 * @param decode bytes of a hexadecimal escape, which are in the message's character set
 */
export function unescapeText(
  text: string,
  delimiters: Delimiters,
  decode: (bytes: Uint8Array) => string,
): string {
  const { escape } = delimiters
  if (escape === '' || !text.includes(escape)) return text
  const parts: string[] = []
  let at = 0
  for (let start = text.indexOf(escape); start >= 0; start = text.indexOf(escape, at)) {
    const end = text.indexOf(escape, start + 1)
    if (end < 0) break
    const replaced = sequenceText(text.slice(start + 1, end), delimiters, decode)
    // The character that ends what is no sequence may begin one.
    parts.push(text.slice(at, start), replaced ?? text.slice(start, end))
    at = replaced === undefined ? end : end + 1
  }
  return parts.join('') + text.slice(at)
}
