/** What main may ask of the preparation worker. It knows paths, holds no keys and no vault. */
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
import { AppException } from '../../shared/result'
import type { CallContext } from '../workers/rpc'
import { readPipelineFile, writePipelineFile } from './pipeline-file'
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

const tables = new Map<string, WorkshopTable>()

/** @throws AppException NOT_FOUND */
function requireTable(tableId: string): WorkshopTable {
  const table = tables.get(tableId)
  if (!table) throw new AppException('NOT_FOUND', 'This table is not open any more.')
  return table
}

/** Tells how far a phase is, lets messages in, and ends the work where it was cancelled. */
function watched({ signal, progress }: CallContext, phase: PreparationProgress['phase']): Watched {
  let told = 0
  const endWhereCancelled = () => {
    if (signal.aborted) throw new AppException('CANCELLED', 'The work was cancelled.')
  }
  return {
    pause: async (share) => {
      endWhereCancelled()
      const now = Date.now()
      if (now - told < 100) return
      told = now
      progress({ phase, step: null, share: Math.min(1, share) } satisfies PreparationProgress)
      await new Promise((resolve) => setImmediate(resolve))
      // By a message that came in just now.
      endWhereCancelled()
    },
  }
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
    tables.set(tableId, { path, read: null, last: null })
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
    input: { tableId: string; pipeline: PreparationPipeline; state: PreparationState | null },
    context: CallContext,
  ): Promise<PreparationPreview> => {
    const { pause } = watched(context, 'applying')
    const onStep = (step: string, share: number) =>
      context.progress({ phase: 'applying', step, share } satisfies PreparationProgress)
    return previewPipeline(requireTable(input.tableId), input.pipeline, input.state, { pause, onStep })
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
    const source = { path: table.path, sha256: table.read?.sha256 ?? '' }
    return writePrepared(source, lastRun(table).run.table, input, watched(context, 'writing'))
  },
  writeChanges: (input: { tableId: string; path: string }, context: CallContext): Promise<number> =>
    writeChanges(lastRun(requireTable(input.tableId)).run.table, input.path, watched(context, 'writing')),
  writePipeline: async ({ tableId, path }: { tableId: string; path: string }): Promise<void> => {
    const { run, state } = lastRun(requireTable(tableId))
    await writePipelineFile(path, { pipeline: run.table.pipeline, state })
  },
  readPipeline: (path: string) => readPipelineFile(path),
}
export type PreparationProcedures = typeof preparationProcedures
