/** What a record has of given codes: the entries themselves, so that whatever is worked out of them can name its source. */
import type { KnownAt, RecordCode } from '../../../shared/domain/record/reading'
import type { ReadableDatabase } from '../open-database'
import { all } from '../statements'
import { findCodeRow } from './record-dictionary'
import { kindNumber, removedStatus, StoredEntry, storedColumns, storedFrom } from './record-packing'
import { knownParameters, knownSql, type ListedEntry, listed, personRows } from './record-reading'

export interface FactsQuery {
  patientId: string
  codes: readonly RecordCode[]
  fromMs?: number
  /** values that began not later */
  untilMs: number
  knownAt?: KnownAt | undefined
  /** newest values of each code and person */
  most: number
}

/**
 * Observations by their main code, the newest of each code first; one without a time is in no answer.
 * @throws AppException NOT_FOUND
 */
export function observationsOfCodes(db: ReadableDatabase, query: FactsQuery): ListedEntry[] {
  const { codes, fromMs, untilMs, knownAt, most } = query
  const people = personRows(db, query.patientId)
  const rows = codes.flatMap(({ system, code }) => findCodeRow(db, system, code) ?? [])
  const sql = `SELECT ${storedColumns} FROM ${storedFrom}
    WHERE entry.patient_row = :patientRow AND entry.kind = ${kindNumber('observation')} AND entry.code_row = :codeRow
      AND entry.start_ms BETWEEN :fromMs AND :untilMs AND ${knownSql(knownAt)} AND entry.status <> ${removedStatus}
    ORDER BY entry.start_ms DESC, entry.known_from_ms DESC LIMIT :most`
  const stored = rows.flatMap((codeRow) =>
    people.flatMap((patientRow) =>
      all(db, StoredEntry, sql, {
        patientRow,
        codeRow,
        fromMs: fromMs ?? Number.MIN_SAFE_INTEGER,
        untilMs,
        most,
        ...knownParameters(knownAt),
      }),
    ),
  )
  return listed(db, stored)
}
