/** Models of the site: adding one, and what becomes of its versions. */
import { type BrowserWindow, dialog, type OpenDialogOptions } from 'electron'
import { open } from 'node:fs/promises'
import { parseLabels } from '../../../shared/domain/models/site/parse-labels'
import { AppException, ok } from '../../../shared/result'
import type { ModelRegistry } from '../../inference/model-registry'
import type { Site } from '../../inference/site/create-site-models'
import type { AreaHandlers } from '../register'

/** A list of labels is short. */
const largestListBytes = 1 << 20

/** @param window the one that a file dialog belongs to */
export function siteHandlers(
  { models, packages }: Site,
  registry: Pick<ModelRegistry, 'setDefault' | 'retire'>,
  window: () => BrowserWindow | null,
): AreaHandlers<'site'> {
  const choose = async (options: OpenDialogOptions): Promise<string | null> => {
    const parent = window()
    const chosen = await (parent ? dialog.showOpenDialog(parent, options) : dialog.showOpenDialog(options))
    return chosen.canceled ? null : (chosen.filePaths[0] ?? null)
  }
  return {
    'site:choose': async ({ kind }) => {
      const path = await choose(
        kind === 'folder'
          ? { properties: ['openDirectory'] }
          : { properties: ['openFile'], filters: [{ name: 'ONNX, ZIP', extensions: ['onnx', 'zip'] }] },
      )
      // The answer comes at once; how reading goes on is told by events.
      if (path !== null) void models.open(path)
      return ok(path !== null)
    },
    'site:draft': () => ok(models.draft),
    'site:discard': async () => {
      await models.discard()
      return ok(null)
    },
    'site:cancel': async () => {
      await models.cancel()
      return ok(null)
    },
    'site:labels': async () => {
      const path = await choose({
        properties: ['openFile'],
        filters: [{ name: 'TXT, CSV, JSON', extensions: ['txt', 'csv', 'tsv', 'json'] }],
      })
      return ok(path === null ? null : parseLabels(await readText(path)))
    },
    'site:preview': async ({ form, instanceId }) => ok(await models.preview(form, instanceId)),
    'site:add': async ({ form }) => ok(await models.add(form)),
    'site:setDefault': async ({ id, version }) => {
      await registry.setDefault(id, version)
      return ok(null)
    },
    'site:retire': async ({ id, version, retired }) => {
      await registry.retire(id, version, retired)
      return ok(null)
    },
    'site:remove': async (model) => {
      await packages.remove(model)
      return ok(null)
    },
  }
}

async function readText(path: string): Promise<string> {
  const file = await open(path, 'r').catch(() => {
    throw new AppException('FILE_UNREADABLE', 'The list of labels cannot be read.')
  })
  try {
    const { size } = await file.stat()
    if (size > largestListBytes) throw new AppException('FILE_TOO_LARGE', 'This is no list of labels.')
    return await file.readFile('utf8')
  } finally {
    await file.close()
  }
}
