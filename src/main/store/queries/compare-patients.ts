/** Two patients side by side, each by itself: what speaks for one person and what against. */
import { z } from 'zod'
import type { ComparedPatient } from '../../../shared/domain/record/same-person'
import { AppException } from '../../../shared/result'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { all, change, one } from '../statements'
import { identifiersOf } from './patient-identifiers'
import { findPatient, toPatient } from './patients'
import { kindNumber, removedStatus, storedKinds } from './record-packing'

/** @throws AppException NOT_FOUND */
export function comparePatient(db: ReadableDatabase, patientId: string): ComparedPatient {
  const row = findPatient(db, patientId)
  if (!row) throw new AppException('NOT_FOUND', 'There is no such patient.')
  const { patientRow } = row
  const stands = `FROM record_entry AS entry WHERE patient_row = :patientRow AND known_to_ms IS NULL
    AND status <> ${removedStatus}`
  const Kind = z.object({ kind: z.number(), count: z.number() })
  const Span = z.object({ firstMs: z.number().nullable(), lastMs: z.number().nullable() })
  const span = one(db, Span, `SELECT min(start_ms) AS firstMs, max(start_ms) AS lastMs ${stands}`, {
    patientRow,
  })
  return {
    patient: toPatient(row),
    identifiers: identifiersOf(db, patientRow),
    studies:
      one(
        db,
        z.object({ count: z.number() }),
        'SELECT count(*) AS count FROM study WHERE patient_row = :patientRow AND trashed_at_ms IS NULL',
        { patientRow },
      )?.count ?? 0,
    kinds: all(
      db,
      Kind,
      `SELECT kind, count(*) AS count ${stands} AND kind <> ${kindNumber('patient')} GROUP BY kind ORDER BY kind`,
      { patientRow },
    ).map(({ kind, count }) => ({ kind: storedKinds[kind] ?? '', count })),
    firstMs: span?.firstMs ?? null,
    lastMs: span?.lastMs ?? null,
    senders: all(
      db,
      z.object({ word: z.string() }),
      `SELECT word FROM record_word WHERE row IN (SELECT sender_row ${stands}) ORDER BY word`,
      { patientRow },
    ).map(({ word }) => word),
    allergies: conceptsOf(db, patientRow, 'allergy'),
    problems: conceptsOf(db, patientRow, 'condition'),
  }
}

const conceptsShown = 30

function conceptsOf(db: ReadableDatabase, patientRow: number, kind: 'allergy' | 'condition'): string[] {
  const sql = `SELECT DISTINCT coalesce(json_extract(concept, '$.text'), json_extract(concept, '$.codings[0].display'),
      json_extract(concept, '$.codings[0].code'), '') AS word
    FROM record_entry AS entry JOIN record_concept ON record_concept.row = concept_row
    WHERE patient_row = :patientRow AND kind = ${kindNumber(kind)} AND known_to_ms IS NULL AND status <> ${removedStatus} ORDER BY word LIMIT ${conceptsShown}`
  return all(db, z.object({ word: z.string() }), sql, { patientRow }).map(({ word }) => word)
}

function rowsOf(db: ReadableDatabase, ids: readonly [string, string]): [number, number] {
  const [a, b] = ids.map((id) => {
    const row = findPatient(db, id)
    if (!row) throw new AppException('NOT_FOUND', 'There is no such patient.')
    return row.patientRow
  })
  if (a === undefined || b === undefined || a === b)
    throw new AppException('INVALID_INPUT', 'Two different patients are needed.')
  return a < b ? [a, b] : [b, a]
}

/**
 * Says that two patients are two people, or takes that back: they are suggested no more, and no sender links them.
 * @throws AppException NOT_FOUND, INVALID_INPUT
 */
export function setApart(
  db: WritableDatabase,
  { aId, bId, apart, by }: { aId: string; bId: string; apart: boolean; by: string },
  nowMs = Date.now(),
): void {
  const [a, b] = rowsOf(db, [aId, bId])
  if (apart)
    change(
      db,
      `INSERT INTO patient_apart (a_row, b_row, said_at_ms, said_by) VALUES (:a, :b, :nowMs, :by) ON CONFLICT DO NOTHING`,
      { a, b, nowMs, by },
    )
  else change(db, 'DELETE FROM patient_apart WHERE a_row = :a AND b_row = :b', { a, b })
}
