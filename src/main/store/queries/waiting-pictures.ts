/** Pictures of films that are stored (encrypted) and wait for the small form that turns them into images of a patient. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { WaitingPicture } from '../../../shared/domain/jobs/job'
import { AppException } from '../../../shared/result'
import type { StoredBlob } from '../blobs/blob-store'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { all, atomically, changeOne, insert, one } from '../statements'

export interface StoredPicture extends WaitingPicture {
  /** as in the job's report */
  input: string
  blob: StoredBlob
}

const Row = z.object({
  id: z.string(),
  jobId: z.string(),
  input: z.string(),
  fileName: z.string(),
  rows: z.number(),
  columns: z.number(),
  blobId: z.string(),
  bytes: z.number(),
  sha256: z.string(),
})

const from = `SELECT picture.id, import_job.id AS jobId, picture.input, file_name AS fileName, picture.rows,
    picture.columns, blob_id AS blobId, bytes, sha256
  FROM waiting_picture AS picture JOIN import_job ON import_job.row = job_row`

const toPicture = ({ blobId, bytes, sha256, ...picture }: z.output<typeof Row>): StoredPicture => ({
  ...picture,
  blob: { blobId, bytes, sha256 },
})

/** The same picture waits once a job. @throws AppException NOT_FOUND when the job is gone */
export function addWaitingPicture(
  db: WritableDatabase,
  picture: Omit<StoredPicture, 'id'>,
): { id: string; added: boolean } {
  return atomically(db, () => {
    const { jobId, input, fileName, rows, columns, blob } = picture
    const known = one(db, Row, `${from} WHERE import_job.id = :jobId AND blob_id = :blobId`, {
      jobId,
      blobId: blob.blobId,
    })
    if (known) return { id: known.id, added: false }
    const job = one(db, z.object({ row: z.number() }), 'SELECT row FROM import_job WHERE id = :jobId', {
      jobId,
    })
    if (!job) throw new AppException('NOT_FOUND', 'There is no such job.')
    const id = randomUUID()
    insert(
      db,
      `INSERT INTO waiting_picture (id, job_row, input, file_name, blob_id, bytes, sha256, rows, columns)
       VALUES (:id, :jobRow, :input, :fileName, :blobId, :bytes, :sha256, :rows, :columns)`,
      { id, jobRow: job.row, input, fileName, ...blob, rows, columns },
    )
    return { id, added: true }
  })
}

export function listWaitingPictures(db: ReadableDatabase): StoredPicture[] {
  return all(db, Row, `${from} ORDER BY picture.row`).map(toPicture)
}

export function findWaitingPicture(db: ReadableDatabase, id: string): StoredPicture | null {
  const row = one(db, Row, `${from} WHERE picture.id = :id`, { id })
  return row && toPicture(row)
}

/**
 * Takes a picture off the list. Returns its file if nothing refers to it any more: remove it after the commit.
 * @throws AppException NOT_FOUND
 */
export function removeWaitingPicture(db: WritableDatabase, id: string): string | null {
  return atomically(db, () => {
    const picture = findWaitingPicture(db, id)
    changeOne(db, 'picture', 'DELETE FROM waiting_picture WHERE id = :id', { id })
    const blobId = picture?.blob.blobId ?? null
    const elsewhere = one(
      db,
      z.object({ found: z.literal(1) }),
      'SELECT 1 AS found FROM waiting_picture WHERE blob_id = :blobId',
      {
        blobId,
      },
    )
    return elsewhere ? null : blobId
  })
}
