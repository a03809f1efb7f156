/** A parsed data set: where each element lies, and typed access to values. Values are read from the source when asked for. */
import { AppException } from '../../../shared/result'
import type { ByteReader } from '../byte-source'
import { decodePersonName, decodeText, type Repertoire, readRepertoire } from './character-set'
import type { PersonName } from '../../../shared/domain/imaging/instance'

export interface Fragment {
  offset: number
  length: number
}

export interface Element {
  /** group * 65536 + element */
  tag: number
  vr: string
  /** of the value field */
  offset: number
  /** bytes of the value field; for undefined lengths, up to the delimiter */
  length: number
  /** of a sequence */
  items: DataSet[] | null
  /** of encapsulated pixel data; the first one is the Basic Offset Table */
  fragments: Fragment[] | null
  /** the file ends inside the value */
  truncated: boolean
}

const specificCharacterSet = 0x00080005
const numberFormats: Record<
  string,
  [bytes: number, read: (view: DataView, at: number, littleEndian: boolean) => number]
> = {
  US: [2, (view, at, le) => view.getUint16(at, le)],
  SS: [2, (view, at, le) => view.getInt16(at, le)],
  UL: [4, (view, at, le) => view.getUint32(at, le)],
  SL: [4, (view, at, le) => view.getInt32(at, le)],
  FL: [4, (view, at, le) => view.getFloat32(at, le)],
  FD: [8, (view, at, le) => view.getFloat64(at, le)],
  UV: [8, (view, at, le) => Number(view.getBigUint64(at, le))],
  SV: [8, (view, at, le) => Number(view.getBigInt64(at, le))],
  OW: [2, (view, at, le) => view.getUint16(at, le)],
  OL: [4, (view, at, le) => view.getUint32(at, le)],
  OV: [8, (view, at, le) => Number(view.getBigUint64(at, le))],
  OF: [4, (view, at, le) => view.getFloat32(at, le)],
  OD: [8, (view, at, le) => view.getFloat64(at, le)],
}
/** Texts in which a backslash is a character and not a separator (PS3.5 6.2). */
const singleValued = new Set(['ST', 'LT', 'UT', 'UR'])
/** Texts that Specific Character Set governs (PS3.5 6.1.2.3). */
const governedByCharacterSet = new Set(['SH', 'LO', 'ST', 'LT', 'UC', 'UT', 'PN', 'UN'])
/** No value we read as text is longer. */
const longestText = 16 << 20

export class DataSet {
  readonly elements = new Map<number, Element>()
  private ownRepertoire: Repertoire | null = null

  constructor(
    readonly reader: ByteReader,
    readonly littleEndian: boolean,
    private readonly parent: DataSet | null,
  ) {}

  has(tag: number): boolean {
    return this.elements.has(tag)
  }

  /** Specific Character Set of this data set or of the one around it (PS3.3 C.12.1.1.2). */
  get repertoire(): Repertoire {
    if (this.ownRepertoire) return this.ownRepertoire
    const own = this.elements.get(specificCharacterSet)
    this.ownRepertoire =
      own || !this.parent
        ? readRepertoire(
            own
              ? this.latin1(own)
                  .split('\\')
                  .map((term) => term.trim())
              : [],
          )
        : this.parent.repertoire
    return this.ownRepertoire
  }

  /** Raw value field. @throws AppException DICOM_TRUNCATED */
  bytes(tag: number): Uint8Array | null {
    const element = this.elements.get(tag)
    return element && !element.items && !element.fragments
      ? this.reader.bytes(element.offset, element.length)
      : null
  }

  /** All values as text, padding removed; [] when absent or empty. */
  texts(tag: number): string[] {
    const element = this.elements.get(tag)
    if (!element || element.items || element.fragments || element.length === 0) return []
    const { vr } = element
    const text = governedByCharacterSet.has(vr)
      ? decodeText(
          this.reader.bytes(element.offset, Math.min(element.length, longestText)),
          this.repertoire,
          !singleValued.has(vr),
        )
      : this.latin1(element)
    if (singleValued.has(vr)) return [trimEnd(text)]
    return text
      .split('\\')
      .map((value) => (vr === 'UT' || vr === 'UC' ? trimEnd(value) : trimEnd(value).trimStart()))
  }

  /** The first value as text, '' when absent. */
  text(tag: number): string {
    return this.texts(tag)[0] ?? ''
  }

  personName(tag: number): PersonName {
    const element = this.elements.get(tag)
    if (!element || element.items || element.length === 0)
      return { alphabetic: '', ideographic: '', phonetic: '' }
    return decodePersonName(
      this.reader.bytes(element.offset, Math.min(element.length, longestText)),
      this.repertoire,
    )
  }

  /** All values as numbers; what is not a number (empty DS, letters) is left out. */
  numbers(tag: number): number[] {
    const element = this.elements.get(tag)
    if (!element || element.items || element.fragments) return []
    const format = numberFormats[element.vr]
    if (!format) {
      return this.texts(tag)
        .map((text) => (text === '' ? NaN : Number(text.replace(',', '.'))))
        .filter((value) => Number.isFinite(value))
    }
    const [size, read] = format
    const bytes = this.reader.bytes(element.offset, element.length)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const values: number[] = []
    for (let at = 0; at + size <= bytes.length; at += size) values.push(read(view, at, this.littleEndian))
    return values
  }

  number(tag: number): number | null {
    return this.numbers(tag)[0] ?? null
  }

  /** First value as a whole number, null when absent or not one. */
  integer(tag: number): number | null {
    const value = this.number(tag)
    return value === null || !Number.isSafeInteger(Math.trunc(value)) ? null : Math.trunc(value)
  }

  items(tag: number): readonly DataSet[] {
    return this.elements.get(tag)?.items ?? []
  }

  /** First item of a sequence. */
  item(tag: number): DataSet | null {
    return this.items(tag)[0] ?? null
  }

  /** Value field of the element as ISO 8859-1. @throws AppException DICOM_MALFORMED when it is absurdly long */
  private latin1(element: Element): string {
    if (element.length > longestText)
      throw new AppException('DICOM_MALFORMED', 'A text value is far too long.')
    return this.reader.latin1(element.offset, element.length)
  }
}

/** Trailing spaces and NULs are padding (PS3.5 6.2). */
const trimEnd = (text: string) => text.replace(/[\0 ]+$/, '')
