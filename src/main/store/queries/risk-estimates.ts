/**
 * What models said of patients. An answer is kept once for what it follows from: the model's package and the digest of its
 * inputs. Nothing is overwritten; what is no longer true of the record or of the model stays as history.
 */
import { z } from 'zod'
import { type EarlierEstimate, KeptEstimate } from '../../../shared/domain/risks/kept-estimate'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { all, atomically, change, insert, one } from '../statements'
import { personRows } from './record-reading'

/** What an answer follows from. */
export interface EstimateKey {
  modelId: string
  modelVersion: string
  /** of the manifest, hexadecimal */
  packageSha256: string
  /** of everything else, hexadecimal */
  inputsSha256: string
}

export interface NewEstimate {
  key: EstimateKey
  estimate: KeptEstimate
}

const Row = z.object({ row: z.number() })

/**
 * Keeps what is not kept yet, under the patient that the person is shown as.
 * @returns how many are new
 * @throws AppException NOT_FOUND
 */
export function keepEstimates(
  db: WritableDatabase,
  { patientId, estimates }: { patientId: string; estimates: readonly NewEstimate[] },
): number {
  return atomically(db, () => {
    const [root = 0, ...others] = personRows(db, patientId)
    const people = peopleText([root, ...others])
    return estimates.reduce((sum, added) => sum + keepOne(db, root, others, people, added), 0)
  })
}

const peopleText = ([root, ...others]: readonly number[]): string =>
  [root, ...others.toSorted((a, b) => a - b)].join()

function keepOne(
  db: WritableDatabase,
  root: number,
  others: readonly number[],
  people: string,
  { key, estimate }: NewEstimate,
): number {
  const known = one(db, Row, findSql('row'), { ...key, root, people })
  if (known) return 0
  const { outcome, stay } = KeptEstimate.parse(estimate)
  const estimateRow = insert(
    db,
    `INSERT INTO risk_estimate (patient_row, people, model_id, model_version, package_sha256, inputs_sha256, label,
       probability, at_ms, stay_start_ms, hour, provider, worked_out_at_ms, estimate)
     VALUES (:root, :people, :modelId, :modelVersion, :packageSha256, :inputsSha256, :label,
       :probability, :atMs, :stayStartMs, :hour, :provider, :workedOutAtMs, :text)`,
    {
      ...key,
      root,
      people,
      label: estimate.finding.label,
      probability: outcome.status === 'assessed' ? outcome.estimate.probability : null,
      atMs: Math.round(estimate.atMs),
      stayStartMs: stay === null ? null : Math.round(stay.startMs),
      hour: stay?.hour ?? null,
      provider: estimate.provider,
      workedOutAtMs: Math.round(estimate.workedOutAtMs),
      text: JSON.stringify(estimate),
    },
  )
  for (const patientRow of others)
    insert(
      db,
      'INSERT INTO risk_estimate_person (estimate_row, patient_row) VALUES (:estimateRow, :patientRow)',
      { estimateRow, patientRow },
    )
  return 1
}

const findSql = (what: string) => `SELECT ${what} FROM risk_estimate
  WHERE patient_row = :root AND model_id = :modelId AND model_version = :modelVersion
    AND package_sha256 = :packageSha256 AND inputs_sha256 = :inputsSha256 AND people = :people`

const Kept = z.object({ estimate: z.string() })
const parsed = ({ estimate }: z.output<typeof Kept>): KeptEstimate => KeptEstimate.parse(JSON.parse(estimate))

/**
 * For each key the kept answer about the person as it is merged now, in the order of the keys; null where there is none.
 * @throws AppException NOT_FOUND
 */
export function findEstimates(
  db: ReadableDatabase,
  { patientId, keys }: { patientId: string; keys: readonly EstimateKey[] },
): (KeptEstimate | null)[] {
  const rows = personRows(db, patientId)
  const who = { root: rows[0] ?? 0, people: peopleText(rows) }
  return keys.map((key) => {
    const found = one(db, Kept, findSql('estimate'), { ...key, ...who })
    return found && parsed(found)
  })
}

export interface HistoryQuery {
  patientId: string
  /** null: of every model but the `current` ones */
  modelId: string | null
  /** ids of models whose word is shown elsewhere */
  current: readonly string[]
  /** package that answers today; an answer of it is one of other values */
  packageSha256: string | null
  /** digests of the inputs that are shown already */
  shown: readonly string[]
  /** only of the stay that began then */
  stayStartMs: number | null
  limit: number
}

const History = Kept.extend({ packageSha256: z.string() })

/**
 * Kept answers of a person, the newest first. What was worked out while the person was merged with somebody who is somebody else
 * again is no answer about this person, and is in none.
 * @throws AppException NOT_FOUND
 */
export function estimateHistory(
  db: ReadableDatabase,
  query: HistoryQuery,
  order = 'worked_out_at_ms DESC, at_ms DESC',
): EarlierEstimate[] {
  const { patientId, current, shown, modelId, stayStartMs, limit, packageSha256 } = query
  const sql = `SELECT estimate, package_sha256 AS packageSha256 FROM risk_estimate AS kept
    WHERE patient_row IN (SELECT value FROM json_each(:rows))
      AND ${modelId === null ? 'model_id NOT IN (SELECT value FROM json_each(:current))' : 'model_id = :modelId'}
      AND NOT (package_sha256 = :packageSha256 AND inputs_sha256 IN (SELECT value FROM json_each(:shown)))
      ${stayStartMs === null ? '' : 'AND stay_start_ms = :stayStartMs'}
      AND NOT EXISTS (SELECT 1 FROM risk_estimate_person AS other WHERE estimate_row = kept.row
        AND other.patient_row NOT IN (SELECT value FROM json_each(:rows)))
    ORDER BY ${order}, row DESC LIMIT :limit`
  const found = all(db, History, sql, {
    rows: JSON.stringify(personRows(db, patientId)),
    packageSha256: packageSha256 ?? '',
    shown: JSON.stringify(shown),
    limit,
    ...(modelId === null ? { current: JSON.stringify(current) } : { modelId }),
    ...(stayStartMs === null ? {} : { stayStartMs }),
  })
  return found.map((row) => {
    const { unusual: _unusual, quantity: _quantity, inputs: _inputs, ...said } = parsed(row)
    return { ...said, isOtherModel: row.packageSha256 !== packageSha256 }
  })
}

/**
 * Of each model that is not asked any more its answer to the newest values (a trend works out old ones later), the newest first.
 * @throws AppException NOT_FOUND
 */
export function formerEstimates(
  db: ReadableDatabase,
  { patientId, current }: { patientId: string; current: readonly string[] },
): EarlierEstimate[] {
  const asked = { patientId, modelId: null, current, packageSha256: null, shown: [], stayStartMs: null }
  const history = estimateHistory(db, { ...asked, limit: mostFormer }, 'at_ms DESC, worked_out_at_ms DESC')
  const seen = new Set<string>()
  return history.filter(({ model }) => !seen.has(model.id) && seen.add(model.id))
}

/** Of a stay 48 answers may be kept; a few models' worth of them. */
const mostFormer = 500

/** What was worked out of values that are erased. @returns how many were removed */
export const eraseEstimates = (db: WritableDatabase, patientRow: number): number =>
  change(
    db,
    `DELETE FROM risk_estimate WHERE patient_row = :patientRow
       OR row IN (SELECT estimate_row FROM risk_estimate_person WHERE patient_row = :patientRow)`,
    { patientRow },
  )
