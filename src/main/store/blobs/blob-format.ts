/**
 * The layout of an encrypted file and its cryptography, without any I/O.
 *
 *   header (48 bytes): 'VSLB', version 1 (1 byte), log2 of the chunk size (1), zero (2), plaintext size (8, LE), salt (32)
 *   chunk i:           AES-256-GCM of at most 64 KiB, then its 16-byte tag
 *
 * Every file has a key of its own, HKDF(blob key, salt, blob id): nonces (the chunk's index) can then repeat across
 * files without harm, and within a file each index is used once. Each chunk's additional data are the header, the blob
 * id, its index and the number of chunks: a changed header, a cut, reordered or swapped chunk, or a file under another
 * name fails its tag. An empty file has one empty chunk, so that its header is authenticated too.
 */
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import { AppException } from '../../../shared/result'

export const chunkBytes = 1 << 16
export const tagBytes = 16
export const headerBytes = 48
const saltBytes = 32
const magic = Buffer.from('VSLB')
const version = 1

export interface BlobHeader {
  /** the header as it stands in the file */
  raw: Buffer
  /** plaintext bytes */
  size: number
  chunkCount: number
}

const chunksOf = (size: number) => Math.max(1, Math.ceil(size / chunkBytes))

/** Bytes the encrypted file has. */
export const storedBytes = (size: number) => headerBytes + size + chunksOf(size) * tagBytes

export const chunkOffset = (index: number) => headerBytes + index * (chunkBytes + tagBytes)

/** Plaintext bytes of chunk `index`. */
export const chunkLength = ({ size, chunkCount }: BlobHeader, index: number) =>
  index === chunkCount - 1 ? size - index * chunkBytes : chunkBytes

export function makeHeader(size: number, salt: Uint8Array): BlobHeader {
  if (salt.length !== saltBytes) throw new AppException('INTERNAL', 'A blob salt has 32 bytes.')
  const raw = Buffer.alloc(headerBytes)
  magic.copy(raw)
  raw.writeUInt8(version, 4)
  raw.writeUInt8(Math.log2(chunkBytes), 5)
  raw.writeBigUInt64LE(BigInt(size), 8)
  raw.set(salt, 16)
  return { raw, size, chunkCount: chunksOf(size) }
}

/** @throws AppException BLOB_DAMAGED */
export function parseHeader(raw: Buffer, fileBytes: number): BlobHeader {
  const known =
    raw.length === headerBytes &&
    raw.subarray(0, 4).equals(magic) &&
    raw.readUInt8(4) === version &&
    raw.readUInt8(5) === Math.log2(chunkBytes) &&
    raw.readUInt16LE(6) === 0
  if (!known) throw damaged()
  const size = Number(raw.readBigUInt64LE(8))
  if (!Number.isSafeInteger(size) || storedBytes(size) !== fileBytes) throw damaged()
  return { raw, size, chunkCount: chunksOf(size) }
}

export function fileKey(blobKey: Uint8Array, header: BlobHeader, blobId: string): Buffer {
  const info = Buffer.concat([Buffer.from('vesalius blob v1\0'), Buffer.from(blobId, 'hex')])
  return Buffer.from(hkdfSync('sha256', blobKey, header.raw.subarray(16), info, 32))
}

export function encryptChunk(
  key: Uint8Array,
  header: BlobHeader,
  blobId: string,
  index: number,
  plain: Uint8Array,
): [cipherText: Buffer, tag: Buffer] {
  const cipher = createCipheriv('aes-256-gcm', key, nonce(index), { authTagLength: tagBytes })
  cipher.setAAD(additionalData(header, blobId, index))
  const cipherText = cipher.update(plain)
  cipher.final()
  return [cipherText, cipher.getAuthTag()]
}

/** @param stored cipher text and tag. @throws AppException BLOB_DAMAGED */
export function decryptChunk(
  key: Uint8Array,
  header: BlobHeader,
  blobId: string,
  index: number,
  stored: Uint8Array,
): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce(index), { authTagLength: tagBytes })
  decipher.setAAD(additionalData(header, blobId, index))
  decipher.setAuthTag(stored.subarray(stored.length - tagBytes))
  const plain = decipher.update(stored.subarray(0, stored.length - tagBytes))
  try {
    decipher.final()
  } catch {
    plain.fill(0)
    throw damaged()
  }
  return plain
}

export const damaged = () => new AppException('BLOB_DAMAGED', 'A stored file is damaged or was changed.')

function nonce(index: number): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.writeBigUInt64BE(BigInt(index), 4)
  return bytes
}

function additionalData(header: BlobHeader, blobId: string, index: number): Buffer {
  const place = Buffer.alloc(16)
  place.writeBigUInt64LE(BigInt(index), 0)
  place.writeBigUInt64LE(BigInt(header.chunkCount), 8)
  return Buffer.concat([header.raw, Buffer.from(blobId, 'hex'), place])
}
