/** A program for blob-store.test.ts: stores small files and one that is larger than it may be. */
import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { AppException } from '../../../shared/result'
import { listBlobs, writeBlob } from './blob-store'

const profileDir = process.argv[2] ?? ''
const keys = { blobs: new Uint8Array(32).fill(1), names: new Uint8Array(32).fill(2) }

function store(identity: string, bytes: number): string {
  try {
    writeBlob(profileDir, keys, randomBytes(bytes), identity)
    return 'stored'
  } catch (thrown) {
    return thrown instanceof AppException ? thrown.code : String(thrown)
  }
}

const answer = { small: store('small', 1000), large: store('large', 8 << 20), after: store('after', 1000) }
const incoming = readdirSync(join(profileDir, 'blobs', 'incoming')).length
process.stdout.write(JSON.stringify({ ...answer, incoming, blobs: [...listBlobs(profileDir)].length }))
