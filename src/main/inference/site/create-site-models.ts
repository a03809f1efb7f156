/** Joins the parts with which a site adds models: for the window and for headless commands. */
import type { Vault } from '../../security/vault'
import type { SiteDraft } from '../../../shared/domain/models/site/draft'
import { WorkerClient } from '../../workers/rpc'
import { workerScript } from '../../workers/worker-script'
import { inferenceThreads } from '../inference-process'
import type { InferenceService } from '../inference-service'
import { SiteModels } from './site-models'
import { SitePackageStore } from './site-package-store'
import type { SiteProcedures } from './site-procedures'
import { siteSource } from './site-source'
import { onlyOf } from '../model-package'
import { startTrialProcess } from './trial-process'

export interface SiteParts {
  profileDir: string
  vault: Pick<Vault, 'requireOpen'>
  inference: Pick<InferenceService, 'registry'>
  changed?: (draft: SiteDraft | null) => void
  /** the id of the one model that is needed; all unless stated */
  only?: string
}

export interface Site {
  models: SiteModels
  packages: SitePackageStore
  /** Lets the registry see the site's packages while the vault is open. */
  opened(): Promise<void>
  locked(): Promise<void>
}

export function createSite({ profileDir, vault, inference, changed, only }: SiteParts): Site {
  const { registry } = inference
  const requireOpen = () => vault.requireOpen()
  const all = siteSource(profileDir, () => requireOpen().reader.call('siteModels', undefined))
  const source = only === undefined ? all : onlyOf(all, only)
  const packages = new SitePackageStore({ profileDir, requireOpen, registry })
  const models = new SiteModels({
    packages,
    requireOpen,
    startWorker: () => new WorkerClient<SiteProcedures>(workerScript('site-worker')),
    trial: { startChild: startTrialProcess, threads: inferenceThreads },
    ...(changed && { changed }),
  })
  return {
    models,
    packages,
    opened: async () => {
      if (!models.draft) await packages.tidyUp()
      await registry.addSource(source)
    },
    locked: async () => {
      models.forgetPictures()
      await registry.removeSource(source)
    },
  }
}
