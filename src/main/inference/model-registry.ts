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
  private discovery: Promise<ModelPackage[]> | null = null
  private opening: Promise<void> | null = null

  constructor(
    private readonly client: Pick<InferenceClient, 'load'>,
    private readonly options: RegistryOptions,
  ) {}

  /** Reads every package, once, and begins to test the models; resolves when {@link list} names them all. */
  async discover(): Promise<void> {
    void this.open()
    await this.discovery
  }

  /** Reads every package and tests every model, once; resolves when every state is known. */
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
    return (await this.testAndNote(await readPackage(this.options.modelsDir, id))).state
  }

  /** @throws AppException MODEL_UNKNOWN, MODEL_QUARANTINED */
  async require(id: string): Promise<AvailableModel> {
    await this.open()
    const entry = this.entries.get(id)
    if (!entry) throw unknownModel()
    if (entry.state.state === 'available' && entry.manifest) {
      return { manifest: entry.manifest, contract: modelContract(entry.manifest) }
    }
    const reason =
      entry.state.state === 'quarantined'
        ? `${entry.state.error.code}: ${entry.state.error.message}`
        : 'it is not ready'
    throw new AppException('MODEL_QUARANTINED', `The model ${id} may not be used. ${reason}`)
  }

  /** For the client: a load that it did on its own, after a restart. */
  noteLoaded(id: string, report: LoadReport): void {
    if (this.entries.get(id)?.state.state === 'available')
      this.setState(id, { state: 'available', ...report })
  }

  /** For the client: the model may not be run any more. */
  noteBroken(id: string, error: AppError): void {
    this.setState(id, quarantined(error))
  }

  private async loadAll(): Promise<void> {
    this.discovery = this.readAll()
    const packages = await this.discovery
    await Promise.all(
      packages.map((found) => this.test(found).then((state) => this.setState(found.id, state))),
    )
  }

  private async readAll(): Promise<ModelPackage[]> {
    const ids = await listPackageIds(this.options.modelsDir)
    const packages = await Promise.all(ids.map((id) => readPackage(this.options.modelsDir, id)))
    for (const found of packages) this.note(found)
    return packages
  }

  private note({ id, manifest, card }: ModelPackage): ModelEntry {
    const version = manifest?.version ?? ''
    const entry: ModelEntry = { id, version, origin: 'built-in', manifest, card, state: { state: 'loading' } }
    this.entries.set(id, entry)
    this.options.onChange?.()
    return entry
  }

  private async testAndNote(found: ModelPackage): Promise<ModelEntry> {
    const entry = this.note(found)
    this.setState(found.id, await this.test(found))
    return entry
  }

  private async test({ manifest, folder, error }: ModelPackage): Promise<ModelState> {
    if (!manifest)
      return quarantined(error ?? { code: 'MODEL_MANIFEST_INVALID', message: 'There is no manifest.' })
    try {
      const providers = await this.options.providers()
      const report = await this.client.load({ folder, manifest, providers, threads: this.options.threads })
      return { state: 'available', ...report }
    } catch (thrown) {
      return quarantined(toAppError(thrown))
    }
  }

  private setState(id: string, state: ModelState): void {
    const entry = this.entries.get(id)
    if (!entry) return
    entry.state = state
    this.options.onChange?.()
  }
}

const unknownModel = () => new AppException('MODEL_UNKNOWN', 'There is no such model.')
const quarantined = ({ code, message }: AppError): ModelState => ({
  state: 'quarantined',
  error: { code, message },
})
