/** Rows through the preparation of their model: the workshop's own engine, with what was learnt on the training rows. */
import type { BoundTable, PreparedTable } from '../../../shared/domain/preparation/engine/prepared-table'
import { runPipeline } from '../../../shared/domain/preparation/engine/run'
import type { ChangeReason } from '../../../shared/domain/preparation/report'
import type { FittedPipeline } from '../../inference/tables/fitted-pipeline'

/** One cell that a step changed. */
export interface PreparedCell {
  /** id of the step in the pipeline */
  step: string
  reason: ChangeReason
  column: string
  /** null for empty */
  before: number | null
  after: number | null
}

export interface PreparedRows {
  /** each column, by row, as it stands before anything is filled; NaN for an empty cell */
  cleaned: readonly Float64Array[]
  /** each column, by row, after all steps: what the graph is fed */
  fed: readonly Float64Array[]
  /** of each row, in the order of the steps */
  changes: readonly PreparedCell[][]
  /** of each row: columns whose value a step marked, since nobody can have it */
  impossible: readonly Set<number>[]
}

/** @param columns values by row, in the order of the pipeline's parameters; NaN for an empty cell. They are written over. */
export function prepareRows({ pipeline, learnt }: FittedPipeline, columns: Float64Array[]): PreparedRows {
  const { table } = runPipeline(pipeline, boundRows(columns), learnt)
  const firstFill = pipeline.steps.findIndex(({ step, on }) => on && step === 'median')
  const cleaned =
    firstFill < 0 ? columns : columns.map((_, parameter) => table.valuesAfter(parameter, firstFill - 1))
  return { cleaned, fed: columns, ...changesOf(table) }
}

/** Every row a subject of its own. Nothing that compares rows is ever run on them, so they need no hash. */
function boundRows(columns: Float64Array[]): BoundTable {
  const count = columns[0]?.length ?? 0
  const rows = Int32Array.from({ length: count }, (_, row) => row)
  return {
    form: 'wide',
    rows: count,
    lines: rows,
    subjectOf: rows,
    subjectNames: Array.from(rows, String),
    times: null,
    alike: new Uint32Array(count * 2),
    unitWords: [],
    cells: columns.map((values) => ({ rows, values, unitOf: null })),
  }
}

function changesOf(table: PreparedTable): Pick<PreparedRows, 'changes' | 'impossible'> {
  const changes = Array.from({ length: table.bound.rows }, (): PreparedCell[] => [])
  const impossible = changes.map(() => new Set<number>())
  const { steps } = table.pipeline
  for (let at = 0; at < table.log.length; at++) {
    const { step, row, parameter, reason, before, after, marked } = table.log.at(at)
    if (!marked)
      changes[row]!.push({
        step: steps[step]!.id,
        reason,
        column: table.rule(parameter).name,
        before: Number.isNaN(before) ? null : before,
        after: Number.isNaN(after) ? null : after,
      })
    else if (reason === 'not-plausible' || reason === 'not-possible') impossible[row]!.add(parameter)
  }
  return { changes, impossible }
}
