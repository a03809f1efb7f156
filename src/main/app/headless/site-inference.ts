import { createInference, type InferenceSettings } from '../../inference/create-inference'
import type { InferenceService } from '../../inference/inference-service'
import { createSite, type Site } from '../../inference/site/create-site-models'
import { vaultChoices } from '../../inference/site/vault-choices'
import type { AvailableModel } from '../../inference/model-registry'
import type { Vault } from '../../security/vault'
import { vaultExists } from '../../security/vault-file'
import { parseCommandLine } from '../command-line'
import type { HeadlessIo } from './headless-command'
import { splitModelKey } from '../../../shared/domain/models/model-key'
import { AppException } from '../../../shared/result'
import { requirePassword, withOpenVault } from './with-open-vault'

export interface SiteInference {
  inference: InferenceService
  site: Site
  vault: Vault
}

/** Opens the profile's vault for one command, with the models and the choices of its site. Throws as {@link withOpenVault}. */
export function withSiteInference(
  io: HeadlessIo,
  use: (parts: SiteInference) => Promise<number>,
  settings: Omit<InferenceSettings, 'choices'> = {},
): Promise<number> {
  return withOpenVault(io, async (vault) => {
    const choices = vaultChoices(
      () => vault.open,
      () => vault.requireOpen(),
    )
    const inference = createInference({ ...settings, choices })
    const { only } = settings
    const site = createSite({
      profileDir: io.profileDir,
      vault,
      inference,
      ...(only !== undefined && { only }),
    })
    try {
      await site.opened()
      return await use({ inference, site, vault })
    } finally {
      await site.models.discard()
      inference.close()
    }
  })
}

/**
 * With the models and the choices of the site where the command line names a vault and its password was given; else with
 * those of the installation alone. Throws as {@link withOpenVault}.
 */
export async function withInference(
  io: HeadlessIo,
  use: (inference: InferenceService) => Promise<number>,
  settings: Pick<InferenceSettings, 'only'> = {},
): Promise<number> {
  if (namesVault(io)) {
    if ((await io.password()) !== null)
      return withSiteInference(io, ({ inference }) => use(inference), settings)
    io.log('No password was given, so the models and choices of the site are left out.')
  }
  const inference = createInference(settings)
  try {
    await inference.registry.open()
    return await use(inference)
  } finally {
    inference.close()
  }
}

/**
 * {@link withInference}, and the one model that was asked for, with what tells how unusual its rows are; others are not even opened. @param key id, or id@version
 * Throws as ModelRegistry.require; USAGE where only a site could have it and its password was not given.
 */
export function withModel<Model extends AvailableModel>(
  key: string,
  kind: (model: AvailableModel) => Model,
  io: HeadlessIo,
  use: (inference: InferenceService, model: Model) => Promise<number>,
): Promise<number> {
  const { id, version } = splitModelKey(key)
  const found = async (inference: InferenceService): Promise<number> => {
    const model = await inference.registry.require(id, version).catch(async (thrown: unknown) => {
      const isUnknown = thrown instanceof AppException && thrown.code === 'MODEL_UNKNOWN'
      if (isUnknown && namesVault(io)) await requirePassword(io)
      throw thrown
    })
    return use(inference, kind(model))
  }
  return withInference(io, found, { only: id })
}

/** Whether the command line names a profile that has a vault, so that models of a site may be meant. */
const namesVault = ({ profileDir }: HeadlessIo): boolean =>
  parseCommandLine(process.argv).profileDir !== undefined && vaultExists(profileDir)
