import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildScripts } from '../../../test-support/build-script'
import { findPlaintext } from '../../../test-support/find-plaintext'
import { temporaryFolder } from '../../../test-support/temporary-folder'
import { testKeys } from '../../../test-support/test-vault'
import { chunkBytes, chunkOffset, headerBytes, storedBytes, tagBytes } from './blob-format'
import {
  blobPath,
  listBlobs,
  memorySource,
  openBlob,
  readBlob,
  removeOrphanBlobs,
  syncBlobs,
  writeBlob,
  writeBlobFrom,
} from './blob-store'

const keys = testKeys()
const run = promisify(execFile)

/** Sizes around the places where the format changes its shape. */
const sizes = [
  0,
  1,
  15,
  16,
  17,
  chunkBytes - 1,
  chunkBytes,
  chunkBytes + 1,
  3 * chunkBytes,
  40 * chunkBytes + 7,
]

describe('an encrypted file', () => {
  test.each(sizes)('of %i bytes comes back as it was', (size) => {
    const profileDir = temporaryFolder()
    const bytes = randomBytes(size)
    const stored = writeBlob(profileDir, keys, bytes, 'one')
    expect(stored.bytes).toBe(size)
    expect(Buffer.from(readBlob(profileDir, keys, stored.blobId)).equals(bytes)).toBe(true)
    expect(statSync(blobPath(profileDir, stored.blobId)).size).toBe(storedBytes(size))
    expect(statSync(blobPath(profileDir, stored.blobId)).mode & 0o077).toBe(0)
  })

  test('gives every range', () => {
    const profileDir = temporaryFolder()
    const bytes = randomBytes(3 * chunkBytes + 100)
    const { blobId } = writeBlob(profileDir, keys, bytes, 'ranges')
    const reader = openBlob(profileDir, keys, blobId)
    const range = fc
      .nat(bytes.length)
      .chain((offset) => fc.tuple(fc.constant(offset), fc.nat(bytes.length - offset)))
    fc.assert(
      fc.property(range, ([offset, length]) =>
        Buffer.from(reader.read(offset, length)).equals(bytes.subarray(offset, offset + length)),
      ),
    )
    expect(() => reader.read(0, bytes.length + 1)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }))
    expect(() => reader.read(-1, 1)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }))
    reader.close()
    expect(() => reader.read(0, 1)).toThrow()
  })

  test('is the same from a source that is read piece by piece', () => {
    const profileDir = temporaryFolder()
    const bytes = randomBytes(5 * chunkBytes + 3)
    const longest = { bytes: 0 }
    const source = memorySource(bytes)
    const stored = writeBlobFrom(
      profileDir,
      keys,
      {
        size: source.size,
        read: (offset, length) => {
          longest.bytes = Math.max(longest.bytes, length)
          return source.read(offset, length)
        },
      },
      'streamed',
    )
    expect(longest.bytes).toBe(chunkBytes)
    expect(Buffer.from(readBlob(profileDir, keys, stored.blobId)).equals(bytes)).toBe(true)
  })

  test('has one name an identity, and never the same bytes twice', () => {
    const profileDir = temporaryFolder()
    const bytes = randomBytes(1000)
    const first = writeBlob(profileDir, keys, bytes, '1.2.3.4.5.6 one')
    const before = readFileSync(blobPath(profileDir, first.blobId))
    const second = writeBlob(profileDir, keys, bytes, '1.2.3.4.5.6 one')
    expect(second).toEqual(first)
    expect(readFileSync(blobPath(profileDir, first.blobId)).equals(before)).toBe(false)
    expect(writeBlob(profileDir, keys, bytes, '1.2.3.4.5.6 two').blobId).not.toBe(first.blobId)
    expect([...listBlobs(profileDir)]).toHaveLength(2)
    expect(findPlaintext(profileDir, ['1.2.3.4.5.6', bytes.subarray(0, 64)])).toEqual([])
  })
})

describe('a damaged file is refused', () => {
  const size = 2 * chunkBytes + 500
  const stored = () => {
    const profileDir = temporaryFolder()
    const { blobId } = writeBlob(profileDir, keys, randomBytes(size), 'whole')
    const path = blobPath(profileDir, blobId)
    return { profileDir, blobId, path, content: readFileSync(path) }
  }
  const damagedError = expect.objectContaining({ code: 'BLOB_DAMAGED' })

  const regions: [string, number, number][] = [
    ['magic', 0, 4],
    ['version', 4, 5],
    ['chunk size', 5, 6],
    ['zeros', 6, 8],
    ['size', 8, 16],
    ['salt', 16, headerBytes],
    ['first chunk', headerBytes, headerBytes + chunkBytes],
    ['first tag', headerBytes + chunkBytes, chunkOffset(1)],
    ['last chunk', chunkOffset(2), chunkOffset(2) + 500],
    ['last tag', chunkOffset(2) + 500, chunkOffset(2) + 500 + tagBytes],
  ]
  test.each(regions)('when a bit of the %s is changed', (_, start, end) => {
    const { profileDir, blobId, path, content } = stored()
    fc.assert(
      fc.property(fc.integer({ min: start, max: end - 1 }), fc.integer({ min: 0, max: 7 }), (at, bit) => {
        const changed = Buffer.from(content)
        changed[at] = (changed[at] ?? 0) ^ (1 << bit)
        writeFileSync(path, changed)
        expect(() => readBlob(profileDir, keys, blobId)).toThrow(damagedError)
      }),
      { numRuns: 20 },
    )
  })

  test('when it is cut or longer, also at a chunk boundary', () => {
    const { profileDir, blobId, path, content } = stored()
    for (const length of [0, 10, headerBytes, chunkOffset(1), chunkOffset(2), content.length - 1]) {
      writeFileSync(path, content.subarray(0, length))
      expect(() => readBlob(profileDir, keys, blobId)).toThrow(damagedError)
    }
    writeFileSync(path, Buffer.concat([content, Buffer.alloc(1)]))
    expect(() => readBlob(profileDir, keys, blobId)).toThrow(damagedError)
  })

  test('when its chunks change places, or one comes from another file', () => {
    const { profileDir, blobId, path, content } = stored()
    const swapped = Buffer.from(content)
    content.copy(swapped, chunkOffset(0), chunkOffset(1), chunkOffset(2))
    content.copy(swapped, chunkOffset(1), chunkOffset(0), chunkOffset(1))
    writeFileSync(path, swapped)
    expect(() => readBlob(profileDir, keys, blobId)).toThrow(damagedError)

    const other = writeBlob(profileDir, keys, randomBytes(size), 'other')
    const mixed = Buffer.from(content)
    readFileSync(blobPath(profileDir, other.blobId)).copy(
      mixed,
      chunkOffset(1),
      chunkOffset(1),
      chunkOffset(2),
    )
    writeFileSync(path, mixed)
    expect(() => readBlob(profileDir, keys, blobId)).toThrow(damagedError)
  })

  test('when it stands under the name of another, is missing, or the key is another', () => {
    const { profileDir, blobId, path } = stored()
    const other = writeBlob(profileDir, keys, randomBytes(size), 'other')
    expect(() => readBlob(profileDir, { ...keys, blobs: testKeys().blobs }, blobId)).toThrow(damagedError)
    copyFileSync(path, blobPath(profileDir, other.blobId))
    expect(() => readBlob(profileDir, keys, other.blobId)).toThrow(damagedError)
    expect(() => readBlob(profileDir, keys, 'ab'.repeat(32))).toThrow(damagedError)
  })

  test('when the header of an empty file is changed', () => {
    const profileDir = temporaryFolder()
    const { blobId } = writeBlob(profileDir, keys, Buffer.alloc(0), 'empty')
    const path = blobPath(profileDir, blobId)
    const content = readFileSync(path)
    content[20] = (content[20] ?? 0) ^ 1
    writeFileSync(path, content)
    expect(() => openBlob(profileDir, keys, blobId)).toThrow(damagedError)
  })
})

test('files written together are synced together', async () => {
  const profileDir = temporaryFolder()
  const contents = Array.from({ length: 30 }, (_, index) => randomBytes(index * 5_000))
  const stored = contents.map((bytes, index) => writeBlob(profileDir, keys, bytes, `file ${index}`, 'later'))
  await syncBlobs(
    profileDir,
    [...stored, ...stored].map(({ blobId }) => blobId),
  )
  for (const [index, { blobId }] of stored.entries()) {
    expect(Buffer.from(readBlob(profileDir, keys, blobId)).equals(contents[index] ?? Buffer.alloc(0))).toBe(
      true,
    )
  }
  await expect(syncBlobs(profileDir, ['ab'.repeat(32)])).rejects.toMatchObject({ code: 'STORAGE_UNWRITABLE' })
})

test('orphans and unfinished files go, referenced ones stay', () => {
  const profileDir = temporaryFolder()
  const kept = writeBlob(profileDir, keys, randomBytes(10), 'kept')
  const orphan = writeBlob(profileDir, keys, randomBytes(10), 'orphan')
  const incoming = join(profileDir, 'blobs', 'incoming')
  writeFileSync(join(incoming, 'left.part'), 'half')
  expect(removeOrphanBlobs(profileDir, (blobId) => blobId === kept.blobId)).toBe(2)
  expect([...listBlobs(profileDir)]).toEqual([kept.blobId])
  expect(existsSync(blobPath(profileDir, orphan.blobId))).toBe(false)
  expect(readdirSync(incoming)).toEqual([])
})

test('a source that fails leaves nothing behind', () => {
  const profileDir = temporaryFolder()
  const broken = { size: 3 * chunkBytes, read: () => new Uint8Array(1) }
  expect(() => writeBlobFrom(profileDir, keys, broken, 'broken')).toThrow()
  expect(readdirSync(join(profileDir, 'blobs', 'incoming'))).toEqual([])
  expect([...listBlobs(profileDir)]).toEqual([])
})

test('nothing is stored under an erased key', () => {
  const profileDir = temporaryFolder()
  const erased = { ...keys, blobs: new Uint8Array(32) }
  expect(() => writeBlob(profileDir, erased, randomBytes(10), 'x')).toThrow(
    expect.objectContaining({ code: 'VAULT_LOCKED' }),
  )
  expect(readdirSync(profileDir)).toEqual([])
})

test('a folder where a file is in the way is STORAGE_UNWRITABLE', () => {
  const profileDir = temporaryFolder()
  mkdirSync(dirname(join(profileDir, 'blobs')), { recursive: true })
  writeFileSync(join(profileDir, 'blobs'), 'in the way')
  expect(() => writeBlob(profileDir, keys, randomBytes(10), 'x')).toThrow(
    expect.objectContaining({ code: 'STORAGE_UNWRITABLE' }),
  )
})

describe.skipIf(process.platform === 'win32')('a full disk', () => {
  let scripts = ''
  beforeAll(async () => {
    scripts = await buildScripts({ 'fill-disk': join(import.meta.dirname, 'fill-disk.fixture.ts') })
  })

  // A limit on the size of files makes the kernel refuse the write in the middle of a file, as a full disk does, without
  // a file system of its own or root.
  test('is STORAGE_FULL, and nothing is half-stored', async () => {
    const profileDir = temporaryFolder()
    const script = `ulimit -f 512; exec "$0" "$@"`
    const { stdout } = await run(
      'sh',
      ['-c', script, process.execPath, join(scripts, 'fill-disk.js'), profileDir],
      {
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      },
    )
    expect(JSON.parse(stdout)).toEqual({
      small: 'stored',
      large: 'STORAGE_FULL',
      after: 'stored',
      incoming: 0,
      blobs: 2,
    })
  })
})
