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
import type { ReadItem, RejectReason } from '../../../shared/domain/record/read-item'
import { AppException, toAppError } from '../../../shared/result'
import type { WritableDatabase } from '../../store/open-database'
import { forgetDictionary } from '../../store/queries/record-dictionary'
import { storeEntry } from '../../store/queries/record-entries'
import { advanceFile, finishFile, pendingFiles, type PendingFile, requireIntake, restartFile, setIntakeState } from '../../store/queries/record-imports' // prettier-ignore
import { PatientFinder } from '../../store/queries/record-patients'
import { quarantine } from '../../store/queries/record-quarantine'
import { atomically } from '../../store/statements'
import { checkEntry } from './check-entry'
import { fileBytes, openReader } from './open-reader'
import { describeFile } from './plan-files'

/** So many items, or what is read in so many ms, are stored together. */
const itemsTogether = 2_000
const msTogether = 250
const progressEveryMs = 120

interface Run {
  db: WritableDatabase
  options: IntakeOptions
  /** since when what is stored is known */
  startedAtMs: number
  finder: PatientFinder
  signal: AbortSignal
  tell: (place: { fileIndex: number; bytesRead: number; items: number }) => void
}

/** @returns the import as it ended: done (perhaps with files that failed), cancelled, or failed with what stopped it */
export async function runIntake(
  db: WritableDatabase,
  intakeId: string,
  { signal, progress }: { signal: AbortSignal; progress: (progress: IntakeProgress) => void },
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
  try {
    await storeItems(run, await asItWas(run, file))
    finishFile(run.db, file.fileRow, null)
  } catch (thrown) {
    const error = toAppError(thrown)
    if (error.code === 'CANCELLED' || isOfStorage(error.code)) throw thrown
    finishFile(run.db, file.fileRow, error.code === 'INTERNAL' && isFileError(thrown) ? { code: 'FILE_UNREADABLE', message: 'The file cannot be read.' } : error) // prettier-ignore
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

async function storeItems(run: Run, file: PendingFile): Promise<void> {
  let bytesRead = 0
  const bytes = fileBytes(file.path, (count) => (bytesRead += count))
  const batch: ReadItem[] = []
  let items = 0
  let begunMs = performance.now()
  const flush = async () => {
    commit(run, file, batch)
    batch.length = 0
    run.tell({ fileIndex: file.ordinal, bytesRead, items })
    // Short calls of the window get their turn between batches.
    await setImmediate()
    if (isAborted(run.signal)) throw new AppException('CANCELLED', 'The import was cancelled.')
    begunMs = performance.now()
  }
  for await (const item of await openReader(run.options, file, bytes)) {
    items += 1
    if (items <= file.itemsDone) {
      if (items % itemsTogether === 0) await flush()
      continue
    }
    batch.push(item)
    if (batch.length >= itemsTogether || performance.now() - begunMs > msTogether) await flush()
  }
  await flush()
}

const isAborted = (signal: AbortSignal) => signal.aborted

type Tallies = Map<string, { subject: string; outcome: IntakeOutcome; count: number }>

function commit(run: Run, file: PendingFile, batch: readonly ReadItem[]): void {
  if (batch.length === 0) return
  const tallies: Tallies = new Map()
  try {
    atomically(run.db, () => {
      for (const item of batch) {
        const { subject, outcome } = storeItem(run, file, item)
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

function storeItem(run: Run, file: PendingFile, item: ReadItem): { subject: string; outcome: IntakeOutcome } {
  const position = positionOf(item.source.row)
  const hold = (form: 'row' | 'entry', code: RejectReason, detail: string, raw: string) => {
    const held = { fileRow: file.fileRow, position, form, reason: code, detail, raw, namespace: namespaceOf(run.options), recordedMs: run.startedAtMs } // prettier-ignore
    const isNew = quarantine(run.db, held)
    return { subject: code, outcome: isNew ? 'rejected' : 'duplicate' } as const
  }
  if (item.kind === 'rejected') return hold('row', item.reason.code, item.reason.detail, item.raw)
  const checked = checkEntry(item.entry)
  if (!checked.ok)
    return hold('entry', checked.reason.code, checked.reason.detail, JSON.stringify(item.entry))
  const stored = storeEntry(run.db, run.finder, checked.entry, { fileRow: file.fileRow, position, recordedMs: run.startedAtMs }) // prettier-ignore
  return stored.ok
    ? { subject: item.entry.kind, outcome: stored.outcome }
    : hold('entry', stored.reason, 'the patient is not certain', JSON.stringify(item.entry))
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
