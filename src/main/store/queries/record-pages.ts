/** Entries of a person page by page, the newest first, and one entry whole. */
import { z } from 'zod'
import type { ClinicalEntry } from '../../../shared/domain/record/entry'
import type { EntryPage, EntryPageQuery, WholeEntry } from '../../../shared/domain/record/person'
import { AppException } from '../../../shared/result'
import type { ReadableDatabase } from '../open-database'
import { all, one } from '../statements'
import { kindNumber, removedStatus, StoredEntry, storedColumns, storedFrom } from './record-packing'
import { knownParameters, knownSql, listed, personRows } from './record-reading'

const Total = z.object({ total: z.number() })

/** @throws AppException NOT_FOUND */
export function entryPage(db: ReadableDatabase, query: EntryPageQuery): EntryPage {
  const { knownAt, offset, limit } = query
  const parameters = {
    rows: JSON.stringify(personRows(db, query.patientId)),
    kinds: JSON.stringify(query.kinds.map(kindNumber)),
    ...knownParameters(knownAt),
  }
  const wanted = `entry.patient_row IN (SELECT value FROM json_each(:rows)) AND entry.kind IN (SELECT value FROM json_each(:kinds))
    AND ${knownSql(knownAt)} AND entry.status <> ${removedStatus}`
  const total = one(
    db,
    Total,
    `SELECT count(*) AS total FROM record_entry AS entry WHERE ${wanted}`,
    parameters,
  )
  const sql = `SELECT ${storedColumns} FROM ${storedFrom}
    WHERE ${wanted} ORDER BY entry.start_ms DESC NULLS LAST, entry.row DESC LIMIT :limit OFFSET :offset`
  const found = listed(db, all(db, StoredEntry, sql, { ...parameters, limit, offset }))
  return {
    total: total?.total ?? 0,
    entries: found.flatMap(({ entry, ...known }) =>
      entry.kind === 'patient' ? [] : [{ ...known, entry: withoutWeight(entry) }],
    ),
  }
}

/** A list shows titles; text, files and curves are read one by one. */
function withoutWeight(entry: ClinicalEntry): ClinicalEntry {
  if (entry.kind === 'document') {
    const { attachment: _attachment, ...light } = entry
    return { ...light, text: '' }
  }
  return entry.kind === 'waveform' ? { ...entry, channels: [], beats: [] } : entry
}

const Owner = z.object({ patientId: z.string() })

/** @throws AppException NOT_FOUND */
export function wholeEntry(db: ReadableDatabase, entryId: number): WholeEntry {
  const rows = all(db, StoredEntry, `SELECT ${storedColumns} FROM ${storedFrom} WHERE entry.row = :entryId`, {
    entryId,
  })
  const [found] = listed(db, rows)
  const owner = one(
    db,
    Owner,
    `SELECT patient.id AS patientId FROM record_entry JOIN patient ON patient.row = patient_row WHERE record_entry.row = :entryId`,
    { entryId },
  )
  if (!found || !owner) throw new AppException('NOT_FOUND', 'There is no such entry.')
  return { entryId, patientId: owner.patientId, entry: found.entry }
}
