import { app, type BrowserWindow, dialog } from 'electron'
import { writeFile } from 'node:fs/promises'
import { fail, ok } from '../../../shared/result'
import { graphicsOf, onnxRuntimeVersion, programVersion, runtimeIsOfficial } from '../../app/program-info'
import type { AreaHandlers } from '../register'

/** @param window the one that is printed, and that a file dialog belongs to */
export const appHandlers = (window: () => BrowserWindow | null): AreaHandlers<'app'> => ({
  'app:info': () =>
    ok({
      version: programVersion,
      electron: process.versions.electron,
      onnxRuntime: onnxRuntimeVersion,
      runtimeIsOfficial: runtimeIsOfficial(),
      platform: `${process.platform}-${process.arch}`,
      systemLanguage: app.getPreferredSystemLanguages()[0] ?? app.getLocale(),
      graphics: graphicsOf(app.getGPUFeatureStatus()),
    }),
  'app:savePdf': async ({ name }) => {
    const printed = window()
    if (!printed) return fail('NOT_FOUND', 'There is no window to print.')
    const options = { defaultPath: `${name}.pdf`, filters: [{ name: 'PDF', extensions: ['pdf'] }] }
    const chosen = await dialog.showSaveDialog(printed, options)
    if (chosen.canceled) return ok({ saved: false })
    // The window's own colour would fill the margins of the pages.
    const screen = printed.getBackgroundColor()
    printed.setBackgroundColor('#ffffff')
    const pdf = await printed.webContents
      .printToPDF({ printBackground: true, preferCSSPageSize: true })
      .finally(() => printed.setBackgroundColor(screen))
    try {
      await writeFile(chosen.filePath, pdf, { mode: 0o600 })
    } catch {
      return fail('STORAGE_UNWRITABLE', 'The file could not be written.')
    }
    return ok({ saved: true })
  },
})
