/**
 * The composition root: makes the parts once and joins them. Nothing else in main creates a service; nothing here has
 * logic of its own.
 */
import { BrowserWindow } from 'electron'
import { ImportService } from '../imaging/import/import-service'
import { createInference } from '../inference/create-inference'
import type { SendEvent } from '../ipc/events'
import { analysisHandlers } from '../ipc/handlers/analysis'
import { appHandlers } from '../ipc/handlers/app'
import { importHandlers } from '../ipc/handlers/import'
import { modelsHandlers } from '../ipc/handlers/models'
import { settingsHandlers } from '../ipc/handlers/settings'
import { tagsHandlers } from '../ipc/handlers/tags'
import { vaultHandlers } from '../ipc/handlers/vault'
import { worklistHandlers } from '../ipc/handlers/worklist'
import type { Handlers } from '../ipc/register'
import { lockOnLeave } from '../security/lock-on-leave'
import { Vault } from '../security/vault'
import { SettingsStore } from '../settings/settings-store'
import type { OpenVault } from '../workers/vault-workers'
import type { Log } from './logging'

export interface Surroundings {
  profileDir: string
  log: Log
  send: SendEvent
}

export interface Services {
  handlers: Handlers
  theme(): 'dark' | 'light'
  /** @throws AppException VAULT_LOCKED */
  openVault(): OpenVault
  /** locks the vault and ends every child; resolves when nothing is left to lose */
  close(): Promise<void>
}

export function createServices({ profileDir, log, send }: Surroundings): Services {
  const settings = new SettingsStore(profileDir, log)
  const vault = new Vault(profileDir, { idleLockMinutes: () => settings.get().idleLockMinutes, log })
  const inference = createInference(() => send('models:changed', null))
  const imports = new ImportService(vault, {
    jobsChanged: (jobs) => send('jobs:changed', jobs),
    worklistChanged: () => send('worklist:changed', null),
  })
  const stopWatching = lockOnLeave(vault)
  // Models are tested while the reader looks at the worklist, so that the first film need not wait for them.
  vault.onChange(({ state }) => {
    if (state === 'unlocked') void inference.registry.open()
  })
  return {
    handlers: {
      ...appHandlers(),
      ...settingsHandlers(settings, send),
      ...vaultHandlers(vault, send),
      ...worklistHandlers(vault, send),
      ...tagsHandlers(vault),
      ...modelsHandlers(inference),
      ...importHandlers(imports, vault, () => BrowserWindow.getAllWindows()[0] ?? null),
      ...analysisHandlers(inference, vault, () => send('worklist:changed', null)),
    },
    theme: () => settings.get().theme,
    openVault: () => vault.requireOpen(),
    close: async () => {
      stopWatching()
      await vault.lock()
      inference.close()
    },
  }
}
