import { createInference, type InferenceSettings } from '../../inference/create-inference'
import type { InferenceService } from '../../inference/inference-service'
import { createSite, type Site } from '../../inference/site/create-site-models'
import { vaultChoices } from '../../inference/site/vault-choices'
import type { Vault } from '../../security/vault'
import { vaultExists } from '../../security/vault-file'
import { parseCommandLine } from '../command-line'
import type { HeadlessIo } from './headless-command'
import { withOpenVault } from './with-open-vault'

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
    const site = createSite({ profileDir: io.profileDir, vault, inference })
    try {
      await site.opened()
      return await use({ inference, site, vault })
    } finally {
      await site.models.discard()
      inference.close()
    }
  })
}

/** Whether the command line names a profile that has a vault, so that models of a site may be meant. */
export const namesVault = ({ profileDir }: HeadlessIo): boolean =>
  parseCommandLine(process.argv).profileDir !== undefined && vaultExists(profileDir)
