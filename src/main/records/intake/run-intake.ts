/**
 * Reads the files of an import and stores what they say. A batch of items, its counts and the place in the file are one
 * transaction: an import that is killed goes on behind the last batch, without loss and without doubles, and an import of the
 * same again adds nothing.
 */
import { setImmediate } from 'node:timers/promises'
import type {
  Intake,
  IntakeOptions,
  IntakeOutcome,
  IntakeProgress,
} from '../../../shared/domain/record/intake'
import { namespaceOf } from '../../../shared/domain/record/intake'
import { isPartsList } from '../../../shared/domain/record/parts'
import { type AppError, AppException, toAppError } from '../../../shared/result'
import type { WritableDatabase } from '../../store/open-database'
import { forgetDictionary } from '../../store/queries/record-dictionary'
import { storeEntry } from '../../store/queries/record-entries'
import {
  advanceFile,
  finishFile,
  pendingFiles,
  type PendingFile,
  requireIntake,
  restartFile,
  setIntakeState,
} from '../../store/queries/record-imports'
import { PatientFinder } from '../../store/queries/record-patients'
import { quarantine } from '../../store/queries/record-quarantine'
import { atomically } from '../../store/statements'
import { type ItemBatch, itemBatches, type ItemSource } from './item-batches'
import { describeFile } from './plan-files'
import type { HeldItem, PreparedItem } from './prepare-item'

const progressEveryMs = 120

interface Run {
  db: WritableDatabase
  options: IntakeOptions
  /** since when what is stored is known */
  startedAtMs: number
  finder: PatientFinder
  signal: AbortSignal
  read: ItemSource
  tell: (place: { fileIndex: number; bytesRead: number; items: number }) => void
}

interface RunOptions {
  signal: AbortSignal
  progress: (progress: IntakeProgress) => void
  /** where the files are taken apart: in this thread unless told otherwise */
  read?: ItemSource
}

type Skipped = ItemBatch['skipped']

/** @returns the import as it ended: done (perhaps with files that failed), cancelled, or failed with what stopped it */
export async function runIntake(
  db: WritableDatabase,
  intakeId: string,
  { signal, progress, read = itemBatches }: RunOptions,
): Promise<Intake> {
  const { options, files: all } = requireIntake(db, intakeId)
  const { startedAtMs, files } = pendingFiles(db, intakeId)
  const bytes = all.reduce((sum, file) => sum + file.bytes, 0)
  const run: Run = {
    db,
    options,
    startedAtMs,
    finder: new PatientFinder(db),
    signal,
    read,
    tell: throttled((place) => progress({ ...place, files: all.length, bytes })),
  }
  setIntakeState(db, intakeId, 'running')
  try {
    for (const file of files) await readFile(run, file)
    setIntakeState(db, intakeId, 'done')
  } catch (thrown) {
    const error = toAppError(thrown)
    setIntakeState(db, intakeId, error.code === 'CANCELLED' ? 'cancelled' : 'failed', error)
  }
  return requireIntake(db, intakeId)
}

/** A file that cannot be read to its end is reported, and the next is read; what was stored of it stays. */
async function readFile(run: Run, file: PendingFile): Promise<void> {
  // Counted anew each time: a file that was interrupted is read again from its beginning, over what is stored.
  let skipped: Skipped = {}
  const finish = (error: AppError | null) => finishFile(run.db, file.fileRow, error, skipped)
  try {
    await storeItems(run, await asItWas(run, file), (counted) => (skipped = counted))
    finish(null)
  } catch (thrown) {
    const error = toAppError(thrown)
    if (error.code === 'CANCELLED' || isOfStorage(error.code)) throw thrown
    finish(
      error.code === 'INTERNAL' && isFileError(thrown)
        ? { code: 'FILE_UNREADABLE', message: 'The file cannot be read.' }
        : error,
    )
  }
}

const isOfStorage = (code: string) =>
  ['STORAGE_FULL', 'STORAGE_UNWRITABLE', 'VAULT_DAMAGED', 'VAULT_LOCKED'].includes(code)
const isFileError = (thrown: unknown) => thrown instanceof Error && 'syscall' in thrown

/** A file that changed since the import was interrupted is read from its beginning. */
async function asItWas({ db, options }: Run, file: PendingFile): Promise<PendingFile> {
  const now = await describeFile(file.path, options.format)
  if (file.itemsDone === 0 || (now.bytes === file.bytes && now.modifiedAtMs === file.modifiedAtMs))
    return file
  const changed = { ...file, ...now, companions: file.companions, itemsDone: 0 }
  restartFile(db, changed)
  return changed
}

async function storeItems(run: Run, file: PendingFile, say: (skipped: Skipped) => void): Promise<void> {
  for await (const { items, itemsRead, bytesRead, skipped } of run.read(run.options, file)) {
    say(skipped)
    commit(run, file, items)
    run.tell({ fileIndex: file.ordinal, bytesRead, items: itemsRead })
    // Short calls of the window get their turn between portions.
    await setImmediate()
    if (isAborted(run.signal)) throw new AppException('CANCELLED', 'The import was cancelled.')
  }
}

const isAborted = (signal: AbortSignal) => signal.aborted

type Tallies = Map<string, { subject: string; outcome: IntakeOutcome; count: number }>

function commit(run: Run, file: PendingFile, batch: readonly PreparedItem[]): void {
  if (batch.length === 0) return
  const tallies: Tallies = new Map()
  try {
    atomically(run.db, () => {
      for (const item of batch) {
        const told = storeItem(run, file, item)
        if (told === null) continue
        const { subject, outcome } = told
        const key = `${outcome} ${subject}`
        const tally = tallies.get(key) ?? { subject, outcome, count: 0 }
        tally.count += 1
        tallies.set(key, tally)
      }
      advanceFile(run.db, file.fileRow, batch.length, tallies)
    })
  } catch (thrown) {
    forgetDictionary(run.db)
    run.finder.forget()
    throw thrown
  }
}

/** @returns what is counted; null for a list of parts that ended none */
function storeItem(
  run: Run,
  file: PendingFile,
  item: PreparedItem,
): { subject: string; outcome: IntakeOutcome } | null {
  const position = positionOf(item.row)
  const hold = ({ form, code, detail, raw }: HeldItem) => {
    const held = {
      fileRow: file.fileRow,
      position,
      form,
      reason: code,
      detail,
      raw,
      namespace: namespaceOf(run.options),
      recordedMs: run.startedAtMs,
    }
    const isNew = quarantine(run.db, held)
    return { subject: code, outcome: isNew ? 'rejected' : 'duplicate' } as const
  }
  if ('held' in item) return hold(item.held)
  const { entry } = item
  const stored = storeEntry(run.db, run.finder, entry, {
    fileRow: file.fileRow,
    position,
    recordedMs: run.startedAtMs,
  })
  const endedNone = isPartsList(entry) && stored.ok && stored.outcome === 'duplicate'
  if (stored.ok) return endedNone ? null : { subject: entry.kind, outcome: stored.outcome }
  const detail = 'the patient is not certain'
  return hold({ form: 'entry', code: stored.reason, detail, raw: JSON.stringify(entry) })
}

/** A line number is kept as a number: in a table of millions it is a third of the row. */
export const positionOf = (row: string): number | string => {
  const line = /^(?:line |row )?(\d{1,12})$/.exec(row)?.[1]
  return line === undefined ? row : Number(line)
}

function throttled<T>(send: (value: T) => void): (value: T) => void {
  let last = 0
  return (value) => {
    const now = performance.now()
    if (now - last < progressEveryMs) return
    last = now
    send(value)
  }
}
