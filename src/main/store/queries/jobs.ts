/**
 * Import jobs: what was chosen, the list of inputs it became, and a report line for each. All of it is in the database, so
 * that a job goes on where it stopped after a crash.
 *
 * Life of a job: createJob -> addInputs … -> finishListing; startJob; nextInputs / finishInput …; endJob.
 */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type ImportLine, ImportLineStatus, Job, JobState } from '../../../shared/domain/jobs/job'
import { AppError, AppException } from '../../../shared/result'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { all, atomically, change, changeOne, insert, one } from '../statements'

const JobRow = z.object({
  row: z.number(),
  id: z.string(),
  kind: Job.shape.kind,
  state: JobState,
  listed: z.number(),
  inputs: z.number(),
  done: z.number(),
  imported: z.number(),
  duplicate: z.number(),
  conflict: z.number(),
  error: z.number(),
  failure: z.string().nullable(),
  startedAtMs: z.number(),
  endedAtMs: z.number().nullable(),
  picturesWaiting: z.number(),
})

const jobsFrom = `SELECT row, id, kind, state, listed, inputs, done, imported, duplicate, conflict, error, failure,
    started_at_ms AS startedAtMs, ended_at_ms AS endedAtMs,
    (SELECT count(*) FROM waiting_picture WHERE job_row = import_job.row) AS picturesWaiting
  FROM import_job`

const toJob = (row: z.output<typeof JobRow>): Job => ({
  id: row.id,
  kind: row.kind,
  state: row.state,
  done: row.done,
  total: row.listed === 1 ? row.inputs : null,
  counts: { imported: row.imported, duplicate: row.duplicate, conflict: row.conflict, error: row.error },
  picturesWaiting: row.picturesWaiting,
  error: row.failure === null ? null : AppError.parse(JSON.parse(row.failure)),
  startedAtMs: row.startedAtMs,
  endedAtMs: row.endedAtMs,
})

/** @param roots paths as they were chosen; empty for a job that makes its own inputs */
export function createJob(
  db: WritableDatabase,
  kind: Job['kind'],
  roots: readonly string[],
  nowMs = Date.now(),
): Job {
  const id = randomUUID()
  insert(
    db,
    `INSERT INTO import_job (id, kind, state, roots, started_at_ms) VALUES (:id, :kind, 'queued', :roots, :nowMs)`,
    { id, kind, roots: JSON.stringify(roots), nowMs },
  )
  return requireJob(db, id)
}

/** Jobs in the tray, newest first. */
export function listJobs(db: ReadableDatabase): Job[] {
  return all(db, JobRow, `${jobsFrom} ORDER BY row DESC`).map(toJob)
}

export function findJob(db: ReadableDatabase, jobId: string): Job | null {
  const row = one(db, JobRow, `${jobsFrom} WHERE id = :jobId`, { jobId })
  return row && toJob(row)
}

/** @throws AppException NOT_FOUND */
export function requireJob(db: ReadableDatabase, jobId: string): Job {
  const job = findJob(db, jobId)
  if (!job) throw new AppException('NOT_FOUND', 'There is no such job.')
  return job
}

/** The paths as they were chosen, and whether they have been walked to the end. @throws AppException NOT_FOUND */
export function jobRoots(db: ReadableDatabase, jobId: string): { roots: string[]; listed: boolean } {
  const Roots = z.object({ roots: z.string(), listed: z.number() })
  const row = one(db, Roots, 'SELECT roots, listed FROM import_job WHERE id = :jobId', { jobId })
  if (!row) throw new AppException('NOT_FOUND', 'There is no such job.')
  return { roots: z.array(z.string()).parse(JSON.parse(row.roots)), listed: row.listed === 1 }
}

/** Appends inputs to the job's list, in the order in which its report will show them. */
export function addInputs(db: WritableDatabase, jobId: string, inputs: readonly string[]): void {
  if (inputs.length === 0) return
  atomically(db, () => {
    const job = requireRow(db, jobId)
    for (const [index, input] of inputs.entries()) {
      insert(db, 'INSERT INTO import_input (job_row, ordinal, input) VALUES (:row, :ordinal, :input)', {
        row: job.row,
        ordinal: job.inputs + index,
        input,
      })
    }
    changeOne(db, 'job', 'UPDATE import_job SET inputs = inputs + :added WHERE id = :jobId', {
      jobId,
      added: inputs.length,
    })
  })
}

/** The list is complete: from now on the job has a total. */
export function finishListing(db: WritableDatabase, jobId: string): void {
  changeOne(db, 'job', 'UPDATE import_job SET listed = 1 WHERE id = :jobId', { jobId })
}

/** Forgets a list that was not finished, before its folders are walked again. Inputs that are done stay done. */
export function restartListing(db: WritableDatabase, jobId: string): void {
  atomically(db, () => {
    const job = requireRow(db, jobId)
    if (job.listed === 1) return
    if (job.done > 0) throw new AppException('INTERNAL', 'A job imports only after its list is complete.')
    change(db, 'DELETE FROM import_input WHERE job_row = :row', { row: job.row })
    changeOne(db, 'job', 'UPDATE import_job SET inputs = 0 WHERE row = :row', { row: job.row })
  })
}

export interface PendingInput {
  ordinal: number
  input: string
}

/** The next inputs that have no result, in order. */
export function nextInputs(db: ReadableDatabase, jobId: string, limit: number): PendingInput[] {
  return all(
    db,
    z.object({ ordinal: z.number(), input: z.string() }),
    `SELECT ordinal, input FROM import_input
     WHERE job_row = (SELECT row FROM import_job WHERE id = :jobId) AND done = 0 ORDER BY ordinal LIMIT :limit`,
    { jobId, limit },
  )
}

/**
 * An input is done: its report lines (none for a picture that waits, several for an archive). Run it in the same
 * transaction as what the input stored, so that a crash never reports what is not there.
 */
export function finishInput(
  db: WritableDatabase,
  jobId: string,
  ordinal: number,
  lines: readonly ImportLine[],
): void {
  atomically(db, () => {
    const { row } = requireRow(db, jobId)
    const done = change(
      db,
      'UPDATE import_input SET done = 1 WHERE job_row = :row AND ordinal = :ordinal AND done = 0',
      { row, ordinal },
    )
    if (done !== 1) throw new AppException('INTERNAL', 'An input was finished twice or does not exist.')
    changeOne(db, 'job', 'UPDATE import_job SET done = done + 1 WHERE row = :row', { row })
    addLines(db, row, ordinal, lines)
  })
}

/** What an input's lines name already: an archive that was left half-way goes on with the other members. */
export function reportedInputs(db: ReadableDatabase, jobId: string, ordinal: number): Set<string> {
  const lines = all(
    db,
    z.object({ input: z.string() }),
    `SELECT input FROM import_line
     WHERE job_row = (SELECT row FROM import_job WHERE id = :jobId) AND ordinal = :ordinal`,
    { jobId, ordinal },
  )
  return new Set(lines.map(({ input }) => input))
}

/** More lines for an input: of a member of an archive, or of a picture whose form was filled in later. */
export function addReportLines(
  db: WritableDatabase,
  jobId: string,
  ordinal: number,
  lines: readonly ImportLine[],
): void {
  atomically(db, () => addLines(db, requireRow(db, jobId).row, ordinal, lines))
}

function addLines(db: WritableDatabase, jobRow: number, ordinal: number, lines: readonly ImportLine[]): void {
  for (const { input, status, error } of lines) {
    insert(
      db,
      `INSERT INTO import_line (job_row, ordinal, input, status, error) VALUES (:jobRow, :ordinal, :input, :status, :error)`,
      { jobRow, ordinal, input, status, error: error ? JSON.stringify(error) : null },
    )
    changeOne(db, 'job', `UPDATE import_job SET ${status} = ${status} + 1 WHERE row = :jobRow`, { jobRow })
  }
}

/** queued or interrupted -> running */
export function startJob(db: WritableDatabase, jobId: string): void {
  changeOne(
    db,
    'job',
    `UPDATE import_job SET state = 'running', ended_at_ms = NULL, failure = NULL WHERE id = :jobId`,
    {
      jobId,
    },
  )
}

export function endJob(
  db: WritableDatabase,
  jobId: string,
  state: 'done' | 'failed' | 'cancelled' | 'interrupted',
  failure: AppError | null = null,
  nowMs = Date.now(),
): void {
  changeOne(
    db,
    'job',
    'UPDATE import_job SET state = :state, failure = :failure, ended_at_ms = :nowMs WHERE id = :jobId',
    { jobId, state, failure: failure && JSON.stringify(failure), nowMs },
  )
}

/** At start: what was running when the program ended was interrupted and can be resumed. Returns how many. */
export function interruptRunningJobs(db: WritableDatabase, nowMs = Date.now()): number {
  return change(
    db,
    `UPDATE import_job SET state = 'interrupted', ended_at_ms = :nowMs WHERE state IN ('queued', 'running')`,
    { nowMs },
  )
}

/** Takes an ended job and its report away. @throws AppException NOT_FOUND; INVALID_INPUT while it runs or has pictures waiting */
export function dismissJob(db: WritableDatabase, jobId: string): void {
  atomically(db, () => {
    const job = requireRow(db, jobId)
    if (job.state === 'queued' || job.state === 'running')
      throw new AppException('INVALID_INPUT', 'The job is not finished.')
    if (job.picturesWaiting > 0)
      throw new AppException('INVALID_INPUT', 'Pictures of the job wait for their form.')
    changeOne(db, 'job', 'DELETE FROM import_job WHERE row = :row', { row: job.row })
  })
}

export function importReport(
  db: ReadableDatabase,
  query: { jobId: string; onlyProblems: boolean; offset: number; limit: number },
): { total: number; lines: ImportLine[] } {
  const { row } = requireRow(db, query.jobId)
  const lines = `FROM import_line WHERE job_row = :row ${query.onlyProblems ? `AND status IN ('conflict', 'error')` : ''}`
  const total =
    one(db, z.object({ total: z.number() }), `SELECT count(*) AS total ${lines}`, { row })?.total ?? 0
  const Line = z.object({ input: z.string(), status: ImportLineStatus, error: z.string().nullable() })
  return {
    total,
    lines: all(
      db,
      Line,
      `SELECT input, status, error ${lines} ORDER BY ordinal, import_line.row LIMIT :limit OFFSET :offset`,
      { row, limit: query.limit, offset: query.offset },
    ).map(({ input, status, error }) =>
      error === null ? { input, status } : { input, status, error: AppError.parse(JSON.parse(error)) },
    ),
  }
}

function requireRow(db: ReadableDatabase, jobId: string): z.output<typeof JobRow> {
  const row = one(db, JobRow, `${jobsFrom} WHERE id = :jobId`, { jobId })
  if (!row) throw new AppException('NOT_FOUND', 'There is no such job.')
  return row
}
