/**
 * Encrypted files under `blobs/<2 hex>/<hmac hex>.bin`. The name is an HMAC of what the file is (SOP Instance UID and
 * content hash), so it shows no UID and the same content gets the same name. A file is written under a temporary name and
 * takes its own only when it is whole: what has a name is complete, whatever kills the program. A power cut may harm only
 * what no row refers to yet, and that is removed at the next start.
 */
import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writevSync,
} from 'node:fs'
import { open as openHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppException, toAppError } from '../../../shared/result'
import type { VaultKeys } from '../../security/keys'
import { syncFolder } from '../write-atomically'
import {
  type BlobHeader,
  chunkBytes,
  chunkLength,
  chunkOffset,
  damaged,
  decryptChunk,
  encryptChunk,
  fileKey,
  headerBytes,
  makeHeader,
  parseHeader,
  tagBytes,
} from './blob-format'

type BlobKeys = Pick<VaultKeys, 'blobs' | 'names'>

export interface StoredBlob {
  /** 64 hex digits */
  blobId: string
  /** plaintext bytes */
  bytes: number
  /** of the plaintext, hex */
  sha256: string
}

/** Anything that can be read by range; a {@link BlobReader} is one. */
export interface RangeSource {
  readonly size: number
  read(offset: number, length: number): Uint8Array
}

export interface BlobReader extends RangeSource {
  close(): void
}

/** The identity of an instance's file: the same UID with other content is another file. */
export const instanceIdentity = (sopInstanceUid: string, sha256: string) =>
  `instance\n${sopInstanceUid}\n${sha256}`
export const pictureIdentity = (sha256: string) => `picture\n${sha256}`

const blobsDir = (profileDir: string) => join(profileDir, 'blobs')
/** Unfinished files lie beside the finished ones, on the same file system, so that a rename is atomic. */
const incomingDir = (profileDir: string) => join(blobsDir(profileDir), 'incoming')
export const blobPath = (profileDir: string, blobId: string) =>
  join(blobsDir(profileDir), blobId.slice(0, 2), `${blobId}.bin`)

/**
 * When a stored file is on the disk: `now`, before the call returns; `later`, after {@link syncBlobs}, which must come
 * before the commit of a row that refers to it. Many files synced together cost a third of as many synced one by one.
 */
export type BlobSync = 'now' | 'later'

/**
 * Encrypts and stores `bytes`; when it returns, the file is on the disk under its name (unless synced later).
 * @throws AppException STORAGE_FULL, STORAGE_UNWRITABLE; nothing is left behind then
 */
export function writeBlob(
  profileDir: string,
  keys: BlobKeys,
  bytes: Uint8Array,
  identity: string,
  sync: BlobSync = 'now',
): StoredBlob {
  return writeBlobFrom(profileDir, keys, memorySource(bytes), identity, sync)
}

/** As {@link writeBlob} for a source of any size: reads and encrypts chunk by chunk. */
export function writeBlobFrom(
  profileDir: string,
  keys: BlobKeys,
  source: RangeSource,
  identity: string,
  sync: BlobSync = 'now',
): StoredBlob {
  // A worker erases its keys when the vault is locked; what it still had in hand must not be stored under nothing.
  if (keys.blobs.every((byte) => byte === 0)) throw new AppException('VAULT_LOCKED', 'The vault was locked.')
  const blobId = createHmac('sha256', keys.names).update(identity).digest('hex')
  const target = blobPath(profileDir, blobId)
  const temporary = join(incomingDir(profileDir), `${randomUUID()}.part`)
  try {
    mkdirSync(dirname(temporary), { recursive: true, mode: 0o700 })
    // What is replaced may be referred to already: it must not become a file that is not on the disk yet.
    const syncNow = sync === 'now' || existsSync(target)
    const sha256 = writeEncrypted(temporary, keys.blobs, blobId, source, syncNow)
    makeFolder(dirname(target))
    renameSync(temporary, target)
    if (syncNow) syncFolder(dirname(target))
    return { blobId, bytes: source.size, sha256 }
  } catch (thrown) {
    discard(temporary)
    throw asStorageError(thrown)
  }
}

/** Puts files that were written with `later` on the disk, and their names. @throws AppException STORAGE_* */
export async function syncBlobs(profileDir: string, blobIds: readonly string[]): Promise<void> {
  const files = [...new Set(blobIds)].map((blobId) => blobPath(profileDir, blobId))
  try {
    await Promise.all(files.map((path) => syncPath(path, 'r+')))
    // Windows cannot open a folder to sync it; NTFS journals the entry itself.
    if (process.platform === 'win32') return
    await Promise.all([...new Set(files.map((path) => dirname(path)))].map((path) => syncPath(path, 'r')))
  } catch (thrown) {
    throw asStorageError(thrown)
  }
}

async function syncPath(path: string, flags: string): Promise<void> {
  const handle = await openHandle(path, flags)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** @throws AppException BLOB_DAMAGED when the file is missing, cut, or its header is not ours */
export function openBlob(profileDir: string, keys: BlobKeys, blobId: string): BlobReader {
  const descriptor = openForReading(blobPath(profileDir, blobId))
  try {
    const header = parseHeader(readExactly(descriptor, 0, headerBytes), fstatSync(descriptor).size)
    return new FileReader(descriptor, header, blobId, fileKey(keys.blobs, header, blobId))
  } catch (thrown) {
    closeSync(descriptor)
    throw thrown
  }
}

/** The whole plaintext. @throws AppException BLOB_DAMAGED */
export function readBlob(profileDir: string, keys: BlobKeys, blobId: string): Uint8Array {
  const reader = openBlob(profileDir, keys, blobId)
  try {
    return reader.read(0, reader.size)
  } finally {
    reader.close()
  }
}

export function removeBlob(profileDir: string, blobId: string): void {
  rmSync(blobPath(profileDir, blobId), { force: true })
}

/** Names of all finished files on the disk. */
export function* listBlobs(profileDir: string): Generator<string> {
  for (const folder of entries(blobsDir(profileDir))) {
    if (!/^[0-9a-f]{2}$/.test(folder)) continue
    for (const name of entries(join(blobsDir(profileDir), folder))) {
      if (/^[0-9a-f]{64}\.bin$/.test(name)) yield name.slice(0, 64)
    }
  }
}

/**
 * Removes unfinished files, and finished ones that no row refers to (the program died between the two). Only to be
 * called while nothing is being stored. Returns how many files went.
 */
export function removeOrphanBlobs(profileDir: string, isReferenced: (blobId: string) => boolean): number {
  let removed = 0
  for (const name of entries(incomingDir(profileDir))) {
    rmSync(join(incomingDir(profileDir), name), { force: true })
    removed += 1
  }
  for (const blobId of listBlobs(profileDir)) {
    if (isReferenced(blobId)) continue
    removeBlob(profileDir, blobId)
    removed += 1
  }
  return removed
}

class FileReader implements BlobReader {
  private cached: { index: number; plain: Buffer } | null = null
  private closed = false

  constructor(
    private readonly descriptor: number,
    private readonly header: BlobHeader,
    private readonly blobId: string,
    private readonly key: Buffer,
  ) {
    // Without this an empty file would never have its header checked.
    if (header.size === 0) this.chunk(0)
  }

  get size(): number {
    return this.header.size
  }

  /** Exactly `length` bytes. @throws AppException INVALID_INPUT outside the file, BLOB_DAMAGED */
  read(offset: number, length: number): Uint8Array {
    if (this.closed) throw new AppException('INTERNAL', 'The stored file was closed.')
    const inside = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0
    if (!inside || offset + length > this.size) {
      throw new AppException('INVALID_INPUT', 'The range is outside the stored file.')
    }
    const out = new Uint8Array(length)
    for (let done = 0; done < length;) {
      const at = offset + done
      const index = Math.floor(at / chunkBytes)
      const start = at - index * chunkBytes
      const plain = this.chunk(index)
      const part = plain.subarray(start, start + length - done)
      out.set(part, done)
      done += part.length
    }
    return out
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.key.fill(0)
    this.cached?.plain.fill(0)
    this.cached = null
    closeSync(this.descriptor)
  }

  /** Neighbouring small reads (a DICOM header) decrypt their chunk once. */
  private chunk(index: number): Buffer {
    if (this.cached?.index === index) return this.cached.plain
    const stored = readExactly(
      this.descriptor,
      chunkOffset(index),
      chunkLength(this.header, index) + tagBytes,
    )
    const plain = decryptChunk(this.key, this.header, this.blobId, index, stored)
    this.cached = { index, plain }
    return plain
  }
}

export function memorySource(bytes: Uint8Array): RangeSource {
  return { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) }
}

function writeEncrypted(
  path: string,
  blobKey: Uint8Array,
  blobId: string,
  source: RangeSource,
  syncNow: boolean,
): string {
  const header = makeHeader(source.size, randomBytes(32))
  const key = fileKey(blobKey, header, blobId)
  const hash = createHash('sha256')
  const descriptor = openSync(path, 'wx', 0o600)
  try {
    writeAll(descriptor, [header.raw])
    let batch: Uint8Array[] = []
    for (let index = 0; index < header.chunkCount; index += 1) {
      const plain = source.read(index * chunkBytes, chunkLength(header, index))
      if (plain.length !== chunkLength(header, index))
        throw new AppException('INTERNAL', 'The source ended early.')
      hash.update(plain)
      batch.push(...encryptChunk(key, header, blobId, index, plain))
      if (batch.length >= 32) {
        writeAll(descriptor, batch)
        batch = []
      }
    }
    writeAll(descriptor, batch)
    if (syncNow) fsyncSync(descriptor)
    return hash.digest('hex')
  } finally {
    key.fill(0)
    closeSync(descriptor)
  }
}

/** `writev` may write less than asked for when the disk is nearly full. */
function writeAll(descriptor: number, parts: readonly Uint8Array[]): void {
  let rest = parts.filter((part) => part.length > 0)
  while (rest.length > 0) {
    let written = writevSync(descriptor, rest)
    const left: Uint8Array[] = []
    for (const part of rest) {
      if (written < part.length) left.push(written > 0 ? part.subarray(written) : part)
      written = Math.max(0, written - part.length)
    }
    rest = left
  }
}

function openForReading(path: string): number {
  try {
    return openSync(path, 'r')
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') throw new AppException('BLOB_DAMAGED', 'A stored file is missing.')
    throw thrown
  }
}

function readExactly(descriptor: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  for (let done = 0; done < length;) {
    const got = readSync(descriptor, bytes, done, length - done, offset + done)
    if (got === 0) throw damaged()
    done += got
  }
  return bytes
}

/** A new folder's own entry must be on the disk before a file in it counts as stored. */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })) return
  mkdirSync(path, { recursive: true, mode: 0o700 })
  syncFolder(dirname(path))
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return []
    throw thrown
  }
}

/** What cannot be removed now goes at the next start; the error that led here is the one to tell. */
function discard(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    return
  }
}

function asStorageError(thrown: unknown): unknown {
  if (thrown instanceof AppException) return thrown
  const { code, message } = toAppError(thrown)
  if (code !== 'INTERNAL') return new AppException(code, message)
  const system = systemCode(thrown)
  return system === '' ? thrown : new AppException('STORAGE_UNWRITABLE', `The storage answered ${system}.`)
}

const systemCode = (thrown: unknown) =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : ''
