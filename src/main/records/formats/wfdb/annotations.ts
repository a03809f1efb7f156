/** Annotation files of WFDB records in the MIT format, as annot(5) of the WFDB Applications Guide describes it. */

/** Letters of the annotation codes (`ecgcodes.h`, annotation table of the PhysioBank archives). */
const letters: Readonly<Record<number, string>> = {
  1: 'N',
  2: 'L',
  3: 'R',
  4: 'a',
  5: 'V',
  6: 'F',
  7: 'J',
  8: 'A',
  9: 'S',
  10: 'E',
  11: 'j',
  12: '/',
  13: 'Q',
  14: '~',
  16: '|',
  18: 's',
  19: 'T',
  20: '*',
  21: 'D',
  22: '"',
  23: '=',
  24: 'p',
  25: 'B',
  26: '^',
  27: 't',
  28: '+',
  29: 'u',
  30: '?',
  31: '!',
  32: '[',
  33: ']',
  34: 'e',
  35: 'n',
  36: '@',
  37: 'x',
  38: 'f',
  39: '(',
  40: ')',
  41: 'r',
}

/** Codes that mark a beat. */
const beatCodes = new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 25, 30, 34, 35, 38, 41])

export interface WfdbAnnotation {
  /** number of the frame */
  sample: number
  type: string
  isBeat: boolean
  /** text that belongs to it, such as the name of a rhythm */
  text: string
}

/** Codes of the format that say something of the annotation before them. */
const skip = 59
const aux = 63

/** Reads annotations until their end mark. Bytes cut off at the end give no annotation. */
export async function* readAnnotations(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<WfdbAnnotation, void, undefined> {
  // prettier-ignore
  let sample = 0
  let last: WfdbAnnotation | null = null
  const words = new WordReader(bytes)
  for (;;) {
    const word = await words.next()
    if (word === null || word === 0) break
    const [code, rest] = [word >> 10, word & 0x3ff]
    if (code === skip) {
      const [high, low] = [await words.next(), await words.next()]
      if (high === null || low === null) break
      sample += (high << 16) | low
    } else if (code === aux) {
      const text = await words.text(rest)
      if (last) last.text = text
    } else if (code < skip) {
      if (last) yield last
      sample += rest
      last = { sample, type: letters[code] ?? `[${code}]`, isBeat: beatCodes.has(code), text: '' }
    }
  }
  if (last) yield last
}

/** Little-endian words of 16 bits out of chunks of any size. */
class WordReader {
  private readonly source: AsyncIterator<Uint8Array>
  private chunk: Uint8Array = new Uint8Array(0)
  private at = 0

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.source = bytes[Symbol.asyncIterator]()
  }

  async next(): Promise<number | null> {
    if (!(await this.has(2))) return null
    const word = this.chunk[this.at]! | (this.chunk[this.at + 1]! << 8)
    this.at += 2
    return word
  }

  /** A text of that many bytes, filled up to an even number. */
  async text(length: number): Promise<string> {
    await this.has(length + (length % 2))
    const text = Buffer.from(this.chunk.subarray(this.at, this.at + length)).toString('latin1')
    this.at = Math.min(this.chunk.length, this.at + length + (length % 2))
    return text.replace(/\0+$/, '')
  }

  private async has(count: number): Promise<boolean> {
    while (this.chunk.length - this.at < count) {
      const next = await this.source.next()
      if (next.done === true) return false
      this.chunk =
        this.at === this.chunk.length ? next.value : Buffer.concat([this.chunk.subarray(this.at), next.value])
      this.at = 0
    }
    return true
  }
}
