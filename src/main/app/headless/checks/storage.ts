import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { blobPath, readBlob, writeBlob } from '../../../store/blobs/blob-store'
import { databasePath, openReadable, openWritable } from '../../../store/open-database'
import { type Check, expectThat } from './check'

/** Nothing of a user's is touched: both checks work in a folder of their own, which goes away. */
async function inFreshFolder<T>(work: (folder: string) => T): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'vesalius-selftest-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const failureOf = (work: () => unknown): unknown => {
  try {
    work()
    return null
  } catch (thrown) {
    return thrown
  }
}

/** The database is made, is not readable as plain SQLite, opens with its key and with no other. */
export const databaseCheck: Check = {
  name: 'encrypted-database',
  run: () =>
    inFreshFolder((folder) => {
      const key = randomBytes(32)
      openWritable(folder, key).close()
      const start = readFileSync(databasePath(folder)).subarray(0, 15).toString('latin1')
      expectThat(start !== 'SQLite format 3', 'The database file is not encrypted.')
      expectThat(
        failureOf(() => openReadable(folder, randomBytes(32)).close()) !== null,
        'A wrong key opened the database.',
      )
      const db = openReadable(folder, key)
      try {
        const cipher = db.pragma('cipher', { simple: true })
        expectThat(cipher === 'sqlcipher', 'The database is not encrypted by SQLCipher.')
        return { cipher: 'sqlcipher', schema: Number(db.pragma('user_version', { simple: true })) }
      } finally {
        db.close()
      }
    }),
}

/** A file comes back as it went in, shows nothing of its content, and a changed byte is found. */
export const filesCheck: Check = {
  name: 'encrypted-files',
  run: () =>
    inFreshFolder((folder) => {
      const keys = { blobs: randomBytes(32), names: randomBytes(32) }
      const bytes = randomBytes(100_000)
      const { blobId } = writeBlob(folder, keys, bytes, 'selftest')
      expectThat(
        Buffer.from(readBlob(folder, keys, blobId)).equals(bytes),
        'An encrypted file came back changed.',
      )
      const path = blobPath(folder, blobId)
      const stored = readFileSync(path)
      expectThat(!stored.includes(bytes.subarray(0, 64)), 'An encrypted file shows its content.')
      const middle = stored.length >> 1
      stored[middle] = (stored[middle] ?? 0) ^ 1
      writeFileSync(path, stored)
      expectThat(failureOf(() => readBlob(folder, keys, blobId)) !== null, 'A changed byte was not noticed.')
      return { cipher: 'aes-256-gcm' }
    }),
}
