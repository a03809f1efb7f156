/** The local check: models against this site's truth. */
import { type BrowserWindow, dialog } from 'electron'
import { writeFile } from 'node:fs/promises'
import type { LocalCheckReport, LocalCheckRequest } from '../../../shared/domain/local-check/local-check'
import { reportCsv } from '../../../shared/domain/local-check/local-version'
import { ok } from '../../../shared/result'
import type { LocalCheckService } from '../../local-check/local-check-service'
import type { AreaHandlers } from '../register'

const tables = [{ name: 'CSV', extensions: ['csv', 'tsv', 'txt'] }]

/** @param window the one that a file dialog belongs to */
export function localCheckHandlers(
  checks: LocalCheckService,
  window: () => BrowserWindow | null,
): AreaHandlers<'localCheck'> {
  return {
    'localCheck:models': async () => ok(await checks.checkedModels()),
    'localCheck:report': async (request) => ok(await checks.report(request)),
    'localCheck:propose': async (request) => ok(await checks.propose(request)),
    'localCheck:makeVersion': async (request) => ok(await checks.makeVersion(request)),
    'localCheck:setDefault': async ({ id, version }) => ok(await checks.setDefault(id, version)),
    'localCheck:chooseTruth': async () => {
      const options = { properties: ['openFile' as const], filters: tables }
      const parent = window()
      const chosen = await (parent ? dialog.showOpenDialog(parent, options) : dialog.showOpenDialog(options))
      const [path] = chosen.filePaths
      return ok(chosen.canceled || path === undefined ? null : await checks.chooseTruth(path))
    },
    'localCheck:matchTruth': async ({ previewId, mapping }) =>
      ok(await checks.matchTruth(previewId, mapping)),
    'localCheck:importTruth': async ({ previewId, mapping }) =>
      ok(await checks.importTruth(previewId, mapping)),
    'localCheck:imports': async () => ok(await checks.imports()),
    'localCheck:setImportRemoved': async ({ importId, removed }) =>
      ok(await checks.setImportRemoved(importId, removed)),
    'localCheck:importProblems': async (query) => ok(await checks.importProblems(query)),
    'localCheck:export': async ({ request, format }) => {
      const report = await checks.report(request)
      const parent = window()
      const options = { defaultPath: fileName(request, format) }
      const chosen = await (parent ? dialog.showSaveDialog(parent, options) : dialog.showSaveDialog(options))
      if (chosen.canceled) return ok({ saved: false })
      await writeFile(chosen.filePath, contentOf(report, format))
      return ok({ saved: true })
    },
  }
}

type Format = 'csv' | 'json'

const fileName = ({ modelId, version, label }: LocalCheckRequest, format: Format) =>
  `local-check-${modelId}-${version}-${label}.${format}`.replace(/[^\w.-]/g, '_')

const contentOf = (report: LocalCheckReport, format: Format) =>
  format === 'csv' ? reportCsv(report) : `${JSON.stringify(report, null, 2)}\n`
