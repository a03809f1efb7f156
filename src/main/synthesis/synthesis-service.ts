/**
 * Synthetic films into the worklist: draws them with a generator, behind everything that a reader waits for, writes them
 * into a folder of their own, and imports that folder like any other. One order at a time.
 */
import { randomInt } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Synthesis, SynthesisOrder } from '../../shared/domain/synthesis/synthesis'
import { AppException, toAppError } from '../../shared/result'
import type { ImportService } from '../imaging/import/import-service'
import type { InferenceService } from '../inference/inference-service'
import { filmsOfOrder, generatorLabels, makeFilm } from './film-maker'
import { generatorOf, runnerOf, type GeneratorModel } from './generator'

export interface SynthesisParts {
  inference: Pick<InferenceService, 'registry' | 'run'>
  imports: Pick<ImportService, 'start' | 'cancel' | 'ended'>
  /** throws AppException VAULT_LOCKED */
  requireOpen: () => unknown
  changed: (now: Synthesis) => void
  /** tests choose it; otherwise at random */
  firstSeed?: () => number
}

export class SynthesisService {
  private now: Synthesis | null = null
  private abort: AbortController | null = null

  constructor(private readonly parts: SynthesisParts) {}

  /** The order that runs, or the last one; null where there was none. */
  get current(): Synthesis | null {
    return this.now
  }

  /**
   * Resolves as soon as drawing has begun; how it goes on is told by `changed`. Rejects with AppException: VAULT_LOCKED,
   * INVALID_INPUT (an order runs already, or a class that is not there), MODEL_UNKNOWN, MODEL_QUARANTINED,
   * MODEL_OF_ANOTHER_KIND.
   */
  async start(order: SynthesisOrder): Promise<Synthesis> {
    this.parts.requireOpen()
    if (this.abort) throw new AppException('INVALID_INPUT', 'Films are being made already.')
    const abort = new AbortController()
    this.abort = abort
    try {
      const model = await generatorOf(this.parts.inference.registry, order.modelId, order.modelVersion)
      const labels = labelsFor(model, order.label)
      const { modelId, modelVersion, count: total } = order
      this.now = { modelId, modelVersion, state: 'drawing', done: 0, total, error: null }
      void this.fill(model, labels, abort).finally(() => {
        this.abort = null
      })
      return this.now
    } catch (thrown) {
      this.abort = null
      throw thrown
    }
  }

  cancel(): void {
    this.abort?.abort()
  }

  /** Never rejects: what goes wrong is the state of the order. */
  private async fill(
    model: GeneratorModel,
    labels: readonly string[],
    abort: AbortController,
  ): Promise<void> {
    let folder: string | null = null
    try {
      folder = await mkdtemp(join(tmpdir(), 'vesalius-synthetic-'))
      await this.draw(model, labels, folder, abort.signal)
      await this.importFrom(folder, abort.signal)
    } catch (thrown) {
      const error = toAppError(thrown)
      if (error.code === 'CANCELLED') this.change({ state: 'cancelled' })
      else this.change({ state: 'failed', error })
    } finally {
      if (folder !== null) await rm(folder, { recursive: true, force: true }).catch(() => undefined)
    }
  }

  private async draw(
    model: GeneratorModel,
    labels: readonly string[],
    folder: string,
    signal: AbortSignal,
  ): Promise<void> {
    const run = runnerOf(this.parts.inference, model, { signal, priority: 'background' })
    const seed = this.parts.firstSeed?.() ?? randomInt(2 ** 32)
    for (const each of filmsOfOrder(labels, this.now?.total ?? 0, seed)) {
      if (signal.aborted) throw new AppException('CANCELLED', 'The order was cancelled.')
      const film = await makeFilm(model.manifest, run, each)
      await writeFile(join(folder, film.name), film.bytes, { mode: 0o600 })
      this.change({ done: (this.now?.done ?? 0) + 1 })
    }
  }

  private async importFrom(folder: string, signal: AbortSignal): Promise<void> {
    this.parts.requireOpen()
    const { id } = await this.parts.imports.start('synthetic-films', [folder])
    const cancel = (): void => this.parts.imports.cancel(id)
    signal.addEventListener('abort', cancel, { once: true })
    this.change({ state: 'importing' })
    const ended = await this.parts.imports.ended(id)
    signal.removeEventListener('abort', cancel)
    if (ended.error) throw new AppException(ended.error.code, ended.error.message)
    this.change({ state: ended.state === 'done' ? 'done' : 'cancelled' })
  }

  private change(what: Partial<Synthesis>): void {
    if (!this.now) return
    this.now = { ...this.now, ...what }
    this.parts.changed(this.now)
  }
}

/** @throws AppException INVALID_INPUT for a class that the generator does not have */
function labelsFor({ manifest }: GeneratorModel, wanted: string | null): string[] {
  const labels = generatorLabels(manifest)
  if (wanted === null) return labels
  if (!labels.includes(wanted)) throw new AppException('INVALID_INPUT', 'The generator has no such class.')
  return [wanted]
}
