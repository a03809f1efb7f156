/** Palettes (PS3.3 C.7.6.3.1.5, C.7.9.2) and Modality / VOI LUTs (C.11.1, C.11.2). */
import { AppException } from '../../../shared/result'
import type { DataSet } from '../dicom/data-set'
import type { Samples } from './samples'

export interface LookupTable {
  /** input value of the first entry; smaller ones get the first entry, larger ones the last */
  firstMapped: number
  /** of an entry */
  bits: number
  entries: Uint16Array
}

const mostEntries = 65536

/** The three values of a LUT Descriptor; the second one has the sign of the pixels. */
function readDescriptor(
  dataSet: DataSet,
  tag: number,
  signed: boolean,
): { count: number; firstMapped: number; bits: number } | null {
  const values = dataSet.numbers(tag)
  if (values.length < 3) return null
  const [count = 0, first = 0, bits = 0] = values
  const unsigned = first & 0xffff
  const firstMapped =
    signed && unsigned >= 0x8000
      ? unsigned - 0x10000
      : dataSet.elements.get(tag)?.vr === 'SS'
        ? first
        : unsigned
  return { count: (count & 0xffff) === 0 ? mostEntries : count & 0xffff, firstMapped, bits }
}

/** Entries lie in bytes or in words; a declared 8 bits may be either. */
function readEntries(dataSet: DataSet, tag: number, count: number): Uint16Array | null {
  const bytes = dataSet.bytes(tag)
  if (!bytes || bytes.length < count) return null
  if (bytes.length < count * 2) return Uint16Array.from(bytes.subarray(0, count))
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Uint16Array.from({ length: count }, (_, at) => view.getUint16(at * 2, dataSet.littleEndian))
}

/** A Modality LUT or VOI LUT item; null where it is unusable. @param signed whether input values may be negative */
export function readLookupTable(item: DataSet, signed: boolean): LookupTable | null {
  const descriptor = readDescriptor(item, 0x00283002, signed)
  const entries = descriptor && readEntries(item, 0x00283006, descriptor.count)
  if (!descriptor || !entries) return null
  return { firstMapped: descriptor.firstMapped, bits: Math.min(16, Math.max(1, descriptor.bits)), entries }
}

export function applyLookupTable(
  samples: Samples,
  { firstMapped, bits, entries }: LookupTable,
): Uint8Array | Uint16Array {
  const out = bits <= 8 ? new Uint8Array(samples.length) : new Uint16Array(samples.length)
  const last = entries.length - 1
  for (let at = 0; at < samples.length; at += 1) {
    const index = (samples[at] as number) - firstMapped
    out[at] = entries[index < 0 ? 0 : index > last ? last : index] as number
  }
  return out
}

/** Red, green and blue palettes, 8 bits an entry. @throws AppException DICOM_UNSUPPORTED_PIXELS when there are none */
export function readPalette(dataSet: DataSet, signed: boolean): { firstMapped: number; rgb: Uint8Array } {
  const colours = [0, 1, 2].map((colour) => {
    const descriptor = readDescriptor(dataSet, 0x00281101 + colour, signed)
    if (!descriptor) throw new AppException('DICOM_UNSUPPORTED_PIXELS', 'The palette is missing.')
    const { count } = descriptor
    const entries =
      readEntries(dataSet, 0x00281201 + colour, count) ??
      readSegments(dataSet, 0x00281221 + colour, count, descriptor.bits)
    if (!entries) throw new AppException('DICOM_UNSUPPORTED_PIXELS', 'The palette is missing.')
    return { ...descriptor, entries }
  })
  const count = Math.max(...colours.map(({ entries }) => entries.length))
  // Some writers declare 16 bits and fill only the lower 8.
  const isDeep = colours.some(({ bits, entries }) => bits > 8 && entries.some((entry) => entry > 255))
  const rgb = new Uint8Array(count * 3)
  for (const [colour, { entries }] of colours.entries()) {
    for (let at = 0; at < count; at += 1) {
      const entry = entries[Math.min(at, entries.length - 1)] as number
      rgb[at * 3 + colour] = isDeep ? entry >> 8 : entry
    }
  }
  return { firstMapped: colours[0]?.firstMapped ?? 0, rgb }
}

export function applyPalette(
  samples: Samples,
  { firstMapped, rgb }: { firstMapped: number; rgb: Uint8Array },
): Uint8Array {
  const out = new Uint8Array(samples.length * 3)
  const last = rgb.length / 3 - 1
  for (let at = 0; at < samples.length; at += 1) {
    const value = (samples[at] as number) - firstMapped
    const from = (value < 0 ? 0 : value > last ? last : value) * 3
    out[at * 3] = rgb[from] as number
    out[at * 3 + 1] = rgb[from + 1] as number
    out[at * 3 + 2] = rgb[from + 2] as number
  }
  return out
}

/** Segmented palette (C.7.9.2): discrete runs, straight lines, and repeats of earlier segments. */
function readSegments(dataSet: DataSet, tag: number, count: number, bits: number): Uint16Array | null {
  const bytes = dataSet.bytes(tag)
  if (!bytes) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const size = bits > 8 ? 2 : 1
  const at = (index: number) => {
    if ((index + 1) * size > bytes.length)
      throw new AppException('DICOM_MALFORMED', 'The segmented palette is cut.')
    return size === 2 ? view.getUint16(index * 2, dataSet.littleEndian) : view.getUint8(index)
  }
  const out: number[] = []
  const run = (from: number, segments: number, depth: number): void => {
    for (
      let index = from, nth = 0;
      nth < segments && index * size < bytes.length && out.length < count;
      nth += 1
    ) {
      const opcode = at(index)
      const length = at(index + 1)
      if (opcode === 0) {
        for (let entry = 0; entry < length; entry += 1) out.push(at(index + 2 + entry))
        index += 2 + length
      } else if (opcode === 1) {
        const start = out.at(-1) ?? 0
        const end = at(index + 2)
        for (let step = 1; step <= length; step += 1)
          out.push(Math.round(start + ((end - start) * step) / length))
        index += 3
      } else if (opcode === 2 && depth === 0) {
        const words =
          size === 2
            ? [at(index + 2), at(index + 3)]
            : [at(index + 2) + at(index + 3) * 256, at(index + 4) + at(index + 5) * 256]
        run((((words[0] as number) + (words[1] as number) * 0x10000) / size) | 0, length, 1)
        index += size === 2 ? 4 : 6
      } else throw new AppException('DICOM_MALFORMED', 'The segmented palette is broken.')
    }
  }
  run(0, Infinity, 0)
  return out.length >= count ? Uint16Array.from(out.slice(0, count)) : null
}
