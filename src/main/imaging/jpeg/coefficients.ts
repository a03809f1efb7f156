/** Huffman-coded DCT coefficients, sequential and progressive (ITU-T T.81 annexes F and G). */
import { BitReader, type HuffmanTable } from './huffman'
import { brokenJpeg } from './jpeg-error'
import type { Component, Frame, Scan, ScanComponent } from './markers'

/** index in the block (row by row) of the k-th coefficient in the stream */
export const zigzag = Uint8Array.of(
  0,
  1,
  8,
  16,
  9,
  2,
  3,
  10,
  17,
  24,
  32,
  25,
  18,
  11,
  4,
  5,
  12,
  19,
  26,
  33,
  40,
  48,
  41,
  34,
  27,
  20,
  13,
  6,
  7,
  14,
  21,
  28,
  35,
  42,
  49,
  56,
  57,
  50,
  43,
  36,
  29,
  22,
  15,
  23,
  30,
  37,
  44,
  51,
  58,
  59,
  52,
  45,
  38,
  31,
  39,
  46,
  53,
  60,
  61,
  54,
  47,
  55,
  62,
  63,
)

/** `storedColumns` x `storedRows` blocks of 64 coefficients for each component */
export type Coefficients = Int16Array[]

export const allocateCoefficients = (frame: Frame): Coefficients =>
  frame.components.map(({ storedColumns, storedRows }) => new Int16Array(storedColumns * storedRows * 64))

type DecodeBlock = (block: Int16Array, at: number, part: ScanComponent, nth: number) => void

/** Decodes one scan into `coefficients`; returns the position behind its data. @throws AppException DICOM_DECODE_FAILED */
export function decodeScan(bytes: Uint8Array, frame: Frame, scan: Scan, coefficients: Coefficients): number {
  const decoder = new ScanDecoder(new BitReader(bytes, scan.position), scan)
  const decodeBlock = decoder.blockDecoder(frame.kind === 'progressive')
  const [only] = scan.components
  const isInterleaved = scan.components.length > 1
  const across =
    isInterleaved || !only ? Math.ceil(frame.columns / (8 * frame.largestH)) : only.component.columns
  const down = isInterleaved || !only ? Math.ceil(frame.rows / (8 * frame.largestV)) : only.component.rows
  for (let row = 0, unit = 0; row < down; row += 1) {
    for (let column = 0; column < across; column += 1, unit += 1) {
      if (scan.restartInterval > 0 && unit > 0 && unit % scan.restartInterval === 0) decoder.restart()
      for (let nth = 0; nth < scan.components.length; nth += 1) {
        const part = scan.components[nth] as ScanComponent
        const target = coefficients[part.index] as Int16Array
        if (isInterleaved) decodeUnit(decodeBlock, target, part, nth, row, column)
        else decodeBlock(target, (row * part.component.storedColumns + column) * 64, part, nth)
      }
    }
  }
  return decoder.position
}

function decodeUnit(
  decode: DecodeBlock,
  target: Int16Array,
  part: ScanComponent,
  nth: number,
  row: number,
  column: number,
): void {
  const { h, v, storedColumns }: Component = part.component
  for (let y = 0; y < v; y += 1) {
    for (let x = 0; x < h; x += 1)
      decode(target, ((row * v + y) * storedColumns + column * h + x) * 64, part, nth)
  }
}

class ScanDecoder {
  private readonly predictions = new Int32Array(4)
  /** blocks that the last end-of-band run still covers */
  private endOfBandRun = 0

  constructor(
    private readonly reader: BitReader,
    private readonly scan: Scan,
  ) {
    const { spectralStart, spectralEnd, high, low } = scan
    if (spectralStart > spectralEnd || spectralEnd > 63 || low > 13 || high > 13)
      throw brokenJpeg('a scan header is wrong')
  }

  get position(): number {
    return this.reader.position
  }

  restart(): void {
    this.reader.restart()
    this.predictions.fill(0)
    this.endOfBandRun = 0
  }

  blockDecoder(progressive: boolean): DecodeBlock {
    const { spectralStart, high } = this.scan
    if (!progressive) return (block, at, part, nth) => this.sequential(block, at, part, nth)
    if (spectralStart === 0) {
      return high === 0
        ? (block, at, part, nth) => this.dcFirst(block, at, part, nth)
        : (block, at) => this.dcRefine(block, at)
    }
    return high === 0
      ? (block, at, part) => this.acFirst(block, at, part)
      : (block, at, part) => this.acRefine(block, at, part)
  }

  private sequential(block: Int16Array, at: number, part: ScanComponent, nth: number): void {
    const { reader } = this
    block[at] = this.dcValue(part, nth)
    const table = required(part.ac)
    for (let k = 1; k < 64; k += 1) {
      const symbol = reader.symbol(table)
      const size = symbol & 15
      if (size === 0) {
        if (symbol !== 0xf0) break
        k += 15
        continue
      }
      k += symbol >> 4
      if (k > 63) throw brokenJpeg('a run of zeros leaves the block')
      block[at + (zigzag[k] as number)] = reader.signed(size)
    }
  }

  private dcValue(part: ScanComponent, nth: number): number {
    const size = this.reader.symbol(required(part.dc))
    if (size > 16) throw brokenJpeg('a difference is too large')
    const value = (this.predictions[nth] as number) + this.reader.signed(size)
    this.predictions[nth] = value
    return value
  }

  private dcFirst(block: Int16Array, at: number, part: ScanComponent, nth: number): void {
    block[at] = this.dcValue(part, nth) << this.scan.low
  }

  private dcRefine(block: Int16Array, at: number): void {
    if (this.reader.bits(1) === 1) block[at] = (block[at] as number) | (1 << this.scan.low)
  }

  private acFirst(block: Int16Array, at: number, part: ScanComponent): void {
    if (this.endOfBandRun > 0) {
      this.endOfBandRun -= 1
      return
    }
    const { reader } = this
    const { spectralStart, spectralEnd, low } = this.scan
    const table = required(part.ac)
    for (let k = spectralStart; k <= spectralEnd; k += 1) {
      const symbol = reader.symbol(table)
      const run = symbol >> 4
      const size = symbol & 15
      if (size === 0) {
        if (run < 15) {
          this.endOfBandRun = (1 << run) - 1 + reader.bits(run)
          break
        }
        k += 15
        continue
      }
      k += run
      if (k > 63) throw brokenJpeg('a run of zeros leaves the block')
      block[at + (zigzag[k] as number)] = reader.signed(size) << low
    }
  }

  private acRefine(block: Int16Array, at: number, part: ScanComponent): void {
    const { spectralStart, spectralEnd } = this.scan
    let k = spectralStart
    if (this.endOfBandRun === 0) k = this.refineUntilEndOfBand(block, at, required(part.ac), k)
    if (this.endOfBandRun === 0) return
    for (; k <= spectralEnd; k += 1) this.refine(block, at + (zigzag[k] as number))
    this.endOfBandRun -= 1
  }

  /** New coefficients among corrections of old ones (G.1.2.3); returns where the band's end was found. */
  private refineUntilEndOfBand(block: Int16Array, at: number, table: HuffmanTable, start: number): number {
    const { reader } = this
    const { spectralEnd, low } = this.scan
    for (let k = start; k <= spectralEnd; k += 1) {
      const symbol = reader.symbol(table)
      let run = symbol >> 4
      let value = 0
      if ((symbol & 15) !== 0) value = reader.bits(1) === 1 ? 1 << low : -1 << low
      else if (run < 15) {
        this.endOfBandRun = (1 << run) + reader.bits(run)
        return k
      }
      for (; k <= spectralEnd; k += 1) {
        const index = at + (zigzag[k] as number)
        if (block[index] !== 0) this.refine(block, index)
        else if (run-- === 0) {
          if (value !== 0) block[index] = value
          break
        }
      }
    }
    return spectralEnd + 1
  }

  private refine(block: Int16Array, index: number): void {
    const value = block[index] as number
    if (value === 0 || this.reader.bits(1) === 0) return
    const bit = 1 << this.scan.low
    if ((Math.abs(value) & bit) === 0) block[index] = value + (value > 0 ? bit : -bit)
  }
}

function required(table: HuffmanTable | undefined): HuffmanTable {
  if (!table) throw brokenJpeg('a Huffman table is missing')
  return table
}
