/** The deep check: every page of the database and every chunk of every stored file. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { z } from 'zod'
import { createHash } from 'node:crypto'
import { AppException, toAppError } from '../../shared/result'
import type { VaultKeys } from '../security/keys'
import { chunkBytes } from './blobs/blob-format'
import { listBlobs, openBlob, type StoredBlob } from './blobs/blob-store'
import type { ReadableDatabase } from './open-database'
import { isBlobReferenced, referencedBlobs } from './queries/instances'
import { all } from './statements'

export interface VerifyReport {
  /** complaints of SQLite's own checks; empty = sound */
  database: string[]
  patients: number
  studies: number
  instances: number
  /** files that rows refer to, and their plaintext bytes */
  files: number
  bytes: number
  /** names of files that fail their tags or are not what was stored */
  damaged: string[]
  missing: string[]
  /** files no row refers to (harmless: removed at the next start) */
  orphans: number
}

/** @throws AppException CANCELLED */
export async function verifyStore(
  db: ReadableDatabase,
  { profileDir, keys }: { profileDir: string; keys: VaultKeys },
  signal: AbortSignal,
  progress: (filesDone: number) => void,
): Promise<VerifyReport> {
  const report: VerifyReport = { database: checkDatabase(db), ...count(db), files: 0, bytes: 0, damaged: [], missing: [], orphans: 0 }
  // One list, so that no statement stays open while other work runs in between.
  const references = [...referencedBlobs(db)]
  const present = new Set(listBlobs(profileDir))
  for (const blob of references) {
    if (signal.aborted) throw new AppException('CANCELLED', 'The check was cancelled.')
    report.files += 1
    report.bytes += blob.bytes
    if (!present.has(blob.blobId)) report.missing.push(blob.blobId)
    else if (!isIntact(profileDir, keys, blob)) report.damaged.push(blob.blobId)
    progress(report.files)
    await nextTurn()
  }
  for (const blobId of present) if (!isBlobReferenced(db, blobId)) report.orphans += 1
  return report
}

function checkDatabase(db: ReadableDatabase): string[] {
  try {
    const answers = z.array(z.object({ integrity_check: z.string() })).parse(db.pragma('integrity_check'))
    const problems = answers.map((answer) => answer.integrity_check).filter((answer) => answer !== 'ok')
    const broken = z.array(z.unknown()).parse(db.pragma('foreign_key_check'))
    if (broken.length > 0) problems.push(`${broken.length} rows refer to rows that are not there`)
    return problems
  } catch (thrown) {
    // A page that fails its authentication ends the check itself.
    return [toAppError(thrown).message]
  }
}

function count(db: ReadableDatabase): Pick<VerifyReport, 'patients' | 'studies' | 'instances'> {
  const Counts = z.object({ patients: z.number(), studies: z.number(), instances: z.number() })
  const [counts] = all(
    db,
    Counts,
    `SELECT (SELECT count(*) FROM patient) AS patients, (SELECT count(*) FROM study) AS studies,
       (SELECT count(*) FROM instance) AS instances`,
  )
  return counts ?? { patients: 0, studies: 0, instances: 0 }
}

/** Tags, size and the hash of the content as it was imported. */
function isIntact(profileDir: string, keys: VaultKeys, blob: StoredBlob): boolean {
  try {
    const reader = openBlob(profileDir, keys, blob.blobId)
    try {
      const hash = createHash('sha256')
      for (let offset = 0; offset < reader.size; offset += chunkBytes) {
        hash.update(reader.read(offset, Math.min(chunkBytes, reader.size - offset)))
      }
      return reader.size === blob.bytes && hash.digest('hex') === blob.sha256
    } finally {
      reader.close()
    }
  } catch (thrown) {
    if (thrown instanceof AppException && thrown.code === 'BLOB_DAMAGED') return false
    throw thrown
  }
}
