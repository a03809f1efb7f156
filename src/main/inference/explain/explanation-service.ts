/**
 * Explanations of stored runs: one at a time, in the order asked for, kept in the vault and cancelled when it locks. What
 * waits or runs is told to the window as a list; what is finished is found in the vault.
 */
import { randomUUID } from 'node:crypto'
import type { AnalysisRun } from '../../../shared/domain/analysis/analysis'
import {
  type Explanation,
  type ExplanationJob,
  type ExplanationMethod,
  methodsFor,
} from '../../../shared/domain/analysis/explanation'
import { inputRegion } from '../../../shared/domain/models/input-region'
import { AppException, toAppError } from '../../../shared/result'
import type { OpenVault } from '../../workers/vault-workers'
import { type InferenceService, preprocessingOf } from '../inference-service'
import type { AvailableModel } from '../model-registry'
import { evaluatorOf } from './evaluator-of'
import { explainFilm, plannedRuns } from './explain-film'
import type { Chance } from './faithfulness'
import { parametersFor, parametersHash, parametersOf } from './parameters'

export interface ExplanationRequest {
  runId: string
  label: string
  method: ExplanationMethod
}

export interface ExplanationSurroundings {
  inference: Pick<InferenceService, 'registry' | 'run' | 'runGradient'>
  /** @throws AppException VAULT_LOCKED */
  requireOpen(): OpenVault
  /** what waits or runs is another than before, or further */
  changed(jobs: ExplanationJob[]): void
}

interface Work {
  job: ExplanationJob
  cancel: AbortController
}

/** The window is told of progress this often, ms. */
const toldEveryMs = 150
/** Random orders are the same for every method on a film and label: kept for the last few. */
const keptChances = 8

export class ExplanationService {
  private works: Work[] = []
  private working = false
  private lastToldMs = 0
  private readonly chances = new Map<string, Chance>()

  constructor(private readonly surroundings: ExplanationSurroundings) {}

  list(): ExplanationJob[] {
    return this.works.map(({ job }) => job)
  }

  /**
   * Puts an explanation in the queue, unless it is there already or was made before: then it answers with what is there.
   * Rejects with AppException: NOT_FOUND, INVALID_INPUT where model or label do not allow the method, MODEL_*, VAULT_LOCKED.
   */
  async start(request: ExplanationRequest): Promise<ExplanationJob | Explanation> {
    const { vault, model } = await this.find(request)
    const known = await vault.reader.call('findExplanation', {
      ...request,
      parametersHash: hashFor(model, request.method),
    })
    if (known) return known
    const waiting = this.works.find(({ job }) => isSame(job, request))
    if (waiting && waiting.job.state !== 'failed') return waiting.job
    if (waiting) this.remove(waiting)
    const total = plannedRuns(request.method, shapeOf(model), this.chances.has(chanceKey(request)))
    const job: ExplanationJob = { id: randomUUID(), ...request, state: 'queued', done: 0, total, error: null }
    this.works.push({ job, cancel: new AbortController() })
    this.tell()
    void this.workOff()
    return job
  }

  /** Ends an explanation that waits or runs, or takes a failed one off the list. An unknown one is over already. */
  cancel(jobId: string): void {
    const work = this.works.find(({ job }) => job.id === jobId)
    if (!work) return
    this.remove(work)
    this.tell()
  }

  /** For a vault that locks: nothing of it may be left in memory. */
  cancelAll(): void {
    const works = this.works
    this.works = []
    for (const { cancel } of works) cancel.abort()
    this.chances.clear()
    if (works.length > 0) this.tell()
  }

  private async find({ runId, label, method }: ExplanationRequest): Promise<Found> {
    const vault = this.surroundings.requireOpen()
    const run = await vault.reader.call('findRun', runId)
    if (!run) throw new AppException('NOT_FOUND', 'There is no such analysis.')
    if (run.outcome.status !== 'assessed')
      throw new AppException('INVALID_INPUT', 'An image that was not assessed has nothing to explain.')
    const { id, version } = run.outcome.model
    const model = await this.surroundings.inference.registry.require(id, version)
    if (!methodsFor(model.manifest, label).includes(method))
      throw new AppException('INVALID_INPUT', 'This model does not allow this explanation.')
    return { vault, run, model }
  }

  private async workOff(): Promise<void> {
    if (this.working) return
    this.working = true
    for (let next = this.next(); next; next = this.next()) {
      try {
        await this.work(next)
        this.remove(next)
      } catch (thrown) {
        const error = toAppError(thrown)
        const isOver = next.cancel.signal.aborted || error.code === 'CANCELLED'
        if (isOver) this.remove(next)
        else next.job = { ...next.job, state: 'failed', error: { code: error.code, message: error.message } }
      }
      this.tell()
    }
    this.working = false
  }

  private next(): Work | undefined {
    return this.works.find(({ job }) => job.state === 'queued')
  }

  private async work(work: Work): Promise<void> {
    const { runId, label, method } = work.job
    const { signal } = work.cancel
    work.job = { ...work.job, state: 'running' }
    this.tell()
    const { vault, run, model } = await this.find(work.job)
    const chance = this.chances.get(chanceKey(work.job)) ?? null
    // Fewer than was thought when it was queued, where another method has measured chance meanwhile.
    work.job = { ...work.job, total: plannedRuns(method, shapeOf(model), chance !== null) }
    const image = await vault.pixels.prepareForModel(run.instanceId, preprocessingOf(model), { signal })
    const { pixels } = image.facts
    if (!image.input || !pixels) throw new AppException('DICOM_NO_PIXELS', 'The file has no image.')
    const evaluator = evaluatorOf(this.surroundings.inference, model, label, {
      signal,
      onProgress: (done) => this.progress(work, done),
    })
    const made = await explainFilm({ evaluator, film: image.input, method, chance })
    // Nothing may be stored, or remembered, for a vault that was locked meanwhile.
    if (signal.aborted) throw new AppException('CANCELLED', 'The explanation was cancelled.')
    this.remember(chanceKey(work.job), made.chance)
    await vault.store.call('insertExplanation', {
      runId,
      label,
      method,
      parameters: made.parameters,
      parametersHash: parametersHash(made.parameters),
      figures: made.figures,
      region: inputRegion(preprocessingOf(model).preprocessing, pixels),
      map: made.map,
    })
  }

  private progress(work: Work, done: number): void {
    const { job } = work
    work.job = { ...job, done: Math.min(job.total, job.done + done) }
    if (performance.now() - this.lastToldMs >= toldEveryMs) this.tell()
  }

  private remember(key: string, chance: Chance): void {
    this.chances.delete(key)
    this.chances.set(key, chance)
    const [oldest] = this.chances.keys()
    if (this.chances.size > keptChances && oldest !== undefined) this.chances.delete(oldest)
  }

  private remove(work: Work): void {
    work.cancel.abort()
    this.works = this.works.filter((other) => other !== work)
  }

  private tell(): void {
    this.lastToldMs = performance.now()
    this.surroundings.changed(this.list())
  }
}

interface Found {
  vault: OpenVault
  run: AnalysisRun
  model: AvailableModel
}

const isSame = (job: ExplanationJob, { runId, label, method }: ExplanationRequest): boolean =>
  job.runId === runId && job.label === label && job.method === method

const chanceKey = ({ runId, label }: ExplanationRequest): string => `${runId}/${label}`

function shapeOf({ contract }: AvailableModel) {
  if (contract.task !== 'image-classification')
    throw new AppException('INVALID_INPUT', 'Only models that classify images can be explained.')
  return contract.input
}

const hashFor = (model: AvailableModel, method: ExplanationMethod): string =>
  parametersHash(parametersOf(method, parametersFor(shapeOf(model))))
