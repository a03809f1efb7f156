/**
 * The worklist's search. Without text, one walk over the index of the sort key gives the page; filters are answered from
 * the same index. With text, the full-text index gives the studies: few are fetched and sorted, many are probed while
 * walking the sort key's index, so that neither a rare nor a common word sorts the whole vault.
 */
import { z } from 'zod'
import type { WorklistPage, WorklistQuery, WorklistSortKey } from '../../../shared/domain/worklist/worklist'
import type { ReadableDatabase } from '../open-database'
import { searchQuery } from '../search-words'
import { all, one } from '../statements'
import { ListedStudy, studyColumns, toStudyRow } from './study-rows'

/** Column order and index of each sort key; the row number breaks ties, so that pages never overlap. */
const sorts: Record<WorklistSortKey, { columns: readonly string[]; index: string }> = {
  patientName: { columns: ['sort_name'], index: 'study_by_name' },
  patientId: { columns: ['sort_patient_id'], index: 'study_by_patient_id' },
  birthDate: { columns: ['sort_birth_date'], index: 'study_by_birth_date' },
  studyDate: { columns: ['study_date', 'study_time'], index: 'study_by_date' },
  modality: { columns: ['modalities'], index: 'study_by_modality' },
  description: { columns: ['sort_description'], index: 'study_by_description' },
  accessionNumber: { columns: ['sort_accession'], index: 'study_by_accession' },
  importedAt: { columns: ['imported_at_ms'], index: 'study_by_import' },
  status: { columns: ['status'], index: 'study_by_status' },
  // Of equal urgency the one that has waited longest.
  urgency: { columns: ['sort_urgency', 'study_date', 'study_time'], index: 'study_by_urgency' },
}

/** Up to this many full-text matches are fetched and sorted; more are probed while walking an index. */
const fewMatches = 500

type Parameters = Record<string, string | number>

/** What is looked for, as SQL: `filter` on the study, `match` for the full-text index with the number of its answers. */
interface Sought {
  query: WorklistQuery
  filter: string
  parameters: Parameters
  match: { count: number } | null
}

export function searchWorklist(db: ReadableDatabase, query: WorklistQuery): WorklistPage {
  const modalities = modalitiesPresent(db)
  const match = searchQuery(query.text)
  // Text without a letter or digit can match nothing.
  if (match === null && query.text.trim() !== '') return { total: 0, rows: [], modalities }
  const parameters: Parameters = match === null ? {} : { match }
  const filter = filterSql(query, parameters)
  const matches = match === null ? null : { count: countText(db, match) }
  const sought: Sought = { query, filter, parameters, match: matches }
  const total = matches?.count === 0 ? 0 : countStudies(db, sought)
  return { total, rows: total > query.offset ? page(db, sought) : [], modalities }
}

function filterSql(query: WorklistQuery, parameters: Parameters): string {
  const conditions = [query.trashed ? 'trashed_at_ms IS NOT NULL' : 'trashed_at_ms IS NULL']
  const anyOf = (name: string, values: readonly string[], condition: (parameter: string) => string) => {
    const parts = values.map((value, index) => {
      parameters[`${name}${index}`] = value
      return condition(`:${name}${index}`)
    })
    if (parts.length > 0) conditions.push(`(${parts.join(' OR ')})`)
  }
  anyOf(
    'modality',
    query.modalities.map((code) => `\\${code}\\`),
    (parameter) => `instr(modalities, ${parameter}) > 0`,
  )
  anyOf('status', query.statuses, (parameter) => `status = ${parameter}`)
  anyOf('urgency', query.urgencies, (parameter) => `urgency = ${parameter}`)
  if (query.dateFrom) {
    parameters['dateFrom'] = query.dateFrom
    conditions.push('study_date >= :dateFrom')
  }
  if (query.dateTo) {
    parameters['dateTo'] = query.dateTo
    conditions.push('study_date <= :dateTo')
  }
  return conditions.join(' AND ')
}

const Count = z.object({ total: z.number() })
const inText = '(SELECT rowid FROM study_search WHERE study_search MATCH :match)'

const countText = (db: ReadableDatabase, match: string) =>
  count(db, 'study_search WHERE study_search MATCH :match', { match })

function countStudies(db: ReadableDatabase, { query, filter, match, parameters }: Sought): number {
  if (match === null || query.trashed)
    return count(db, `${studies(query, match, 'study_by_date')} ${filter}`, parameters)
  const chosen = query.modalities.length + query.statuses.length + query.urgencies.length
  const unfiltered = chosen === 0 && !query.dateFrom && !query.dateTo
  if (!unfiltered) return count(db, `${studies(query, match, 'study_by_date')} ${filter}`, parameters)
  // The full-text index counts by itself; only the trash, which is small, has to be looked at.
  const inTrash = `study INDEXED BY study_in_trash WHERE trashed_at_ms IS NOT NULL AND row IN ${inText}`
  return match.count - count(db, inTrash, parameters)
}

const count = (db: ReadableDatabase, from: string, parameters: Parameters) =>
  one(db, Count, `SELECT count(*) AS total FROM ${from}`, parameters)?.total ?? 0

/** The studies to look at, before the filter: an index walk, with the text probed on the way, or the text's few matches. */
function studies(query: WorklistQuery, match: Sought['match'], index: string): string {
  const walk = `study INDEXED BY ${query.trashed ? 'study_in_trash' : index} WHERE`
  if (match === null) return walk
  if (match.count > fewMatches || query.trashed) return `${walk} study.row IN ${inText} AND`
  return 'study_search CROSS JOIN study ON study.row = study_search.rowid WHERE study_search MATCH :match AND'
}

function page(db: ReadableDatabase, { query, filter, match, parameters }: Sought): WorklistPage['rows'] {
  const { columns, index } = sorts[query.sort.by]
  const direction = query.sort.direction === 'asc' || query.sort.by === 'urgency' ? 'ASC' : 'DESC'
  const order = [...columns, 'row'].map((column) => `study.${column} ${direction}`).join(', ')
  return all(
    db,
    ListedStudy,
    `SELECT ${studyColumns} FROM
       (SELECT study.row AS found FROM ${studies(query, match, index)} ${filter}
        ORDER BY ${order} LIMIT :limit OFFSET :offset) AS page
     CROSS JOIN study ON study.row = page.found JOIN patient ON patient.row = patient_row
     ORDER BY ${order}`,
    { ...parameters, limit: query.limit, offset: query.offset },
  ).map(toStudyRow)
}

/** The row numbers of every study that a search finds, in no order; its page and sort are not asked for. */
export function studiesFound(db: ReadableDatabase, query: WorklistQuery): number[] {
  const match = searchQuery(query.text)
  if (match === null && query.text.trim() !== '') return []
  const parameters: Parameters = match === null ? {} : { match }
  const filter = filterSql(query, parameters)
  const matches = match === null ? null : { count: countText(db, match) }
  return all(
    db,
    z.object({ found: z.number() }),
    `SELECT study.row AS found FROM ${studies(query, matches, 'study_by_date')} ${filter}`,
    parameters,
  ).map(({ found }) => found)
}

/** The modality codes in the vault, each found by one jump in the index instead of a scan. */
function modalitiesPresent(db: ReadableDatabase): string[] {
  return all(
    db,
    z.object({ code: z.string() }),
    `WITH RECURSIVE present (code) AS (
       SELECT min(modality) FROM series
       UNION ALL SELECT (SELECT min(modality) FROM series WHERE modality > code) FROM present WHERE code IS NOT NULL
     ) SELECT code FROM present WHERE code IS NOT NULL AND code <> ''`,
  ).map(({ code }) => code)
}
