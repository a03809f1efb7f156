/** A model package on disk: `models/<id>/` with manifest.json, CARD.md, the weights and golden/. */
import { readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ModelManifest } from '../../shared/domain/models/manifest'
import { type AppError, AppException, toAppError } from '../../shared/result'
import { modelContract } from './model-contract'

export interface ModelPackage {
  /** name of the folder, which must be the manifest's id */
  id: string
  folder: string
  card: string
  /** null when the manifest is what is wrong; then `error` says how */
  manifest: ModelManifest | null
  error: AppError | null
}

/** Ids of the packages in a folder: every subfolder, in order of name, whether it is sound or not. */
export async function listPackageIds(modelsDir: string): Promise<string[]> {
  const entries = await readdir(modelsDir, { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort()
}

export async function readPackage(modelsDir: string, id: string): Promise<ModelPackage> {
  const folder = join(modelsDir, id)
  const card = await readFile(join(folder, 'CARD.md'), 'utf8').catch(() => '')
  try {
    const manifest = await readManifest(folder, id)
    return { id, folder, card, manifest, error: null }
  } catch (thrown) {
    return { id, folder, card, manifest: null, error: toAppError(thrown) }
  }
}

/** @throws AppException MODEL_MANIFEST_INVALID, MODEL_UNKNOWN when there is no such folder */
async function readManifest(folder: string, id: string): Promise<ModelManifest> {
  if (!(await stat(folder).catch(() => null))?.isDirectory()) {
    throw new AppException('MODEL_UNKNOWN', `There is no model ${id}.`)
  }
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => null)
  if (text === null) throw new AppException('MODEL_MANIFEST_INVALID', 'The package has no manifest.json.')
  const parsed = ModelManifest.safeParse(parseJson(text))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const where = issue && issue.path.length > 0 ? issue.path.join('.') : 'its top level'
    throw new AppException('MODEL_MANIFEST_INVALID', `The manifest is not valid at ${where}.`)
  }
  if (parsed.data.id !== id)
    throw new AppException('MODEL_MANIFEST_INVALID', 'The manifest names another model than its folder.')
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
