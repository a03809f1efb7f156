/** Explanations of runs, kept so that none is computed twice. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import {
  type Explanation,
  ExplanationFigures,
  ExplanationMethod,
  ExplanationParameters,
} from '../../../shared/domain/analysis/explanation'
import { InputRegion } from '../../../shared/domain/models/input-region'
import { AppException } from '../../../shared/result'
import type { ReadableDatabase, WritableDatabase } from '../open-database'
import { all, atomically, change, insert, one } from '../statements'

export interface NewExplanation {
  runId: string
  label: string
  method: ExplanationMethod
  parameters: ExplanationParameters
  parametersHash: string
  figures: ExplanationFigures
  region: InputRegion
  /** `values` row by row */
  map: { rows: number; columns: number; values: Float32Array }
}

const ExplanationRow = z.object({
  id: z.string(),
  runId: z.string(),
  label: z.string(),
  method: ExplanationMethod,
  parameters: z.string(),
  figures: z.string(),
  region: z.string(),
  createdAtMs: z.number(),
})

const explanationsFrom = `SELECT explanation.id, run.id AS runId, label, method, parameters, figures, region,
    explanation.created_at_ms AS createdAtMs
  FROM explanation JOIN analysis_run AS run ON run.row = run_row`

const toExplanation = (row: z.output<typeof ExplanationRow>): Explanation => ({
  ...row,
  parameters: ExplanationParameters.parse(JSON.parse(row.parameters)),
  figures: ExplanationFigures.parse(JSON.parse(row.figures)),
  region: InputRegion.parse(JSON.parse(row.region)),
})

/**
 * Stores an explanation in place of any other of the same run, label and method: what was told otherwise is of no use any
 * more. @throws AppException NOT_FOUND when the run is gone
 */
export function insertExplanation(
  db: WritableDatabase,
  made: NewExplanation,
  nowMs = Date.now(),
): Explanation {
  const { rows, columns, values } = made.map
  if (values.length !== rows * columns)
    throw new AppException('INTERNAL', 'An explanation has another size than stated.')
  return atomically(db, () => {
    const run = one(db, z.object({ row: z.number() }), 'SELECT row FROM analysis_run WHERE id = :runId', {
      runId: made.runId,
    })
    if (!run) throw new AppException('NOT_FOUND', 'There is no such analysis.')
    const of = { runRow: run.row, label: made.label, method: made.method }
    change(db, 'DELETE FROM explanation WHERE run_row = :runRow AND label = :label AND method = :method', of)
    const id = randomUUID()
    insert(
      db,
      `INSERT INTO explanation (id, run_row, label, method, parameters_hash, parameters, figures, region, rows, columns, map,
         created_at_ms)
       VALUES (:id, :runRow, :label, :method, :parametersHash, :parameters, :figures, :region, :rows, :columns, :map, :nowMs)`,
      {
        ...of,
        id,
        parametersHash: made.parametersHash,
        parameters: JSON.stringify(ExplanationParameters.parse(made.parameters)),
        figures: JSON.stringify(ExplanationFigures.parse(made.figures)),
        region: JSON.stringify(InputRegion.parse(made.region)),
        rows,
        columns,
        // Every processor Electron runs on is little-endian.
        map: Buffer.from(values.buffer, values.byteOffset, values.byteLength),
        nowMs,
      },
    )
    const stored = one(db, ExplanationRow, `${explanationsFrom} WHERE explanation.id = :id`, { id })
    if (!stored) throw new AppException('INTERNAL', 'An explanation was not stored.')
    return toExplanation(stored)
  })
}

/** A run's explanations, oldest first. */
export function listExplanations(db: ReadableDatabase, runId: string): Explanation[] {
  return all(
    db,
    ExplanationRow,
    `${explanationsFrom} WHERE run.id = :runId ORDER BY explanation.created_at_ms, explanation.row`,
    { runId },
  ).map(toExplanation)
}

/** The explanation that the same method gave when told the same; null where there is none. */
export function findExplanation(
  db: ReadableDatabase,
  wanted: Pick<NewExplanation, 'runId' | 'label' | 'method' | 'parametersHash'>,
): Explanation | null {
  const found = one(
    db,
    ExplanationRow,
    `${explanationsFrom} WHERE run.id = :runId AND label = :label AND method = :method
       AND parameters_hash = :parametersHash`,
    { ...wanted },
  )
  return found && toExplanation(found)
}

const MapRow = z.object({ rows: z.number(), columns: z.number(), data: z.instanceof(Uint8Array) })

/** A stored map; `data` is float32 little-endian, row by row. */
export function findExplanationMap(db: ReadableDatabase, id: string): z.output<typeof MapRow> | null {
  return one(db, MapRow, 'SELECT rows, columns, map AS data FROM explanation WHERE id = :id', { id })
}
