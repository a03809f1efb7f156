/** Puts packages into a profile's `models/` and takes them out again: written whole or not at all, and anchored in the vault. */
import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, cp, mkdir, open, readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ModelManifest } from '../../../shared/domain/models/manifest'
import { AppException, ErrorCode } from '../../../shared/result'
import type { ModelVersion } from '../../store/queries/site-models'
import type { OpenVault } from '../../workers/vault-workers'
import type { ModelRegistry } from '../model-registry'
import { packageDigest } from './package-digest'
import { siteModelsDir, sitePackageDir } from './site-source'

export interface SitePackageParts {
  profileDir: string
  /** @throws AppException VAULT_LOCKED */
  requireOpen: () => Pick<OpenVault, 'store'>
  registry: Pick<ModelRegistry, 'refresh' | 'list' | 'folderOf'>
}

export class SitePackageStore {
  constructor(private readonly parts: SitePackageParts) {}

  /** A fresh folder for work in progress, on the same disk as where it will end. */
  async stagingFolder(): Promise<string> {
    const folder = join(siteModelsDir(this.parts.profileDir), `.staging-${randomUUID()}`)
    await mkdir(dirname(folder), { recursive: true, mode: 0o700 })
    return folder
  }

  /** Removes what an earlier end of the program left unfinished. */
  async tidyUp(): Promise<void> {
    const root = siteModelsDir(this.parts.profileDir)
    for (const name of await readdir(root).catch(() => []))
      if (name.startsWith('.staging-')) await rm(join(root, name), { recursive: true, force: true })
  }

  /** @throws AppException MODEL_VERSION_EXISTS: of the installation or of the site */
  requireFree({ id, version }: ModelVersion): void {
    const taken = this.parts.registry
      .list()
      .some((each) => each.id === id && each.version === version && !isUntrusted(each.state))
    if (taken) throw new AppException('MODEL_VERSION_EXISTS', `There is a model ${id} ${version} already.`)
  }

  /**
   * Makes a finished staging folder a package of the site and puts it through the registry's gate. Where it does not pass,
   * nothing stays. Rejects with AppException: MODEL_VERSION_EXISTS, STORAGE_*, VAULT_LOCKED, and why the gate refused it.
   */
  async install(staging: string, manifest: ModelManifest): Promise<void> {
    const { id, version, weights } = manifest
    this.requireFree({ id, version })
    const packageSha256 = await packageDigest(staging)
    if (packageSha256 === null) throw new AppException('INTERNAL', 'The package was not written as a whole.')
    await syncAll(staging)
    const target = sitePackageDir(this.parts.profileDir, { id, version })
    await mkdir(dirname(target), { recursive: true, mode: 0o700 })
    // What lies there was never trusted: the registry would have named it.
    await rm(target, { recursive: true, force: true })
    await rename(staging, target)
    try {
      const anchor = { id, version, packageSha256, weightsSha256: weights.sha256 }
      await this.parts.requireOpen().store.call('addSiteModel', anchor)
    } catch (thrown) {
      await this.removeFolder({ id, version })
      throw thrown
    }
    await this.parts.registry.refresh()
    await this.requireAdmitted({ id, version })
  }

  /** @throws AppException MODEL_IN_USE while a result of it is kept, NOT_FOUND */
  async remove(model: ModelVersion): Promise<void> {
    await this.parts.requireOpen().store.call('removeSiteModel', model)
    await this.removeFolder(model)
    await this.parts.registry.refresh()
  }

  /** Another manifest and card over the weights and reference cases of a version that is there. Rejects as {@link install}. */
  async addDerived(
    from: ModelVersion,
    { manifest, card }: { manifest: ModelManifest; card: string },
  ): Promise<void> {
    this.requireFree(manifest)
    const source = this.parts.registry.folderOf(from.id, from.version)
    const staging = await this.stagingFolder()
    try {
      await mkdir(staging, { recursive: true, mode: 0o700 })
      const files = [
        manifest.weights.file,
        ...('gradient' in manifest ? [manifest.gradient?.file] : []),
        ...('preparation' in manifest ? [manifest.preparation?.file] : []),
      ]
      for (const file of files)
        if (file) await copyFile(join(source, file), join(staging, file), constants.COPYFILE_FICLONE)
      await cp(join(source, 'golden'), join(staging, 'golden'), { recursive: true })
      await writePackageTexts(staging, manifest, card)
      await this.install(staging, manifest)
    } catch (thrown) {
      await rm(staging, { recursive: true, force: true })
      throw thrown
    }
  }

  private async requireAdmitted({ id, version }: ModelVersion): Promise<void> {
    const entry = this.parts.registry.list().find((each) => each.id === id && each.version === version)
    if (entry?.state.state === 'available') return
    await this.remove({ id, version })
    const error = entry?.state.state === 'quarantined' ? entry.state.error : null
    throw new AppException(
      ErrorCode.safeParse(error?.code).data ?? 'MODEL_LOAD_FAILED',
      error?.message ?? 'The model did not pass the gate.',
    )
  }

  private async removeFolder(model: ModelVersion): Promise<void> {
    const folder = sitePackageDir(this.parts.profileDir, model)
    await rm(folder, { recursive: true, force: true })
    // Other versions may lie beside it.
    await rmdir(dirname(folder)).catch(() => undefined)
  }
}

const isUntrusted = (state: ReturnType<ModelRegistry['list']>[number]['state']): boolean =>
  state.state === 'quarantined' && state.error.code === 'MODEL_UNTRUSTED'

export async function writePackageTexts(
  folder: string,
  manifest: ModelManifest,
  card: string,
): Promise<void> {
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 })
  await writeFile(join(folder, 'CARD.md'), card, { mode: 0o600 })
}

/** Everything on the disk before the folder gets its name. */
async function syncAll(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await syncAll(path)
    else await syncFile(path)
  }
  // Windows cannot open a folder to sync it; NTFS journals the entry itself.
  if (process.platform !== 'win32' && (await stat(folder)).isDirectory()) await syncFile(folder)
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
