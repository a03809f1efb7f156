/** What main may ask of the preparation worker. It knows paths, holds no keys and no vault. */
import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { profileTable, proposePipeline } from '../../shared/domain/preparation/profile-table'
import type { PreparationPipeline, TableForm } from '../../shared/domain/preparation/pipeline'
import type {
  ChangeQuery,
  OpenedTable,
  PreparationPreview,
  PreparationProgress,
  TableProfile,
} from '../../shared/domain/preparation/report'
import type { PreparationState } from '../../shared/domain/preparation/state'
import type { BroughtFit, BroughtPipeline } from '../../shared/domain/preparation/workshop'
import { AppException } from '../../shared/result'
import { writeRow } from '../records/formats/csv/read-rows'
import type { CallContext } from '../workers/rpc'
import { pipelineHash, readPipelineFile, writePipelineFile } from './pipeline-file'
import { sampleTable, type Watched } from './read-raw-table'
import {
  beforeAfterStep,
  changesPage,
  lastRun,
  previewPipeline,
  tableInForm,
  type WorkshopTable,
} from './workshop-tables'
import { writeChanges, writePrepared } from './write-tables'

/** Null: learn from the table's training part. `fitId`: what came with the last pipeline's file. */
export type GivenLearning = PreparationState | { fitId: string } | null

const tables = new Map<string, WorkshopTable>()
/** Tables on their way from the record, packed: parts of gzip one after the other are one file. */
const handedOver = new Map<string, Buffer[]>()

/** @throws AppException NOT_FOUND */
function requireTable(tableId: string): WorkshopTable {
  const table = tables.get(tableId)
  if (!table) throw new AppException('NOT_FOUND', 'This table is not open any more.')
  return table
}

/** Tells how far a phase is, lets messages in, and ends the work where it was cancelled. */
function watched(
  { signal, progress }: CallContext,
  phase: PreparationProgress['phase'],
): Watched & { onStep: (step: string, share: number) => void } {
  let told = 0
  let step: string | null = null
  const endWhereCancelled = () => {
    if (signal.aborted) throw new AppException('CANCELLED', 'The work was cancelled.')
  }
  return {
    pause: async (share) => {
      endWhereCancelled()
      const now = Date.now()
      if (now - told < 100) return
      told = now
      progress({ phase, step, share: Math.min(1, share) } satisfies PreparationProgress)
      await new Promise((resolve) => setImmediate(resolve))
      // By a message that came in just now.
      endWhereCancelled()
    },
    onStep: (id, share) => {
      step = id
      progress({ phase, step, share } satisfies PreparationProgress)
    },
  }
}

/**
 * What was learnt elsewhere and came with a pipeline's file; of the last such file only, since it may be millions of
 * numbers, which stay here.
 */
let brought: { fit: BroughtFit; state: PreparationState } | null = null

/** @throws AppException NOT_FOUND where another file was read since, INVALID_INPUT where it is another pipeline's */
function requireBrought(fitId: string, pipeline: PreparationPipeline): PreparationState {
  if (brought?.fit.id !== fitId)
    throw new AppException('NOT_FOUND', 'What was learnt elsewhere is not there any more.')
  if (brought.state.pipeline !== pipelineHash(pipeline))
    throw new AppException('INVALID_INPUT', 'What was learnt belongs to another pipeline.')
  return brought.state
}

export const preparationProcedures = {
  open: async ({
    tableId,
    path,
  }: {
    tableId: string
    path: string
  }): Promise<Omit<OpenedTable, 'tableId' | 'fileName'>> => {
    const sample = await sampleTable(path)
    tables.set(tableId, { source: path, read: null, last: null })
    return sample
  },
  /** Begins, goes on with or ends a table that is handed over row by row and is kept in memory only. */
  addRows: ({ tableId, rows }: { tableId: string; rows: readonly (readonly string[])[] }): void => {
    const text = rows.map((cells) => `${writeRow(cells, ',')}\n`).join('')
    handedOver.set(tableId, [...(handedOver.get(tableId) ?? []), gzipSync(text)])
  },
  dropRows: (tableId: string): void => {
    handedOver.delete(tableId)
  },
  openRows: async (tableId: string): Promise<Omit<OpenedTable, 'tableId' | 'fileName'>> => {
    const source = Buffer.concat(handedOver.get(tableId) ?? [])
    handedOver.delete(tableId)
    const sample = await sampleTable(source)
    tables.set(tableId, { source, read: null, last: null })
    return sample
  },
  close: (tableId: string): void => {
    tables.delete(tableId)
  },
  profile: async (
    input: { tableId: string; form: TableForm },
    context: CallContext,
  ): Promise<Omit<TableProfile, 'fileName'>> => {
    const { raw, sha256, bytes } = await tableInForm(
      requireTable(input.tableId),
      input.form,
      watched(context, 'reading'),
    )
    return { ...profileTable(raw), sha256, bytes }
  },
  propose: async (
    input: { tableId: string; form: TableForm; target: string | null },
    context: CallContext,
  ): Promise<PreparationPipeline> => {
    const { raw } = await tableInForm(requireTable(input.tableId), input.form, watched(context, 'reading'))
    return proposePipeline(raw, input.target)
  },
  preview: async (
    { tableId, pipeline, learnt }: { tableId: string; pipeline: PreparationPipeline; learnt: GivenLearning },
    context: CallContext,
  ): Promise<PreparationPreview> => {
    const state = learnt && 'fitId' in learnt ? requireBrought(learnt.fitId, pipeline) : learnt
    return previewPipeline(requireTable(tableId), pipeline, state, watched(context, 'applying'))
  },
  changes: ({ tableId, query }: { tableId: string; query: ChangeQuery }) =>
    changesPage(requireTable(tableId), query),
  beforeAfter: (input: { tableId: string; step: string; parameter: string }) =>
    beforeAfterStep(requireTable(input.tableId), input.step, input.parameter),
  writeTable: async (
    input: { tableId: string; path: string; part: 'all' | 'train' | 'test' },
    context: CallContext,
  ): Promise<number> => {
    const table = requireTable(input.tableId)
    const source = { from: table.source, sha256: table.read?.sha256 ?? '' }
    return writePrepared(source, lastRun(table).run.table, input, watched(context, 'writing'))
  },
  writeChanges: (input: { tableId: string; path: string }, context: CallContext): Promise<number> =>
    writeChanges(lastRun(requireTable(input.tableId)).run.table, input.path, watched(context, 'writing')),
  writePipeline: async ({ tableId, path }: { tableId: string; path: string }): Promise<void> => {
    const { run, state } = lastRun(requireTable(tableId))
    await writePipelineFile(path, { pipeline: run.table.pipeline, state })
  },
  readPipeline: async (path: string): Promise<BroughtPipeline> => {
    const { pipeline, state } = await readPipelineFile(path)
    if (!state) return { pipeline, fit: null }
    const { rows, subjects } = state.fittedOn
    brought = { fit: { id: randomUUID(), rows, subjects }, state }
    return { pipeline, fit: brought.fit }
  },
}
export type PreparationProcedures = typeof preparationProcedures
