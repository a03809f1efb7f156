/** The preparation workshop: a table, its pipeline, and what leaves it. Paths are known here and in the service only. */
import { type BrowserWindow, dialog, type FileFilter } from 'electron'
import { z } from 'zod'
import { PreparationPipeline } from '../../../shared/domain/preparation/pipeline'
import type { OpenedTable } from '../../../shared/domain/preparation/report'
import {
  type KeptPipeline,
  shownPreview,
  type WorkshopExport,
} from '../../../shared/domain/preparation/workshop'
import { ok } from '../../../shared/result'
import type { PreparationService } from '../../preparation/preparation-service'
import type { Vault } from '../../security/vault'
import type { SendEvent } from '../events'
import type { AreaHandlers } from '../register'

const tables: FileFilter[] = [{ name: 'CSV, TSV', extensions: ['csv', 'tsv', 'txt', 'gz'] }]
const pipelines: FileFilter[] = [{ name: 'JSON', extensions: ['json'] }]

/** @param window the one that a file dialog belongs to */
export function preparationHandlers(
  preparation: PreparationService,
  vault: Vault,
  send: SendEvent,
  window: () => BrowserWindow | null,
): AreaHandlers<'preparation'> {
  let underWay: AbortController | null = null
  let openId: string | null = null
  /** One long work at a time: a newer one ends the one before. */
  const newWork = () => {
    underWay?.abort()
    const controller = new AbortController()
    underWay = controller
    return {
      signal: controller.signal,
      onProgress: (progress: Parameters<typeof send<'preparation:progress'>>[1]) => {
        if (underWay === controller) send('preparation:progress', progress)
      },
    }
  }
  /** One table at a time: the one before would only take up memory. */
  const shownAlone = (opened: OpenedTable): OpenedTable => {
    if (openId !== null) preparation.close(openId)
    openId = opened.tableId
    return opened
  }
  const choose = async (filters: FileFilter[]): Promise<string | null> => {
    const parent = window()
    const options = { properties: ['openFile' as const], filters }
    const chosen = await (parent ? dialog.showOpenDialog(parent, options) : dialog.showOpenDialog(options))
    return chosen.canceled ? null : (chosen.filePaths[0] ?? null)
  }
  const saveAs = async (defaultPath: string, filters: FileFilter[]): Promise<string | null> => {
    const parent = window()
    const options = { defaultPath, filters }
    const chosen = await (parent ? dialog.showSaveDialog(parent, options) : dialog.showSaveDialog(options))
    return chosen.canceled ? null : chosen.filePath
  }
  return {
    'preparation:chooseTable': async () => {
      const path = await choose(tables)
      if (path === null) return ok(null)
      return ok(shownAlone(await preparation.openTable(path)))
    },
    'preparation:quantities': async () =>
      ok(await vault.requireOpen().reader.call('recordQuantities', undefined)),
    'preparation:takeRecord': async (request) => {
      const { reader } = vault.requireOpen()
      return ok(
        shownAlone(
          await preparation.openRecord(request, (query) => reader.call('recordTablePage', query), newWork()),
        ),
      )
    },
    'preparation:profile': async ({ tableId, form }) =>
      ok(await preparation.profile(tableId, form, newWork())),
    'preparation:propose': async ({ tableId, form, target }) =>
      ok(await preparation.propose(tableId, form, target)),
    'preparation:preview': async ({ tableId, pipeline, fitId }) =>
      ok(
        shownPreview(
          await preparation.preview(tableId, pipeline, newWork(), fitId === null ? null : { fitId }),
        ),
      ),
    'preparation:cancel': () => {
      underWay?.abort()
      underWay = null
      return ok(null)
    },
    'preparation:changes': async ({ tableId, query }) => ok(await preparation.changes(tableId, query)),
    'preparation:beforeAfter': async ({ tableId, step, parameter }) =>
      ok(await preparation.beforeAfter(tableId, { step, parameter })),
    'preparation:export': async ({ tableId, what, name }) => {
      const path = await saveAs(fileName(name, what), what === 'pipeline' ? pipelines : tables)
      if (path === null) return ok({ saved: false })
      if (what === 'pipeline') await preparation.exportPipeline(tableId, { path })
      else if (what === 'changes') await preparation.exportChanges(tableId, { path }, newWork())
      else await preparation.exportTable(tableId, { path, part: what }, newWork())
      return ok({ saved: true })
    },
    'preparation:readPipeline': async () => {
      const path = await choose(pipelines)
      return ok(path === null ? null : await preparation.readPipeline(path))
    },
    'preparation:pipelines': async () => {
      const kept = await vault.requireOpen().reader.call('listPipelines', undefined)
      return ok(kept.flatMap(readable))
    },
    'preparation:savePipeline': async ({ name, pipeline }) =>
      ok(await vault.requireOpen().store.call('savePipeline', { name, pipeline: JSON.stringify(pipeline) })),
    'preparation:renamePipeline': async (change) => {
      await vault.requireOpen().store.call('renamePipeline', change)
      return ok(null)
    },
    'preparation:setPipelineRemoved': async (change) => {
      await vault.requireOpen().store.call('setPipelineRemoved', change)
      return ok(null)
    },
  }
}

/** One that a newer version of the program kept may not be understood by this one: it stays, and is not shown. */
function readable({
  pipeline,
  ...kept
}: Omit<KeptPipeline, 'pipeline'> & { pipeline: string }): KeptPipeline[] {
  const read = z.safeParse(PreparationPipeline, JSON.parse(pipeline))
  return read.success ? [{ ...kept, pipeline: read.data }] : []
}

const fileName = (name: string, what: WorkshopExport) =>
  `${name.replace(/[^\p{L}\p{N}.-]+/gu, '-')}-${what}.${what === 'pipeline' ? 'json' : 'csv'}`
