/**
 * Main's side of the queue: analyses images while the vault is open. Tasks lie in the vault, so a lock,
 * an end or a crash of the program only pauses it. Whoever reads comes first: nothing is started while the viewer is being
 * moved, a reader's own run overtakes at the inference process, and images are decoded behind those that are looked at.
 */
import type { QueueModel, QueueRequest, QueueStatus } from '../../shared/domain/analysis/queue'
import type { InstalledModel } from '../../shared/domain/models/installed-model'
import { modelKey, splitModelKey } from '../../shared/domain/models/model-key'
import type { Settings } from '../../shared/domain/settings/settings'
import { AppException, toAppError } from '../../shared/result'
import type { NewRun } from '../store/queries/analysis-runs'
import type { ClaimedTask } from '../store/queries/analysis-tasks'
import type { OpenVault } from '../workers/vault-workers'
import { planVault } from './plan-vault'
import { queueableModels } from './queueable-models'
import { RunTimes } from './run-times'
import { throttled } from './throttled'

/** What the queue needs of an open vault. */
export type QueueVault = Pick<OpenVault, 'store' | 'reader' | 'pixels'>

export interface QueueOptions<V extends QueueVault = OpenVault> {
  /** every model of this installation and site */
  models: () => readonly InstalledModel[]
  settings: () => Settings['inference']
  /** A model on an image, without storing the run. Rejects with AppException. */
  assess: (vault: V, task: ClaimedTask, signal: AbortSignal) => Promise<NewRun>
  statusChanged: (status: QueueStatus) => void
  /** what the worklist shows of these studies is another than before */
  studiesChanged: (studyIds: string[]) => void
  log?: (line: string) => void
}

/** What a reader does now. */
export interface Reading {
  /** the study that is open; null on other pages */
  studyId: string | null
  /** images are being moved, windowed, zoomed at this moment */
  busy: boolean
}

/** ms after the last move in the viewer before the next task is begun */
const quietMs = 700
const statusEveryMs = 400
/** Two tasks at a time: one image is decoded while the model reads the other, which it does one after the other. */
const lanes = 2
const studiesEveryMs = 1_000

interface Session<V> {
  vault: V
  abort: AbortController
  ended: Promise<void>
}

export class AnalysisQueue<V extends QueueVault = OpenVault> {
  private session: Session<V> | null = null
  private readonly times = new RunTimes()
  private reading: Reading = { studyId: null, busy: false }
  private busyUntil = 0
  private readonly current = new Set<ClaimedTask>()
  private readonly sleeping = new Set<() => void>()
  /** counts what may be a reason to look for work; each lane knows how much of it it has heard */
  private announced = 0
  private planning: Promise<void> | null = null
  private planAgain = false
  private readonly changedStudies = new Set<string>()
  private readonly tellStatus = throttled(() => void this.sendStatus(), statusEveryMs)
  private readonly tellStudies = throttled(() => this.sendStudies(), studiesEveryMs)

  constructor(private readonly options: QueueOptions<V>) {}

  /** Goes on where the last session ended. Call when the vault is open and the models are known. */
  start(vault: V): void {
    if (this.session) return
    const abort = new AbortController()
    const session: Session<V> = { vault, abort, ended: Promise.resolve() }
    this.session = session
    session.ended = this.run(session).catch((thrown: unknown) => {
      // The vault went away under a call; everything that counts is in it.
      if (!abort.signal.aborted) this.options.log?.(`queue: stopped (${toAppError(thrown).code})`)
    })
  }

  /** Begins nothing more; resolves when what was under way is over. What runs is queued again at the next start. */
  async stop(): Promise<void> {
    const { session } = this
    this.session = null
    this.changedStudies.clear()
    this.reading = { studyId: null, busy: false }
    // Before the vault closes, so that a lock does not count as an attempt.
    for (const { taskId } of this.current)
      session?.vault.store.call('releaseTask', taskId).catch(() => undefined)
    this.current.clear()
    session?.abort.abort()
    this.wakeUp()
    await session?.ended
  }

  /** The models, or what the settings say about them, changed. */
  modelsChanged(): void {
    if (this.session) void this.plan(this.session)
  }

  /** Images were stored, studies taken out of the trash, or the pause was lifted. */
  look(): void {
    if (this.session) void this.plan(this.session)
  }

  /** What the reader does: his study goes first, and while he moves it nothing is begun. */
  noteReading(reading: Reading): void {
    const opened = reading.studyId !== null && reading.studyId !== this.reading.studyId
    const before = this.isYielding()
    this.reading = reading
    if (reading.busy) this.busyUntil = performance.now() + quietMs
    if (opened && reading.studyId !== null) this.prefer(reading.studyId)
    if (this.isYielding() !== before) this.tellStatus()
    this.wakeUp()
  }

  /** Rejects with AppException VAULT_LOCKED. Resolves with how many images now wait that did not before. */
  async request(request: QueueRequest): Promise<number> {
    const session = this.requireSession()
    await this.plan(session)
    const queued = await session.vault.store.call('requestAnalyses', request)
    void this.plan(session)
    return queued
  }

  /** Takes what waits out of the queue. Rejects with AppException VAULT_LOCKED. */
  async cancel(modelId: string | null): Promise<number> {
    const session = this.requireSession()
    const cancelled = await session.vault.store.call('cancelAnalyses', modelId)
    void this.plan(session)
    return cancelled
  }

  /** Rejects with AppException VAULT_LOCKED. */
  async retryFailed(modelId: string | null): Promise<number> {
    const session = this.requireSession()
    const queued = await session.vault.store.call('retryFailedAnalyses', modelId)
    void this.plan(session)
    return queued
  }

  /** Rejects with AppException VAULT_LOCKED. */
  async status(): Promise<QueueStatus> {
    const { vault } = this.requireSession()
    const { queuePaused: paused, pausedModels } = this.options.settings()
    const { readyKeys } = this.queueable()
    const progress = await vault.reader.call('queueProgress', undefined)
    return {
      paused,
      yielding: !paused && this.isYielding() && progress.some(({ queued }) => queued > 0),
      models: progress.map((model) => ({
        ...model,
        ready: readyKeys.includes(modelKey(model.id, model.version)),
        paused: pausedModels.includes(model.id),
        remainingMs: this.times.remainingMs(model.id, model.queued + model.running),
      })),
    }
  }

  /** The status once every image is planned. Rejects with AppException VAULT_LOCKED. */
  async planned(): Promise<QueueStatus> {
    await this.plan(this.requireSession())
    return this.status()
  }

  /** Resolves when nothing waits that can run (headless use). */
  async drained(signal: AbortSignal): Promise<void> {
    while (this.session && !signal.aborted) {
      const { paused, models } = await this.planned()
      const isOver = (model: QueueModel) =>
        model.running === 0 && (model.queued === 0 || !model.ready || model.paused)
      if (paused || models.every(isOver)) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  private requireSession(): Session<V> {
    if (!this.session) throw new AppException('VAULT_LOCKED', 'The vault is locked.')
    return this.session
  }

  private queueable() {
    return queueableModels(this.options.models(), this.options.settings().modes)
  }

  private prefer(studyId: string): void {
    const { session } = this
    if (!session) return
    session.vault.store.call('preferStudy', studyId).then(
      (waits) => waits && this.wakeUp(),
      () => undefined,
    )
  }

  private isYielding(): boolean {
    return (
      performance.now() < this.busyUntil ||
      (this.options.settings().pauseWhileReading && this.reading.studyId !== null)
    )
  }

  /** What may be begun now; null: nothing. */
  private mayClaim(): { modelKeys: string[]; onlyStudyId: string | null } | null {
    const { queuePaused, pausedModels, pauseWhileReading } = this.options.settings()
    if (queuePaused || performance.now() < this.busyUntil) return null
    const paused = new Set(pausedModels)
    return {
      modelKeys: this.queueable().readyKeys.filter((key) => !paused.has(splitModelKey(key).id)),
      onlyStudyId: pauseWhileReading ? this.reading.studyId : null,
    }
  }

  private async run(session: Session<V>): Promise<void> {
    await this.plan(session)
    await Promise.all(Array.from({ length: lanes }, () => this.runLane(session)))
  }

  private async runLane(session: Session<V>): Promise<void> {
    let next: ClaimedTask | null = null
    while (!session.abort.signal.aborted) {
      const heard = this.announced
      const claim = this.mayClaim()
      if (!claim) {
        if (next) await session.vault.store.call('releaseTask', next.taskId)
        next = null
        await this.pause(heard, this.busyUntil - performance.now())
        continue
      }
      next ??= await session.vault.store.call('claimTask', claim)
      if (next) next = await this.analyse(session, next)
      else await this.pause(heard, 0)
    }
  }

  /** Until something is announced that was not heard yet, or the reader has been quiet for long enough. */
  private async pause(heard: number, quietInMs: number): Promise<void> {
    if (this.announced !== heard) return
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      this.sleeping.add(resolve)
      if (quietInMs > 0) timer = setTimeout(resolve, quietInMs)
    })
    clearTimeout(timer)
    this.tellStatus()
  }

  private wakeUp(): void {
    this.announced += 1
    for (const wake of this.sleeping) wake()
    this.sleeping.clear()
  }

  /** One task to its end. @returns the next one, already begun in the same transaction */
  private async analyse(session: Session<V>, task: ClaimedTask): Promise<ClaimedTask | null> {
    const { vault, abort } = session
    const startedAt = performance.now()
    this.tellStatus()
    this.current.add(task)
    let run: NewRun
    try {
      run = await this.options.assess(vault, task, abort.signal)
    } catch (thrown) {
      await this.giveBack(session, task, thrown)
      return null
    }
    this.times.note(task.modelId, (performance.now() - startedAt) / lanes)
    const { kept, next } = await vault.store.call('completeTask', {
      taskId: task.taskId,
      run,
      next: this.mayClaim(),
    })
    this.current.delete(task)
    if (kept) this.studyChanged(task.studyId)
    this.tellStatus()
    return next
  }

  private async giveBack({ vault, abort }: Session<V>, task: ClaimedTask, thrown: unknown): Promise<void> {
    const { code } = toAppError(thrown)
    this.current.delete(task)
    if (abort.signal.aborted) return
    const notReady = !this.queueable().readyKeys.includes(modelKey(task.modelId, task.modelVersion))
    if (code === 'CANCELLED' || code === 'VAULT_LOCKED' || notReady)
      await vault.store.call('releaseTask', task.taskId)
    else await vault.store.call('failTask', { taskId: task.taskId, code })
    this.studyChanged(task.studyId)
    this.tellStatus()
  }

  /** Looks what is new until nothing is; a call while it works makes it look once more. */
  private plan(session: Session<V>): Promise<void> {
    this.planAgain = true
    this.planning ??= this.planAll(session)
      .catch((thrown: unknown) => {
        if (!session.abort.signal.aborted)
          this.options.log?.(`queue: images could not be planned (${toAppError(thrown).code})`)
      })
      .finally(() => {
        this.planning = null
        this.tellStatus()
        this.wakeUp()
      })
    return this.planning
  }

  private async planAll({ vault, abort }: Session<V>): Promise<void> {
    while (this.planAgain && !abort.signal.aborted) {
      this.planAgain = false
      await planVault(vault.store, this.queueable(), {
        aborted: () => abort.signal.aborted,
        changed: (studyIds) => {
          for (const studyId of studyIds) this.studyChanged(studyId)
          this.wakeUp()
        },
      })
    }
  }

  private studyChanged(studyId: string): void {
    this.changedStudies.add(studyId)
    this.tellStudies()
  }

  private sendStudies(): void {
    const studyIds = [...this.changedStudies]
    this.changedStudies.clear()
    if (studyIds.length > 0) this.options.studiesChanged(studyIds)
  }

  private async sendStatus(): Promise<void> {
    if (!this.session) return
    try {
      this.options.statusChanged(await this.status())
    } catch {
      // Locked in between; the window has gone to the lock screen.
    }
  }
}
