/** Which statements are parts of another one of the same sender, and end with it or when a new version leaves them out. */
import type { ClinicalEntry, RecordEntry } from './entry'
import type { RecordTime } from './times'

/** Number of an HL7 order, see `identityId`. */
const orderMark = '["OBR",'

/** The number of the whole that a statement's number makes it a part of, or null. */
export const partOf = (panel: string, number: string): string | null =>
  number.startsWith(`${panel}#`) ? panel : null

/**
 * The whole that results of an HL7 order are parts of: those of one time. Serial measurements come under one order number, and a
 * correction of one hour says nothing of the next.
 */
export const orderAt = (order: string, start: RecordTime | undefined): string =>
  `${order}@${start?.iso ?? ''}`

/** The number of the whole that a statement is a part of, by its own number and panel; null for one that stands by itself. */
export function wholeNumber(
  panel: string | undefined,
  number: string,
  start: RecordTime | undefined,
): string | null {
  if (panel === undefined) return null
  return panel.startsWith(orderMark) ? orderAt(panel, start) : partOf(panel, number)
}

/** {@link wholeNumber} of an entry. */
export function wholeOfEntry(entry: ClinicalEntry): string | null {
  const panel = 'panel' in entry ? entry.panel : undefined
  return wholeNumber(panel, entry.identity.id, entry.start)
}

/** Which parts a whole has: no statement of its own, and nothing to count. */
export const isPartsList = (entry: RecordEntry): boolean =>
  entry.kind === 'removal' && entry.exceptParts !== undefined
