/**
 * Main's side of the inference process: starts it when it is needed, keeps its requests in order, restarts it when it
 * dies, retries once what it was doing then, and ends it when a request takes too long. The process works on one request
 * at a time, so the first one in flight is the one that a crash belongs to.
 */
import type { ExecutionProvider } from '../../shared/domain/analysis/analysis'
import { AppException } from '../../shared/result'
import type {
  FromInference,
  LoadReport,
  LoadRequest,
  RefusedProvider,
  RunReport,
  ToInference,
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
export interface RunResult extends RunReport {
  /** the process died once while it worked on this request */
  retriedAfterCrash: boolean
}

interface Job {
  id: number
  modelId: string
  message: LoadRequest | Extract<ToInference, { kind: 'run' }>
  crashes: number
  timedOut: boolean
  /** loads: the provider being tried, and those that brought the process down */
  trying: ExecutionProvider | null
  crashedOn: RefusedProvider[]
  resolve: (value: LoadReport | RunResult) => void
  reject: (error: AppException) => void
}

export interface ClientOptions {
  loadTimeoutMs: number
  runTimeoutMs: number
  /** told of every load, also of one after a restart, where the provider may be another than before */
  onLoaded?: (modelId: string, report: LoadReport) => void
  /** told when a model cannot be loaded again or keeps bringing the process down; it is not run until it is loaded anew */
  onBroken?: (modelId: string, error: AppException) => void
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
  private readonly loadedInChild = new Set<string>()
  private readonly crashedRequests = new Map<string, number>()

  constructor(
    private readonly startChild: StartChild,
    private readonly options: ClientOptions,
  ) {}

  /** Rejects with AppException: the codes of ModelHost.load, INFERENCE_CRASHED, INFERENCE_TIMEOUT. */
  load(spec: LoadSpec): Promise<LoadReport> {
    const modelId = spec.manifest.id
    this.specs.set(modelId, spec)
    this.crashedRequests.delete(modelId)
    return new Promise((resolve, reject) => {
      const message: LoadRequest = { kind: 'load', id: this.nextId(), ...spec }
      this.queue.push(newJob(message, modelId, resolve as Job['resolve'], reject))
      this.pump()
    })
  }

  /**
   * @param images `count` images one after the other
   * Rejects with AppException: MODEL_UNKNOWN, MODEL_QUARANTINED, INFERENCE_FAILED, INFERENCE_CRASHED, INFERENCE_TIMEOUT, CANCELLED.
   */
  run(modelId: string, images: Float32Array, count: number, signal?: AbortSignal): Promise<RunResult> {
    let cancel = (): void => undefined
    const result = new Promise<RunResult>((resolve, reject) => {
      const message = { kind: 'run' as const, id: this.nextId(), modelId, images, count }
      const job = newJob(message, modelId, resolve as Job['resolve'], reject)
      cancel = () => this.cancel(job)
      if (signal?.aborted) {
        cancel()
        return
      }
      signal?.addEventListener('abort', cancel, { once: true })
      this.queue.push(job)
      this.pump()
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

  private cancel(job: Job): void {
    // A request in flight cannot be called back; its answer is simply not waited for.
    this.queue = this.queue.filter((each) => each !== job)
    job.reject(new AppException('CANCELLED', 'The request was cancelled.'))
  }

  /** Sends what may be sent. One request waits in the process behind the running one, so that it never idles. */
  private pump(): void {
    while (!this.stopped) {
      const next = this.queue[0]
      if (!next || !this.mayFollow(next)) return
      if (next.message.kind === 'run' && !this.loadedInChild.has(next.modelId)) {
        if (!this.loadFirst(next)) continue
        return
      }
      this.queue.shift()
      this.post(next)
    }
  }

  private mayFollow(next: Job): boolean {
    if (this.inFlight.length === 0) return true
    const careful = [...this.inFlight, next].some(
      ({ message, crashes }) => message.kind === 'load' || crashes > 0,
    )
    return !careful && this.inFlight.length < 2
  }

  /** Puts the load of a model (after a restart) before its first run; false when that run was rejected instead. */
  private loadFirst(run: Job): boolean {
    if (this.inFlight.length > 0) return true
    const spec = this.specs.get(run.modelId)
    if (!spec) {
      this.queue.shift()
      run.reject(new AppException('MODEL_UNKNOWN', `The model ${run.modelId} is not loaded.`))
      return false
    }
    const rejectRuns = (error: AppException) => {
      this.specs.delete(run.modelId)
      this.rejectQueued(run.modelId, error)
      this.options.onBroken?.(run.modelId, error)
    }
    const message: LoadRequest = { kind: 'load', id: this.nextId(), ...spec }
    this.post(newJob(message, run.modelId, () => undefined, rejectRuns))
    return true
  }

  private post(job: Job): void {
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
    const limit = job.message.kind === 'load' ? this.options.loadTimeoutMs : this.options.runTimeoutMs
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
      this.loadedInChild.add(job.modelId)
      this.options.onLoaded?.(job.modelId, report)
      job.resolve(report)
    } else {
      this.crashedRequests.delete(job.modelId)
      job.resolve({ ...message.report, retriedAfterCrash: job.crashes > 0 })
    }
  }

  /** The process is gone: the request it worked on gets a second chance, those behind it lose nothing. */
  private recover(): void {
    clearTimeout(this.timer)
    this.child = null
    this.loadedInChild.clear()
    const [culprit, ...behind] = this.inFlight
    this.inFlight = []
    this.queue.unshift(...behind)
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
    job.crashes++
    if (job.crashes < 2) this.queue.unshift(job)
    else this.giveUp(job)
  }

  /** A provider that brings the process down is not tried again, now or at a later restart. */
  private dropProvider(job: Job, message: LoadRequest, provider: ExecutionProvider): void {
    job.crashedOn.push({ provider, reason: 'it brought the inference process down' })
    job.trying = null
    message.providers = message.providers.filter((each) => each !== provider)
    const spec = this.specs.get(job.modelId)
    if (spec) this.specs.set(job.modelId, { ...spec, providers: message.providers })
    this.queue.unshift(job)
  }

  private giveUp(job: Job): void {
    const error = new AppException(
      'INFERENCE_CRASHED',
      'The inference process died twice while it worked on this request.',
    )
    job.reject(error)
    if (job.message.kind === 'load') {
      this.specs.delete(job.modelId)
      return
    }
    const crashed = (this.crashedRequests.get(job.modelId) ?? 0) + 1
    this.crashedRequests.set(job.modelId, crashed)
    if (crashed < crashedRequestsAllowed) return
    this.specs.delete(job.modelId)
    this.rejectQueued(
      job.modelId,
      new AppException('MODEL_QUARANTINED', 'The model keeps bringing the inference process down.'),
    )
    this.options.onBroken?.(job.modelId, error)
  }

  private rejectQueued(modelId: string, error: AppException): void {
    const concerned = this.queue.filter((job) => job.modelId === modelId && job.message.kind === 'run')
    this.queue = this.queue.filter((job) => !concerned.includes(job))
    for (const job of concerned) job.reject(error)
  }
}

function newJob(
  message: Job['message'],
  modelId: string,
  resolve: Job['resolve'],
  reject: Job['reject'],
): Job {
  return {
    id: message.id,
    modelId,
    message,
    crashes: 0,
    timedOut: false,
    trying: null,
    crashedOn: [],
    resolve,
    reject,
  }
}
