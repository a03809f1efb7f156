/** What JPEG 2000 and JPEG-LS streams say about themselves; asked before a decoder allocates anything for them: it must be what the header says. */
import { AppException } from '../../../shared/result'

export type StreamKind = 'jpeg' | 'jpeg-ls' | 'jpeg-2000' | 'htj2k'

/** What a compressed frame is by its own markers; null where it is none of these. */
export function streamKind(bytes: Uint8Array): StreamKind | null {
  const isJp2 = bytes[4] === 0x6a && bytes[5] === 0x50 && bytes[6] === 0x20 && bytes[7] === 0x20
  if ((bytes[0] === 0xff && bytes[1] === 0x4f) || isJp2)
    return hasMarker(bytes, 0x50, 0x90) ? 'htj2k' : 'jpeg-2000'
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null
  return hasMarker(bytes, 0xf7, 0xda) ? 'jpeg-ls' : 'jpeg'
}

/** Whether a segment with `marker` comes before the first one with `end`. */
function hasMarker(bytes: Uint8Array, marker: number, end: number): boolean {
  const start =
    bytes[1] === 0xd8
      ? 0
      : Math.max(
          0,
          bytes.findIndex((byte, at) => byte === 0xff && bytes[at + 1] === 0x4f),
        )
  for (let at = start + 2; at + 4 <= bytes.length && bytes[at] === 0xff;) {
    if (bytes[at + 1] === marker) return true
    if (bytes[at + 1] === end) return false
    at += bytes[at + 1] === 0xff ? 1 : 2 + (bytes[at + 2] as number) * 256 + (bytes[at + 3] as number)
  }
  return false
}

export interface StreamHeader {
  rows: number
  columns: number
  components: number
  /** bits a sample */
  precision: number
  signed: boolean
  /** JPEG 2000: the components were decorrelated (RCT or ICT) and decoding gives RGB */
  colourTransformed: boolean
}

const broken = (what: string) =>
  new AppException('DICOM_DECODE_FAILED', `The compressed image is broken: ${what}.`)

/**
 * JPEG 2000 codestream (ISO 15444-1 annex A), also inside a JP2 file.
 * @throws AppException DICOM_DECODE_FAILED also when tile parts are cut: a decoder would show what is there as the image
 */
export function readJpeg2000Header(bytes: Uint8Array): StreamHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = codestreamStart(bytes)
  let at = start + 2
  let header: StreamHeader | null = null
  while (at + 4 <= bytes.length) {
    const marker = view.getUint16(at)
    if (marker === 0xff90) break
    const length = view.getUint16(at + 2)
    if (marker < 0xff00 || length < 2 || at + 2 + length > bytes.length) throw broken('its header is cut')
    if (marker === 0xff51 && length >= 41) header = readSize(view, at + 4)
    if (marker === 0xff52 && header && length >= 10) header.colourTransformed = view.getUint8(at + 8) === 1
    at += 2 + length
  }
  if (!header) throw broken('it has no size')
  checkTileParts(view, at)
  return header
}

function codestreamStart(bytes: Uint8Array): number {
  for (let at = 0; at + 4 <= Math.min(bytes.length, 4096); at += 1) {
    if (bytes[at] === 0xff && bytes[at + 1] === 0x4f && bytes[at + 2] === 0xff && bytes[at + 3] === 0x51)
      return at
  }
  throw broken('it has no codestream')
}

function readSize(view: DataView, at: number): StreamHeader {
  const columns = view.getUint32(at + 2) - view.getUint32(at + 10)
  const rows = view.getUint32(at + 6) - view.getUint32(at + 14)
  const components = view.getUint16(at + 34)
  const depth = view.getUint8(at + 36)
  if (rows <= 0 || columns <= 0 || components === 0) throw broken('its size is wrong')
  return {
    rows,
    columns,
    components,
    precision: (depth & 0x7f) + 1,
    signed: depth >= 0x80,
    colourTransformed: false,
  }
}

/** Walks the tile parts: each must lie inside the data, but for an end marker that some writers leave out. */
function checkTileParts(view: DataView, start: number): void {
  for (let at = start; ;) {
    if (at + 12 > view.byteLength || view.getUint16(at) !== 0xff90) throw broken('it ends early')
    const length = view.getUint32(at + 6)
    if (length === 0) return
    if (length < 14 || at + length > view.byteLength + 2) throw broken('it ends early')
    at += length
    if (at + 2 > view.byteLength || view.getUint16(at) === 0xffd9) return
  }
}

/** JPEG-LS (ISO 14495-1 annex C). */
export function readJpegLsHeader(bytes: Uint8Array): StreamHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) throw broken('it does not start with a marker')
  for (let at = 2; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) throw broken('a marker is missing')
    if (bytes[at + 1] === 0xff) {
      at += 1
      continue
    }
    const length = view.getUint16(at + 2)
    if (length < 2 || at + 2 + length > bytes.length) throw broken('its header is cut')
    if (bytes[at + 1] === 0xf7 && length >= 8) {
      const [rows, columns] = [view.getUint16(at + 5), view.getUint16(at + 7)]
      const [precision, components] = [view.getUint8(at + 4), view.getUint8(at + 9)]
      if (rows === 0 || columns === 0 || components === 0) throw broken('its size is wrong')
      return { rows, columns, components, precision, signed: false, colourTransformed: false }
    }
    at += 2 + length
  }
  throw broken('it has no size')
}
