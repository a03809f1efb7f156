/** Decisions about versions, kept in the vault: without an open one the program's own order holds. */
import type { OpenVault } from '../../workers/vault-workers'
import type { ChosenModels, ModelChoices } from '../model-choices'

const none: ChosenModels = { defaults: {}, retired: [] }

/** @param vault null while it is locked. @param requireOpen throws AppException VAULT_LOCKED */
export function vaultChoices(vault: () => OpenVault | null, requireOpen: () => OpenVault): ModelChoices {
  let current = none
  const refresh = async () => {
    const rows = await vault()
      ?.reader.call('modelChoices', undefined)
      .catch(() => null)
    current = rows
      ? {
          defaults: Object.fromEntries(
            rows.filter(({ isDefault }) => isDefault).map(({ id, version }) => [id, version]),
          ),
          retired: rows.filter(({ retired }) => retired).map(({ id, version }) => `${id}@${version}`),
        }
      : none
  }
  return {
    get current() {
      return current
    },
    refresh,
    setDefault: async (id, version) => {
      await requireOpen().store.call('setDefaultModel', { id, version })
      await refresh()
    },
    setRetired: async (id, version, retired) => {
      await requireOpen().store.call('setModelRetired', { id, version, retired })
      await refresh()
    },
  }
}
