/**
 * Procedure calls between main and its worker threads: one table of functions on the worker's side, a client typed by
 * that table on main's. Errors cross as {@link AppError}. A call may be cancelled and may report progress.
 */
import { MessageChannel, type MessagePort, type Transferable, Worker } from 'node:worker_threads'
import { AppException, type AppError, toAppError } from '../../shared/result'

export interface CallContext {
  /** aborted when the caller cancels */
  signal: AbortSignal
  /** sends a value to the caller's `onProgress` */
  progress: (value: unknown) => void
}

// Procedures differ in their inputs; each one is called only through its own name's type.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Procedures = Record<string, (input: any, context: CallContext) => unknown>

type Input<P extends Procedures, K extends keyof P> = Parameters<P[K]>[0]
type Output<P extends Procedures, K extends keyof P> = Awaited<ReturnType<P[K]>>

interface CallOptions {
  transfer?: Transferable[]
  signal?: AbortSignal
  onProgress?: (value: never) => void
}

type ToWorker = { kind: 'call'; id: number; name: string; input: unknown } | { kind: 'cancel'; id: number }
type FromWorker =
  | { kind: 'done'; id: number; value: unknown }
  | { kind: 'failed'; id: number; error: AppError }
  | { kind: 'progress'; id: number; value: unknown }

/** A return value whose buffers are moved, not copied, to the caller. */
export class Moved<T> {
  constructor(
    readonly value: T,
    readonly transfer: Transferable[],
  ) {}
}

/** Worker's side: answers calls that arrive on `port` until it closes. */
export function serve(port: MessagePort, procedures: Procedures): void {
  const running = new Map<number, AbortController>()
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'cancel') {
      running.get(message.id)?.abort()
      return
    }
    const { id, name, input } = message
    const controller = new AbortController()
    running.set(id, controller)
    const answer = (reply: FromWorker, transfer: Transferable[] = []) => {
      running.delete(id)
      port.postMessage(reply, transfer)
    }
    const procedure = procedures[name]
    void (async () => {
      try {
        if (!procedure) throw new AppException('INTERNAL', `No worker procedure ${name}.`)
        const value = await procedure(input, {
          signal: controller.signal,
          progress: (progress) =>
            port.postMessage({ kind: 'progress', id, value: progress } satisfies FromWorker),
        })
        if (value instanceof Moved) answer({ kind: 'done', id, value: value.value }, value.transfer)
        else answer({ kind: 'done', id, value })
      } catch (thrown) {
        answer({ kind: 'failed', id, error: toAppError(thrown) })
      }
    })()
  })
}

/** What a procedure's caller gets: `Moved<T>` arrives as `T`. */
type Received<T> = T extends Moved<infer Inner> ? Inner : T

/** Main's side of one worker thread. Calls reject with {@link AppException}. */
export class WorkerClient<P extends Procedures> {
  private readonly worker: Worker
  private readonly port: MessagePort
  private readonly waiting = new Map<
    number,
    {
      resolve: (value: never) => void
      reject: (error: Error) => void
      onProgress: ((value: never) => void) | undefined
    }
  >()
  private lastId = 0
  private stopped = false
  /** called once if the thread dies without being stopped */
  onCrash: ((error: Error) => void) | undefined

  constructor(script: string, workerData: Record<string, unknown> = {}) {
    const { port1, port2 } = new MessageChannel()
    this.port = port1
    this.worker = new Worker(script, { workerData: { ...workerData, port: port2 }, transferList: [port2] })
    this.port.on('message', (message: FromWorker) => this.receive(message))
    this.worker.on('error', (error: Error) => this.fail(error))
    this.worker.on('exit', () => this.fail(new Error('worker exited')))
  }

  call<K extends keyof P & string>(
    name: K,
    input: Input<P, K>,
    options: CallOptions = {},
  ): Promise<Received<Output<P, K>>> {
    if (this.stopped) return Promise.reject(new AppException('VAULT_LOCKED', 'The worker was stopped.'))
    const id = ++this.lastId
    return new Promise((resolve, reject) => {
      const cancel = () => this.port.postMessage({ kind: 'cancel', id } satisfies ToWorker)
      // One signal may span thousands of calls: none of them may leave its listener behind.
      const settle =
        <T>(then: (value: T) => void) =>
        (value: T): void => {
          options.signal?.removeEventListener('abort', cancel)
          then(value)
        }
      this.waiting.set(id, {
        resolve: settle(resolve as (value: never) => void),
        reject: settle(reject),
        onProgress: options.onProgress,
      })
      options.signal?.addEventListener('abort', cancel)
      this.port.postMessage({ kind: 'call', id, name, input } satisfies ToWorker, options.transfer ?? [])
      if (options.signal?.aborted) cancel()
    })
  }

  /** Ends the thread; open calls reject. Memory with keys goes with it. */
  async stop(): Promise<void> {
    this.stopped = true
    this.rejectAll(new AppException('CANCELLED', 'The worker was stopped.'))
    this.port.close()
    await this.worker.terminate()
  }

  private receive(message: FromWorker): void {
    const call = this.waiting.get(message.id)
    if (!call) return
    if (message.kind === 'progress') {
      call.onProgress?.(message.value as never)
      return
    }
    this.waiting.delete(message.id)
    if (message.kind === 'done') call.resolve(message.value as never)
    else call.reject(new AppException(message.error.code, message.error.message, message.error.details))
  }

  private fail(error: Error): void {
    if (this.stopped) return
    this.stopped = true
    this.rejectAll(new AppException('INTERNAL', `A worker thread ended: ${error.name}.`))
    this.onCrash?.(error)
  }

  private rejectAll(error: Error): void {
    for (const call of this.waiting.values()) call.reject(error)
    this.waiting.clear()
  }
}
