/**
 * The composition root: makes the parts once and joins them. Nothing else in main creates a service; nothing here has
 * logic of its own.
 */
import { BrowserWindow } from 'electron'
import { createAnalysisQueue } from '../analysis-queue/create-queue'
import { ImportService } from '../imaging/import/import-service'
import { createInference } from '../inference/create-inference'
import { ExplanationService } from '../inference/explain/explanation-service'
import { SitePackageStore } from '../inference/site/site-package-store'
import type { SendEvent } from '../ipc/events'
import { analysisHandlers } from '../ipc/handlers/analysis'
import { appHandlers } from '../ipc/handlers/app'
import { explanationHandlers } from '../ipc/handlers/explanations'
import { importHandlers } from '../ipc/handlers/import'
import { localCheckHandlers } from '../ipc/handlers/local-check'
import { modelsHandlers } from '../ipc/handlers/models'
import { queueHandlers } from '../ipc/handlers/queue'
import { settingsHandlers } from '../ipc/handlers/settings'
import { synthesisHandlers } from '../ipc/handlers/synthesis'
import { tagsHandlers } from '../ipc/handlers/tags'
import { vaultHandlers } from '../ipc/handlers/vault'
import { worklistHandlers } from '../ipc/handlers/worklist'
import type { Handlers } from '../ipc/register'
import { LocalCheckService } from '../local-check/local-check-service'
import { createSite } from '../inference/site/create-site-models'
import type { PreviewPicture } from '../inference/site/preview'
import { vaultChoices } from '../inference/site/vault-choices'
import { regionsHandlers } from '../ipc/handlers/regions'
import { scoresHandlers } from '../ipc/handlers/scores'
import { siteHandlers } from '../ipc/handlers/site'
import { lockOnLeave } from '../security/lock-on-leave'
import { Vault } from '../security/vault'
import { SettingsStore } from '../settings/settings-store'
import { SynthesisService } from '../synthesis/synthesis-service'
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
  previewPicture: (previewId: string, what: string) => PreviewPicture | null
  /** locks the vault and ends every child; resolves when nothing is left to lose */
  close(): Promise<void>
}

/** So many changed studies are told of one by one; of more, all that is shown is asked for again. */
const manyStudies = 200

export function createServices({ profileDir, log, send }: Surroundings): Services {
  const settings = new SettingsStore(profileDir, log)
  const vault = new Vault(profileDir, { idleLockMinutes: () => settings.get().idleLockMinutes, log })
  const inference = createInference({
    onChange: () => {
      send('models:changed', null)
      queue.modelsChanged()
    },
    preferences: () => settings.get().inference,
    choices: vaultChoices(
      () => vault.open,
      () => vault.requireOpen(),
    ),
  })
  const imports = new ImportService(vault, {
    jobsChanged: (jobs) => {
      send('jobs:changed', jobs)
      if (!jobs.some(({ state }) => state === 'running')) queue.look()
    },
    worklistChanged: () => send('worklist:changed', null),
  })
  const explanations = new ExplanationService({
    inference,
    requireOpen: () => vault.requireOpen(),
    changed: (jobs) => send('explanations:changed', jobs),
  })
  const queue = createAnalysisQueue({
    vault,
    inference,
    settings,
    statusChanged: (status) => send('queue:changed', status),
    studiesChanged: (studyIds) =>
      send('queue:studiesChanged', studyIds.length > manyStudies ? null : studyIds),
    log,
  })
  const synthesis = new SynthesisService({
    inference,
    imports,
    requireOpen: () => vault.requireOpen(),
    changed: (now) => send('synthesis:changed', now),
  })
  const checks = new LocalCheckService({
    openVault: () => vault.requireOpen(),
    models: inference.registry,
    versions: new SitePackageStore({
      profileDir,
      requireOpen: () => vault.requireOpen(),
      registry: inference.registry,
    }),
  })
  const site = createSite({
    profileDir,
    vault,
    inference,
    changed: (draft) => send('site:changed', draft),
  })
  const stopWatching = lockOnLeave(vault)
  // Models are tested while the reader looks at the worklist, so that the first film need not wait for them.
  vault.onChange(({ state }) => {
    if (state === 'unlocked') void site.opened()
    else {
      explanations.cancelAll()
      void site.locked()
    }
    if (state !== 'unlocked') void checks.stop()
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
      ...localCheckHandlers(checks, () => BrowserWindow.getAllWindows()[0] ?? null),
      ...explanationHandlers(explanations, vault),
      ...siteHandlers(site, inference.registry, () => BrowserWindow.getAllWindows()[0] ?? null),
      ...scoresHandlers(),
      ...regionsHandlers(vault, inference.registry, () => BrowserWindow.getAllWindows()[0] ?? null),
      ...synthesisHandlers(synthesis),
      ...queueHandlers(queue, settings),
      ...analysisHandlers(inference, vault, () => send('worklist:changed', null)),
    },
    theme: () => settings.get().theme,
    openVault: () => vault.requireOpen(),
    previewPicture: (previewId, what) => site.models.picture(previewId, what),
    close: async () => {
      stopWatching()
      await vault.lock()
      await site.models.discard()
      inference.close()
    },
  }
}
