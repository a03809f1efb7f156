/** Bytes that are read by range: a file in memory, a file on the disk, an encrypted blob. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { AppException } from '../../shared/result'

export interface ByteSource {
  readonly size: number
  /** `length` bytes at `offset`; the range must lie inside the source */
  read(offset: number, length: number): Uint8Array
}

export function memorySource(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) }
}

/** A file on the disk, read by range; `close` it. @throws AppException FILE_NOT_FOUND, FILE_UNREADABLE */
export class FileSource implements ByteSource {
  readonly size: number
  private readonly descriptor: number

  constructor(path: string) {
    try {
      // A pipe or a device must be refused, not waited for.
      this.descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    } catch (thrown) {
      throw asFileError(thrown)
    }
    const stat = fstatSync(this.descriptor)
    if (!stat.isFile()) {
      closeSync(this.descriptor)
      throw new AppException('FILE_UNREADABLE', 'This is not a regular file.')
    }
    this.size = stat.size
  }

  read(offset: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length)
    for (let done = 0; done < length;) {
      const got = this.readSome(bytes, done, offset + done)
      if (got === 0) throw new AppException('FILE_UNREADABLE', 'The file became shorter while it was read.')
      done += got
    }
    return bytes
  }

  close(): void {
    closeSync(this.descriptor)
  }

  private readSome(into: Uint8Array, at: number, position: number): number {
    try {
      return readSync(this.descriptor, into, at, into.length - at, position)
    } catch (thrown) {
      throw asFileError(thrown)
    }
  }
}

/** What the operating system says about somebody else's file, as our code. */
export function asFileError(thrown: unknown): AppException {
  if (thrown instanceof AppException) return thrown
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : ''
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new AppException('FILE_NOT_FOUND', 'The file does not exist.')
  return new AppException('FILE_UNREADABLE', `The file cannot be read${code ? ` (${code})` : ''}.`)
}

const windowBytes = 1 << 16

/**
 * Small reads anywhere in a {@link ByteSource}. Neighbouring ones share a window, so that a header costs a few reads of
 * the source; what is larger than the window is read directly.
 */
export class ByteReader {
  readonly size: number
  private window: Uint8Array
  private view: DataView
  private windowStart = 0

  constructor(private readonly source: ByteSource) {
    this.size = source.size
    this.window = new Uint8Array(0)
    this.view = new DataView(this.window.buffer)
  }

  static of(bytes: Uint8Array): ByteReader {
    const reader = new ByteReader(memorySource(bytes))
    reader.setWindow(bytes, 0)
    return reader
  }

  /** @throws AppException DICOM_TRUNCATED when the range does not lie inside the source */
  bytes(offset: number, length: number): Uint8Array {
    this.check(offset, length)
    if (this.covers(offset, length)) {
      const start = offset - this.windowStart
      return this.window.subarray(start, start + length)
    }
    if (length > windowBytes / 2) return this.source.read(offset, length)
    this.slide(offset)
    return this.window.subarray(offset - this.windowStart, offset - this.windowStart + length)
  }

  uint8(offset: number): number {
    const at = this.locate(offset, 1)
    return this.view.getUint8(at)
  }

  uint16(offset: number, littleEndian: boolean): number {
    const at = this.locate(offset, 2)
    return this.view.getUint16(at, littleEndian)
  }

  uint32(offset: number, littleEndian: boolean): number {
    const at = this.locate(offset, 4)
    return this.view.getUint32(at, littleEndian)
  }

  /** bytes as ISO 8859-1 */
  latin1(offset: number, length: number): string {
    const bytes = this.bytes(offset, length)
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  }

  /** Before `view` is used: the window may move. */
  private locate(offset: number, length: number): number {
    if (!this.covers(offset, length)) {
      this.check(offset, length)
      this.slide(offset)
    }
    return offset - this.windowStart
  }

  private covers(offset: number, length: number): boolean {
    return offset >= this.windowStart && offset + length <= this.windowStart + this.window.length
  }

  private check(offset: number, length: number): void {
    if (offset < 0 || length < 0 || offset + length > this.size) {
      throw new AppException('DICOM_TRUNCATED', 'The file ends before its content does.')
    }
  }

  private slide(offset: number): void {
    this.setWindow(this.source.read(offset, Math.min(windowBytes, this.size - offset)), offset)
  }

  private setWindow(bytes: Uint8Array, start: number): void {
    this.window = bytes
    this.windowStart = start
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
}
