/** Imported labels: matching a file's rows to studies and images, keeping them, taking them back. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import {
  TruthCounts,
  type TruthImport,
  type TruthMapping,
  type TruthMatch,
  TruthProblem,
  type TruthProblemKind,
  type TruthRows,
} from '../../../shared/domain/local-check/truth-file'
import { AppException } from '../../../shared/result'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { all, atomically, change, changeOne, insert, one } from '../statements'

/** What a row speaks of: the row number of a study or of an instance. */
interface Target {
  level: 'study' | 'image'
  row: number
}

/** A target with what the file says of it. */
export interface MatchedTarget extends Target {
  /** one a label: 1, 0, -1 nothing said */
  truths: number[]
  /** one a group column, '' nothing said */
  groups: string[]
}

export interface MatchedRows {
  match: TruthMatch
  labels: string[]
  groups: string[]
  targets: MatchedTarget[]
}

type Finder = (key: string, date: string) => Target | 'UNMATCHED' | 'AMBIGUOUS'

/** Finds the rows' targets; of rows that contradict each other none counts. */
export function matchTruth(db: ReadableDatabase, rows: TruthRows): MatchedRows {
  const find = finderFor(db, rows.keyKind)
  const problems: TruthProblem[] = [...rows.problems]
  const byTarget = new Map<string, { target: Target; rows: number[] }>()
  let matched = 0
  for (const [index, key] of rows.keys.entries()) {
    const found = find(key, rows.dates[index] ?? '')
    if (typeof found === 'string') {
      problems.push({ line: rows.lines[index]!, kind: found, key: keyText(rows, index) })
      continue
    }
    matched++
    const name = `${found.level} ${found.row}`
    const known = byTarget.get(name)
    if (known) known.rows.push(index)
    else byTarget.set(name, { target: found, rows: [index] })
  }
  const targets: MatchedTarget[] = []
  for (const { target, rows: indices } of byTarget.values()) {
    const one = mergeRows(rows, indices, problems)
    if (one) targets.push({ ...target, ...one })
  }
  problems.sort((a, b) => a.line - b.line)
  return {
    match: { counts: countTruth(rows, matched, targets, problems), problems },
    labels: rows.labels,
    groups: rows.groups.map(({ name }) => name),
    targets,
  }
}

const keyText = (rows: TruthRows, index: number): string =>
  [rows.keys[index], rows.dates[index]].filter(Boolean).join(' · ').slice(0, 100)

/** What the rows of one target say together; null where they contradict each other in every label. */
function mergeRows(
  rows: TruthRows,
  indices: readonly number[],
  problems: TruthProblem[],
): Pick<MatchedTarget, 'truths' | 'groups'> | null {
  const problem = (index: number, kind: TruthProblemKind) =>
    problems.push({ line: rows.lines[index]!, kind, key: keyText(rows, index) })
  const said = (index: number) =>
    rows.labels.map((_, label) => rows.truths[index * rows.labels.length + label]!)
  const contradicted = rows.labels.map((_, label) => {
    const words = new Set(indices.map((index) => said(index)[label]).filter((truth) => truth !== -1))
    return words.size > 1
  })
  const isContradicted = contradicted.includes(true)
  for (const [place, index] of indices.entries()) {
    if (isContradicted) problem(index, 'CONFLICT')
    else if (place > 0) problem(index, 'DUPLICATE')
  }
  const truths = rows.labels.map((_, label) =>
    contradicted[label] ? -1 : Math.max(...indices.map((index) => said(index)[label] ?? -1)),
  )
  if (truths.every((truth) => truth < 0)) return null
  const groups = rows.groups.map(({ values }) => values[indices[0]!] ?? '')
  return { truths, groups }
}

function countTruth(
  rows: TruthRows,
  matched: number,
  targets: readonly MatchedTarget[],
  problems: readonly TruthProblem[],
): TruthCounts {
  const kinds: TruthCounts['problems'] = {}
  for (const { kind } of problems) kinds[kind] = (kinds[kind] ?? 0) + 1
  return {
    rows: rows.total,
    matched,
    problems: kinds,
    labels: rows.labels.map((label, index) => ({
      label,
      positives: targets.filter(({ truths }) => truths[index] === 1).length,
      negatives: targets.filter(({ truths }) => truths[index] === 0).length,
    })),
  }
}

const KeyedRow = z.object({ key: z.string(), date: z.string().nullable(), row: z.number() })

const keyedBy = {
  'image-uid': `SELECT sop_instance_uid AS key, NULL AS date, instance.row FROM instance
    JOIN series ON series.row = series_row JOIN study ON study.row = study_row WHERE trashed_at_ms IS NULL`,
  'study-uid': 'SELECT study_instance_uid AS key, NULL AS date, row FROM study WHERE trashed_at_ms IS NULL',
  accession: `SELECT accession_number AS key, NULL AS date, row FROM study
    WHERE trashed_at_ms IS NULL AND accession_number <> ''`,
  'patient-date': `SELECT patient_id AS key, study_date AS date, study.row FROM study
    JOIN patient ON patient.row = patient_row
    WHERE trashed_at_ms IS NULL AND patient_id <> '' AND study_date IS NOT NULL`,
} as const satisfies Record<TruthRows['keyKind'], string>

/** All keys of the vault at once: accession numbers and patient ids have no index of their own, and files have many rows. */
function finderFor(db: ReadableDatabase, kind: TruthRows['keyKind']): Finder {
  const known = new Map<string, number | 'AMBIGUOUS'>()
  const name = (key: string, date: string | null) => (kind === 'patient-date' ? `${date} ${key}` : key)
  for (const { key, date, row } of all(db, KeyedRow, keyedBy[kind])) {
    const at = name(key, date)
    known.set(at, known.has(at) ? 'AMBIGUOUS' : row)
  }
  const level = kind === 'image-uid' ? 'image' : 'study'
  return (key, date) => {
    const row = known.get(name(key, date))
    if (row === undefined) return 'UNMATCHED'
    return row === 'AMBIGUOUS' ? row : { level, row }
  }
}

export interface NewTruthImport {
  fileName: string
  sha256: string
  encoding: string
  mapping: TruthMapping
  matched: MatchedRows
}

/** Rows listed with an import; a file whose every row fails would otherwise be kept twice. */
const mostProblems = 10_000

/** Keeps a matched file. What was deleted since it was matched is left out. */
export function insertTruth(db: WritableDatabase, added: NewTruthImport, nowMs = Date.now()): TruthImport {
  return atomically(db, () => {
    const id = randomUUID()
    const { match, labels, groups, targets } = added.matched
    const importRow = insert(
      db,
      `INSERT INTO truth_import (id, created_at_ms, file_name, sha256, encoding, mapping, counts)
       VALUES (:id, :nowMs, :fileName, :sha256, :encoding, :mapping, :counts)`,
      {
        id,
        nowMs,
        fileName: added.fileName,
        sha256: added.sha256,
        encoding: added.encoding,
        mapping: JSON.stringify(added.mapping),
        counts: JSON.stringify(match.counts),
      },
    )
    for (const target of targets) insertTarget(db, importRow, target, labels, groups)
    for (const { line, kind, key } of match.problems.slice(0, mostProblems)) {
      insert(
        db,
        'INSERT INTO truth_problem (import_row, line, kind, key) VALUES (:importRow, :line, :kind, :key)',
        { importRow, line, kind, key },
      )
    }
    return requireImport(db, id)
  })
}

function insertTarget(
  db: WritableDatabase,
  importRow: number,
  { level, row, truths, groups: values }: MatchedTarget,
  labels: readonly string[],
  groups: readonly string[],
): void {
  const table = level === 'study' ? 'study' : 'instance'
  const column = `${table}_row`
  for (const [index, label] of labels.entries()) {
    const truth = truths[index] ?? -1
    if (truth < 0) continue
    change(
      db,
      `INSERT INTO truth_label (import_row, ${column}, label, truth)
       SELECT :importRow, row, :label, :truth FROM ${table} WHERE row = :row`,
      { importRow, row, label, truth },
    )
  }
  for (const [index, name] of groups.entries()) {
    const value = values[index] ?? ''
    if (value === '') continue
    change(
      db,
      `INSERT INTO truth_group (import_row, ${column}, name, value)
       SELECT :importRow, row, :name, :value FROM ${table} WHERE row = :row`,
      { importRow, row, name, value },
    )
  }
}

const ImportRow = z.object({
  id: z.string(),
  createdAtMs: z.number(),
  fileName: z.string(),
  encoding: z.string(),
  counts: z.string().transform((text) => TruthCounts.parse(JSON.parse(text))),
  removedAtMs: z.number().nullable(),
})
const importsFrom = `SELECT id, created_at_ms AS createdAtMs, file_name AS fileName, encoding, counts,
  removed_at_ms AS removedAtMs FROM truth_import`

/** Newest first; those taken back as well. */
export function listTruthImports(db: ReadableDatabase): TruthImport[] {
  return all(db, ImportRow, `${importsFrom} ORDER BY created_at_ms DESC, row DESC`)
}

function requireImport(db: ReadableDatabase, id: string): TruthImport {
  const found = one(db, ImportRow, `${importsFrom} WHERE id = :id`, { id })
  if (!found) throw new AppException('NOT_FOUND', 'There is no such import.')
  return found
}

/** Takes an import back, or brings it in again. @throws AppException NOT_FOUND */
export function setTruthRemoved(
  db: WritableDatabase,
  { importId, removed }: { importId: string; removed: boolean },
  nowMs = Date.now(),
): TruthImport {
  changeOne(db, 'import', 'UPDATE truth_import SET removed_at_ms = :at WHERE id = :importId', {
    importId,
    at: removed ? nowMs : null,
  })
  return requireImport(db, importId)
}

export function truthImportProblems(
  db: ReadableDatabase,
  { importId, offset, limit }: { importId: string; offset: number; limit: number },
): TruthProblem[] {
  return all(
    db,
    TruthProblem,
    `SELECT line, kind, key FROM truth_problem JOIN truth_import ON truth_import.row = import_row
     WHERE id = :importId ORDER BY line, truth_problem.row LIMIT :limit OFFSET :offset`,
    { importId, limit, offset },
  )
}
