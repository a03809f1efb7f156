/**
 * Text of DICOM values to Unicode: single repertoires and code extensions by ISO 2022 escape sequences
 * (PS3.3 C.12.1.1.2, PS3.5 section 6.1 and annexes H, I, J, K).
 *
 * What senders get wrong is read as what they meant where that is unambiguous: undeclared UTF-8, spelling of the defined
 * terms, escape sequences of a set that was not declared, code extensions not repeated after a delimiter.
 */
import { TextDecoder } from 'node:util'
import type { PersonName } from '../../../shared/domain/imaging/instance'

/** A set of graphic characters. Double-byte sets are addressed by bytes with the high bit set, wherever they are designated. */
interface GraphicSet {
  bytes: 1 | 2
  decode(bytes: Uint8Array): string
}

export type Repertoire =
  | { kind: 'whole'; decode(bytes: Uint8Array): string }
  | { kind: 'extended'; left: GraphicSet; right: GraphicSet | null; declared: readonly GraphicSet[] }

const decoders = new Map<string, TextDecoder>()
function decoder(label: string): TextDecoder {
  let found = decoders.get(label)
  if (!found) decoders.set(label, (found = new TextDecoder(label)))
  return found
}

const throughDecoder = (label: string, bytes: 1 | 2 = 1): GraphicSet => ({
  bytes,
  decode: (input) => decoder(label).decode(input),
})

const latin1 = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')

/** The web's tables map six signs of JIS X 0208 to full-width forms; the standard's own mapping is kept here. */
const jisSigns: Record<string, string> = { '～': '〜', '∥': '‖', '－': '−', '￠': '¢', '￡': '£', '￢': '¬' }

const ascii: GraphicSet = { bytes: 1, decode: latin1 }
const katakana = throughDecoder('shift_jis')
const jis0208: GraphicSet = {
  bytes: 2,
  decode: (input) =>
    decoder('euc-jp')
      .decode(input)
      .replace(/[～∥－￠￡￢]/g, (sign) => jisSigns[sign] ?? sign),
}
const jis0212: GraphicSet = {
  bytes: 2,
  decode: (input) => {
    const shifted = new Uint8Array((input.length / 2) * 3)
    for (let at = 0; at * 2 < input.length; at += 1)
      shifted.set([0x8f, ...input.subarray(at * 2, at * 2 + 2)], at * 3)
    return decoder('euc-jp').decode(shifted)
  },
}
const korean = throughDecoder('euc-kr', 2)
const chinese = throughDecoder('gbk', 2)

/** By the registration number in the defined term: what is in G0 and G1 before any escape sequence. */
const registrations: Record<string, { left?: GraphicSet; right?: GraphicSet }> = {
  '6': {},
  '100': { right: { bytes: 1, decode: latin1 } },
  '101': { right: throughDecoder('iso-8859-2') },
  '109': { right: throughDecoder('iso-8859-3') },
  '110': { right: throughDecoder('iso-8859-4') },
  '144': { right: throughDecoder('iso-8859-5') },
  '127': { right: throughDecoder('iso-8859-6') },
  '126': { right: throughDecoder('iso-8859-7') },
  '138': { right: throughDecoder('iso-8859-8') },
  '148': { right: throughDecoder('iso-8859-9') },
  '203': { right: throughDecoder('iso-8859-15') },
  '166': { right: throughDecoder('tis-620') },
  '13': { right: katakana },
  '14': {},
  '87': { left: jis0208 },
  '159': { left: jis0212 },
  '149': { right: korean },
  '58': { right: chinese },
}

/** By what follows ESC. */
const escapes: Record<string, { half: 'left' | 'right'; set: GraphicSet }> = {
  '(B': { half: 'left', set: ascii },
  '(J': { half: 'left', set: ascii },
  '(I': { half: 'left', set: katakana },
  ')I': { half: 'right', set: katakana },
  $B: { half: 'left', set: jis0208 },
  '$@': { half: 'left', set: jis0208 },
  '$(B': { half: 'left', set: jis0208 },
  '$(D': { half: 'left', set: jis0212 },
  '$)C': { half: 'right', set: korean },
  '$)A': { half: 'right', set: chinese },
}
for (const [final, number] of Object.entries({
  A: '100',
  B: '101',
  C: '109',
  D: '110',
  L: '144',
  G: '127',
  F: '126',
  H: '138',
  M: '148',
  T: '166',
  b: '203',
})) {
  const set = registrations[number]?.right
  if (set) escapes[`-${final}`] = { half: 'right', set }
}
const longestEscape = 3

const undeclared: Repertoire = {
  kind: 'whole',
  decode: (bytes) => {
    if (bytes.every((byte) => byte < 0x80)) return latin1(bytes)
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    } catch {
      return latin1(bytes)
    }
  },
}

/** @param terms values of Specific Character Set (0008,0005); [] when absent */
export function readRepertoire(terms: readonly string[]): Repertoire {
  const wholes = terms.filter((term) => term !== '').map(wholeLabel)
  // GB18030, GBK and UTF-8 stand alone: they cannot be mixed with code extensions.
  if (wholes[0]) {
    const label = wholes[0]
    return { kind: 'whole', decode: (bytes) => decoder(label).decode(bytes) }
  }
  const numbers = terms.map(
    (term) =>
      /(?:IR|ISO)[^0-9]*(\d+)\s*$/i.exec(term.replace(/ISO[ _-]?2022/i, ''))?.[1] ?? (term === '' ? '6' : ''),
  )
  const known = numbers.flatMap((number) => registrations[number] ?? [])
  const declared = known.flatMap(({ left, right }) => [left, right]).filter((set) => set !== undefined)
  const first = registrations[numbers[0] ?? '']
  if (declared.length === 0 && numbers.length <= 1) return undeclared
  // A double-byte set cannot be in G0 from the start: the delimiters would be unreadable.
  return { kind: 'extended', left: ascii, right: first?.right ?? null, declared }
}

function wholeLabel(term: string): string | null {
  if (/UTF-?8/i.test(term) || /IR[ _-]*192$/i.test(term)) return 'utf-8'
  if (/GB[ _-]?18030/i.test(term)) return 'gb18030'
  if (/GBK|GB[ _-]?2312/i.test(term)) return 'gbk'
  return null
}

/**
 * A value field as text; separators between values stay in it.
 * @param multiValued whether a backslash separates values, and so ends code extensions
 */
export function decodeText(bytes: Uint8Array, repertoire: Repertoire, multiValued: boolean): string {
  return decode(bytes, repertoire, multiValued ? '\\' : '')
}

/** First value of a PN: three component groups, components separated by ^ (PS3.5 6.2.1). */
export function decodePersonName(bytes: Uint8Array, repertoire: Repertoire): PersonName {
  const first = decode(bytes, repertoire, '\\^=').split('\\')[0] ?? ''
  const [alphabetic = '', ideographic = '', phonetic = ''] = first
    .split('=')
    .map((group) => group.replace(/[\0 ]+$/, '').trimStart())
  return { alphabetic, ideographic, phonetic }
}

function decode(bytes: Uint8Array, repertoire: Repertoire, delimiters: string): string {
  if (repertoire.kind === 'whole') return repertoire.decode(bytes)
  if (bytes.every((byte) => byte < 0x80 && byte !== 0x1b)) return latin1(bytes)
  return new ExtendedText(bytes, repertoire, delimiters).decode()
}

const escapeByte = 0x1b
/** TAB, LF, FF, CR end code extensions (PS3.5 6.1.2.5.3). */
const endOfExtension = new Set([0x09, 0x0a, 0x0c, 0x0d])

/** One pass over a value with code extensions: G0 and G1 as the escape sequences set them. */
class ExtendedText {
  private left: GraphicSet
  private right: GraphicSet | null
  private lastRight: GraphicSet | null = null
  private out = ''
  private run: number[] = []
  private runSet: GraphicSet | null = null

  constructor(
    private readonly bytes: Uint8Array,
    private readonly initial: Extract<Repertoire, { kind: 'extended' }>,
    private readonly delimiters: string,
  ) {
    this.left = initial.left
    this.right = initial.right
  }

  decode(): string {
    for (let at = 0; at < this.bytes.length;) at += this.step(at)
    this.flush()
    return this.out
  }

  /** Reads one character, delimiter or escape sequence; returns its bytes. */
  private step(at: number): number {
    const byte = this.bytes[at] as number
    if (byte === escapeByte) return this.escape(at)
    if (byte < 0x20) return this.control(byte)
    if (byte < 0x80)
      return byte === 0x20 || this.left.bytes === 1 ? this.single(byte) : this.pair(at, this.left)
    const set =
      this.right ??
      this.lastRight ??
      this.initial.declared.find((declared) => declared !== jis0208 && declared !== jis0212)
    if (!set) return this.add(ascii, [byte])
    // Shift JIS under the name of its half-width katakana is common in Japan.
    const isLead = set === katakana && (byte < 0xa0 || byte >= 0xe0)
    return set.bytes === 2 || isLead ? this.pair(at, set) : this.add(set, [byte])
  }

  private escape(at: number): number {
    for (let length = longestEscape; length >= 2; length -= 1) {
      const found = escapes[latin1(this.bytes.subarray(at + 1, at + 1 + length))]
      if (!found) continue
      if (found.half === 'left') this.left = found.set
      else this.right = this.lastRight = found.set
      return 1 + length
    }
    return this.add(ascii, [escapeByte])
  }

  private control(byte: number): number {
    if (endOfExtension.has(byte)) this.reset()
    return this.add(ascii, [byte])
  }

  private single(byte: number): number {
    if (byte !== 0x20 && this.delimiters.includes(String.fromCharCode(byte))) {
      this.reset()
      return this.add(ascii, [byte])
    }
    return this.add(this.left, [this.left === katakana && byte > 0x20 ? byte | 0x80 : byte])
  }

  private pair(at: number, set: GraphicSet): number {
    const second = this.bytes[at + 1]
    // Half a character, or a delimiter after a forgotten escape sequence.
    if (second === undefined || second < 0x21) return this.add(ascii, [this.bytes[at] as number])
    if (set === katakana) return this.add(set, [this.bytes[at] as number, second])
    return this.add(set, [(this.bytes[at] as number) | 0x80, second | 0x80])
  }

  private add(set: GraphicSet, bytes: number[]): number {
    if (set !== this.runSet) {
      this.flush()
      this.runSet = set
    }
    this.run.push(...bytes)
    return bytes.length
  }

  private reset(): void {
    this.left = this.initial.left
    this.right = this.initial.right
  }

  private flush(): void {
    if (this.runSet && this.run.length > 0) this.out += this.runSet.decode(Uint8Array.from(this.run))
    this.run = []
  }
}
