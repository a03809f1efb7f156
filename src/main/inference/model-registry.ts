/**
 * The models of this installation and this site, and their state; several versions of one may stand side by side. A model
 * answers only while its state is `available`.
 */
import type { ExecutionProvider, ModelState } from '../../shared/domain/analysis/analysis'
import type { InstalledModel } from '../../shared/domain/models/installed-model'
import type {
  ClassificationManifest,
  FamiliarityManifest,
  GeneratorManifest,
  ModelManifest,
  SegmentationManifest,
  SeriesManifest,
  TableManifest,
} from '../../shared/domain/models/manifest'
import { compareVersions, modelKey } from '../../shared/domain/models/model-key'
import { type AppError, AppException, toAppError } from '../../shared/result'
import type { InferenceClient } from './inference-client'
import {
  type ClassificationContract,
  type FamiliarityContract,
  type GeneratorContract,
  modelContract,
  type SegmentationContract,
  type SeriesContract,
  type TableContract,
} from './model-contract'
import { choicesInMemory, type ModelChoices } from './model-choices'
import type { ModelPackage, PackageSource } from './model-package'
import type { LoadReport, RefusedProvider } from './process/messages'
import { type FittedPipeline, shownPreparation } from './tables/fitted-pipeline'

export type ModelEntry = InstalledModel

interface Available<Manifest, Contract> {
  manifest: Manifest
  contract: Contract
  /** what the inference process knows it by */
  key: string
  retired: boolean
}
export type ClassificationModel = Available<ClassificationManifest, ClassificationContract>
export type SegmentationModel = Available<SegmentationManifest, SegmentationContract>
export type SeriesModel = Available<SeriesManifest, SeriesContract>
export interface TableModel extends Available<TableManifest, TableContract> {
  /** what every row goes through before the graph */
  preparation: FittedPipeline
}
export type FamiliarityModel = Available<FamiliarityManifest, FamiliarityContract>
export type GeneratorModel = Available<GeneratorManifest, GeneratorContract>
/** A model that reads a picture. */
export type ImageModel = ClassificationModel | SegmentationModel
export type AvailableModel = ImageModel | SeriesModel | TableModel | FamiliarityModel | GeneratorModel

export interface RegistryOptions {
  /** the first one to name a version of a model has it */
  sources: readonly PackageSource[]
  providers: () => Promise<ExecutionProvider[]>
  threads: () => number
  choices?: ModelChoices
  onChange?: () => void
}

interface Entry {
  key: string
  source: PackageSource
  found: ModelPackage
  state: ModelState
}

export class ModelRegistry {
  private readonly entries = new Map<string, Entry>()
  private readonly sources: PackageSource[]
  private readonly choices: ModelChoices
  private discovery: Promise<unknown> | null = null
  private opening: Promise<void> | null = null

  constructor(
    private readonly client: Pick<InferenceClient, 'load' | 'unload'>,
    private readonly options: RegistryOptions,
  ) {
    this.sources = [...options.sources]
    this.choices = options.choices ?? choicesInMemory()
  }

  /** Reads every package, once, and begins to test the models; resolves when {@link list} names them all. */
  async discover(): Promise<void> {
    void this.open()
    await this.discovery
  }

  /** Reads every package and tests every model, once; resolves when every state is known. */
  open(): Promise<void> {
    this.opening ??= this.bringUpToDate()
    return this.opening
  }

  /** Takes in another place of packages, such as a vault's that was just opened; resolves when its models are tested. */
  async addSource(source: PackageSource): Promise<void> {
    this.sources.push(source)
    await this.refresh()
  }

  /** Forgets a place of packages with its models. */
  async removeSource(source: PackageSource): Promise<void> {
    const at = this.sources.indexOf(source)
    if (at < 0) return
    this.sources.splice(at, 1)
    await this.refresh()
  }

  /** Reads every source again: new packages are tested, those that are gone are let go, known ones stay as they are. */
  async refresh(): Promise<void> {
    // One after the other: what one reading has found and is still testing would be known, and not waited for, by another.
    this.opening = this.open()
      .catch(() => undefined)
      .then(() => this.bringUpToDate())
    await this.opening
  }

  /** In order of id, the newest version first; models still being tested are `loading`. */
  list(): ModelEntry[] {
    return [...this.entries.values()]
      .sort(
        ({ found: one }, { found: other }) =>
          one.id.localeCompare(other.id) || compareVersions(other.version, one.version),
      )
      .map((entry) => this.describe(entry))
  }

  /**
   * Reads the package from disk again and repeats hash and self-test. @param version null: the default one
   * Throws AppException MODEL_UNKNOWN.
   */
  async verify(id: string, version: string | null = null): Promise<ModelState> {
    await this.open()
    const { key, source, found } = this.find(id, version)
    const again = (await source.read()).find((each) => keyOf(each) === key || each.folder === found.folder)
    if (!again) {
      await this.forget(key)
      throw unknownModel()
    }
    if (keyOf(again) !== key) await this.forget(key)
    const entry = this.note(source, again)
    this.setState(entry.key, await this.test(again))
    return entry.state
  }

  /**
   * @param version null: the default one. A retired version is given too: what it said before can still be explained.
   * @throws AppException MODEL_UNKNOWN, MODEL_QUARANTINED, MODEL_RETIRED when every version is
   */
  async require(id: string, version: string | null = null): Promise<AvailableModel> {
    await this.open()
    const { key, found, state } = this.find(id, version)
    if (state.state === 'available' && found.manifest)
      return availableModel(found.manifest, found.preparation, key, this.isRetired(key))
    const reason =
      state.state === 'quarantined' ? `${state.error.code}: ${state.error.message}` : 'it is not ready'
    throw new AppException('MODEL_QUARANTINED', `The model ${key} may not be used. ${reason}`)
  }

  /** Where a version's package lies. @throws AppException MODEL_UNKNOWN */
  folderOf(id: string, version: string): string {
    return this.find(id, version).found.folder
  }

  /** Makes a version the one that is meant where none is named. @throws AppException MODEL_UNKNOWN, MODEL_RETIRED */
  async setDefault(id: string, version: string): Promise<void> {
    const { key } = this.find(id, version)
    if (this.isRetired(key)) throw retiredModel(key)
    await this.choices.setDefault(id, version)
    this.options.onChange?.()
  }

  /** Takes a version out of use, or back into it. @throws AppException MODEL_UNKNOWN */
  async retire(id: string, version: string, retired: boolean): Promise<void> {
    this.find(id, version)
    await this.choices.setRetired(id, version, retired)
    this.options.onChange?.()
  }

  /** For the client: a load that it did on its own, after a restart. */
  noteLoaded(key: string, report: LoadReport): void {
    if (this.entries.get(key)?.state.state === 'available')
      this.setState(key, { state: 'available', ...report })
  }

  /** For the client: the model may not be run any more. */
  noteBroken(key: string, error: AppError): void {
    this.setState(key, quarantined(error))
  }

  /** For the client: the provider in use failed and the CPU took over. */
  noteLeft(key: string, left: RefusedProvider): void {
    const state = this.entries.get(key)?.state
    if (state?.state !== 'available') return
    const others = state.refusedProviders.filter(({ provider }) => provider !== left.provider)
    this.setState(key, { ...state, provider: 'cpu', refusedProviders: [...others, left] })
  }

  private async bringUpToDate(): Promise<void> {
    const discovery = this.readAll()
    this.discovery = discovery
    const fresh = await discovery
    await Promise.all(fresh.map(async ({ key, found }) => this.setState(key, await this.test(found), found)))
  }

  /** @returns the entries that are new or whose package is another than before */
  private async readAll(): Promise<Entry[]> {
    await this.choices.refresh()
    const seen = new Set<string>()
    const fresh: Entry[] = []
    for (const source of [...this.sources]) {
      for (const found of await source.read()) {
        const key = keyOf(found)
        if (seen.has(key)) continue
        seen.add(key)
        const known = this.entries.get(key)
        if (known?.source === source && isSame(known.found, found)) known.found = found
        else fresh.push(this.note(source, found))
      }
    }
    for (const key of [...this.entries.keys()]) if (!seen.has(key)) await this.forget(key)
    return fresh
  }

  private note(source: PackageSource, found: ModelPackage): Entry {
    const entry: Entry = { key: keyOf(found), source, found, state: { state: 'loading' } }
    this.entries.set(entry.key, entry)
    this.options.onChange?.()
    return entry
  }

  private async forget(key: string): Promise<void> {
    this.entries.delete(key)
    await this.client.unload(key).catch(() => undefined)
    this.options.onChange?.()
  }

  private async test(found: ModelPackage): Promise<ModelState> {
    const { manifest, folder, error } = found
    if (!manifest || error)
      return quarantined(error ?? { code: 'MODEL_MANIFEST_INVALID', message: 'There is no manifest.' })
    try {
      const [providers, threads] = [await this.options.providers(), this.options.threads()]
      const spec = { key: keyOf(found), folder, manifest, providers, threads, golden: 'required' } as const
      return { state: 'available', ...(await this.client.load(spec)) }
    } catch (thrown) {
      return quarantined(toAppError(thrown))
    }
  }

  /** @param of the package that was tested: another may have come in its place meanwhile */
  private setState(key: string, state: ModelState, of?: ModelPackage): void {
    const entry = this.entries.get(key)
    if (!entry || (of && entry.found !== of)) return
    entry.state = state
    this.options.onChange?.()
  }

  private find(id: string, version: string | null): Entry {
    const wanted = version ?? this.defaultVersion(id)
    if (wanted !== null) {
      const entry = this.entries.get(modelKey(id, wanted))
      if (entry) return entry
    } else if ([...this.entries.values()].some(({ found }) => found.id === id)) throw retiredModel(id)
    throw unknownModel()
  }

  private isRetired(key: string): boolean {
    return this.choices.current.retired.includes(key)
  }

  /**
   * The chosen version while it is there; else the newest of the installation, else the newest of the site. A version that
   * was only added is never the default while the installation has one: that takes a choice. Null: there is none in use.
   */
  private defaultVersion(id: string): string | null {
    const inUse = [...this.entries.values()].filter(
      ({ key, found }) => found.id === id && !this.isRetired(key),
    )
    const chosen = this.choices.current.defaults[id]
    if (inUse.some(({ found }) => found.version === chosen)) return chosen ?? null
    const rank = ({ source }: Entry) => (source.origin === 'built-in' ? 0 : 1)
    const [first] = inUse.sort(
      (one, other) => rank(one) - rank(other) || compareVersions(other.found.version, one.found.version),
    )
    return first?.found.version ?? null
  }

  private describe({ key, source, found, state }: Entry): ModelEntry {
    const { id, version, manifest, preparation, card } = found
    return {
      id,
      version,
      origin: source.origin,
      isDefault: this.defaultVersion(id) === version,
      retired: this.isRetired(key),
      manifest,
      ...(preparation && { preparation: shownPreparation(preparation) }),
      card,
      state,
    }
  }
}

const keyOf = ({ id, version }: { id: string; version: string }): string => modelKey(id, version)

const isSame = (one: ModelPackage, other: ModelPackage): boolean =>
  one.folder === other.folder &&
  JSON.stringify([one.manifest, one.error]) === JSON.stringify([other.manifest, other.error])

/** Manifest and contract of one task belong together; the contract is made from the manifest. */
function availableModel(
  manifest: ModelManifest,
  preparation: FittedPipeline | null,
  key: string,
  retired: boolean,
): AvailableModel {
  const rest = { key, retired }
  if (manifest.task === 'image-classification')
    return { manifest, contract: modelContract(manifest), ...rest }
  if (manifest.task === 'image-segmentation') return { manifest, contract: modelContract(manifest), ...rest }
  if (manifest.task === 'series-classification')
    return { manifest, contract: modelContract(manifest), ...rest }
  if (manifest.task === 'table-classification') {
    if (!preparation)
      throw new AppException('MODEL_PREPARATION_INVALID', 'The model has no preparation of its rows.')
    return { manifest, contract: modelContract(manifest), preparation, ...rest }
  }
  if (manifest.task === 'table-familiarity') return { manifest, contract: modelContract(manifest), ...rest }
  return { manifest, contract: modelContract(manifest), ...rest }
}

const ofAnotherKind = (task: string) => new AppException('MODEL_OF_ANOTHER_KIND', `The model is for ${task}.`)

/** @throws AppException MODEL_OF_ANOTHER_KIND where the model reads no picture */
export function imageModel(model: AvailableModel): ImageModel {
  if (isImageModel(model)) return model
  throw ofAnotherKind(model.manifest.task)
}
const isImageModel = (model: AvailableModel): model is ImageModel =>
  model.contract.task === 'image-classification' || model.contract.task === 'image-segmentation'
export const isSeriesModel = (model: AvailableModel): model is SeriesModel =>
  model.contract.task === 'series-classification'
export const isTableModel = (model: AvailableModel): model is TableModel =>
  model.contract.task === 'table-classification'
export const isFamiliarityModel = (model: AvailableModel): model is FamiliarityModel =>
  model.contract.task === 'table-familiarity'
export const isGeneratorModel = (model: AvailableModel): model is GeneratorModel =>
  model.contract.task === 'image-generation'

const unknownModel = () => new AppException('MODEL_UNKNOWN', 'There is no such model.')
const retiredModel = (key: string) => new AppException('MODEL_RETIRED', `The model ${key} is retired.`)
const quarantined = ({ code, message }: AppError): ModelState => ({
  state: 'quarantined',
  error: { code, message },
})
