/** Imports and the jobs that they run as. */
import { type BrowserWindow, dialog, type OpenDialogOptions } from 'electron'
import type { ImportService } from '../../imaging/import/import-service'
import { sampleSources } from '../../imaging/synthetic/sample-sources'
import type { Vault } from '../../security/vault'
import { ok } from '../../../shared/result'
import type { AreaHandlers } from '../register'

/** @param window the one that a file dialog belongs to */
export function importHandlers(
  imports: ImportService,
  vault: Vault,
  window: () => BrowserWindow | null,
): AreaHandlers<'import'> & AreaHandlers<'jobs'> {
  const choose = async (properties: NonNullable<OpenDialogOptions['properties']>) => {
    vault.requireOpen()
    const parent = window()
    const chosen = await (parent
      ? dialog.showOpenDialog(parent, { properties })
      : dialog.showOpenDialog({ properties }))
    if (chosen.canceled || chosen.filePaths.length === 0) return ok(null)
    return ok(await imports.start('import', chosen.filePaths))
  }
  const reader = () => vault.requireOpen().reader
  return {
    'import:chooseFiles': () => choose(['openFile', 'multiSelections']),
    'import:chooseFolder': () => choose(['openDirectory', 'multiSelections']),
    'import:dropped': async ({ paths }) => ok(await imports.start('import', paths)),
    'import:samples': async () => ok(await imports.start('samples', sampleSources())),
    'import:resume': async ({ jobId }) => ok(await imports.resume(jobId)),
    'import:report': async (query) => ok(await reader().call('importReport', query)),
    'import:waitingPictures': async () => ok(await reader().call('waitingPictures', undefined)),
    'import:completePictures': async ({ pictureIds, form }) =>
      ok(await imports.completePictures(pictureIds, form)),
    'import:discardPictures': async ({ pictureIds }) => {
      await imports.discardPictures(pictureIds)
      return ok(null)
    },
    'jobs:list': async () => ok(await imports.list()),
    'jobs:cancel': ({ jobId }) => {
      imports.cancel(jobId)
      return ok(null)
    },
    'jobs:dismiss': async ({ jobId }) => {
      await imports.dismiss(jobId)
      return ok(null)
    },
  }
}
