/**
 * Runs one import job to its end in the store worker. What is stored and what the report says are written in one
 * transaction, so that a job that was interrupted goes on where it stopped, without loss and without doubles.
 */
import { setImmediate } from 'node:timers/promises'
import type { Job } from '../../../shared/domain/jobs/job'
import { AppException, toAppError } from '../../../shared/result'
import { syncBlobs } from '../../store/blobs/blob-store'
import { atomically } from '../../store/statements'
import {
  addInputs,
  addReportLines,
  endJob,
  finishInput,
  finishListing,
  jobRoots,
  nextInputs,
  reportedInputs,
  requireJob,
  restartListing,
  startJob,
} from '../../store/queries/jobs'
import { listInputs } from './list-inputs'
import { commitStaged, type ImportContext, type Staged, stageInput } from './stage-input'

/** Inputs whose rows are written together: one sync of the database instead of many. */
const inputsTogether = 24
const bytesTogether = 32 << 20
const listedTogether = 500
const progressEveryMs = 120

/** What one input gave so far; an archive comes in several parts. */
interface Part {
  ordinal: number
  staged: Staged[]
  isLast: boolean
}

interface Batch {
  parts: Part[]
  bytes: number
}

/** It changes while the work goes on. */
const isAborted = (signal: AbortSignal) => signal.aborted

const emptyBatch = (): Batch => ({ parts: [], bytes: 0 })

/**
 * @returns the job as it ended: done, cancelled, or failed with what stopped it
 */
export async function runImport(
  context: ImportContext,
  jobId: string,
  { signal, progress }: { signal: AbortSignal; progress: (job: Job) => void },
): Promise<Job> {
  const { db } = context
  const tell = throttled(() => progress(requireJob(db, jobId)))
  try {
    startJob(db, jobId)
    await makeList(context, jobId, signal, tell)
    await importInputs(context, jobId, signal, tell)
    endJob(db, jobId, signal.aborted ? 'cancelled' : 'done')
  } catch (thrown) {
    const error = toAppError(thrown)
    endJob(db, jobId, error.code === 'CANCELLED' ? 'cancelled' : 'failed', error)
  }
  const job = requireJob(db, jobId)
  progress(job)
  return job
}

async function makeList(
  { db }: ImportContext,
  jobId: string,
  signal: AbortSignal,
  tell: () => void,
): Promise<void> {
  const { roots, listed } = jobRoots(db, jobId)
  if (listed) return
  restartListing(db, jobId)
  let found: string[] = []
  for await (const input of listInputs(roots)) {
    if (signal.aborted) throw new AppException('CANCELLED', 'The import was cancelled.')
    found.push(input)
    if (found.length < listedTogether) continue
    addInputs(db, jobId, found)
    found = []
    tell()
  }
  addInputs(db, jobId, found)
  finishListing(db, jobId)
}

async function importInputs(
  context: ImportContext,
  jobId: string,
  signal: AbortSignal,
  tell: () => void,
): Promise<void> {
  const { db } = context
  for (;;) {
    const pending = nextInputs(db, jobId, inputsTogether)
    if (pending.length === 0 || signal.aborted) return
    let batch = emptyBatch()
    for (const { ordinal, input } of pending) {
      let part: Part = { ordinal, staged: [], isLast: false }
      batch.parts.push(part)
      for await (const one of stageInput(context, input, signal, reportedInputs(db, jobId, ordinal))) {
        part.staged.push(one)
        batch.bytes += 'blob' in one ? one.blob.bytes : 0
        // Short calls of the window (a comment, a study to open) get their turn between files.
        await setImmediate()
        if (batch.bytes < bytesTogether && part.staged.length < inputsTogether) continue
        await commit(context, jobId, batch)
        tell()
        part = { ordinal, staged: [], isLast: false }
        batch = { parts: [part], bytes: 0 }
      }
      // An archive that was left half-way goes on behind the members that are reported.
      if (isAborted(signal)) break
      part.isLast = true
    }
    await commit(context, jobId, batch)
    tell()
  }
}

async function commit(context: ImportContext, jobId: string, { parts }: Batch): Promise<void> {
  await syncFiles(
    context,
    parts.flatMap(({ staged }) => staged),
  )
  atomically(context.db, () => {
    for (const { ordinal, staged, isLast } of parts) {
      const lines = staged.map((one) => commitStaged(context, jobId, one)).filter((line) => line !== null)
      if (isLast) finishInput(context.db, jobId, ordinal, lines)
      else addReportLines(context.db, jobId, ordinal, lines)
    }
  })
}

/** The files are on the disk before a row refers to them. */
function syncFiles({ profileDir }: ImportContext, staged: readonly Staged[]): Promise<void> {
  return syncBlobs(
    profileDir,
    staged.flatMap((one) => ('blob' in one ? [one.blob.blobId] : [])),
  )
}

function throttled(send: () => void): () => void {
  let last = 0
  return () => {
    const now = performance.now()
    if (now - last < progressEveryMs) return
    last = now
    send()
  }
}
