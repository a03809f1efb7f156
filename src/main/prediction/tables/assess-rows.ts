/** What a model of tables says about rows, and how unusual each row is for it. */
import type { AnalysisOutcome, AssessedOutcome, Flag } from '../../../shared/domain/analysis/analysis'
import { type AppError, AppException, toAppError } from '../../../shared/result'
import { modelIdentity } from '../../inference/assess-image'
import type { NamedTensors } from '../../inference/golden'
import type { RunOptions } from '../../inference/inference-client'
import type { InferenceService } from '../../inference/inference-service'
import { interpretSeries } from '../../inference/interpret-outputs'
import type { FamiliarityModel, TableModel } from '../../inference/model-registry'
import { type EncodedRow, type Refusal, RowEncoder } from './encode-row'
import type { PreparedCell } from './prepare-rows'
import type { PatientTable } from './read-patient-rows'

/** What the autoencoder says of a row. */
export interface Unfamiliarity {
  /** no probability: a mean squared error, see the card of the model */
  score: number
  /** share of the training table's held-out rows that are less unusual, 0..1 */
  share: number
  unusual: boolean
}

export interface RowAnswer {
  outcome: AnalysisOutcome
  /** columns that were empty and were filled, by the preparation or the graph */
  imputed: readonly string[]
  /** cells that the model's preparation changed */
  prepared: readonly PreparedCell[]
  /** null where nothing says so, or the row was not assessed */
  unfamiliarity: Unfamiliarity | null
  /** what was known, NaN for an empty cell; null where the row was not assessed */
  values: Float32Array | null
}

export type RowResult = { number: number } & (RowAnswer | { error: AppError })

export type RunsGraphs = Pick<InferenceService, 'run'>

interface Waiting extends EncodedRow {
  at: number
  number: number
}

export interface AssessRowsOptions extends RunOptions {
  /** evaluation only: rows that the model is not for are assessed and flagged */
  ignoreGates?: boolean
}

export class RowAssessor {
  private readonly encoder: RowEncoder

  constructor(
    private readonly inference: RunsGraphs,
    readonly model: TableModel,
    /** null where the site has none */
    private readonly familiarity: FamiliarityModel | null,
  ) {
    const { input, population } = model.contract
    this.encoder = new RowEncoder(input.columns, population, model.preparation)
  }

  /**
   * One result a row, in order; all rows that can be assessed go through the graph at once.
   * Rejects with AppException: TABLE_COLUMN_MISSING, TABLE_COLUMN_TWICE, and the codes of InferenceClient.run.
   */
  async assess({ header, rows }: PatientTable, options: AssessRowsOptions = {}): Promise<RowResult[]> {
    const startedAt = performance.now()
    const places = this.encoder.placesIn(header)
    const results: RowResult[] = []
    const waiting: Waiting[] = []
    const encoded = this.encoder.encode(
      rows.map(({ cells }) => cells),
      places,
    )
    for (const [at, { number }] of rows.entries()) {
      const row = encoded[at]!
      if (row instanceof AppException) {
        results[at] = { number, error: toAppError(row) }
        continue
      }
      const [refusal] = row.refusals
      if (!refusal || options.ignoreGates) waiting.push({ at, number, ...row })
      else results[at] = { number, ...this.notAssessed(refusal, row) }
    }
    const preprocess = performance.now() - startedAt
    if (waiting.length > 0) {
      const answers = await this.answer(waiting, preprocess, options)
      for (const [place, { at, number }] of waiting.entries()) {
        const answer = answers[place]
        if (answer) results[at] = { number, ...answer }
      }
    }
    return results
  }

  /**
   * What if: the row as it is and as it would be with other cells.
   * @param changes cells by column name
   * Rejects as {@link assess}, and with TABLE_COLUMN_MISSING for a change of a column that the table lacks.
   */
  async whatIf(
    header: readonly string[],
    cells: readonly string[],
    changes: Readonly<Record<string, string>>,
    options: RunOptions = {},
  ): Promise<{ before: RowResult; after: RowResult }> {
    const changed = [...cells]
    for (const [name, cell] of Object.entries(changes)) {
      const at = header.indexOf(name)
      if (at < 0)
        throw new AppException('TABLE_COLUMN_MISSING', `The table lacks the column ${name}.`, {
          columns: name,
        })
      changed[at] = cell
    }
    const rows = [cells, changed].map((each, at) => ({ number: at + 1, cells: each }))
    const [before, after] = await this.assess({ header, rows }, options)
    if (!before || !after) throw new AppException('INFERENCE_FAILED', 'The model gave no answer.')
    return { before, after }
  }

  private notAssessed(reason: Refusal, { prepared }: EncodedRow): RowAnswer {
    const model = modelIdentity(this.model.manifest)
    const outcome: AnalysisOutcome = { status: 'not-assessed', model, reason, flags: [] }
    return { outcome, imputed: [], prepared, unfamiliarity: null, values: null }
  }

  private async answer(
    rows: readonly Waiting[],
    preprocess: number,
    { ignoreGates = false, ...options }: AssessRowsOptions,
  ): Promise<RowAnswer[]> {
    const { contract, manifest } = this.model
    const input = joined(rows.map(({ fed }) => fed))
    const [result, unfamiliarity] = await Promise.all([
      this.inference.run(this.model, { [contract.input.name]: input }, options),
      this.unfamiliarity(rows, options),
    ])
    const identity = modelIdentity(manifest)
    // Times are those of the batch, shared among its rows.
    const ms = {
      preprocess: preprocess / rows.length,
      run: result.runMs / rows.length,
      total: (preprocess + result.runMs) / rows.length,
    }
    return rows.map(({ values, missing, prepared, refusals }, at): RowAnswer => {
      const familiar = unfamiliarity?.[at] ?? null
      const outcome: AssessedOutcome = {
        status: 'assessed',
        model: identity,
        provider: result.provider,
        ms,
        outputs: interpretSeries(contract, result.outputs, at),
        flags: [
          ...gateFlags(refusals, ignoreGates),
          ...inputFlags(missing, familiar),
          ...(this.encoder.isInWeakGroup(values) ? [weakGroup] : []),
          ...(result.retriedAfterCrash ? [retried] : []),
        ],
      }
      return { outcome, imputed: missing, prepared, unfamiliarity: familiar, values }
    })
  }

  private async unfamiliarity(
    rows: readonly Waiting[],
    options: RunOptions,
  ): Promise<Unfamiliarity[] | null> {
    if (!this.familiarity) return null
    const { input, unfamiliarity } = this.familiarity.contract
    const at = input.tables.findIndex(({ model }) => model === this.model.manifest.id)
    const [table, limits] = [input.tables[at], unfamiliarity.tables[at]]
    if (!table || !limits || table.columns !== this.model.contract.input.columns.length) return null
    const data = new Float32Array(rows.length * input.width).fill(NaN)
    for (const [row, { values }] of rows.entries()) data.set(values, row * input.width + table.start)
    const tensor = { data, dims: [rows.length, input.width] }
    const { outputs } = await this.inference.run(this.familiarity, { [input.name]: tensor }, options)
    const scores = outputs[unfamiliarity.name]
    if (!scores) throw new AppException('INFERENCE_FAILED', 'The model gave no score.')
    const { threshold, quantiles } = limits
    return rows.map((_, row) => {
      const score = scores.data[row * input.tables.length + at] ?? NaN
      return { score, share: shareBelow(quantiles, score), unusual: score > threshold }
    })
  }
}

/** Rows [N, C] side by side as one tensor. */
export function joined(rows: readonly Float32Array[]): NamedTensors[string] {
  const width = rows[0]?.length ?? 0
  const data = new Float32Array(rows.length * width)
  for (const [at, values] of rows.entries()) data.set(values, at * width)
  return { data, dims: [rows.length, width] }
}

/** Linear between quantiles at even steps. */
function shareBelow(quantiles: readonly number[], score: number): number {
  const next = quantiles.findIndex((value) => value >= score)
  if (next === 0) return 0
  if (next < 0) return 1
  const [low, high] = [quantiles[next - 1] ?? NaN, quantiles[next] ?? NaN]
  return (next - 1 + (score - low) / (high - low)) / (quantiles.length - 1)
}

const weakGroup: Flag = { code: 'SENSITIVITY_LOW_IN_GROUP', severity: 'warning' }
const retried: Flag = { code: 'RETRIED_AFTER_CRASH', severity: 'warning' }

function gateFlags(refusals: readonly Refusal[], ignored: boolean): Flag[] {
  if (!ignored) return []
  const codes = new Set(refusals.map(({ code }) => code))
  return ['GATES_IGNORED' as const, ...codes].map((code) => ({ code, severity: 'warning' }))
}

function inputFlags(missing: readonly string[], familiar: Unfamiliarity | null): Flag[] {
  const flags: Flag[] = []
  if (missing.length > 0) flags.push({ code: 'MISSING_IMPUTED', severity: 'info' })
  if (familiar?.unusual) flags.push({ code: 'UNUSUAL_INPUT', severity: 'warning' })
  return flags
}
