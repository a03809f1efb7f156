/**
 * Reads files of an import in a thread of its own, one portion ahead of the one that is being stored: taking a file apart
 * costs as much as storing it. Portions cross as JSON text, which is quicker to take over than objects are.
 */
import type { IntakeOptions } from '../../../shared/domain/record/intake'
import { WorkerClient } from '../../workers/rpc'
import { workerScript } from '../../workers/worker-script'
import { type FileToRead, type ItemBatch, itemBatches } from './item-batches'

/** On the thread's side: one file at a time. */
export function readingProcedures() {
  let batches: AsyncGenerator<ItemBatch> | undefined
  const close = async () => {
    await batches?.return(undefined)
    batches = undefined
  }
  return {
    open: async ({ options, file }: { options: IntakeOptions; file: FileToRead }): Promise<void> => {
      await close()
      batches = itemBatches(options, file)
    },
    /** null behind the last one */
    next: async (): Promise<string | null> => {
      const next = await batches?.next()
      return next === undefined || next.done === true ? null : JSON.stringify(next.value)
    },
    close,
  }
}

type ReadingProcedures = ReturnType<typeof readingProcedures>

export class ReadingThread {
  private worker: WorkerClient<ReadingProcedures> | undefined

  constructor(private readonly script = workerScript('record-reader-worker')) {}

  /** One file at a time. @throws AppException as {@link itemBatches}; INTERNAL where the thread dies, and the next file gets a new one */
  async *read(options: IntakeOptions, file: FileToRead): AsyncGenerator<ItemBatch> {
    const worker = this.alive()
    await worker.call('open', { options, file })
    const ask = () => {
      const asked = worker.call('next', undefined)
      // It is waited for when the portion before it is stored, and may fail before that.
      void asked.catch(() => undefined)
      return asked
    }
    let next = ask()
    try {
      for (let text = await next; text !== null; text = await next) {
        next = ask()
        // Our own thread wrote it a moment ago.
        yield JSON.parse(text) as ItemBatch
      }
    } finally {
      await worker.call('close', undefined).catch(() => undefined)
    }
  }

  async stop(): Promise<void> {
    await this.worker?.stop()
    this.worker = undefined
  }

  private alive(): WorkerClient<ReadingProcedures> {
    if (this.worker) return this.worker
    const worker = new WorkerClient<ReadingProcedures>(this.script)
    worker.onCrash = () => {
      if (this.worker === worker) this.worker = undefined
    }
    this.worker = worker
    return worker
  }
}
