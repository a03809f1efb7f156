/** The models of this installation and their state. A model answers only while its state is `available`. */
import type { ExecutionProvider, ModelState } from '../../shared/domain/analysis/analysis'
import type { ModelManifest } from '../../shared/domain/models/manifest'
import { type AppError, AppException, toAppError } from '../../shared/result'
import type { InferenceClient } from './inference-client'
import { type ModelContract, modelContract } from './model-contract'
import { listPackageIds, type ModelPackage, readPackage } from './model-package'
import type { LoadReport } from './process/messages'

export interface ModelEntry {
  id: string
  /** '' when the manifest is what is wrong */
  version: string
  origin: 'built-in'
  manifest: ModelManifest | null
  card: string
  state: ModelState
}

export interface AvailableModel {
  manifest: ModelManifest
  contract: ModelContract
}

export interface RegistryOptions {
  modelsDir: string
  providers: () => Promise<ExecutionProvider[]>
  threads: number
  onChange?: () => void
}

export class ModelRegistry {
  private readonly entries = new Map<string, ModelEntry>()
  private opening: Promise<void> | null = null

  constructor(
    private readonly client: Pick<InferenceClient, 'load'>,
    private readonly options: RegistryOptions,
  ) {}

  /** Reads every package and tests every model, once. */
  open(): Promise<void> {
    this.opening ??= this.loadAll()
    return this.opening
  }

  /** In order of id; models still being tested are `loading`. */
  list(): ModelEntry[] {
    return [...this.entries.values()].sort((one, other) => one.id.localeCompare(other.id))
  }

  /** Reads the package from disk again and repeats hash and self-test. Throws AppException MODEL_UNKNOWN. */
  async verify(id: string): Promise<ModelState> {
    await this.open()
    if (!this.entries.has(id)) throw unknownModel()
    return (await this.load(id)).state
  }

  /** @throws AppException MODEL_UNKNOWN, MODEL_QUARANTINED */
  async require(id: string): Promise<AvailableModel> {
    await this.open()
    const entry = this.entries.get(id)
    if (!entry) throw unknownModel()
    if (entry.state.state === 'available' && entry.manifest) {
      return { manifest: entry.manifest, contract: modelContract(entry.manifest) }
    }
    const reason = entry.state.state === 'quarantined' ? `${entry.state.error.code}: ${entry.state.error.message}` : 'it is not ready'
    throw new AppException('MODEL_QUARANTINED', `The model ${id} may not be used. ${reason}`)
  }

  /** For the client: a load that it did on its own, after a restart. */
  noteLoaded(id: string, report: LoadReport): void {
    const entry = this.entries.get(id)
    if (entry?.state.state === 'available') this.setState(entry, { state: 'available', ...report })
  }

  /** For the client: the model may not be run any more. */
  noteBroken(id: string, error: AppError): void {
    const entry = this.entries.get(id)
    if (entry) this.setState(entry, quarantined(error))
  }

  private async loadAll(): Promise<void> {
    const ids = await listPackageIds(this.options.modelsDir)
    await Promise.all(ids.map((id) => this.load(id)))
  }

  private async load(id: string): Promise<ModelEntry> {
    const found = await readPackage(this.options.modelsDir, id)
    const entry: ModelEntry = {
      id,
      version: found.manifest?.version ?? '',
      origin: 'built-in',
      manifest: found.manifest,
      card: found.card,
      state: { state: 'loading' },
    }
    this.entries.set(id, entry)
    this.options.onChange?.()
    this.setState(entry, await this.test(found))
    return entry
  }

  private async test({ manifest, folder, error }: ModelPackage): Promise<ModelState> {
    if (!manifest) return quarantined(error ?? { code: 'MODEL_MANIFEST_INVALID', message: 'There is no manifest.' })
    try {
      const providers = await this.options.providers()
      const report = await this.client.load({ folder, manifest, providers, threads: this.options.threads })
      return { state: 'available', ...report }
    } catch (thrown) {
      return quarantined(toAppError(thrown))
    }
  }

  private setState(entry: ModelEntry, state: ModelState): void {
    entry.state = state
    this.options.onChange?.()
  }
}

const unknownModel = () => new AppException('MODEL_UNKNOWN', 'There is no such model.')
const quarantined = ({ code, message }: AppError): ModelState => ({ state: 'quarantined', error: { code, message } })
