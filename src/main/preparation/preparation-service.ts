/** The preparation workshop for its callers: tables are known by an id, and all work is the preparation worker's. */
import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import type { PreparationPipeline, TableForm } from '../../shared/domain/preparation/pipeline'
import type {
  BeforeAfter,
  ChangePage,
  ChangeQuery,
  OpenedTable,
  PreparationPreview,
  PreparationProgress,
  TableProfile,
} from '../../shared/domain/preparation/report'
import type { BroughtPipeline } from '../../shared/domain/preparation/workshop'
import {
  parameterNames,
  recordTableHeader,
  type RecordTableRequest,
} from '../../shared/domain/preparation/record-table'
import { AppException } from '../../shared/result'
import type { RecordTablePage, RecordTableValue } from '../store/queries/record-table'
import { WorkerClient } from '../workers/rpc'
import { workerScript } from '../workers/worker-script'
import type { GivenLearning, PreparationProcedures } from './preparation-procedures'

export interface Call {
  signal?: AbortSignal
  onProgress?: (progress: PreparationProgress) => void
}

const rowOf = (
  { patient, stay, timeMs, quantity, value, unit }: RecordTableValue,
  names: readonly string[],
): string[] => [patient, stay, new Date(timeMs).toISOString(), names[quantity]!, value, unit]

/** Errors of all calls: NOT_FOUND for a table that is not open (any more), CANCELLED. */
export class PreparationService {
  private worker: WorkerClient<PreparationProcedures> | null = null
  private readonly names = new Map<string, string>()

  constructor(
    private readonly startWorker = () =>
      new WorkerClient<PreparationProcedures>(workerScript('preparation-worker')),
  ) {}

  /** Looks at the first rows. @throws AppException FILE_NOT_FOUND, FILE_UNREADABLE, FILE_EMPTY, TABLE_COLUMN_TWICE */
  async openTable(path: string): Promise<OpenedTable> {
    const tableId = randomUUID()
    const opened = await this.client().call('open', { tableId, path })
    this.names.set(tableId, basename(path))
    return { tableId, fileName: basename(path), ...opened }
  }

  /**
   * Takes values of the record as a table in long form. They are never on the disk: the worker keeps them in memory, packed.
   * @param page of the reader worker, which answers other questions between two of them
   * Rejects with AppException CANCELLED, and as `page` does.
   */
  async openRecord(
    { quantities }: RecordTableRequest,
    page: (query: { codes: RecordTableRequest['quantities']; afterRow: number }) => Promise<RecordTablePage>,
    { signal, onProgress }: Call = {},
  ): Promise<OpenedTable> {
    const tableId = randomUUID()
    const client = this.client()
    const names = parameterNames(quantities)
    try {
      await client.call('addRows', { tableId, rows: [recordTableHeader] })
      for (let afterRow: number | null = 0; afterRow !== null;) {
        const read: RecordTablePage = await page({ codes: quantities, afterRow })
        if (signal?.aborted) throw new AppException('CANCELLED', 'The work was cancelled.')
        await client.call('addRows', { tableId, rows: read.rows.map((value) => rowOf(value, names)) })
        onProgress?.({ phase: 'reading', step: null, share: read.share })
        afterRow = read.afterRow
      }
      const opened = await client.call('openRows', tableId)
      const fileName = `record-${new Date().toISOString().slice(0, 10)}`
      this.names.set(tableId, fileName)
      return { tableId, fileName, ...opened }
    } catch (thrown) {
      void client.call('dropRows', tableId).catch(() => undefined)
      throw thrown
    }
  }

  /** @throws AppException FILE_TOO_LARGE, TABLE_COLUMN_MISSING */
  async profile(tableId: string, form: TableForm, call: Call = {}): Promise<TableProfile> {
    const profile = await this.client().call('profile', { tableId, form }, call)
    return { fileName: this.names.get(tableId) ?? '', ...profile }
  }

  propose(tableId: string, form: TableForm, target: string | null): Promise<PreparationPipeline> {
    return this.client().call('propose', { tableId, form, target })
  }

  /**
   * Works the pipeline out in memory; what is asked next (changes, exports) is of the last run that came to its end.
   * @param learnt elsewhere; null: learn from the training part
   * @throws AppException INVALID_INPUT
   */
  preview(
    tableId: string,
    pipeline: PreparationPipeline,
    call: Call = {},
    learnt: GivenLearning = null,
  ): Promise<PreparationPreview> {
    return this.client().call('preview', { tableId, pipeline, learnt }, call)
  }

  changes(tableId: string, query: ChangeQuery): Promise<ChangePage> {
    return this.client().call('changes', { tableId, query })
  }

  beforeAfter(tableId: string, of: { step: string; parameter: string }): Promise<BeforeAfter> {
    return this.client().call('beforeAfter', { tableId, ...of })
  }

  /** @throws AppException TABLE_FILE_CHANGED, INVALID_INPUT for the source's own path, STORAGE_FULL */
  async exportTable(
    tableId: string,
    to: { path: string; part: 'all' | 'train' | 'test' },
    call: Call = {},
  ): Promise<{ rows: number }> {
    return { rows: await this.client().call('writeTable', { tableId, ...to }, call) }
  }

  async exportChanges(tableId: string, to: { path: string }, call: Call = {}): Promise<{ changes: number }> {
    return { changes: await this.client().call('writeChanges', { tableId, ...to }, call) }
  }

  /** The pipeline with what it has learnt. */
  exportPipeline(tableId: string, to: { path: string }): Promise<void> {
    return this.client().call('writePipeline', { tableId, ...to })
  }

  /** What it has learnt stays in the worker, known by an id. @throws AppException FILE_NOT_FOUND, PIPELINE_FILE_INVALID */
  readPipeline(path: string): Promise<BroughtPipeline> {
    return this.client().call('readPipeline', path)
  }

  close(tableId: string): void {
    this.names.delete(tableId)
    if (this.worker) void this.worker.call('close', tableId).catch(() => undefined)
  }

  /** Ends the worker; tables that are open are forgotten. */
  async stop(): Promise<void> {
    const { worker } = this
    this.worker = null
    this.names.clear()
    await worker?.stop()
  }

  private client(): WorkerClient<PreparationProcedures> {
    if (!this.worker) {
      const worker = this.startWorker()
      worker.onCrash = () => {
        if (this.worker === worker) this.worker = null
      }
      this.worker = worker
    }
    return this.worker
  }
}
