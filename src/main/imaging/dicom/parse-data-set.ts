/**
 * The data set parser (PS3.5 section 7). Strict where a mistake would show a wrong image or a wrong patient, lenient with
 * what real senders write: sequences as UN, single elements in the other VR form, unknown VRs, padding, wrong item lengths.
 */
import { AppException } from '../../../shared/result'
import type { ByteReader } from '../byte-source'
import { DataSet, type Element, type Fragment } from './data-set'
import { lookUp } from './dictionary'

export interface Encoding {
  explicitVr: boolean
  littleEndian: boolean
}

const longLengthVrs = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV'])
const shortLengthVrs = new Set([
  'AE',
  'AS',
  'AT',
  'CS',
  'DA',
  'DS',
  'DT',
  'FD',
  'FL',
  'IS',
  'LO',
  'LT',
  'PN',
  'SH',
  'SL',
  'SS',
  'ST',
  'TM',
  'UI',
  'UL',
  'US',
])
export const isKnownVr = (vr: string) => longLengthVrs.has(vr) || shortLengthVrs.has(vr)

const undefinedLength = 0xffffffff
const itemTag = 0xfffee000
const itemDelimiter = 0xfffee00d
const sequenceDelimiter = 0xfffee0dd
const trailingPadding = 0xfffcfffc
const pixelTags = new Set([0x7fe00008, 0x7fe00009, 0x7fe00010])
const directoryRecords = 0x00041220
const deepest = 64
/** elements of a file; the largest enhanced multi-frame objects have some hundred thousand */
const mostElements = 4_000_000

interface Header {
  tag: number
  vr: string
  length: number
  valueAt: number
}

/** @throws AppException DICOM_TRUNCATED, DICOM_MALFORMED */
export function parseDataSet(reader: ByteReader, start: number, encoding: Encoding): DataSet {
  return new Parser(reader).dataSet(start, reader.size, encoding, null, 0).dataSet
}

/** The elements of group 0002 (File Meta Information), which end where another group starts. */
export function parseMetaGroup(
  reader: ByteReader,
  start: number,
  encoding: Encoding,
): { meta: DataSet; next: number } {
  const parser = new Parser(reader)
  const meta = new DataSet(reader, encoding.littleEndian, null)
  let at = start
  while (at + 8 <= reader.size && reader.uint16(at, encoding.littleEndian) === 0x0002) {
    const { element, next } = parser.element(at, reader.size, encoding, meta, 0)
    meta.elements.set(element.tag, element)
    at = next
  }
  return { meta, next: at }
}

class Parser {
  private count = 0
  /** Of a DICOMDIR: its records are checked one by one, so a wrong total length does no harm. */
  private isDirectory = false

  constructor(private readonly reader: ByteReader) {}

  /** Elements from `start` to `end`, or to an item delimiter. `next` is behind what was read. */
  dataSet(
    start: number,
    end: number,
    encoding: Encoding,
    parent: DataSet | null,
    depth: number,
  ): { dataSet: DataSet; next: number } {
    if (depth > deepest) throw new AppException('DICOM_MALFORMED', 'Sequences are nested too deeply.')
    const dataSet = new DataSet(this.reader, encoding.littleEndian, parent)
    let at = start
    while (at + 8 <= end) {
      const tag = this.tag(at, encoding)
      if (tag === itemDelimiter) return { dataSet, next: at + 8 }
      // A sequence that ends inside an item whose own delimiter is missing.
      if (tag === sequenceDelimiter) return { dataSet, next: at }
      if (depth === 0 && this.isPadding(at, tag, dataSet)) break
      const read = this.tryElement(at, end, encoding, dataSet, depth)
      if (!read) break
      dataSet.elements.set(read.element.tag, read.element)
      at = read.next
    }
    return { dataSet, next: end }
  }

  element(
    at: number,
    end: number,
    encoding: Encoding,
    owner: DataSet,
    depth: number,
  ): { element: Element; next: number } {
    if (++this.count > mostElements)
      throw new AppException('DICOM_MALFORMED', 'The file has too many elements.')
    const { tag, vr, length, valueAt } = this.header(at, end, encoding)
    const element: Element = {
      tag,
      vr,
      offset: valueAt,
      length,
      items: null,
      fragments: null,
      truncated: false,
    }
    if (length === undefinedLength) return this.undefinedLengthElement(element, end, encoding, owner, depth)
    if (tag === directoryRecords) this.isDirectory = true
    if (valueAt + length > end && !this.isDirectory) {
      if (!pixelTags.has(tag) || depth > 0)
        throw new AppException('DICOM_TRUNCATED', 'The file ends inside a value.')
      return { element: { ...element, length: end - valueAt, truncated: true }, next: end }
    }
    const next = Math.min(valueAt + length, end)
    if (vr === 'SQ') element.items = this.items(valueAt, next, encoding, owner, depth).items
    else if (vr === 'UN' && lookUp(tag)?.vr === 'SQ' && this.startsWithItem(valueAt, next, true)) {
      element.items = this.items(valueAt, next, this.encodingInsideUn(valueAt), owner, depth).items
    } else if (vr === 'UN') element.vr = standardVr(tag)
    if (element.items) element.vr = 'SQ'
    return { element, next }
  }

  /** Null when what follows cannot be an element but the data set is usable without it. */
  private tryElement(at: number, end: number, encoding: Encoding, dataSet: DataSet, depth: number) {
    try {
      return this.element(at, end, encoding, dataSet, depth)
    } catch (thrown) {
      const isRest =
        thrown instanceof AppException &&
        (thrown.code === 'DICOM_TRUNCATED' || thrown.code === 'DICOM_MALFORMED')
      const hasPixels = [...pixelTags].some((tag) => dataSet.has(tag))
      // Waste behind the pixels, or an item whose length is wrong while the sequence around it is sound.
      if (isRest && (hasPixels || (depth > 0 && end < this.reader.size))) return null
      throw thrown
    }
  }

  private isPadding(at: number, tag: number, dataSet: DataSet): boolean {
    if (tag === trailingPadding) return true
    if (dataSet.elements.size === 0 || tag > 0xffff) return false
    // Group 0000 never stands in a file: zeros behind the data.
    return this.reader.uint32(at, true) === 0 || tag === 0
  }

  private tag(at: number, { littleEndian }: Encoding): number {
    return this.reader.uint16(at, littleEndian) * 0x10000 + this.reader.uint16(at + 2, littleEndian)
  }

  private header(at: number, end: number, encoding: Encoding): Header {
    const { littleEndian } = encoding
    const tag = this.tag(at, encoding)
    const implicit = (): Header => ({
      tag,
      vr: standardVr(tag),
      length: this.reader.uint32(at + 4, littleEndian),
      valueAt: at + 8,
    })
    if (!encoding.explicitVr) return implicit()
    const vr = this.reader.latin1(at + 4, 2)
    const shortForm = (name: string): Header => ({
      tag,
      vr: name,
      length: this.reader.uint16(at + 6, littleEndian),
      valueAt: at + 8,
    })
    const longForm = (name: string): Header => {
      if (at + 12 > end) throw new AppException('DICOM_TRUNCATED', 'The file ends inside an element.')
      return { tag, vr: name, length: this.reader.uint32(at + 8, littleEndian), valueAt: at + 12 }
    }
    const fits = ({ length, valueAt }: Header) => length === undefinedLength || valueAt + length <= end
    if (shortLengthVrs.has(vr)) return shortForm(vr)
    if (longLengthVrs.has(vr)) return this.longOrOldForm(longForm(vr), shortForm(vr), fits)
    if (/^[A-Z? -]{2}$/.test(vr)) {
      // A VR of a later edition has the long form (PS3.5 6.2); others wrote what they liked.
      const isReserved = this.reader.uint16(at + 6, littleEndian) === 0
      if (isReserved && at + 12 <= end && fits(longForm('UN')) && longForm('UN').length > 0)
        return longForm('UN')
      if (fits(shortForm('UN'))) return shortForm(standardVr(tag))
    }
    const asImplicit = implicit()
    if (fits(asImplicit)) return asImplicit
    throw new AppException('DICOM_MALFORMED', 'An element has no value representation.')
  }

  /** Some writers give OB and the like a 16-bit length: then the reserved bytes hold it and what follows is no length. */
  private longOrOldForm(long: Header, short: Header, fits: (header: Header) => boolean): Header {
    return short.length !== 0 && !fits(long) && fits(short) ? short : long
  }

  private undefinedLengthElement(
    element: Element,
    end: number,
    encoding: Encoding,
    owner: DataSet,
    depth: number,
  ) {
    const { tag, vr, offset } = element
    if (pixelTags.has(tag) && vr !== 'SQ') return this.fragments(element, end, encoding)
    // UN of undefined length is a sequence in implicit VR (PS3.5 6.2.2); some write it in their own encoding.
    const inside = vr === 'UN' && encoding.explicitVr ? this.encodingInsideUn(offset) : encoding
    const { items, next } = this.items(offset, end, inside, owner, depth)
    return { element: { ...element, vr: 'SQ', length: next - offset, items }, next }
  }

  private items(start: number, end: number, encoding: Encoding, owner: DataSet, depth: number) {
    const items: DataSet[] = []
    let at = start
    while (at + 8 <= end) {
      const tag = this.tag(at, encoding)
      if (tag === sequenceDelimiter) return { items, next: at + 8 }
      if (tag === itemDelimiter) {
        at += 8
        continue
      }
      // Neither item nor delimiter: the sequence's delimiter is missing.
      if (tag !== itemTag) return { items, next: at }
      const length = this.reader.uint32(at + 4, encoding.littleEndian)
      const itemEnd = length === undefinedLength ? end : Math.min(end, at + 8 + length)
      if (length !== undefinedLength && at + 8 + length > this.reader.size && !this.isDirectory) {
        throw new AppException('DICOM_TRUNCATED', 'The file ends inside a sequence.')
      }
      if (++this.count > mostElements)
        throw new AppException('DICOM_MALFORMED', 'The file has too many items.')
      const read = this.dataSet(at + 8, itemEnd, encoding, owner, depth + 1)
      items.push(read.dataSet)
      at = length === undefinedLength ? read.next : itemEnd
    }
    return { items, next: end }
  }

  /** Encapsulated pixel data (PS3.5 A.4). */
  private fragments(element: Element, end: number, encoding: Encoding): { element: Element; next: number } {
    const fragments: Fragment[] = []
    let at = element.offset
    while (at + 8 <= end) {
      const tag = this.tag(at, encoding)
      const length = this.reader.uint32(at + 4, encoding.littleEndian)
      if (tag === sequenceDelimiter) {
        return { element: { ...element, length: at - element.offset, fragments }, next: at + 8 }
      }
      if (tag !== itemTag) throw new AppException('DICOM_MALFORMED', 'The encapsulated pixel data is broken.')
      if (++this.count > mostElements)
        throw new AppException('DICOM_MALFORMED', 'The file has too many fragments.')
      const available = Math.min(length, end - at - 8)
      fragments.push({ offset: at + 8, length: available })
      if (available < length) {
        return {
          element: { ...element, length: end - element.offset, fragments, truncated: true },
          next: end,
        }
      }
      at += 8 + length
    }
    // The delimiter alone may be missing: whether all frames are there, the frames themselves show.
    return { element: { ...element, length: end - element.offset, fragments }, next: end }
  }

  private encodingInsideUn(at: number): Encoding {
    const implicit = { explicitVr: false, littleEndian: true }
    if (at + 16 > this.reader.size) return implicit
    return isKnownVr(this.reader.latin1(at + 12, 2)) ? { explicitVr: true, littleEndian: true } : implicit
  }

  private startsWithItem(at: number, end: number, littleEndian: boolean): boolean {
    return at + 8 <= end && this.tag(at, { explicitVr: false, littleEndian }) === itemTag
  }
}

/** UN for private and unknown attributes. */
const standardVr = (tag: number) => lookUp(tag)?.vr ?? 'UN'
