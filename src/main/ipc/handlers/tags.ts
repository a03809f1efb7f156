import { ok } from '../../../shared/result'
import type { Vault } from '../../security/vault'
import type { Handlers } from '../register'

export function tagsHandlers(vault: Vault): Pick<Handlers, 'study:tags'> {
  return {
    'study:tags': async ({ instanceId }) => ok(await vault.requireOpen().pixels.tags(instanceId)),
  }
}
