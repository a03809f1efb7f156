/** The deep check: every page of the database and every chunk of every stored file. */
import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { z } from 'zod'
import { AppException, toAppError } from '../../shared/result'
import type { VaultKeys } from '../security/keys'
import { chunkBytes } from './blobs/blob-format'
import { listBlobs, openBlob, type StoredBlob } from './blobs/blob-store'
import type { ReadableDatabase } from './open-database'
import { referencedBlobs } from './queries/instances'
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
  const report = emptyReport()
  checkDatabase(db, report)
  const references = listReferences(db, report)
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
  const referenced = new Set(references.map(({ blobId }) => blobId))
  report.orphans = [...present].filter((blobId) => !referenced.has(blobId)).length
  return report
}

const emptyReport = (): VerifyReport => ({
  database: [],
  patients: 0,
  studies: 0,
  instances: 0,
  files: 0,
  bytes: 0,
  damaged: [],
  missing: [],
  orphans: 0,
})

/** SQLite's own checks; a page that fails its authentication ends them with an error, which is a finding too. */
function checkDatabase(db: ReadableDatabase, report: VerifyReport): void {
  noting(report, () => {
    const answers = z.array(z.object({ integrity_check: z.string() })).parse(db.pragma('integrity_check'))
    report.database.push(
      ...answers.map((answer) => answer.integrity_check).filter((answer) => answer !== 'ok'),
    )
    const broken = z.array(z.unknown()).parse(db.pragma('foreign_key_check'))
    if (broken.length > 0) report.database.push(`${broken.length} rows refer to rows that are not there`)
  })
  noting(report, () => Object.assign(report, countRows(db)))
}

/** One list, so that no statement stays open while other work runs in between. */
function listReferences(db: ReadableDatabase, report: VerifyReport): StoredBlob[] {
  const references: StoredBlob[] = []
  noting(report, () => {
    for (const reference of referencedBlobs(db)) references.push(reference)
  })
  return references
}

function noting(report: VerifyReport, work: () => void): void {
  try {
    work()
  } catch (thrown) {
    report.database.push(toAppError(thrown).message)
  }
}

function countRows(db: ReadableDatabase): Pick<VerifyReport, 'patients' | 'studies' | 'instances'> {
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
