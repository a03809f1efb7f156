/** Imports of records: preparing one, running it, its held rows, and the mappings of tables. */
import { type BrowserWindow, dialog } from 'electron'
import { basename } from 'node:path'
import type { SavedMapping } from '../../../shared/domain/record-import/saved-mapping'
import { mappedColumns } from '../../../shared/domain/record-import/csv-mapping'
import { ok } from '../../../shared/result'
import type { RecordImportService } from '../../records/record-import-service'
import type { Vault } from '../../security/vault'
import type { AreaHandlers } from '../register'

const json = [{ name: 'JSON', extensions: ['json'] }]

/** @param window the one that a file dialog belongs to */
export function recordImportHandlers(
  imports: RecordImportService,
  vault: Vault,
  window: () => BrowserWindow | null,
): AreaHandlers<'recordImport'> {
  const reader = () => vault.requireOpen().reader
  return {
    ...mappingHandlers(imports, vault, window),
    'recordImport:choose': async ({ kind }) => {
      vault.requireOpen()
      const properties =
        kind === 'files' ? ['openFile' as const, 'multiSelections' as const] : ['openDirectory' as const]
      const parent = window()
      const chosen = await (parent
        ? dialog.showOpenDialog(parent, { properties })
        : dialog.showOpenDialog({ properties }))
      return ok(
        chosen.canceled || chosen.filePaths.length === 0 ? null : await imports.choose(chosen.filePaths),
      )
    },
    'recordImport:dropped': async ({ paths }) => ok(await imports.choose(paths)),
    'recordImport:forget': () => {
      imports.forget()
      return ok(null)
    },
    'recordImport:table': async (request) => ok(await imports.table(request)),
    'recordImport:mapped': async (request) => ok(await imports.mapped(request)),
    'recordImport:columnTexts': async (request) => ok(await imports.columnTexts(request)),
    'recordImport:dryRun': async ({ draftId, options }) => ok(await imports.dryRun(draftId, options)),
    'recordImport:cancelDryRun': () => {
      imports.cancelDryRun()
      return ok(null)
    },
    'recordImport:start': async ({ draftId, options, mappingId }) =>
      ok(await imports.start(draftId, options, mappingId)),
    'recordImport:resume': async ({ intakeId }) => {
      await imports.resume(intakeId)
      return ok(null)
    },
    'recordImport:cancel': ({ intakeId }) => {
      imports.cancel(intakeId)
      return ok(null)
    },
    'recordImport:intakes': async () => ok(await reader().call('intakeOverview', undefined)),
    'recordImport:running': () => ok(imports.running()),
    'recordImport:held': async (query) => ok(await reader().call('heldPage', query)),
    'recordImport:heldCounts': async ({ intakeId }) => ok(await reader().call('heldCounts', intakeId)),
    'recordImport:heldDetail': async ({ id }) => ok(await reader().call('heldDetail', id)),
    'recordImport:countAlike': async (asked) => ok({ rows: await reader().call('countAlike', asked) }),
    'recordImport:repair': async (request) => ok(await imports.repairHeld(request)),
    'recordImport:retry': async (choice) => ok(await imports.retryHeld(choice)),
    'recordImport:cancelRepair': () => {
      imports.cancelRepair()
      return ok(null)
    },
    'recordImport:drop': async (choice) => ok(await imports.dropHeld(choice)),
    'recordImport:restore': async ({ mark }) => ok({ restored: await imports.restoreHeld(mark) }),
  }
}

type MappingChannel =
  | 'recordImport:mappings'
  | 'recordImport:mapping'
  | 'recordImport:saveMapping'
  | 'recordImport:renameMapping'
  | 'recordImport:setMappingRemoved'
  | 'recordImport:exportMapping'
  | 'recordImport:importMapping'

function mappingHandlers(
  imports: RecordImportService,
  vault: Vault,
  window: () => BrowserWindow | null,
): Pick<AreaHandlers<'recordImport'>, MappingChannel> {
  const reader = () => vault.requireOpen().reader
  return {
    'recordImport:mappings': async () => ok((await reader().call('listMappings', undefined)).map(summaryOf)),
    'recordImport:mapping': async ({ id }) => ok(await reader().call('savedMapping', id)),
    'recordImport:saveMapping': async (saved) => ok({ id: await imports.saveMapping(saved) }),
    'recordImport:renameMapping': async (renamed) => {
      await imports.renameMapping(renamed)
      return ok(null)
    },
    'recordImport:setMappingRemoved': async (change) => {
      await imports.setMappingRemoved(change)
      return ok(null)
    },
    'recordImport:exportMapping': async ({ id }) => {
      const { name } = await reader().call('savedMapping', id)
      const options = {
        defaultPath: `${basename(name).replace(/[^\p{L}\p{N}._ -]/gu, '_')}.json`,
        filters: json,
      }
      const parent = window()
      const chosen = await (parent ? dialog.showSaveDialog(parent, options) : dialog.showSaveDialog(options))
      if (chosen.canceled) return ok({ saved: false })
      await imports.exportMapping(id, chosen.filePath)
      return ok({ saved: true })
    },
    'recordImport:importMapping': async () => {
      const options = { properties: ['openFile' as const], filters: json }
      const parent = window()
      const chosen = await (parent ? dialog.showOpenDialog(parent, options) : dialog.showOpenDialog(options))
      const [path] = chosen.filePaths
      return ok(chosen.canceled || path === undefined ? null : { id: await imports.importMapping(path) })
    },
  }
}

const summaryOf = ({ mapping, header: _header, ...saved }: SavedMapping) => ({
  ...saved,
  form: mapping.rows.form,
  columns: mappedColumns(mapping).length,
})
