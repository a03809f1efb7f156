/** What waits in quarantine, repaired by hand or tried again after the program learned something. */
import { RecordEntry } from '../../../shared/domain/record/entry'
import { IntakeOptions, namespaceOf } from '../../../shared/domain/record/intake'
import { isPartsList } from '../../../shared/domain/record/parts'
import type { ReadItem } from '../../../shared/domain/record/read-item'
import { AppException } from '../../../shared/result'
import type { WritableDatabase } from '../../store/open-database'
import { forgetDictionary } from '../../store/queries/record-dictionary'
import { storeEntry } from '../../store/queries/record-entries'
import { PatientFinder } from '../../store/queries/record-patients'
import {
  type HeldRow,
  listQuarantine,
  requireHeld,
  settleQuarantined,
} from '../../store/queries/record-quarantine'
import { atomically } from '../../store/statements'
import { checkEntry } from './check-entry'
import { openReader } from './open-reader'

export type Repaired =
  | { ok: true; stored: number }
  /** why the text still cannot be stored; it waits on */
  | { ok: false; reason: string; detail: string }

/**
 * Stores what a text says in place of the quarantined one; all of it or nothing.
 * @param text null to try what is there again
 * @throws AppException NOT_FOUND
 */
export async function repairQuarantined(
  db: WritableDatabase,
  { id, text, by }: { id: string; text: string | null; by: string },
): Promise<Repaired> {
  const row = requireHeld(db, id)
  const raw = text ?? row.held.raw
  const items = row.held.form === 'entry' ? [entryItem(row, raw)] : await readText(row, raw)
  const bad = items.find((item) => item.kind === 'rejected')
  if (bad?.kind === 'rejected') return { ok: false, reason: bad.reason.code, detail: bad.reason.detail }
  if (items.length === 0) return { ok: false, reason: 'malformed', detail: 'the text says nothing' }
  try {
    return atomically(db, () => storeAll(db, row, items, { repaired: text, by }))
  } catch (thrown) {
    forgetDictionary(db)
    if (thrown instanceof NotStored) return { ok: false, reason: thrown.reason, detail: thrown.message }
    throw thrown
  }
}

class NotStored extends Error {
  constructor(
    readonly reason: string,
    detail: string,
  ) {
    super(detail)
  }
}

function storeAll(
  db: WritableDatabase,
  { held, fileRow }: HeldRow,
  items: readonly ReadItem[],
  { repaired, by }: { repaired: string | null; by: string },
): Repaired {
  const finder = new PatientFinder(db)
  const recordedMs = Date.now()
  for (const item of items) {
    if (item.kind === 'rejected') throw new NotStored(item.reason.code, item.reason.detail)
    const checked = checkEntry(item.entry)
    if (!checked.ok) throw new NotStored(checked.reason.code, checked.reason.detail)
    const stored = storeEntry(db, finder, checked.entry, { fileRow, position: held.position, recordedMs })
    if (!stored.ok) throw new NotStored(stored.reason, 'the patient is not certain')
  }
  settleQuarantined(db, { id: held.id, state: 'repaired', repaired, by })
  return {
    ok: true,
    stored: items.filter((item) => item.kind !== 'entry' || !isPartsList(item.entry)).length,
  }
}

function entryItem({ held, options }: HeldRow, text: string): ReadItem {
  const source = { row: String(held.position) }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return {
      kind: 'rejected',
      source,
      reason: { code: 'malformed', detail: 'the entry is no JSON' },
      raw: text,
    }
  }
  const parsed = RecordEntry.safeParse(json)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const detail = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`
    return { kind: 'rejected', source, reason: { code: 'entry-invalid', detail }, raw: text }
  }
  // A repair speaks for the sender of the import and for nobody else.
  const identity = { ...parsed.data.identity, namespace: namespaceOf(options) }
  return { kind: 'entry', source, entry: { ...parsed.data, identity } }
}

async function readText({ held, options, companions }: HeldRow, text: string): Promise<ReadItem[]> {
  async function* bytes() {
    yield new TextEncoder().encode(text)
  }
  const items: ReadItem[] = []
  for await (const item of await openReader(asUtf8(options), { path: held.path, companions }, bytes()))
    items.push(item)
  return isOneSegment(held)
    ? items.filter((item) => item.kind !== 'entry' || !isPartsList(item.entry))
    : items
}

/** A held segment of a message is read without the others of its order: what is not there is not taken back. */
const isOneSegment = ({ position }: HeldRow['held']) => / [A-Z][A-Z0-9]{2} \d+$/.test(String(position))

/** What is repaired is text by now, whatever the file was. */
const asUtf8 = (options: IntakeOptions): IntakeOptions =>
  options.mapping
    ? IntakeOptions.parse({
        ...options,
        mapping: {
          ...options.mapping,
          text: { ...options.mapping.text, encoding: 'utf-8', delimiter: undefined },
        },
      })
    : options

const triedTogether = 200

/** Tries everything that waits for one of the reasons again. @returns how many were stored and how many wait on */
export async function retryQuarantine(
  db: WritableDatabase,
  { reasons, by }: { reasons: readonly string[] | null; by: string },
  signal: AbortSignal,
): Promise<{ repaired: number; waiting: number }> {
  let [repaired, waiting] = [0, 0]
  for (;;) {
    const page = listQuarantine(db, { intakeId: null, offset: waiting, limit: triedTogether })
    if (page.length === 0) return { repaired, waiting }
    for (const { id, reason } of page) {
      if (signal.aborted) throw new AppException('CANCELLED', 'The repair was cancelled.')
      const isTried = reasons === null || reasons.includes(reason)
      const stored = isTried && (await repairQuarantined(db, { id, text: null, by })).ok
      if (stored) repaired += 1
      else waiting += 1
    }
  }
}
