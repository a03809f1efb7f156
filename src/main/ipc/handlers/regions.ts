/** Regions that a model marked: out of the program as DICOM Segmentation. */
import { type BrowserWindow, dialog } from 'electron'
import { ok } from '../../../shared/result'
import { programVersion } from '../../app/program-info'
import { regionsOfRun } from '../../imaging/segmentation/region-export'
import type { ModelRegistry } from '../../inference/model-registry'
import type { SiteProcedures } from '../../inference/site/site-procedures'
import type { Vault } from '../../security/vault'
import { WorkerClient } from '../../workers/rpc'
import { workerScript } from '../../workers/worker-script'
import type { AreaHandlers } from '../register'

/** @param window the one that a file dialog belongs to */
export function regionsHandlers(
  vault: Vault,
  registry: Pick<ModelRegistry, 'list'>,
  window: () => BrowserWindow | null,
): AreaHandlers<'regions'> {
  return {
    'regions:export': async ({ runId }) => {
      const regions = await regionsOfRun(
        vault.requireOpen(),
        runId,
        (model) =>
          registry.list().find(({ id, version }) => id === model.id && version === model.version)?.manifest ??
          null,
      )
      const options = {
        defaultPath: `${regions.model.id}-regions.dcm`,
        filters: [{ name: 'DICOM', extensions: ['dcm'] }],
      }
      const parent = window()
      const chosen = await (parent ? dialog.showSaveDialog(parent, options) : dialog.showSaveDialog(options))
      if (chosen.canceled) return ok({ saved: false })
      const worker = new WorkerClient<SiteProcedures>(workerScript('site-worker'))
      try {
        await worker.call('writeSegmentation', {
          path: chosen.filePath,
          regions: { ...regions, softwareVersion: programVersion },
        })
      } finally {
        await worker.stop()
      }
      return ok({ saved: true })
    },
  }
}
