/** Entropy-coded segments: bits behind byte stuffing, and Huffman codes (ITU-T T.81 annexes C, F). */
import { brokenJpeg } from './jpeg-error'

const lookBits = 9

export class HuffmanTable {
  /** by the next 9 bits: length * 256 + symbol, 0 for longer codes */
  readonly quick = new Uint16Array(1 << lookBits)
  /** by code length: largest code, -1 for none; code to index */
  readonly largest = new Int32Array(18).fill(-1)
  readonly offset = new Int32Array(18)

  /** @param counts codes of length 1 to 16 */
  constructor(
    counts: Uint8Array,
    readonly symbols: Uint8Array,
  ) {
    let code = 0
    let index = 0
    for (let length = 1; length <= 16; length += 1) {
      const count = counts[length - 1] as number
      this.offset[length] = index - code
      for (let nth = 0; nth < count; nth += 1, code += 1, index += 1) {
        if (code >= 1 << length) throw brokenJpeg('a Huffman table has too many codes')
        if (length <= lookBits) {
          const first = code << (lookBits - length)
          this.quick.fill(
            length * 256 + (symbols[index] as number),
            first,
            first + (1 << (lookBits - length)),
          )
        }
      }
      if (count > 0) this.largest[length] = code - 1
      code <<= 1
    }
  }
}

export class BitReader {
  private buffer = 0
  private count = 0
  /** zero bits in the buffer that stand for data behind the end */
  private invented = 0

  constructor(
    private readonly bytes: Uint8Array,
    /** of the next byte to load */
    public position: number,
  ) {}

  /** @throws AppException DICOM_DECODE_FAILED when the segment has ended */
  bits(length: number): number {
    if (length === 0) return 0
    if (this.count < length) this.fill()
    const value = (this.buffer >>> (this.count - length)) & ((1 << length) - 1)
    this.drop(length)
    return value
  }

  /** `length` bits as a difference or coefficient (F.2.2.1 EXTEND). */
  signed(length: number): number {
    if (length === 0) return 0
    const value = this.bits(length)
    return value < 1 << (length - 1) ? value - (1 << length) + 1 : value
  }

  symbol(table: HuffmanTable): number {
    if (this.count < 16) this.fill()
    const entry = table.quick[(this.buffer >>> (this.count - lookBits)) & ((1 << lookBits) - 1)] as number
    if (entry !== 0) {
      this.drop(entry >> 8)
      return entry & 255
    }
    for (let length = lookBits + 1; length <= 16; length += 1) {
      const code = (this.buffer >>> (this.count - length)) & ((1 << length) - 1)
      if (code <= (table.largest[length] as number)) {
        this.drop(length)
        return table.symbols[code + (table.offset[length] as number)] as number
      }
    }
    throw brokenJpeg('an invalid Huffman code')
  }

  /** Ends the segment at a restart marker and starts the next one behind it. */
  restart(): void {
    this.buffer = this.count = this.invented = 0
    const { bytes } = this
    while (bytes[this.position] === 0xff && bytes[this.position + 1] === 0xff) this.position += 1
    const marker = bytes[this.position + 1] as number
    if (bytes[this.position] !== 0xff || marker < 0xd0 || marker > 0xd7)
      throw brokenJpeg('a restart marker is missing')
    this.position += 2
  }

  private drop(length: number): void {
    this.count -= length
    if (this.count < this.invented) throw brokenJpeg('the data ends early')
  }

  private fill(): void {
    const { bytes } = this
    while (this.count <= 16) {
      let byte = this.position < bytes.length ? (bytes[this.position] as number) : -1
      if (byte === 0xff) {
        if (bytes[this.position + 1] === 0) this.position += 2
        else byte = -1
      } else if (byte >= 0) this.position += 1
      if (byte < 0) this.invented += 8
      this.buffer = ((this.buffer << 8) | (byte < 0 ? 0 : byte)) & 0xffffffff
      this.count += 8
    }
  }
}
