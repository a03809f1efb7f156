/**
 * Runs one import job to its end in the store worker. What is stored and what the report says are written in one
 * transaction, so that a job that was interrupted goes on where it stopped, without loss and without doubles.
 */
import { setImmediate } from 'node:timers/promises'
import type { ImportLine, Job } from '../../../shared/domain/jobs/job'
import { AppException, toAppError } from '../../../shared/result'
import { syncBlobs } from '../../store/blobs/blob-store'
import { atomically } from '../../store/statements'
import { addInputs, endJob, finishInput, finishListing, jobRoots, nextInputs, requireJob, restartListing, startJob } from '../../store/queries/jobs'
import { listInputs } from './list-inputs'
import { commitStaged, type ImportContext, type Staged, stageInput } from './stage-input'

/** Inputs whose rows are written together: one sync of the database instead of many. */
const inputsTogether = 24
const bytesTogether = 32 << 20
const listedTogether = 500
const progressEveryMs = 120

interface Batch {
  inputs: { ordinal: number; staged: Staged[] }[]
  bytes: number
}

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

async function importInputs(context: ImportContext, jobId: string, signal: AbortSignal, tell: () => void): Promise<void> {
  for (;;) {
    const pending = nextInputs(context.db, jobId, inputsTogether)
    if (pending.length === 0) return
    let batch: Batch = { inputs: [], bytes: 0 }
    for (const { ordinal, input } of pending) {
      const staged: Staged[] = []
      for await (const one of stageInput(context, input, signal)) {
        if (one.kind === 'instance' || one.kind === 'picture') batch.bytes += one.blob.bytes
        staged.push(one)
        // Short calls of the window (a comment, a study to open) get their turn between files.
        await setImmediate()
      }
      // An archive that was left half-way is not done; what it stored is found again as duplicates.
      if (signal.aborted) {
        await keep(context, jobId, staged)
        break
      }
      batch.inputs.push({ ordinal, staged })
      if (batch.bytes < bytesTogether) continue
      await commit(context, jobId, batch)
      batch = { inputs: [], bytes: 0 }
      tell()
    }
    await commit(context, jobId, batch)
    tell()
    if (signal.aborted) return
  }
}

async function commit(context: ImportContext, jobId: string, { inputs }: Batch): Promise<void> {
  if (inputs.length === 0) return
  await syncFiles(
    context,
    inputs.flatMap(({ staged }) => staged),
  )
  atomically(context.db, () => {
    for (const { ordinal, staged } of inputs) {
      const lines = staged.map((one) => commitStaged(context, jobId, one)).filter((line) => line !== null)
      finishInput(context.db, jobId, ordinal, lines satisfies ImportLine[])
    }
  })
}

/** Rows without a report: their files are stored already and should not become orphans. */
async function keep(context: ImportContext, jobId: string, staged: readonly Staged[]): Promise<void> {
  await syncFiles(context, staged)
  atomically(context.db, () => {
    for (const one of staged) if (one.kind === 'instance') commitStaged(context, jobId, one)
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
