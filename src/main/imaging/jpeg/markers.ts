/** The marker segments of a JPEG stream (ITU-T T.81 annex B). */
import { HuffmanTable } from './huffman'
import { brokenJpeg, unsupportedJpeg } from './jpeg-error'

export interface Component {
  id: number
  /** sampling factors */
  h: number
  v: number
  quantisation: number
  /** blocks (samples in lossless coding) of the component itself, without what an MCU adds */
  columns: number
  rows: number
  /** blocks that are stored, whole MCUs */
  storedColumns: number
  storedRows: number
}

export interface Frame {
  kind: 'sequential' | 'progressive' | 'lossless'
  precision: number
  rows: number
  columns: number
  components: Component[]
  largestH: number
  largestV: number
}

export interface ScanComponent {
  component: Component
  index: number
  dc: HuffmanTable | undefined
  ac: HuffmanTable | undefined
}

export interface Scan {
  components: ScanComponent[]
  /** Ss (predictor in lossless coding), Se, Ah, Al (point transform) */
  spectralStart: number
  spectralEnd: number
  high: number
  low: number
  restartInterval: number
  /** of the entropy-coded data */
  position: number
}

export interface Application {
  jfif: boolean
  /** of Adobe's APP14, null without one */
  adobeTransform: number | null
  /** EXIF orientation, 1 to 8 */
  orientation: number
}

/** What a decoder for the scans gets: `scan` returns the position behind the scan's data. */
export interface ScanHandler {
  frame(frame: Frame, application: Application): void
  scan(scan: Scan): number
}

/** pixels of an image we are willing to allocate for */
const mostPixels = 1 << 28

/** @throws AppException DICOM_DECODE_FAILED, DICOM_UNSUPPORTED_PIXELS */
export class MarkerReader {
  readonly quantisation: (Uint16Array | undefined)[] = []
  readonly application: Application = { jfif: false, adobeTransform: null, orientation: 1 }
  private readonly dc: HuffmanTable[] = []
  private readonly ac: HuffmanTable[] = []
  private restartInterval = 0
  private frame: Frame | null = null
  private readonly view: DataView

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  read(handler: ScanHandler): void {
    if (this.word(0) !== 0xffd8) throw brokenJpeg('it does not start with a marker')
    let scans = 0
    for (let at = 2; ;) {
      const found = this.nextMarker(at)
      if (found === null) break
      const { marker, next } = found
      if (marker === 0xd9) break
      const length = this.word(next)
      if (length < 2 || next + length > this.bytes.length)
        throw brokenJpeg('a segment is longer than the data')
      const segment = this.bytes.subarray(next + 2, next + length)
      at = next + length
      if (marker === 0xda) {
        at = handler.scan(this.scan(segment, at))
        if (++scans > 1000) throw brokenJpeg('there are too many scans')
      } else this.segment(marker, segment, handler)
    }
    if (scans === 0) throw brokenJpeg('there is no image in it')
  }

  private segment(marker: number, segment: Uint8Array, handler: ScanHandler): void {
    if (marker === 0xc4) this.huffmanTables(segment)
    else if (marker === 0xdb) this.quantisationTables(segment)
    else if (marker === 0xdd) this.restartInterval = wordAt(segment, 0)
    else if (marker === 0xe0 && latin1(segment, 0, 5) === 'JFIF\0') this.application.jfif = true
    else if (marker === 0xee && latin1(segment, 0, 5) === 'Adobe' && segment.length >= 12) {
      this.application.adobeTransform = segment[11] as number
    } else if (marker === 0xe1 && latin1(segment, 0, 6) === 'Exif\0\0') {
      this.application.orientation = readOrientation(segment.subarray(6))
    } else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8) {
      if (this.frame) throw brokenJpeg('it has more than one frame')
      this.frame = readFrame(marker, segment)
      handler.frame(this.frame, this.application)
    }
  }

  /** Next marker at or behind `at`; bytes that belong to nothing are skipped. */
  private nextMarker(at: number): { marker: number; next: number } | null {
    for (let position = at; position + 1 < this.bytes.length; position += 1) {
      const marker = this.bytes[position + 1] as number
      if (this.bytes[position] !== 0xff || marker === 0 || marker === 0xff) continue
      // Markers without a segment.
      if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) continue
      if (marker === 0xd9 || position + 4 <= this.bytes.length) return { marker, next: position + 2 }
    }
    return null
  }

  private huffmanTables(segment: Uint8Array): void {
    for (let at = 0; at + 17 <= segment.length;) {
      const selector = segment[at] as number
      const counts = segment.subarray(at + 1, at + 17)
      const total = counts.reduce((sum, count) => sum + count, 0)
      at += 17
      if (at + total > segment.length || (selector & 15) > 3) throw brokenJpeg('a Huffman table is cut')
      const table = new HuffmanTable(counts, segment.slice(at, at + total))
      if (selector >> 4 === 0) this.dc[selector & 15] = table
      else this.ac[selector & 15] = table
      at += total
    }
  }

  private quantisationTables(segment: Uint8Array): void {
    for (let at = 0; at < segment.length;) {
      const selector = segment[at] as number
      const size = selector >> 4 === 0 ? 1 : 2
      at += 1
      if (at + 64 * size > segment.length) throw brokenJpeg('a quantisation table is cut')
      const table = new Uint16Array(64)
      for (let k = 0; k < 64; k += 1, at += size)
        table[k] = size === 1 ? (segment[at] as number) : wordAt(segment, at)
      this.quantisation[selector & 15] = table
    }
  }

  private scan(segment: Uint8Array, position: number): Scan {
    const { frame } = this
    const count = segment[0] as number
    if (!frame) throw brokenJpeg('a scan comes before the frame')
    if (segment.length < 4 + 2 * count || count < 1 || count > 4) throw brokenJpeg('a scan header is cut')
    const components = Array.from({ length: count }, (_, nth) => {
      const id = segment[1 + 2 * nth]
      const tables = segment[2 + 2 * nth] as number
      const index = frame.components.findIndex((candidate) => candidate.id === id)
      const component = frame.components[index]
      if (!component) throw brokenJpeg('a scan names an unknown component')
      return { component, index, dc: this.dc[tables >> 4], ac: this.ac[tables & 15] }
    })
    const [spectralStart = 0, spectralEnd = 63, approximation = 0] = segment.subarray(1 + 2 * count)
    const { restartInterval } = this
    return {
      components,
      spectralStart,
      spectralEnd,
      high: approximation >> 4,
      low: approximation & 15,
      restartInterval,
      position,
    }
  }

  private word(at: number): number {
    if (at + 2 > this.bytes.length) throw brokenJpeg('the data ends early')
    return this.view.getUint16(at)
  }
}

/** The frame header alone. @throws AppException DICOM_DECODE_FAILED, DICOM_UNSUPPORTED_PIXELS */
export function readJpegFrame(bytes: Uint8Array): Frame {
  const found: Frame[] = []
  new MarkerReader(bytes).read({ frame: (frame) => found.push(frame), scan: () => bytes.length })
  const [frame] = found
  if (!frame) throw brokenJpeg('it has no frame')
  return frame
}

const kinds: Record<number, Frame['kind']> = {
  0xc0: 'sequential',
  0xc1: 'sequential',
  0xc2: 'progressive',
  0xc3: 'lossless',
}

function readFrame(marker: number, segment: Uint8Array): Frame {
  const kind = kinds[marker]
  if (!kind) throw unsupportedJpeg('arithmetic or hierarchical coding')
  const count = segment[5] as number
  if (segment.length < 6 + 3 * count || count < 1) throw brokenJpeg('the frame header is cut')
  const precision = segment[0] as number
  const rows = wordAt(segment, 1)
  const columns = wordAt(segment, 3)
  if (rows === 0 || columns === 0) throw unsupportedJpeg('a frame without dimensions')
  if (rows * columns > mostPixels || count > 4) throw unsupportedJpeg('the image is too large')
  if (kind === 'lossless' ? precision < 2 || precision > 16 : precision !== 8 && precision !== 12) {
    throw unsupportedJpeg(`${precision} bits`)
  }
  const shapes = Array.from({ length: count }, (_, nth) => {
    const [id = 0, sampling = 0, quantisation = 0] = segment.subarray(6 + 3 * nth)
    const [h, v] = [sampling >> 4, sampling & 15]
    if (h < 1 || h > 4 || v < 1 || v > 4) throw brokenJpeg('a sampling factor is wrong')
    return { id, h, v, quantisation }
  })
  const largestH = Math.max(...shapes.map(({ h }) => h))
  const largestV = Math.max(...shapes.map(({ v }) => v))
  const unit = kind === 'lossless' ? 1 : 8
  const components = shapes.map((shape) => ({
    ...shape,
    columns: Math.ceil(Math.ceil((columns * shape.h) / largestH) / unit),
    rows: Math.ceil(Math.ceil((rows * shape.v) / largestV) / unit),
    storedColumns: Math.ceil(columns / (unit * largestH)) * shape.h,
    storedRows: Math.ceil(rows / (unit * largestV)) * shape.v,
  }))
  return { kind, precision, rows, columns, components, largestH, largestV }
}

/** TIFF tag 0x0112 of the EXIF block; 1 (upright) where there is none. */
function readOrientation(tiff: Uint8Array): number {
  if (tiff.length < 8) return 1
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength)
  const littleEndian = tiff[0] === 0x49
  const directory = view.getUint32(4, littleEndian)
  if (directory + 2 > tiff.length) return 1
  const entries = view.getUint16(directory, littleEndian)
  for (let nth = 0; nth < entries; nth += 1) {
    const at = directory + 2 + nth * 12
    if (at + 12 > tiff.length) return 1
    if (view.getUint16(at, littleEndian) !== 0x0112) continue
    const orientation = view.getUint16(at + 8, littleEndian)
    return orientation >= 1 && orientation <= 8 ? orientation : 1
  }
  return 1
}

const wordAt = (bytes: Uint8Array, at: number) => {
  if (at + 2 > bytes.length) throw brokenJpeg('a segment is cut')
  return (bytes[at] as number) * 256 + (bytes[at + 1] as number)
}
const latin1 = (bytes: Uint8Array, from: number, to: number) =>
  String.fromCharCode(...bytes.subarray(from, to))
