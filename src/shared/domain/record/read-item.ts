/**
 * What a reader of a format gives: one statement, or one that it cannot take with the reason.
 *
 * A reader is a pure async generator: bytes in, items out, nothing kept that grows with the file, nothing thrown for bad
 * content. It gives the same items in the same order for the same bytes and options: an import that was interrupted goes on
 * behind the items that are stored.
 */
import type { RecordEntry } from './entry'

/** Why something is not taken. Each has a text under `records.rejected.<code>` once a screen shows it. */
export const rejectReasons = [
  /** cannot be read as the format: JSON, segment, ragged row */
  'malformed',
  'encoding',
  'too-large',
  /** of a kind that the program does not keep */
  'unsupported',
  'patient-missing',
  /** the numbers of one entry name two people whose birth dates or sexes differ */
  'patient-conflict',
  'code-missing',
  'time-missing',
  'time-invalid',
  'value-missing',
  'value-invalid',
  'unit-missing',
  'unit-unknown',
  /** the unit does not measure what the code names */
  'unit-not-commensurable',
  /** physically impossible */
  'out-of-range',
  'reference-broken',
  /** the entry breaks a rule of the record itself */
  'entry-invalid',
] as const
export type RejectReason = (typeof rejectReasons)[number]

/** Where in its file something stands, for people: line 17; Observation/12; message 4711 OBX 3. */
export interface SourceRow {
  row: string
}

export type ReadItem =
  | { kind: 'entry'; source: SourceRow; entry: RecordEntry }
  | {
      kind: 'rejected'
      source: SourceRow
      reason: { code: RejectReason; detail: string }
      /**
       * Text that the same reader takes as a whole input, so that what was repaired in it can be read again: a row with its
       * header line, a resource, a message. At most {@link mostRawCharacters}.
       */
      raw: string
    }

export const mostRawCharacters = 64 * 1024

/** What every reader is told; a format adds its own. */
export interface ReadOptions {
  /** the sender, see `EntryIdentity.namespace` */
  namespace: string
  /** where times have no zone */
  zone: string | number
}
