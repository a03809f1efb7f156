/**
 * Threads that read files for batch work without a vault. Each works on one file at a time, so that one whose codec dies
 * takes no other file with it; the thread is replaced.
 */
import { WorkerClient } from '../../workers/rpc'
import { workerScript } from '../../workers/worker-script'
import type {
  FilmProcedures,
  PreparedFile,
  PrepareFileInput,
  WriteExplanationInput,
  WriteOverlayInput,
} from './film-procedures'

type FilmWorker = Pick<WorkerClient<FilmProcedures>, 'call' | 'stop' | 'onCrash'>

export class FilmPool {
  private readonly idle: FilmWorker[] = []
  private readonly all = new Set<FilmWorker>()
  private readonly waiting: ((worker: FilmWorker) => void)[] = []

  constructor(
    size: number,
    private readonly start: () => FilmWorker = () =>
      new WorkerClient<FilmProcedures>(workerScript('film-worker')),
  ) {
    for (let index = 0; index < size; index++) this.add()
  }

  /** Rejects with AppException: what reading, parsing and decoding may give. `startedAt` is when a thread took it up. */
  async prepareFile(input: PrepareFileInput): Promise<PreparedFile & { startedAt: number }> {
    return this.withWorker(async (worker) => {
      const startedAt = performance.now()
      return { ...(await worker.call('prepareFile', input)), startedAt }
    })
  }

  async writeOverlay(input: WriteOverlayInput): Promise<void> {
    await this.withWorker((worker) => worker.call('writeOverlay', input))
  }

  async writeExplanation(input: WriteExplanationInput): Promise<void> {
    await this.withWorker((worker) => worker.call('writeExplanation', input))
  }

  async stop(): Promise<void> {
    await Promise.all([...this.all].map((worker) => worker.stop()))
  }

  private add(): void {
    const worker = this.start()
    this.all.add(worker)
    worker.onCrash = () => {
      this.all.delete(worker)
      const place = this.idle.indexOf(worker)
      if (place >= 0) this.idle.splice(place, 1)
      this.add()
    }
    this.release(worker)
  }

  private async withWorker<T>(work: (worker: FilmWorker) => Promise<T>): Promise<T> {
    const worker =
      this.idle.shift() ?? (await new Promise<FilmWorker>((resolve) => this.waiting.push(resolve)))
    try {
      return await work(worker)
    } finally {
      // A thread that died meanwhile was already replaced.
      if (this.all.has(worker)) this.release(worker)
    }
  }

  private release(worker: FilmWorker): void {
    const next = this.waiting.shift()
    if (next) next(worker)
    else this.idle.push(worker)
  }
}
