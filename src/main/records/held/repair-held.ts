/**
 * Repairs held rows as a person changed one of them: that row, or every row that is held back for the same reason, came from
 * the same sender and has the same fault. Each row is stored as a whole or waits on; what is in the record already comes to
 * nothing new, so that a repair never makes doubles.
 */
import { setImmediate } from 'node:timers/promises'
import type {
  HeldChoice,
  RepairChange,
  RepairOutcome,
  RepairRequest,
} from '../../../shared/domain/record-import/held-row'
import { AppException } from '../../../shared/result'
import type { ReadableDatabase, WritableDatabase } from '../../store/open-database'
import { type HeldRow as StoredRow, requireHeld } from '../../store/queries/record-quarantine'
import { waitingBehind, waitingLike } from '../../store/queries/held-rows'
import { repairQuarantined } from '../intake/repair'
import { heldTable, tableText } from './held-table'
import { likeness, withPatient, withUnit } from './held-statement'

/** @throws AppException NOT_FOUND, INVALID_INPUT where the change does not fit the row, CANCELLED */
export async function repairHeld(
  db: WritableDatabase,
  { id, change, alike, by }: RepairRequest & { by: string },
  signal: AbortSignal,
): Promise<RepairOutcome> {
  const first = requireHeld(db, id)
  const changed = await changedText(first, change)
  if (!changed) throw new AppException('INVALID_INPUT', 'The change does not fit this row.')
  const others = alike ? await alikeRows(db, first, change, signal) : []
  const answer = await repairQuarantined(db, { id, text: changed.text, by })
  const outcome: RepairOutcome = {
    repaired: answer.ok ? 1 : 0,
    waiting: answer.ok ? 0 : 1,
    problem: answer.ok ? null : { reason: answer.reason, detail: answer.detail },
  }
  for (const other of others) {
    await giveWay(signal)
    const text = await changedText(requireHeld(db, other), change)
    const isStored = text !== null && (await repairQuarantined(db, { id: other, text: text.text, by })).ok
    outcome[isStored ? 'repaired' : 'waiting'] += 1
  }
  return outcome
}

/** How many rows a change for all alike ones would be tried on, the row itself included. */
export async function countAlike(
  db: ReadableDatabase,
  { id, change }: Pick<RepairRequest, 'id' | 'change'>,
  signal: AbortSignal,
): Promise<number> {
  return 1 + (await alikeRows(db, requireHeld(db, id), change, signal)).length
}

/** Tries rows again as they are. @throws AppException CANCELLED */
export async function retryHeld(
  db: WritableDatabase,
  { choice, by }: { choice: HeldChoice; by: string },
  signal: AbortSignal,
): Promise<Omit<RepairOutcome, 'problem'>> {
  const outcome = { repaired: 0, waiting: 0 }
  for (const id of 'ids' in choice ? choice.ids : allOf(db, choice)) {
    await giveWay(signal)
    const { ok } = await repairQuarantined(db, { id, text: null, by })
    outcome[ok ? 'repaired' : 'waiting'] += 1
  }
  return outcome
}

/** Short calls of the window get their turn between rows. */
async function giveWay(signal: AbortSignal): Promise<void> {
  if (signal.aborted) throw new AppException('CANCELLED', 'The repair was cancelled.')
  await setImmediate()
}

const rowsTogether = 500

/** Every row that waits now; one that is repaired meanwhile moves nothing. */
function* allOf(
  db: ReadableDatabase,
  which: { intakeId: string | null; reason: string | null },
): Generator<string> {
  for (let afterRow = 0; ;) {
    const page = waitingBehind(db, { ...which, afterRow, limit: rowsTogether })
    for (const { id } of page) yield id
    if (page.length < rowsTogether) return
    afterRow = page.at(-1)?.row ?? 0
  }
}

/** The text to store in place of the row's; null: as it is. Null as a whole where the change does not fit. */
async function changedText(row: StoredRow, change: RepairChange): Promise<{ text: string | null } | null> {
  const { raw, form } = row.held
  const fitting = (text: string | null) => (text === null ? null : { text })
  switch (change.kind) {
    case 'again':
      return { text: null }
    case 'text':
      return { text: change.text }
    case 'unit':
      return form === 'entry' ? fitting(withUnit(raw, change)) : null
    case 'patient':
      return form === 'entry' ? fitting(withPatient(raw, change.patient)) : null
    case 'cells': {
      const table = await heldTable(row)
      return table?.cells.length === change.cells.length ? { text: tableText(table, change.cells) } : null
    }
    case 'cell': {
      const table = await heldTable(row)
      const at = table?.header.indexOf(change.column) ?? -1
      if (!table || at < 0 || table.cells[at]?.trim() !== change.from.trim()) return null
      return { text: tableText(table, table.cells.with(at, change.to)) }
    }
  }
}

/** Other rows with the same reason and sender of which the change makes something, and that are about the same. */
async function alikeRows(
  db: ReadableDatabase,
  first: StoredRow,
  change: RepairChange,
  signal: AbortSignal,
): Promise<string[]> {
  if (change.kind === 'text' || change.kind === 'cells') return []
  const alike: string[] = []
  for (const page of waitingLike(db, first, wordsOf(change))) {
    await giveWay(signal)
    for (const other of page)
      if (isAboutTheSame(first, other, change) && (await changedText(other, change)))
        alike.push(other.held.id)
  }
  return alike
}

/** Words that every row has in which the change finds something. In a table a quotation mark is written twice. */
function wordsOf(change: RepairChange): string {
  if (change.kind === 'unit') return JSON.stringify(change.from)
  return change.kind === 'cell' && !change.from.includes('"') ? change.from.trim() : ''
}

function isAboutTheSame(first: StoredRow, other: StoredRow, { kind }: RepairChange): boolean {
  if (kind !== 'unit' && kind !== 'patient') return true
  const by = kind === 'unit' ? 'code' : 'patient'
  return likeness(first.held.raw, by) === likeness(other.held.raw, by)
}
