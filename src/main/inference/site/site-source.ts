/** The packages of a site: folders of a profile, trusted only where the open vault knows them. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AppException, toAppError } from '../../../shared/result'
import type { TrustedPackage } from '../../store/queries/site-models'
import { type ModelPackage, type PackageSource, readPackage } from '../model-package'
import { packageDigest } from './package-digest'

export const siteModelsDir = (profileDir: string): string => join(profileDir, 'models')
export const sitePackageDir = (
  profileDir: string,
  { id, version }: { id: string; version: string },
): string => join(siteModelsDir(profileDir), id, version)

/** @param trusted what the vault knows; called at every reading. Where it rejects, no package is trusted. */
export function siteSource(
  profileDir: string,
  trusted: () => Promise<readonly TrustedPackage[]>,
): PackageSource {
  return {
    origin: 'site',
    read: async () => {
      const known = await trusted().catch(() => null)
      if (!known) return []
      const found = await foldersOf(siteModelsDir(profileDir))
      const packages = await Promise.all(found.map((each) => readTrusted(profileDir, each, known)))
      const missing = known.filter(
        ({ id, version }) => !found.some((each) => each.id === id && each.version === version),
      )
      return [...packages, ...missing.map((each) => gone(profileDir, each))]
    },
  }
}

interface Place {
  id: string
  version: string
}

/** `<id>/<version>`; names that begin with a dot are work in progress. */
async function foldersOf(root: string): Promise<Place[]> {
  const places: Place[] = []
  for (const id of await subfolders(root))
    for (const version of await subfolders(join(root, id))) places.push({ id, version })
  return places
}

async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort()
}

async function readTrusted(
  profileDir: string,
  place: Place,
  known: readonly TrustedPackage[],
): Promise<ModelPackage> {
  const folder = sitePackageDir(profileDir, place)
  const found = await readPackage(folder, place.id)
  const version = place.version
  if (!found.manifest) return { ...found, version }
  const problem = await distrust(found, place, known)
  return problem ? { ...found, version, error: toAppError(problem) } : found
}

async function distrust(
  { folder, manifest }: ModelPackage,
  { id, version }: Place,
  known: readonly TrustedPackage[],
): Promise<AppException | null> {
  const anchor = known.find((each) => each.id === id && each.version === version)
  if (!anchor) return new AppException('MODEL_UNTRUSTED', 'The package was not added to this vault.')
  const isSame =
    manifest?.version === version &&
    manifest.weights.sha256 === anchor.weightsSha256 &&
    (await packageDigest(folder)) === anchor.packageSha256
  return isSame ? null : new AppException('MODEL_UNTRUSTED', 'The package was changed after it was added.')
}

const gone = (profileDir: string, place: Place): ModelPackage => ({
  id: place.id,
  version: place.version,
  folder: sitePackageDir(profileDir, place),
  card: '',
  manifest: null,
  preparation: null,
  error: { code: 'MODEL_LOAD_FAILED', message: 'The folder of the package is gone.' },
})
