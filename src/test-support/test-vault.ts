import { createHash, randomBytes } from 'node:crypto'
import { onTestFinished } from 'vitest'
import type { VaultKeys } from '../main/security/keys'
import { openWritable, type WritableDatabase } from '../main/store/open-database'
import type { StoredBlob } from '../main/store/blobs/blob-store'
import { temporaryFolder } from './temporary-folder'

export const testKeys = (): VaultKeys => ({
  database: new Uint8Array(randomBytes(32)),
  blobs: new Uint8Array(randomBytes(32)),
  names: new Uint8Array(randomBytes(32)),
})

/** A fresh encrypted database in a folder of its own. */
export function testStore(): { db: WritableDatabase; profileDir: string; keys: VaultKeys } {
  const profileDir = temporaryFolder()
  const keys = testKeys()
  const db = openWritable(profileDir, keys.database)
  onTestFinished(() => void db.close())
  return { db, profileDir, keys }
}

/** A stored file's description for tests of rows alone: no file is behind it. */
export function pretendBlob(content: string): StoredBlob {
  const sha256 = createHash('sha256').update(content).digest('hex')
  return {
    blobId: createHash('sha256').update(`name ${content}`).digest('hex'),
    bytes: content.length,
    sha256,
  }
}
