import { ok } from '../../../shared/result'
import type { Vault } from '../../security/vault'
import type { SendEvent } from '../events'
import type { AreaHandlers } from '../register'

export function vaultHandlers(vault: Vault, send: SendEvent): AreaHandlers<'vault'> {
  vault.onChange((status) => send('vault:changed', status))
  return {
    'vault:status': () => ok(vault.status()),
    'vault:create': ({ password }) => vault.create(password),
    'vault:unlock': ({ password }) => vault.unlock(password),
    'vault:recover': ({ recoveryKey, newPassword }) => vault.recover(recoveryKey, newPassword),
    'vault:lock': async () => {
      await vault.lock()
      return ok(vault.status())
    },
    'vault:changePassword': ({ current, next }) => vault.changePassword(current, next),
    'vault:active': () => {
      vault.noteActivity()
      return ok(null)
    },
  }
}
