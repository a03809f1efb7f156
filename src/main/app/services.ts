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
import { preparationHandlers } from '../ipc/handlers/preparation'
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
import { peopleHandlers } from '../ipc/handlers/people'
import { recordImportHandlers } from '../ipc/handlers/record-import'
import { recordsHandlers } from '../ipc/handlers/records'
import { regionsHandlers } from '../ipc/handlers/regions'
import { risksHandlers } from '../ipc/handlers/risks'
import { scoresHandlers } from '../ipc/handlers/scores'
import { siteHandlers } from '../ipc/handlers/site'
import { StayRisks } from '../risks/stay-risks'
import { TableRisks } from '../risks/table-risks'
import { wardRisks } from '../risks/ward-risks'
import { RecordImportService } from '../records/record-import-service'
import { PreparationService } from '../preparation/preparation-service'
import { lockOnLeave } from '../security/lock-on-leave'
import { Vault } from '../security/vault'
import { wardHandlers } from '../ipc/handlers/ward'
import { WardService } from '../ward/ward-service'
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
  const ward = new WardService({
    openVault: () => vault.open,
    changed: (news) => send('ward:changed', news),
    recordChanged: () => send('recordImport:changed', null),
    sampleChanged: (state) => send('ward:sampleChanged', state),
    log,
  })
  const recordChanged = () => {
    send('recordImport:changed', null)
    ward.look()
  }
  const recordImports = new RecordImportService({
    openVault: () => vault.requireOpen(),
    changed: () => recordChanged(),
    running: (runs) => send('recordImport:running', runs),
    forecasting: (progress) => send('recordImport:forecasting', progress),
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
  const riskParts = { inference, requireOpen: () => vault.requireOpen() }
  const tableRisks = new TableRisks(riskParts)
  const stayRisks = new StayRisks(riskParts)
  const preparation = new PreparationService()
  const stopWatching = lockOnLeave(vault)
  // Models are tested while the reader looks at the worklist, so that the first film need not wait for them.
  vault.onChange(({ state }) => {
    if (state === 'unlocked') void site.opened()
    else {
      explanations.cancelAll()
      void site.locked()
    }
    if (state !== 'unlocked') {
      void checks.stop()
      void preparation.stop()
    }
    if (state !== 'unlocked') recordImports.locked()
    if (state === 'unlocked') ward.opened()
    else ward.locked()
  })
  return {
    handlers: {
      ...appHandlers(() => BrowserWindow.getAllWindows()[0] ?? null),
      ...settingsHandlers(settings, send),
      ...vaultHandlers(vault, send),
      ...worklistHandlers(vault, send),
      ...tagsHandlers(vault),
      ...modelsHandlers(inference),
      ...importHandlers(imports, vault, () => BrowserWindow.getAllWindows()[0] ?? null),
      ...recordImportHandlers(recordImports, vault, () => BrowserWindow.getAllWindows()[0] ?? null),
      ...peopleHandlers(recordImports, vault),
      ...recordsHandlers(vault, () => BrowserWindow.getAllWindows()[0] ?? null),
      ...preparationHandlers(preparation, vault, send, () => BrowserWindow.getAllWindows()[0] ?? null),
      ...localCheckHandlers(checks, () => BrowserWindow.getAllWindows()[0] ?? null),
      ...explanationHandlers(explanations, vault),
      ...siteHandlers(site, inference.registry, () => BrowserWindow.getAllWindows()[0] ?? null),
      ...scoresHandlers(() => vault.requireOpen()),
      ...risksHandlers(tableRisks, stayRisks),
      ...regionsHandlers(vault, inference.registry, () => BrowserWindow.getAllWindows()[0] ?? null),
      ...synthesisHandlers(synthesis),
      ...wardHandlers(ward, vault, (query) => wardRisks(query, riskParts, tableRisks, stayRisks)),
      ...queueHandlers(queue, settings),
      ...analysisHandlers(inference, vault, () => send('worklist:changed', null)),
    },
    theme: () => settings.get().theme,
    openVault: () => vault.requireOpen(),
    previewPicture: (previewId, what) => site.models.picture(previewId, what),
    close: async () => {
      stopWatching()
      await vault.lock()
      await preparation.stop()
      await site.models.discard()
      inference.close()
    },
  }
}
