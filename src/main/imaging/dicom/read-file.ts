/**
 * A DICOM file: preamble, File Meta Information, data set (PS3.10 section 7). Also files without them, and files whose
 * meta information does not say, or says wrongly, how the data set is written.
 */
import { inflateRawSync, inflateSync } from 'node:zlib'
import { AppException } from '../../../shared/result'
import { ByteReader, type ByteSource } from '../byte-source'
import { streamKind } from '../codecs/stream-header'
import type { DataSet } from './data-set'
import { type Encoding, isKnownVr, parseDataSet, parseMetaGroup } from './parse-data-set'
import {
  deflatedLittleEndian,
  explicitBigEndian,
  explicitLittleEndian,
  findTransferSyntax,
  implicitLittleEndian,
  type TransferSyntax,
} from './transfer-syntax'

export interface DicomFile {
  /** null where the file has none */
  meta: DataSet | null
  dataSet: DataSet
  transferSyntax: TransferSyntax
}

/** An inflated data set may not be larger: the file is a bomb or a mistake. */
const largestInflated = 2 ** 30
const transferSyntaxUid = 0x00020010
/** at least one of them is in every object: SOP Class and Instance UID, Study Instance UID, Modality, recognition code, directory records */
const signature = [
  0x00080016, 0x00080018, 0x0020000d, 0x00080060, 0x00080001, 0x00080010, 0x00100010, 0x00100020, 0x00041220,
]

/**
 * @throws AppException FILE_EMPTY, NOT_DICOM, DICOM_ENCRYPTED, DICOM_TRUNCATED, DICOM_MALFORMED,
 *   DICOM_UNSUPPORTED_TRANSFER_SYNTAX
 */
export function readDicomFile(source: ByteSource): DicomFile {
  if (source.size === 0) throw new AppException('FILE_EMPTY', 'The file is empty.')
  const reader = new ByteReader(source)
  const start = findStart(reader)
  const { meta, next } = start.hasMeta ? readMeta(reader, start.at) : { meta: null, next: start.at }
  const declared = meta?.text(transferSyntaxUid) ?? ''
  if (next + 8 > reader.size) throw new AppException('DICOM_TRUNCATED', 'The file ends behind its header.')
  const body = declared === deflatedLittleEndian ? inflated(reader, next) : { reader, at: next }
  const guess = guessEncoding(body.reader, body.at)
  if (declared === '' && !guess)
    throw new AppException(meta ? 'DICOM_MALFORMED' : 'NOT_DICOM', 'This is not a DICOM data set.')
  const transferSyntax = settle(declared, guess)
  const dataSet = parseDataSet(body.reader, body.at, transferSyntax)
  if (!meta && !signature.some((tag) => dataSet.has(tag)))
    throw new AppException('NOT_DICOM', 'This is not a DICOM file.')
  return { meta, dataSet, transferSyntax: withoutDeclaration(declared, dataSet, transferSyntax) }
}

/** What the bytes show wins over what the header declares; the compression is the header's to say. */
function settle(declared: string, guess: Encoding | null): TransferSyntax {
  const transferSyntax = findTransferSyntax(declared === '' ? nativeUid(guess) : declared)
  if (!guess || transferSyntax.deflated) return transferSyntax
  return { ...transferSyntax, explicitVr: guess.explicitVr, littleEndian: guess.littleEndian }
}

function nativeUid(guess: Encoding | null): string {
  if (guess && !guess.littleEndian) return explicitBigEndian
  return guess?.explicitVr ? explicitLittleEndian : implicitLittleEndian
}

/** Encapsulated pixels in a file that does not name its compression: their first bytes do. */
function withoutDeclaration(
  declared: string,
  dataSet: DataSet,
  transferSyntax: TransferSyntax,
): TransferSyntax {
  const fragments = dataSet.elements.get(0x7fe00010)?.fragments
  const first = fragments?.find(({ length }, index) => index > 0 && length >= 4)
  if (declared !== '' || !first) return transferSyntax
  const kind = streamKind(dataSet.reader.bytes(first.offset, Math.min(first.length, 4096)))
  return {
    ...findTransferSyntax(uidsOfStreams[kind ?? 'rle']),
    explicitVr: transferSyntax.explicitVr,
    littleEndian: transferSyntax.littleEndian,
  }
}

/** RLE has no mark of its own; it is what is left. */
const uidsOfStreams = {
  jpeg: '1.2.840.10008.1.2.4.50',
  'jpeg-ls': '1.2.840.10008.1.2.4.80',
  'jpeg-2000': '1.2.840.10008.1.2.4.90',
  htj2k: '1.2.840.10008.1.2.4.201',
  rle: '1.2.840.10008.1.2.5',
} as const

function findStart(reader: ByteReader): { at: number; hasMeta: boolean } {
  if (reader.size >= 132 && reader.latin1(128, 4) === 'DICM')
    return { at: 132, hasMeta: startsMeta(reader, 132) }
  if (isEnvelopedMessage(reader))
    throw new AppException('DICOM_ENCRYPTED', 'The file is encrypted as a whole.')
  if (reader.size >= 8) {
    if (reader.latin1(0, 4) === 'DICM') return { at: 4, hasMeta: startsMeta(reader, 4) }
    for (const at of [0, 128]) if (startsMeta(reader, at)) return { at, hasMeta: true }
    for (const at of [0, 128]) if (startsDataSet(reader, at)) return { at, hasMeta: false }
  }
  throw new AppException('NOT_DICOM', 'This is not a DICOM file.')
}

const startsMeta = (reader: ByteReader, at: number) =>
  at + 8 <= reader.size &&
  (reader.uint16(at, true) === 0x0002 || reader.uint16(at, false) === 0x0002) &&
  guessEncoding(reader, at) !== null

/** Without a header only a data set that begins as all do, with group 0008, is taken for one. */
function startsDataSet(reader: ByteReader, at: number): boolean {
  const guess = guessEncoding(reader, at)
  if (!guess) return false
  const group = reader.uint16(at, guess.littleEndian)
  const element = reader.uint16(at + 2, guess.littleEndian)
  return (group === 0x0008 && element < 0x3000) || (group === 0x0004 && element < 0x1600)
}

/** CMS EnvelopedData (PS3.15 annex B): a DER sequence that starts with that content type. */
function isEnvelopedMessage(reader: ByteReader): boolean {
  if (reader.size < 20 || reader.uint8(0) !== 0x30) return false
  const head = Buffer.from(reader.bytes(0, Math.min(40, reader.size)))
  return head.includes(Buffer.from([0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x03]))
}

/** The meta group is explicit little endian; a few writers use what they use for the data set. */
function readMeta(reader: ByteReader, at: number): { meta: DataSet; next: number } {
  const encoding = guessEncoding(reader, at) ?? { explicitVr: true, littleEndian: true }
  return parseMetaGroup(reader, at, encoding)
}

/** How the element at `at` is written; null when it is none. */
function guessEncoding(reader: ByteReader, at: number): Encoding | null {
  if (at + 8 > reader.size) return null
  const littleEndian = reader.uint16(at, true) <= reader.uint16(at, false)
  const group = reader.uint16(at, littleEndian)
  if (group === 0 || group > 0x7fe0) return null
  if (isKnownVr(reader.latin1(at + 4, 2))) return { explicitVr: true, littleEndian }
  const length = reader.uint32(at + 4, littleEndian)
  const isPossible = length === 0xffffffff || at + 8 + length <= reader.size
  return isPossible ? { explicitVr: false, littleEndian } : null
}

function inflated(reader: ByteReader, at: number): { reader: ByteReader; at: number } {
  // A file that only claims to be deflated starts with an element.
  const guess = guessEncoding(reader, at)
  if (guess && reader.uint16(at, guess.littleEndian) === 0x0008 && guess.explicitVr) return { reader, at }
  const compressed = reader.bytes(at, reader.size - at)
  // The standard has no zlib header (PS3.5 A.5); some write one.
  const hasHeader = compressed[0] === 0x78 && (0x7800 + (compressed[1] ?? 0)) % 31 === 0
  const inflate = hasHeader ? inflateSync : inflateRawSync
  try {
    return { reader: ByteReader.of(inflate(compressed, { maxOutputLength: largestInflated })), at: 0 }
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : ''
    if (code === 'ERR_BUFFER_TOO_LARGE')
      throw new AppException('FILE_TOO_LARGE', 'The inflated data set is too large.')
    if (code === 'Z_BUF_ERROR') throw new AppException('DICOM_TRUNCATED', 'The deflated data set ends early.')
    throw new AppException('DICOM_MALFORMED', 'The deflated data set cannot be inflated.')
  }
}
