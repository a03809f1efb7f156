/** Pixel cells (PS3.5 section 8.1) to numbers: endianness, unused bits, sign. */
import { AppException } from '../../../shared/result'

export type Samples =
  Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array

export interface CellFormat {
  bitsAllocated: number
  bitsStored: number
  highBit: number
  signed: boolean
}

export const isLittleEndianMachine = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/** Bytes of one native frame as an array of its cells' type; always a copy. @param count cells */
export function readCells(
  bytes: Uint8Array,
  count: number,
  bitsAllocated: number,
  signed: boolean,
  littleEndian: boolean,
): Samples {
  const size = bitsAllocated / 8
  const own = new Uint8Array(count * size)
  own.set(bytes.subarray(0, own.length))
  if (size > 1 && littleEndian !== isLittleEndianMachine) swapBytes(own, size)
  const { buffer } = own
  if (bitsAllocated === 8) return signed ? new Int8Array(buffer) : own
  if (bitsAllocated === 16) return signed ? new Int16Array(buffer) : new Uint16Array(buffer)
  if (bitsAllocated === 32) return signed ? new Int32Array(buffer) : new Uint32Array(buffer)
  throw new AppException('DICOM_UNSUPPORTED_PIXELS', `Pixels of ${bitsAllocated} bits are not supported.`)
}

export function swapBytes(bytes: Uint8Array, size: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (size === 2) buffer.swap16()
  else if (size === 4) buffer.swap32()
  else buffer.swap64()
}

/** Cells that are not whole bytes, packed from the least significant bit on (PS3.5 annex D). @param firstBit of the frame in `bytes` */
export function readPackedCells(
  bytes: Uint8Array,
  firstBit: number,
  count: number,
  bits: number,
): Uint8Array | Uint16Array {
  if (bits > 16)
    throw new AppException('DICOM_UNSUPPORTED_PIXELS', `Pixels of ${bits} bits are not supported.`)
  const out = bits <= 8 ? new Uint8Array(count) : new Uint16Array(count)
  const mask = (1 << bits) - 1
  for (let nth = 0, bit = firstBit; nth < count; nth += 1, bit += bits) {
    const at = bit >> 3
    const three = (bytes[at] as number) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16)
    out[nth] = (three >> (bit & 7)) & mask
  }
  return out
}

/**
 * Keeps the stored bits of each cell: old images carry overlays or waste in the others. Negative numbers are extended from
 * the stored sign bit. In place.
 */
export function keepStoredBits(
  samples: Samples,
  { bitsAllocated, bitsStored, highBit, signed }: CellFormat,
): void {
  const isPlausible =
    bitsStored >= 1 && bitsStored <= bitsAllocated && highBit < bitsAllocated && highBit >= bitsStored - 1
  if (!isPlausible || (bitsStored === bitsAllocated && highBit === bitsStored - 1)) return
  const left = 32 - 1 - highBit
  const right = 32 - bitsStored
  if (signed)
    for (let at = 0; at < samples.length; at += 1) samples[at] = ((samples[at] as number) << left) >> right
  else
    for (let at = 0; at < samples.length; at += 1) samples[at] = ((samples[at] as number) << left) >>> right
}

/** Values of a codec, `precision` bits each, with the sign they were stored with. */
export function withSign(samples: Uint8Array | Uint16Array, precision: number, signed: boolean): Samples {
  if (!signed) return samples
  const out = samples instanceof Uint8Array ? new Int8Array(samples.buffer) : new Int16Array(samples.buffer)
  keepStoredBits(out, {
    bitsAllocated: out.BYTES_PER_ELEMENT * 8,
    bitsStored: precision,
    highBit: precision - 1,
    signed: true,
  })
  return out
}

export function rangeOf(samples: Samples): { smallest: number; largest: number } {
  let smallest = Infinity
  let largest = -Infinity
  for (const value of samples) {
    if (value < smallest) smallest = value
    if (value > largest) largest = value
  }
  return Number.isFinite(smallest) ? { smallest, largest } : { smallest: 0, largest: 0 }
}
