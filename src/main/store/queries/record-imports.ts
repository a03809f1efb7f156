/**
 * Imports of records: their files, how far each has been read, and what became of its items. Counts and place are written
 * with the entries in one transaction, so that an import that was killed goes on where it stopped.
 */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import {
  Intake,
  type IntakeOptions,
  type IntakeOutcome,
  IntakeState,
  IntakeTally,
} from '../../../shared/domain/record/intake'
import { AppError, AppException } from '../../../shared/result'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { all, atomically, change, changeOne, insert, one } from '../statements'

export interface PlannedFile {
  path: string
  /** other files that are read with it, by what they are */
  companions: Record<string, string>
  bytes: number
  modifiedAtMs: number
}

/** @returns the id of the import */
export function createIntake(
  db: WritableDatabase,
  { options, files, by }: { options: IntakeOptions; files: readonly PlannedFile[]; by: string },
  nowMs = Date.now(),
): string {
  return atomically(db, () => {
    const id = randomUUID()
    const importRow = insert(
      db,
      `INSERT INTO record_import (id, format, state, options, started_at_ms, started_by)
       VALUES (:id, :format, 'interrupted', :options, :nowMs, :by)`,
      { id, format: options.format, options: JSON.stringify(options), nowMs, by },
    )
    for (const [ordinal, { path, companions, bytes, modifiedAtMs }] of files.entries())
      insert(
        db,
        `INSERT INTO record_file (import_row, ordinal, path, companions, bytes, modified_at_ms)
         VALUES (:importRow, :ordinal, :path, :companions, :bytes, :modifiedAtMs)`,
        { importRow, ordinal, path, companions: JSON.stringify(companions), bytes, modifiedAtMs },
      )
    return id
  })
}

const ImportRow = z.object({
  row: z.number(),
  id: z.string(),
  state: IntakeState,
  options: z.string(),
  startedAtMs: z.number(),
  startedBy: z.string(),
  endedAtMs: z.number().nullable(),
  failure: z.string().nullable(),
})

const importSql = `SELECT row, id, state, options, started_at_ms AS startedAtMs, started_by AS startedBy,
  ended_at_ms AS endedAtMs, failure FROM record_import`

const FileRow = z.object({
  fileRow: z.number(),
  ordinal: z.number(),
  path: z.string(),
  companions: z.string(),
  bytes: z.number(),
  modifiedAtMs: z.number(),
  itemsDone: z.number(),
  done: z.number(),
  failure: z.string().nullable(),
})

const filesSql = `SELECT row AS fileRow, ordinal, path, companions, bytes, modified_at_ms AS modifiedAtMs,
  items_done AS itemsDone, done, failure FROM record_file WHERE import_row = :importRow ORDER BY ordinal`

const TallyRow = IntakeTally.extend({ fileRow: z.number() })

const errorOf = (text: string | null) => (text === null ? null : AppError.parse(JSON.parse(text)))

function toIntake(db: ReadableDatabase, found: z.output<typeof ImportRow>): Intake {
  const tallies = all(
    db,
    TallyRow,
    `SELECT file_row AS fileRow, subject, outcome, count FROM record_tally
     WHERE file_row IN (SELECT row FROM record_file WHERE import_row = :row) ORDER BY outcome, subject`,
    { row: found.row },
  )
  return Intake.parse({
    ...found,
    options: JSON.parse(found.options) as unknown,
    error: errorOf(found.failure),
    files: all(db, FileRow, filesSql, { importRow: found.row }).map((file) => ({
      path: file.path,
      bytes: file.bytes,
      done: file.done === 1,
      items: file.itemsDone,
      tallies: tallies.filter(({ fileRow }) => fileRow === file.fileRow),
      skipped: skippedOf(db, file.fileRow),
      error: errorOf(file.failure),
    })),
  })
}

const SkippedRow = z.object({ subject: z.string(), count: z.number() })

function skippedOf(db: ReadableDatabase, fileRow: number): Record<string, number> {
  const sql =
    'SELECT subject, count FROM record_skipped WHERE file_row = :fileRow ORDER BY count DESC, subject'
  return Object.fromEntries(
    all(db, SkippedRow, sql, { fileRow }).map(({ subject, count }) => [subject, count]),
  )
}

/** The newest first. */
export function listIntakes(db: ReadableDatabase, limit = 100): Intake[] {
  return all(db, ImportRow, `${importSql} ORDER BY row DESC LIMIT :limit`, { limit }).map((row) =>
    toIntake(db, row),
  )
}

function requireRow(db: ReadableDatabase, intakeId: string): z.output<typeof ImportRow> {
  const row = one(db, ImportRow, `${importSql} WHERE id = :intakeId`, { intakeId })
  if (!row) throw new AppException('NOT_FOUND', 'There is no such import.')
  return row
}

/** @throws AppException NOT_FOUND */
export const requireIntake = (db: ReadableDatabase, intakeId: string): Intake =>
  toIntake(db, requireRow(db, intakeId))

export interface PendingFile extends PlannedFile {
  fileRow: number
  ordinal: number
  itemsDone: number
}

/** Files that are not read to their end, in order, and when the import began: what is stored of them is known since then. */
export function pendingFiles(
  db: ReadableDatabase,
  intakeId: string,
): { startedAtMs: number; files: PendingFile[] } {
  const { row, startedAtMs } = requireRow(db, intakeId)
  const files = all(db, FileRow, filesSql, { importRow: row })
    .filter(({ done }) => done === 0)
    .map(({ companions, done: _done, failure: _failure, ...file }) => ({
      ...file,
      companions: z.record(z.string(), z.string()).parse(JSON.parse(companions)),
    }))
  return { startedAtMs, files }
}

export function setIntakeState(
  db: WritableDatabase,
  intakeId: string,
  state: IntakeState,
  error: AppError | null = null,
  nowMs = Date.now(),
): void {
  changeOne(
    db,
    'import',
    'UPDATE record_import SET state = :state, ended_at_ms = :endedAtMs, failure = :failure WHERE id = :intakeId',
    {
      intakeId,
      state,
      endedAtMs: state === 'running' ? null : nowMs,
      failure: error && JSON.stringify(error),
    },
  )
}

/** Imports that the end of the program cut short; they go on when they are run again. */
export function interruptIntakes(db: WritableDatabase): void {
  change(db, `UPDATE record_import SET state = 'interrupted' WHERE state = 'running'`)
}

/** Forgets how far a file was read: it is another one now. What was stored of it stays, and is found again. */
export function restartFile(db: WritableDatabase, { fileRow, bytes, modifiedAtMs }: PendingFile): void {
  atomically(db, () => {
    change(db, 'DELETE FROM record_tally WHERE file_row = :fileRow', { fileRow })
    change(db, 'DELETE FROM record_skipped WHERE file_row = :fileRow', { fileRow })
    changeOne(
      db,
      'file',
      'UPDATE record_file SET items_done = 0, failure = NULL, bytes = :bytes, modified_at_ms = :modifiedAtMs WHERE row = :fileRow',
      { fileRow, bytes, modifiedAtMs },
    )
  })
}

/** Call in the transaction that stored the items. */
export function advanceFile(
  db: WritableDatabase,
  fileRow: number,
  items: number,
  tallies: ReadonlyMap<string, { subject: string; outcome: IntakeOutcome; count: number }>,
): void {
  changeOne(db, 'file', 'UPDATE record_file SET items_done = items_done + :items WHERE row = :fileRow', {
    fileRow,
    items,
  })
  for (const { subject, outcome, count } of tallies.values())
    insert(
      db,
      `INSERT INTO record_tally (file_row, subject, outcome, count) VALUES (:fileRow, :subject, :outcome, :count)
       ON CONFLICT DO UPDATE SET count = count + excluded.count`,
      { fileRow, subject, outcome, count },
    )
}

/** Read to its end, or given up with the error; `skipped` counts all that was passed over since the file's beginning. */
export function finishFile(
  db: WritableDatabase,
  fileRow: number,
  error: AppError | null,
  skipped: Readonly<Record<string, number>>,
): void {
  atomically(db, () => {
    changeOne(db, 'file', 'UPDATE record_file SET done = :done, failure = :failure WHERE row = :fileRow', {
      fileRow,
      done: error ? 0 : 1,
      failure: error && JSON.stringify(error),
    })
    change(db, 'DELETE FROM record_skipped WHERE file_row = :fileRow', { fileRow })
    for (const [subject, count] of Object.entries(skipped))
      insert(
        db,
        'INSERT INTO record_skipped (file_row, subject, count) VALUES (:fileRow, :subject, :count)',
        { fileRow, subject, count },
      )
  })
}
