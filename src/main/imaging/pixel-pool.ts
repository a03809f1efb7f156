/**
 * Main's side of the pixel workers. Each works on one image at a time; what waits is taken newest first, because the reader
 * has scrolled on, and what nobody wants any more is never started. A thread that died, or that a broken image holds up, is
 * replaced.
 */
import { availableParallelism } from 'node:os'
import type { FrameDescription, TagNode } from '../../shared/domain/imaging/instance'
import { AppException } from '../../shared/result'
import type { PreparedImage } from '../inference/assess-image'
import type { ImagePreparation } from '../inference/preprocess/prepare-input'
import { eraseKeys } from '../security/key-wrap'
import type { VaultKeys } from '../security/keys'
import { WorkerClient } from '../workers/rpc'
import { workerScript } from '../workers/worker-script'
import type { PixelProcedures } from './pixel-procedures'
import { RecentlyUsed } from './recently-used'

export interface FrameBytes {
  description: FrameDescription
  /** samples, little-endian */
  bytes: Uint8Array
}

type Life = { open: (nothing: null) => void; close: (nothing: null) => void }
export type PixelWorker = Pick<WorkerClient<PixelProcedures & Life>, 'call' | 'stop' | 'onCrash'>

interface Thread {
  worker: PixelWorker
  opened: Promise<void>
  /** of the last task: its file is open there */
  instanceId: string
}

interface Task {
  instanceId: string
  /** lists wait for the image that is read */
  urgent: boolean
  run(worker: PixelWorker): Promise<unknown>
  resolve(value: unknown): void
  reject(error: unknown): void
}

/** ms; decoding takes some tens, the largest images a few seconds */
const longestTaskMs = 60_000
const keptThumbnailBytes = 16 << 20

export interface PixelPoolOptions {
  size?: number
  start?: () => PixelWorker
  longestTaskMs?: number
}

export class PixelPool {
  private readonly keys: VaultKeys
  private readonly size: number
  private readonly start: () => PixelWorker
  private readonly threads = new Set<Thread>()
  private readonly idle: Thread[] = []
  private waiting: Task[] = []
  private readonly thumbnails = new RecentlyUsed<string, Uint8Array>(keptThumbnailBytes)
  private stopped = false

  /** The keys are copied; the caller may erase its own. The threads start when they are first needed. */
  constructor(
    profileDir: string,
    keys: VaultKeys,
    private readonly options: PixelPoolOptions = {},
  ) {
    this.keys = { database: keys.database.slice(), blobs: keys.blobs.slice(), names: keys.names.slice() }
    this.size = options.size ?? Math.max(1, availableParallelism() - 1)
    this.start =
      options.start ??
      (() =>
        new WorkerClient<PixelProcedures & Life>(workerScript('pixel-worker'), {
          profileDir,
          keys: this.keys,
        }))
  }

  /** Rejects with AppException: NOT_FOUND, BLOB_DAMAGED, the decoding codes, CANCELLED when `signal` is aborted. */
  frame(instanceId: string, index: number, signal?: AbortSignal): Promise<FrameBytes> {
    return this.queue(instanceId, true, (worker) => worker.call('frame', { instanceId, index }), signal)
  }

  /** PNG, at most 128 px a side. Rejects as {@link frame}. */
  async thumbnail(instanceId: string, signal?: AbortSignal): Promise<Uint8Array> {
    const known = this.thumbnails.get(instanceId)
    if (known) return known
    const png = await this.queue(
      instanceId,
      false,
      (worker) => worker.call('thumbnail', { instanceId }),
      signal,
    )
    this.thumbnails.set(instanceId, png, png.length)
    return png
  }

  tags(instanceId: string): Promise<TagNode[]> {
    return this.queue(instanceId, true, (worker) => worker.call('tags', { instanceId }))
  }

  /** What is prepared in the background waits behind every image that is looked at. Rejects as {@link frame}. */
  prepareForModel(
    instanceId: string,
    preparation: ImagePreparation,
    { priority = 'reading', signal }: { priority?: 'reading' | 'background'; signal?: AbortSignal } = {},
  ): Promise<PreparedImage> {
    return this.queue(
      instanceId,
      priority === 'reading',
      (worker) => worker.call('prepareForModel', { instanceId, preparation }),
      signal,
    )
  }

  /** Ends the threads; what waits is cancelled. */
  async stop(): Promise<void> {
    this.stopped = true
    for (const task of this.waiting) task.reject(new AppException('VAULT_LOCKED', 'The vault was locked.'))
    this.waiting = []
    this.thumbnails.clear()
    const threads = [...this.threads]
    this.threads.clear()
    await Promise.all(threads.map(({ worker }) => worker.stop()))
    eraseKeys(this.keys)
  }

  private queue<T>(
    instanceId: string,
    urgent: boolean,
    run: (worker: PixelWorker) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    if (this.stopped) return Promise.reject(new AppException('VAULT_LOCKED', 'The vault is locked.'))
    let forgetSignal = (): void => undefined
    const result = new Promise<T>((resolve, reject) => {
      const task: Task = { instanceId, urgent, run, resolve: resolve, reject }
      const cancel = () => {
        this.waiting = this.waiting.filter((other) => other !== task)
        reject(new AppException('CANCELLED', 'The image is no longer wanted.'))
      }
      if (signal?.aborted) {
        cancel()
        return
      }
      signal?.addEventListener('abort', cancel, { once: true })
      forgetSignal = () => signal?.removeEventListener('abort', cancel)
      this.waiting.push(task)
      this.dispatch()
    })
    // One signal may stand over thousands of images: what it holds on to must go with each.
    return result.finally(() => forgetSignal())
  }

  private dispatch(): void {
    while (this.waiting.length > 0 && !this.stopped) {
      const newest = this.waiting.findLastIndex(({ urgent }) => urgent)
      const at = newest >= 0 ? newest : this.waiting.length - 1
      const task = this.waiting[at]
      const thread = task && this.takeThread(task.instanceId)
      if (!thread) return
      this.waiting.splice(at, 1)
      void this.work(thread, task)
    }
  }

  /** An idle thread, if possible the one that has the file open; a new one while there may be more. */
  private takeThread(instanceId: string): Thread | null {
    const known = this.idle.findIndex((thread) => thread.instanceId === instanceId)
    if (known >= 0) return this.idle.splice(known, 1)[0] ?? null
    if (this.idle.length > 0) return this.idle.shift() ?? null
    return this.threads.size < this.size ? this.addThread() : null
  }

  private addThread(): Thread {
    const worker = this.start()
    const thread: Thread = { worker, opened: worker.call('open', null), instanceId: '' }
    thread.opened.catch(() => undefined)
    worker.onCrash = () => this.forget(thread)
    this.threads.add(thread)
    return thread
  }

  private forget(thread: Thread): void {
    this.threads.delete(thread)
    const at = this.idle.indexOf(thread)
    if (at >= 0) this.idle.splice(at, 1)
    this.dispatch()
  }

  private async work(thread: Thread, task: Task): Promise<void> {
    thread.instanceId = task.instanceId
    const watch = setTimeout(() => void this.giveUp(thread), this.options.longestTaskMs ?? longestTaskMs)
    let isOpen = false
    try {
      await thread.opened
      isOpen = true
      task.resolve(await task.run(thread.worker))
    } catch (thrown) {
      if (this.stopped) task.reject(new AppException('VAULT_LOCKED', 'The vault was locked.'))
      // A thread that cannot even start is the program's fault, not the image's.
      else task.reject(isOpen ? asDecodingError(thrown) : thrown)
    } finally {
      clearTimeout(watch)
      if (this.threads.has(thread)) this.idle.push(thread)
      this.dispatch()
    }
  }

  /** Ending the thread rejects its call. */
  private async giveUp(thread: Thread): Promise<void> {
    this.forget(thread)
    await thread.worker.stop()
  }
}

/** A thread that ended under an image was ended by that image. */
function asDecodingError(thrown: unknown): unknown {
  const isLost = thrown instanceof AppException && (thrown.code === 'CANCELLED' || thrown.code === 'INTERNAL')
  return isLost ? new AppException('DICOM_DECODE_FAILED', 'The image could not be decoded.') : thrown
}
