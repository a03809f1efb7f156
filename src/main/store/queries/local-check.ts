/** A model version's results with what is known of their images, as the local check compares them. */
import { z } from 'zod'
import type { CheckTable, WordColumn } from '../../../shared/domain/local-check/check-table'
import type { CheckedModel, LocalCheckRequest } from '../../../shared/domain/local-check/local-check'
import { AppException } from '../../../shared/result'
import type { ReadableDatabase } from '../open-database'
import { all } from '../statements'
import type { MatchedRows } from './truth-imports'

/** The newest result of each version on each image; synthetic patients and trash aside. */
const latestRuns = `latest AS (
  SELECT run.row, instance_row, model_id, outcome ->> '$.model.version' AS version,
    row_number() OVER (PARTITION BY instance_row, model_id, outcome ->> '$.model.version'
      ORDER BY created_at_ms DESC, run.row DESC) AS age
  FROM analysis_run AS run)`

const ModelRow = z.object({
  id: z.string(),
  version: z.string(),
  sha256: z.string(),
  images: z.number(),
  assessed: z.number(),
})
const LabelRow = z.object({ id: z.string(), version: z.string(), label: z.string(), reviewed: z.number() })
const ImportedRow = z.object({ label: z.string(), imported: z.number() })

/** Every version that left results, newest results first. */
export function checkedModels(db: ReadableDatabase): CheckedModel[] {
  const models = all(
    db,
    ModelRow,
    `WITH ${latestRuns}
     SELECT run.model_id AS id, version, max(outcome ->> '$.model.sha256') AS sha256, count(*) AS images,
       sum(outcome ->> '$.status' = 'assessed') AS assessed
     FROM latest JOIN analysis_run AS run ON run.row = latest.row
       JOIN instance ON instance.row = run.instance_row JOIN series ON series.row = series_row
       JOIN study ON study.row = study_row JOIN patient ON patient.row = patient_row
     WHERE age = 1 AND trashed_at_ms IS NULL AND synthetic = 0
     GROUP BY run.model_id, version ORDER BY max(created_at_ms) DESC`,
  )
  const labels = all(
    db,
    LabelRow,
    `WITH ${latestRuns}
     SELECT run.model_id AS id, version, output.value ->> '$.label' AS label,
       sum(EXISTS (SELECT 1 FROM finding_review AS review JOIN analysis_run AS any_run ON any_run.row = review.run_row
         WHERE any_run.instance_row = run.instance_row AND any_run.model_id = run.model_id
           AND any_run.outcome ->> '$.model.version' = version
           AND review.label = output.value ->> '$.label' AND verdict IS NOT NULL)) AS reviewed
     FROM latest JOIN analysis_run AS run ON run.row = latest.row
       JOIN instance ON instance.row = run.instance_row JOIN series ON series.row = series_row
       JOIN study ON study.row = study_row JOIN patient ON patient.row = patient_row,
       json_each(run.outcome, '$.outputs') AS output
     WHERE age = 1 AND trashed_at_ms IS NULL AND synthetic = 0 AND output.value ->> '$.threshold' IS NOT NULL
     GROUP BY run.model_id, version, label ORDER BY label`,
  )
  const imported = new Map(
    all(
      db,
      ImportedRow,
      `SELECT label, count(DISTINCT coalesce('s' || study_row, 'i' || instance_row)) AS imported
       FROM truth_label JOIN truth_import ON truth_import.row = import_row
       WHERE removed_at_ms IS NULL GROUP BY label`,
    ).map(({ label, imported }) => [label, imported]),
  )
  return models.map((model) => ({
    ...model,
    labels: labels
      .filter(({ id, version }) => id === model.id && version === model.version)
      .map(({ label, reviewed }) => ({ label, reviewed, imported: imported.get(label) ?? 0 })),
  }))
}

const RunRow = z.object({
  instanceRow: z.number(),
  studyRow: z.number(),
  patientRow: z.number(),
  synthetic: z.number(),
  sha256: z.string(),
  score: z.number().nullable(),
  threshold: z.number().nullable(),
  called: z.number().nullable(),
  calibrated: z.number().nullable(),
  verdict: z.enum(['agree', 'disagree']).nullable(),
  reviewedAtMs: z.number().nullable(),
  studyDate: z.string().nullable(),
  ageYears: z.number().nullable(),
  statedAgeYears: z.number().nullable(),
  sex: z.string(),
  view: z.string(),
  manufacturer: z.string().nullable(),
  station: z.string().nullable(),
  rows: z.number().nullable(),
  columns: z.number().nullable(),
})
type RunRow = z.output<typeof RunRow>

/** Oldest first: what comes later replaces what was before. */
const runsSql = `SELECT run.instance_row AS instanceRow, study_row AS studyRow, patient_row AS patientRow, synthetic,
    outcome ->> '$.model.sha256' AS sha256, output.value ->> '$.probability' AS score,
    output.value ->> '$.threshold' AS threshold, output.value ->> '$.positive' AS called,
    output.value ->> '$.calibrated' AS calibrated, verdict, updated_at_ms AS reviewedAtMs, study_date AS studyDate,
    patient_age_years AS ageYears, stated_age_years AS statedAgeYears, sex, view_position AS view,
    header ->> '$.series.manufacturer' AS manufacturer, header ->> '$.series.stationName' AS station,
    header ->> '$.image.rows' AS rows, header ->> '$.image.columns' AS columns
  FROM analysis_run AS run JOIN instance ON instance.row = run.instance_row
    JOIN series ON series.row = series_row JOIN study ON study.row = study_row
    JOIN patient ON patient.row = patient_row
    LEFT JOIN json_each(run.outcome, '$.outputs') AS output ON output.value ->> '$.label' = :label
    LEFT JOIN finding_review AS review ON review.run_row = run.row AND review.label = :label
  WHERE run.model_id = :modelId AND outcome ->> '$.model.version' = :version AND trashed_at_ms IS NULL
  ORDER BY run.created_at_ms, run.row`

/** Labels from a file that is not kept: row numbers of studies and images with their truths and groups. */
export type GivenTruth = Pick<MatchedRows, 'labels' | 'groups' | 'targets'>

/**
 * @param given in place of the imports of the vault
 * @throws AppException NOT_FOUND when the version left no result for the finding
 */
export function checkTable(
  db: ReadableDatabase,
  request: LocalCheckRequest,
  given: GivenTruth | null = null,
): CheckTable {
  const { modelId, version, label, source } = request
  const runs = all(db, RunRow, runsSql, { modelId, version, label })
  const { newest, reviews, synthetic } = byImage(runs)
  const last = runs.findLast(({ threshold }) => threshold !== null)
  if (last?.threshold == null)
    throw new AppException('NOT_FOUND', 'There is no result of this version for this finding.')
  const rows = [...newest.values()]
  const importId = source.kind === 'imports' ? source.importId : null
  const truth = given ? givenTruth(given, label) : truthOf(db, label, importId)
  return {
    sha256: last.sha256,
    calibrated: last.calibrated !== 0,
    threshold: last.threshold,
    synthetic,
    overruled: truth.overruled,
    scores: Float64Array.from(rows, ({ score }) => score ?? Number.NaN),
    // A verdict speaks of what the reader was shown, which an older run of the same version may have called otherwise.
    called: Uint8Array.from(rows, (row) => reviews.get(row.instanceRow)?.called ?? row.called ?? 0),
    patients: Int32Array.from(rows, ({ patientRow }) => patientRow),
    studies: Int32Array.from(rows, ({ studyRow }) => studyRow),
    verdicts: Int8Array.from(rows, ({ instanceRow }) => {
      const review = reviews.get(instanceRow)
      return review ? (review.verdict === 'agree' ? 1 : 0) : -1
    }),
    imageTruths: Int8Array.from(rows, ({ instanceRow }) => truth.images.get(instanceRow) ?? -1),
    studyTruths: Int8Array.from(rows, ({ studyRow }) => truth.studies.get(studyRow) ?? -1),
    months: Int32Array.from(rows, ({ studyDate }) => monthNumber(studyDate)),
    ages: Float64Array.from(rows, ({ ageYears, statedAgeYears }) => ageYears ?? statedAgeYears ?? Number.NaN),
    megapixels: Float64Array.from(rows, (row) =>
      row.rows === null || row.columns === null ? Number.NaN : (row.rows * row.columns) / 1e6,
    ),
    sex: words(rows, ({ sex }) => sex),
    device: words(rows, ({ manufacturer, station }) => [manufacturer, station].filter(Boolean).join(' ')),
    view: words(rows, ({ view }) => view),
    siteGroups: groupsOf(given ? givenGroups(given) : storedGroups(db, importId), rows),
  }
}

interface ByImage {
  newest: Map<number, RunRow>
  reviews: Map<number, { verdict: 'agree' | 'disagree'; called: number; atMs: number }>
  synthetic: number
}

function byImage(runs: readonly RunRow[]): ByImage {
  const newest: ByImage['newest'] = new Map()
  const reviews: ByImage['reviews'] = new Map()
  const synthetic = new Set<number>()
  for (const run of runs) {
    if (run.synthetic === 1) {
      synthetic.add(run.instanceRow)
      continue
    }
    newest.set(run.instanceRow, run)
    const atMs = run.reviewedAtMs ?? 0
    if (run.verdict !== null && run.called !== null && atMs >= (reviews.get(run.instanceRow)?.atMs ?? 0))
      reviews.set(run.instanceRow, { verdict: run.verdict, called: run.called, atMs })
  }
  return { newest, reviews, synthetic: synthetic.size }
}

const monthNumber = (date: string | null): number =>
  date === null ? -1 : Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1

function words(rows: readonly RunRow[], wordOf: (row: RunRow) => string): WordColumn {
  const numbers = new Map<string, number>()
  const codes = Int32Array.from(rows, (row) => {
    const word = wordOf(row).trim()
    let number = numbers.get(word)
    if (number === undefined) numbers.set(word, (number = numbers.size))
    return number
  })
  return { names: [...numbers.keys()], codes }
}

const TruthRow = z.object({
  studyRow: z.number().nullable(),
  instanceRow: z.number().nullable(),
  truth: z.number(),
})

/** Imports that count, oldest first: of two that speak of the same target the newer one stands. */
const countedImports = `truth_import.row = import_row AND removed_at_ms IS NULL AND (:importId IS NULL OR id = :importId)`

interface Truth {
  studies: Map<number, number>
  images: Map<number, number>
  overruled: number
}

function givenTruth({ labels, targets }: GivenTruth, label: string): Truth {
  const at = labels.indexOf(label)
  const truth: Truth = { studies: new Map(), images: new Map(), overruled: 0 }
  for (const { level, row, truths } of targets) {
    const said = truths[at] ?? -1
    if (said >= 0) truth[level === 'study' ? 'studies' : 'images'].set(row, said)
  }
  return truth
}

function truthOf(db: ReadableDatabase, label: string, importId: string | null): Truth {
  const studies = new Map<number, number>()
  const images = new Map<number, number>()
  const overruled = new Set<string>()
  const rows = all(
    db,
    TruthRow,
    `SELECT study_row AS studyRow, instance_row AS instanceRow, truth FROM truth_label
     JOIN truth_import ON ${countedImports}
     WHERE label = :label ORDER BY created_at_ms, truth_import.row`,
    { label, importId },
  )
  for (const { studyRow, instanceRow, truth } of rows) {
    const [targets, row] = studyRow === null ? [images, instanceRow ?? 0] : [studies, studyRow]
    const before = targets.get(row)
    if (before !== undefined && before !== truth) overruled.add(`${studyRow} ${instanceRow}`)
    targets.set(row, truth)
  }
  return { studies, images, overruled: overruled.size }
}

const GroupRow = z.object({
  studyRow: z.number().nullable(),
  instanceRow: z.number().nullable(),
  name: z.string(),
  value: z.string(),
})

type GroupRow = z.output<typeof GroupRow>

function storedGroups(db: ReadableDatabase, importId: string | null): GroupRow[] {
  return all(
    db,
    GroupRow,
    `SELECT study_row AS studyRow, instance_row AS instanceRow, name, value FROM truth_group
     JOIN truth_import ON ${countedImports}
     ORDER BY created_at_ms, truth_import.row`,
    { importId },
  )
}

const givenGroups = ({ groups, targets }: GivenTruth): GroupRow[] =>
  targets.flatMap(({ level, row, groups: values }) =>
    groups.map((name, index) => ({
      studyRow: level === 'study' ? row : null,
      instanceRow: level === 'image' ? row : null,
      name,
      value: values[index] ?? '',
    })),
  )

function groupsOf(found: readonly GroupRow[], rows: readonly RunRow[]): CheckTable['siteGroups'] {
  const columns = new Map<string, { studies: Map<number, string>; images: Map<number, string> }>()
  for (const { studyRow, instanceRow, name, value } of found) {
    let column = columns.get(name)
    if (!column) columns.set(name, (column = { studies: new Map(), images: new Map() }))
    if (studyRow === null) column.images.set(instanceRow ?? 0, value)
    else column.studies.set(studyRow, value)
  }
  return [...columns].map(([name, { studies, images }]) => ({
    name,
    ...words(rows, (row) => images.get(row.instanceRow) ?? studies.get(row.studyRow) ?? ''),
  }))
}
