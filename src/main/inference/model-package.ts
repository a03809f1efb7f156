/** A model package on disk: a folder with manifest.json, CARD.md, the weights and golden/. */
import { readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ModelOrigin } from '../../shared/domain/models/installed-model'
import { ModelManifest } from '../../shared/domain/models/manifest'
import { type AppError, AppException, toAppError } from '../../shared/result'
import { modelContract } from './model-contract'
import { type FittedPipeline, readFittedPipeline } from './tables/fitted-pipeline'

export interface ModelPackage {
  id: string
  /** '' when the manifest is what is wrong */
  version: string
  folder: string
  card: string
  /** null when the manifest is what is wrong; then `error` says how */
  manifest: ModelManifest | null
  /** what rows go through before the graph; null for models that read no tables, and where it is what is wrong */
  preparation: FittedPipeline | null
  /** why the package may not be used, found before its graph is opened */
  error: AppError | null
}

/** Where packages come from. A source keeps no state: it is asked again when a model is verified. */
export interface PackageSource {
  origin: ModelOrigin
  /** Every package, sound or not; what is wrong with one is that one's error. Never rejects for a single package. */
  read(): Promise<ModelPackage[]>
}

/** The installation's own models: every subfolder of `models/`, named by its model's id. */
export function builtInSource(modelsDir: string): PackageSource {
  return {
    origin: 'built-in',
    read: async () => {
      const ids = await listPackageIds(modelsDir)
      return Promise.all(ids.map((id) => readPackage(join(modelsDir, id), id)))
    },
  }
}

/**
 * Of another source, the versions of one model alone, with what says how unusual its rows are: for work that needs no other, so that
 * no other has to be tested.
 */
export const onlyOf = (source: PackageSource, id: string): PackageSource => ({
  origin: source.origin,
  read: async () => (await source.read()).filter((found) => found.id === id || knowsRowsOf(found, id)),
})

const knowsRowsOf = ({ manifest }: ModelPackage, id: string): boolean =>
  manifest?.task === 'table-familiarity' &&
  manifest.inputs.some(({ tables }) => tables.some(({ model }) => model === id))

/** Names of the subfolders, in order; none where there is no folder. */
async function listPackageIds(modelsDir: string): Promise<string[]> {
  const entries = await readdir(modelsDir, { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort()
}

/** @param id what the manifest must name */
export async function readPackage(folder: string, id: string): Promise<ModelPackage> {
  const card = await readFile(join(folder, 'CARD.md'), 'utf8').catch(() => '')
  const nothing = { id, version: '', folder, card, manifest: null, preparation: null }
  try {
    const manifest = await readManifest(folder, id)
    const known = { ...nothing, version: manifest.version, manifest }
    if (manifest.task !== 'table-classification') return { ...known, error: null }
    return await readFittedPipeline(folder, manifest).then(
      (preparation) => ({ ...known, preparation, error: null }),
      (thrown: unknown) => ({ ...known, error: toAppError(thrown) }),
    )
  } catch (thrown) {
    return { ...nothing, error: toAppError(thrown) }
  }
}

/** @throws AppException MODEL_MANIFEST_INVALID, MODEL_UNKNOWN when there is no such folder */
async function readManifest(folder: string, id: string): Promise<ModelManifest> {
  if (!(await stat(folder).catch(() => null))?.isDirectory()) {
    throw new AppException('MODEL_UNKNOWN', `There is no model ${id}.`)
  }
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => null)
  if (text === null) throw new AppException('MODEL_MANIFEST_INVALID', 'The package has no manifest.json.')
  const manifest = parseManifest(text)
  if (manifest.id !== id)
    throw new AppException('MODEL_MANIFEST_INVALID', 'The manifest names another model than its folder.')
  return manifest
}

/** A manifest that is valid and agrees with itself. @throws AppException MODEL_MANIFEST_INVALID */
export function parseManifest(text: string): ModelManifest {
  const parsed = ModelManifest.safeParse(parseJson(text))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const where = issue && issue.path.length > 0 ? issue.path.join('.') : 'its top level'
    throw new AppException('MODEL_MANIFEST_INVALID', `The manifest is not valid at ${where}.`)
  }
  modelContract(parsed.data)
  return parsed.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
