/** Patients' records: reading them, where each value comes from, and the export. */
import { type BrowserWindow, dialog } from 'electron'
import { basename } from 'node:path'
import { ok } from '../../../shared/result'
import { exportFhirFile } from '../../records/export-fhir-file'
import type { Vault } from '../../security/vault'
import type { AreaHandlers } from '../register'

/** @param window the one that a file dialog belongs to */
export function recordsHandlers(vault: Vault, window: () => BrowserWindow | null): AreaHandlers<'records'> {
  const reader = () => vault.requireOpen().reader
  return {
    'records:person': async (query) => ok(await reader().call('personSummary', query)),
    'records:people': async (query) => ok(await reader().call('searchPeople', query)),
    'records:codes': async (query) => ok(await reader().call('observedCodes', query)),
    'records:timeline': async (query) => ok(await reader().call('timeline', query)),
    'records:list': async (query) => ok(await reader().call('entryPage', query)),
    'records:entry': async ({ entryId }) => ok(await reader().call('wholeEntry', entryId)),
    'records:trace': async ({ entryId }) => {
      const trace = await reader().call('traceEntry', entryId)
      const sources = trace.sources.map((source) => ({ ...source, file: basename(source.file) }))
      return ok({ ...trace, sources })
    },
    'records:exportFhir': async ({ patientId }) => {
      const parent = window()
      const options = {
        defaultPath: `record-fhir-${new Date().toISOString().slice(0, 10)}.json`,
        filters: [{ name: 'FHIR R4', extensions: ['json'] }],
      }
      const chosen = await (parent ? dialog.showSaveDialog(parent, options) : dialog.showSaveDialog(options))
      if (chosen.canceled) return ok({ saved: false })
      await exportFhirFile(reader(), patientId, chosen.filePath)
      return ok({ saved: true })
    },
  }
}
