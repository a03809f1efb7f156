/**
 * The PNG that films come as: 8 bits, grey or RGB, neither interlaced nor transparent. Read here directly, at a fraction of
 * the general decoder's cost (no detour over RGBA), since whole folders of such films are put through a model.
 * PNG (Third Edition), W3C 2025; filters: section 9.
 */
import { crc32, inflateSync } from 'node:zlib'

export interface PlainPng {
  rows: number
  columns: number
  samplesPerPixel: 1 | 3
  /** interleaved, rows top to bottom */
  data: Uint8Array
}

/** Null for every other kind of PNG, and for a broken one: the general decoder says what is wrong with it. */
export function decodePlainPng(png: Buffer, mostPixels: number): PlainPng | null {
  const chunks = readChunks(png)
  if (!chunks) return null
  const { columns, rows, samplesPerPixel, compressed } = chunks
  if (columns * rows > mostPixels || columns === 0 || rows === 0) return null
  const stride = columns * samplesPerPixel
  const filtered = inflate(compressed, rows * (stride + 1))
  if (!filtered) return null
  const data = new Uint8Array(rows * stride)
  for (let row = 0; row < rows; row++) {
    if (!unfilterRow(filtered, row * (stride + 1), data, row * stride, stride, samplesPerPixel)) return null
  }
  return { rows, columns, samplesPerPixel, data }
}

interface Chunks {
  columns: number
  rows: number
  samplesPerPixel: 1 | 3
  compressed: Buffer
}

/** The header and the joined image data, when the checksums hold and nothing else touches the pixels. */
function readChunks(png: Buffer): Chunks | null {
  const parts: Buffer[] = []
  let header: Omit<Chunks, 'compressed'> | null = null
  for (let at = 8; at + 12 <= png.length;) {
    const length = png.readUInt32BE(at)
    const type = png.toString('latin1', at + 4, at + 8)
    const end = at + 8 + length
    if (end + 4 > png.length || crc32(png.subarray(at + 4, end)) !== png.readUInt32BE(end)) return null
    const body = png.subarray(at + 8, end)
    if (type === 'IHDR') header = readHeader(body)
    else if (type === 'IDAT') parts.push(body)
    else if (type === 'tRNS') return null
    else if (type === 'IEND') return header && { ...header, compressed: Buffer.concat(parts) }
    if (!header) return null
    at = end + 4
  }
  return null
}

function readHeader(body: Buffer): Omit<Chunks, 'compressed'> | null {
  const [depth, colourType, compression, filter, interlace] = body.subarray(8)
  const plain = body.length === 13 && depth === 8 && compression === 0 && filter === 0 && interlace === 0
  if (!plain || (colourType !== 0 && colourType !== 2)) return null
  return {
    columns: body.readUInt32BE(0),
    rows: body.readUInt32BE(4),
    samplesPerPixel: colourType === 0 ? 1 : 3,
  }
}

function inflate(compressed: Buffer, length: number): Uint8Array | null {
  try {
    const bytes = inflateSync(compressed, { maxOutputLength: length })
    return bytes.length === length ? bytes : null
  } catch {
    return null
  }
}

/** Undoes one row's filter; bytes left of the row and above the image count as 0. False for a filter that does not exist. */
function unfilterRow(
  filtered: Uint8Array,
  filterAt: number,
  data: Uint8Array,
  rowAt: number,
  stride: number,
  step: number,
): boolean {
  const from = filterAt + 1
  const isFirst = rowAt === 0
  const up = (at: number) => (isFirst ? 0 : (data[rowAt + at - stride] as number))
  switch (filtered[filterAt]) {
    case 0:
      data.set(filtered.subarray(from, from + stride), rowAt)
      return true
    case 1:
      for (let at = 0; at < stride; at++) {
        const left = at < step ? 0 : (data[rowAt + at - step] as number)
        data[rowAt + at] = (filtered[from + at] as number) + left
      }
      return true
    case 2:
      for (let at = 0; at < stride; at++) data[rowAt + at] = (filtered[from + at] as number) + up(at)
      return true
    case 3:
      for (let at = 0; at < stride; at++) {
        const left = at < step ? 0 : (data[rowAt + at - step] as number)
        data[rowAt + at] = (filtered[from + at] as number) + ((left + up(at)) >> 1)
      }
      return true
    case 4:
      for (let at = 0; at < stride; at++) {
        const left = at < step ? 0 : (data[rowAt + at - step] as number)
        const corner = at < step || isFirst ? 0 : (data[rowAt + at - step - stride] as number)
        data[rowAt + at] = (filtered[from + at] as number) + paeth(left, up(at), corner)
      }
      return true
    default:
      return false
  }
}

function paeth(left: number, above: number, corner: number): number {
  const toLeft = Math.abs(above - corner)
  const toAbove = Math.abs(left - corner)
  const toCorner = Math.abs(left + above - 2 * corner)
  if (toLeft <= toAbove && toLeft <= toCorner) return left
  return toAbove <= toCorner ? above : corner
}
