/**
 * Main's side of the inference process: starts it when it is needed, keeps its requests in order, restarts it when it
 * dies, retries once what it was doing then, and ends it when a request takes too long. The process works on one request
 * at a time, so the first one in flight is the one that a crash belongs to.
 */
import type { ExecutionProvider } from '../../shared/domain/analysis/analysis'
import { AppException } from '../../shared/result'
import type { NamedTensors } from './golden'
import type {
  FromInference,
  LoadReport,
  LoadRequest,
  RefusedProvider,
  RunReport,
  RunRequest,
  ToInference,
  UnloadRequest,
} from './process/messages'

export interface InferenceChild {
  send(message: ToInference): void
  kill(): void
}
export interface ChildListeners {
  message(message: FromInference): void
  /** once, however the process ended */
  exit(): void
}
export type StartChild = (listeners: ChildListeners) => InferenceChild

export type LoadSpec = Omit<LoadRequest, 'kind' | 'id'>
export interface RunResult extends Omit<RunReport, 'left'> {
  /** the process died once while it worked on this request */
  retriedAfterCrash: boolean
}

/** A run that nobody waits for goes behind every one that a reader waits for. */
export type Priority = 'reading' | 'background'

export interface RunOptions {
  signal?: AbortSignal
  /** `reading` unless stated */
  priority?: Priority
  /** the package's second graph instead of its first */
  graph?: RunRequest['graph']
}

interface Job {
  id: number
  key: string
  message: ToInference
  priority: Priority
  crashes: number
  timedOut: boolean
  /** loads: the provider being tried, and those that brought the process down */
  trying: ExecutionProvider | null
  crashedOn: RefusedProvider[]
  resolve: (value: LoadReport | RunResult | null) => void
  reject: (error: AppException) => void
}

export interface ClientOptions {
  loadTimeoutMs: number
  runTimeoutMs: number
  /** told of every load, also of one after a restart, where the provider may be another than before */
  onLoaded?: (key: string, report: LoadReport) => void
  /** told when a model cannot be loaded again or keeps bringing the process down; it is not run until it is loaded anew */
  onBroken?: (key: string, error: AppException) => void
  /** told when a provider failed in a run and the model goes on with the CPU */
  onLeft?: (key: string, left: RefusedProvider) => void
  /** how often a request is tried whose process dies over it; 2 unless stated */
  attempts?: number
  /**
   * Memory that all sessions together may take, as {@link sessionBytes} counts. Models beyond it are let go, the one that was
   * not used for longest first, and opened again when they are asked for. One model alone may be larger.
   */
  sessionBudgetBytes?: number
}

/**
 * Measured with a graph of 354 MB: the process grows by 2.1 times the file while it is opened and keeps 1.1 times of it once
 * the bytes that were read are collected, which happens late. Counted is the former.
 */
const copiesHeld = 2

/** What a model's sessions are counted as, bytes. */
export function sessionBytes({ manifest }: Pick<LoadSpec, 'manifest'>): number {
  const gradient = 'gradient' in manifest ? (manifest.gradient?.bytes ?? 0) : 0
  return copiesHeld * (manifest.weights.bytes + gradient)
}

/** A model is given up after this many requests in a row that each crashed twice. */
const crashedRequestsAllowed = 2

export class InferenceClient {
  private child: InferenceChild | null = null
  /** told apart from messages of a process that is already gone */
  private generation = 0
  private lastId = 0
  private stopped = false
  private queue: Job[] = []
  private inFlight: Job[] = []
  private timer: NodeJS.Timeout | undefined
  private readonly specs = new Map<string, LoadSpec>()
  /** in the order of their last use */
  private readonly loadedInChild = new Set<string>()
  private readonly crashedRequests = new Map<string, number>()

  constructor(
    private readonly startChild: StartChild,
    private readonly options: ClientOptions,
  ) {}

  /** Rejects with AppException: the codes of ModelHost.load, INFERENCE_CRASHED, INFERENCE_TIMEOUT. */
  load(spec: LoadSpec): Promise<LoadReport> {
    this.specs.set(spec.key, spec)
    this.crashedRequests.delete(spec.key)
    return new Promise((resolve, reject) => {
      const message: LoadRequest = { kind: 'load', id: this.nextId(), ...spec }
      this.enqueue(newJob(message, resolve as Job['resolve'], reject))
    })
  }

  /** Ends the sessions of a model; later runs of it reject until it is loaded anew. */
  async unload(key: string): Promise<void> {
    this.specs.delete(key)
    this.rejectQueued(key, new AppException('MODEL_UNKNOWN', `The model ${key} is not loaded.`))
    if (!this.loadedInChild.delete(key)) return
    await new Promise<void>((resolve, reject) => {
      const message: UnloadRequest = { kind: 'unload', id: this.nextId(), key }
      this.enqueue(newJob(message, () => resolve(), reject))
    })
  }

  /**
   * One run of the graph; how many images it holds is the first dimension of its inputs.
   * Rejects with AppException: MODEL_UNKNOWN, MODEL_QUARANTINED, INFERENCE_FAILED, INFERENCE_CRASHED, INFERENCE_TIMEOUT,
   * CANCELLED; for the gradient graph also MODEL_HASH_MISMATCH, MODEL_LOAD_FAILED, MODEL_GOLDEN_FAILED.
   */
  run(key: string, inputs: NamedTensors, options: RunOptions = {}): Promise<RunResult> {
    const { signal, priority = 'reading', graph = 'main' } = options
    let cancel = (): void => undefined
    const result = new Promise<RunResult>((resolve, reject) => {
      const message: RunRequest = { kind: 'run', id: this.nextId(), key, graph, inputs }
      const job = newJob(message, resolve as Job['resolve'], reject, priority)
      cancel = () => this.cancel(job)
      if (signal?.aborted) {
        cancel()
        return
      }
      signal?.addEventListener('abort', cancel, { once: true })
      this.enqueue(job)
    })
    // One signal may stand over a batch of thousands: what it holds on to must go with each request.
    return result.finally(() => signal?.removeEventListener('abort', cancel))
  }

  /** Ends the process; everything open rejects with CANCELLED. */
  stop(): void {
    this.stopped = true
    clearTimeout(this.timer)
    const child = this.child
    this.child = null
    for (const job of [...this.inFlight, ...this.queue]) {
      job.reject(new AppException('CANCELLED', 'The inference process was stopped.'))
    }
    this.inFlight = []
    this.queue = []
    child?.kill()
  }

  private nextId(): number {
    return ++this.lastId
  }

  private enqueue(job: Job): void {
    const first = job.priority === 'reading' ? this.firstBackground() : this.queue.length
    this.queue.splice(first, 0, job)
    this.pump()
  }

  /** Back to the front of its own kind: a background run stays behind what a reader waits for. */
  private requeue(jobs: readonly Job[]): void {
    for (const job of jobs.toReversed())
      this.queue.splice(job.priority === 'reading' ? 0 : this.firstBackground(), 0, job)
  }

  private firstBackground(): number {
    const at = this.queue.findIndex(({ priority }) => priority === 'background')
    return at < 0 ? this.queue.length : at
  }

  private cancel(job: Job): void {
    // A request in flight cannot be called back; its answer is simply not waited for.
    this.queue = this.queue.filter((each) => each !== job)
    job.reject(new AppException('CANCELLED', 'The request was cancelled.'))
  }

  /**
   * Sends what may be sent. One request waits in the process behind the running one, so that it never idles; a background
   * run waits here instead, where a reader's request can still overtake it.
   */
  private pump(): void {
    while (!this.stopped) {
      const next = this.queue[0]
      if (!next || !this.mayFollow(next)) return
      if (next.message.kind === 'run' && !this.loadedInChild.has(next.key)) {
        if (!this.loadFirst(next)) continue
        return
      }
      if (next.message.kind === 'load' && this.makeRoom(next.key)) return
      this.queue.shift()
      this.post(next)
    }
  }

  private mayFollow(next: Job): boolean {
    if (this.inFlight.length === 0) return true
    const careful =
      next.priority === 'background' ||
      [...this.inFlight, next].some(({ message, crashes }) => message.kind !== 'run' || crashes > 0)
    return !careful && this.inFlight.length < 2
  }

  /** Puts the load of a model (after a restart) before its first run; false when that run was rejected instead. */
  private loadFirst(run: Job): boolean {
    if (this.inFlight.length > 0) return true
    const spec = this.specs.get(run.key)
    if (!spec) {
      this.queue.shift()
      run.reject(new AppException('MODEL_UNKNOWN', `The model ${run.key} is not loaded.`))
      return false
    }
    if (this.makeRoom(run.key)) return true
    const rejectRuns = (error: AppException) => {
      this.specs.delete(run.key)
      this.rejectQueued(run.key, error)
      this.options.onBroken?.(run.key, error)
    }
    const message: LoadRequest = { kind: 'load', id: this.nextId(), ...spec }
    this.post(newJob(message, () => undefined, rejectRuns))
    return true
  }

  /**
   * Lets go of the model that was not used for longest where the one to be opened would not fit; true: it was asked for, and
   * the rest must wait. Called while nothing is in flight.
   */
  private makeRoom(key: string): boolean {
    const spec = this.specs.get(key)
    const { sessionBudgetBytes } = this.options
    if (!spec || sessionBudgetBytes === undefined) return false
    const others = [...this.loadedInChild].filter((each) => each !== key)
    const held = others.reduce((sum, each) => {
      const other = this.specs.get(each)
      return sum + (other ? sessionBytes(other) : 0)
    }, 0)
    const oldest = others.find((each) => !this.isWaitedFor(each)) ?? others[0]
    if (oldest === undefined || held + sessionBytes(spec) <= sessionBudgetBytes) return false
    this.loadedInChild.delete(oldest)
    const message: UnloadRequest = { kind: 'unload', id: this.nextId(), key: oldest }
    this.post(
      newJob(
        message,
        () => undefined,
        () => undefined,
      ),
    )
    return true
  }

  private isWaitedFor(key: string): boolean {
    return this.queue.some((job) => job.key === key)
  }

  private post(job: Job): void {
    if (job.message.kind === 'run' && this.loadedInChild.delete(job.key)) this.loadedInChild.add(job.key)
    this.child ??= this.start()
    this.inFlight.push(job)
    if (this.inFlight.length === 1) this.watch(job)
    this.child.send(job.message)
  }

  private start(): InferenceChild {
    const generation = ++this.generation
    this.loadedInChild.clear()
    return this.startChild({
      message: (message) => {
        if (generation === this.generation && this.child) this.receive(message)
      },
      exit: () => {
        if (generation === this.generation && this.child) this.recover()
      },
    })
  }

  /** Starts the clock of the request that the process works on. */
  private watch(job: Job | undefined): void {
    clearTimeout(this.timer)
    if (!job) return
    const limit = job.message.kind === 'run' ? this.options.runTimeoutMs : this.options.loadTimeoutMs
    this.timer = setTimeout(() => {
      job.timedOut = true
      this.child?.kill()
    }, limit)
  }

  private receive(message: FromInference): void {
    if (message.kind === 'ready') return
    const job = this.inFlight.find(({ id }) => id === message.id)
    if (!job) return
    if (message.kind === 'trying') {
      job.trying = message.provider
      return
    }
    this.inFlight = this.inFlight.filter((each) => each !== job)
    this.watch(this.inFlight[0])
    this.settle(job, message)
    this.pump()
  }

  private settle(job: Job, message: Exclude<FromInference, { kind: 'ready' | 'trying' }>): void {
    if (message.kind === 'failed') {
      job.reject(new AppException(message.error.code, message.error.message, message.error.details))
    } else if (message.kind === 'loaded') {
      const report = {
        ...message.report,
        refusedProviders: [...job.crashedOn, ...message.report.refusedProviders],
      }
      this.loadedInChild.add(job.key)
      this.options.onLoaded?.(job.key, report)
      job.resolve(report)
    } else if (message.kind === 'unloaded') job.resolve(null)
    else this.settleRun(job, message.report)
  }

  private settleRun(job: Job, { left, ...report }: RunReport): void {
    this.crashedRequests.delete(job.key)
    if (left) this.options.onLeft?.(job.key, left)
    job.resolve({ ...report, retriedAfterCrash: job.crashes > 0 })
  }

  /** The process is gone: the request it worked on gets a second chance, those behind it lose nothing. */
  private recover(): void {
    clearTimeout(this.timer)
    this.child = null
    this.loadedInChild.clear()
    const [culprit, ...behind] = this.inFlight
    this.inFlight = []
    this.requeue(behind)
    if (culprit) this.giveSecondChance(culprit)
    this.pump()
  }

  private giveSecondChance(job: Job): void {
    if (job.timedOut) {
      job.reject(new AppException('INFERENCE_TIMEOUT', 'The model took too long and was stopped.'))
      return
    }
    if (job.message.kind === 'load' && job.trying !== null && job.trying !== 'cpu') {
      this.dropProvider(job, job.message, job.trying)
      return
    }
    // What it held is gone with the process.
    if (job.message.kind === 'unload') {
      job.resolve(null)
      return
    }
    job.crashes++
    if (job.crashes < (this.options.attempts ?? 2)) this.requeue([job])
    else this.giveUp(job)
  }

  /** A provider that brings the process down is not tried again, now or at a later restart. */
  private dropProvider(job: Job, message: LoadRequest, provider: ExecutionProvider): void {
    job.crashedOn.push({ provider, reason: 'it brought the inference process down' })
    job.trying = null
    message.providers = message.providers.filter((each) => each !== provider)
    const spec = this.specs.get(job.key)
    if (spec) this.specs.set(job.key, { ...spec, providers: message.providers })
    this.requeue([job])
  }

  private giveUp(job: Job): void {
    const error = new AppException(
      'INFERENCE_CRASHED',
      'The inference process died each time while it worked on this request.',
    )
    job.reject(error)
    if (job.message.kind === 'load') {
      this.specs.delete(job.key)
      return
    }
    const crashed = (this.crashedRequests.get(job.key) ?? 0) + 1
    this.crashedRequests.set(job.key, crashed)
    if (crashed < crashedRequestsAllowed) return
    this.specs.delete(job.key)
    this.rejectQueued(
      job.key,
      new AppException('MODEL_QUARANTINED', 'The model keeps bringing the inference process down.'),
    )
    this.options.onBroken?.(job.key, error)
  }

  private rejectQueued(key: string, error: AppException): void {
    const concerned = this.queue.filter((job) => job.key === key && job.message.kind === 'run')
    this.queue = this.queue.filter((job) => !concerned.includes(job))
    for (const job of concerned) job.reject(error)
  }
}

function newJob(
  message: Job['message'],
  resolve: Job['resolve'],
  reject: Job['reject'],
  priority: Priority = 'reading',
): Job {
  return {
    id: message.id,
    key: message.key,
    message,
    priority,
    crashes: 0,
    timedOut: false,
    trying: null,
    crashedOn: [],
    resolve,
    reject,
  }
}
