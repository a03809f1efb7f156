/** What a reader gave, checked, so that only the storing is left to do. Plain data: it may cross between threads as JSON. */
import type { RecordEntry } from '../../../shared/domain/record/entry'
import type { ReadItem, RejectReason } from '../../../shared/domain/record/read-item'
import { checkEntry } from './check-entry'

/** Why something is kept back, and the text that can be repaired: of the file (`row`), or the entry as JSON. */
export interface HeldItem {
  form: 'row' | 'entry'
  code: RejectReason
  detail: string
  raw: string
}

export type PreparedItem = { row: string; entry: RecordEntry } | { row: string; held: HeldItem }

export function prepareItem(item: ReadItem): PreparedItem {
  const { row } = item.source
  if (item.kind === 'rejected') return { row, held: { form: 'row', ...item.reason, raw: item.raw } }
  const checked = checkEntry(item.entry)
  if (checked.ok) return { row, entry: checked.entry }
  return { row, held: { form: 'entry', ...checked.reason, raw: JSON.stringify(item.entry) } }
}
