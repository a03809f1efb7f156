/** What both programs tell of a run, and how far two such accounts are apart: for the tests against the Python twin. */
import { z } from 'zod'
import { PreparationPipeline } from '../pipeline'
import { PreparationState } from '../state'
import { type RawTable, RawTableBuilder } from '../table/raw-table'
import type { PreparedRun } from './run'

export const Outcome = z.object({
  values: z.record(z.string(), z.array(z.number().nullable())),
  removed: z.array(z.number()),
  parts: z.array(z.number()),
  counts: z.record(z.string(), z.number()),
})
export type Outcome = z.infer<typeof Outcome>

const Cells = z.object({ header: z.array(z.string()), rows: z.array(z.array(z.string())) })

/** A case on a file: the table is the file's. */
export const ComparedFile = z.object({ hash: z.string(), state: PreparationState, fitted: Outcome })

/** A drawn case with its tables. */
export const ComparedDraw = ComparedFile.extend({
  pipeline: PreparationPipeline,
  table: Cells,
  other: Cells,
  applied: Outcome,
})

export function tableOf({ header, rows }: z.infer<typeof Cells>, pipeline: PreparationPipeline): RawTable {
  const builder = new RawTableBuilder(header, pipeline.table)
  for (const [at, row] of rows.entries()) builder.addRow(at + 2, row)
  return builder.finish()
}

export function outcomeOf({ table }: PreparedRun): Outcome {
  const counts: Record<string, number> = {}
  for (let at = 0; at < table.log.length; at++) {
    const { step, reason, parameter, slip } = table.log.at(at)
    const name = parameter < 0 ? '-' : table.rule(parameter).name
    const key = `${table.pipeline.steps[step]!.id} ${reason} ${name} ${slip === '' ? '-' : slip}`
    counts[key] = (counts[key] ?? 0) + 1
  }
  return {
    values: Object.fromEntries(
      table.bound.cells.map(({ values }, at) => [
        table.rule(at).name,
        Array.from(values, (value) => (Number.isNaN(value) ? null : value)),
      ]),
    ),
    removed: [...table.removed.keys()].filter((row) => table.removed[row] === 1),
    parts: [...table.parts],
    counts,
  }
}

/** Largest difference of two nested structures of numbers, relative where they are above 1; Infinity where their shape differs. */
export function difference(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) / Math.max(1, Math.abs(b))
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return a === b ? 0 : Infinity
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))]
  if (left.length !== right.size) return Infinity
  return left.reduce((most, [key, value]) => Math.max(most, difference(value, right.get(key))), 0)
}
