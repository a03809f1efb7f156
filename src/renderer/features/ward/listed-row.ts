/** A line of the list: what the record says at once, with what is worked out behind it. */
import type { WardRisks } from '../../../shared/domain/ward/ward-risks'
import type { WardRow } from '../../../shared/domain/ward/ward'
import type { AppError } from '../../../shared/result'

/** `waiting`: not asked yet; `stopped`: nobody asks any more */
export type RisksOfRow =
  | { state: 'answered'; risks: WardRisks }
  | { state: 'failed'; error: AppError }
  | { state: 'waiting' | 'stopped' }

export interface ListedRow extends WardRow {
  risks: RisksOfRow
}

const made = new WeakMap<WardRow, ListedRow>()

/** The same object as long as neither the row nor its risks change: a row that did not change is not drawn again. */
export function listedRow(row: WardRow, risks: RisksOfRow): ListedRow {
  const known = made.get(row)
  if (known && isSame(known.risks, risks)) return known
  const listed = { ...row, risks }
  made.set(row, listed)
  return listed
}

function isSame(a: RisksOfRow, b: RisksOfRow): boolean {
  if (a.state === 'answered' && b.state === 'answered') return a.risks === b.risks
  if (a.state === 'failed' && b.state === 'failed') return a.error === b.error
  return a.state === b.state
}
