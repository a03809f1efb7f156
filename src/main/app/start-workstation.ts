/** Life cycle of the windowed program: one instance a profile, one window, everything closed before the process ends. */
import { app, type BrowserWindow, dialog, Menu, session } from 'electron'
import { join } from 'node:path'
import { createEventSender } from '../ipc/events'
import { serveStudies } from '../imaging/study-protocol'
import { registerHandlers } from '../ipc/register'
import { findDebuggingSwitch } from './chromium-switches'
import { hardenAllContents } from './hardening'
import { openLog, watchUncaught } from './logging'
import { createServices } from './services'
import { serveInterface } from './ui-protocol'
import { createWindow } from './window'

/** In memory (no `persist:`): what Chromium keeps about the page never reaches the disk. */
const partition = 'workstation'

export async function startWorkstation(): Promise<void> {
  if (app.isPackaged && findDebuggingSwitch(app.commandLine)) {
    app.exit(1)
    return
  }
  if (!app.requestSingleInstanceLock()) {
    app.exit(0)
    return
  }
  const log = openLog(app.getPath('userData'))
  watchUncaught(log, () => {
    dialog.showErrorBox(
      'Vesalius',
      'An unexpected error stopped the program. Stored studies are safe; please start it again.',
    )
    app.exit(1)
  })
  hardenAllContents()
  await app.whenReady()
  Menu.setApplicationMenu(null)

  const uiSession = session.fromPartition(partition, { cache: false })
  const services = createServices({ profileDir: app.getPath('userData'), log, send: createEventSender(log) })
  serveInterface(uiSession.protocol, join(import.meta.dirname, '../renderer'))
  serveStudies(uiSession.protocol, () => services.openVault(), services.previewPicture)
  registerHandlers(services.handlers, log)

  const window = createWindow({ session: uiSession, theme: services.theme(), log })
  app.on('second-instance', () => raise(window))
  closeServicesBeforeQuit(() => services.close(), log)
}

function raise(window: BrowserWindow): void {
  if (window.isDestroyed()) return
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

/** The vault is closed and the children ended before the process goes, whichever way the user leaves. */
function closeServicesBeforeQuit(close: () => Promise<void>, log: (line: string) => void): void {
  let closed = false
  app.on('window-all-closed', () => app.quit())
  app.on('before-quit', (event) => {
    if (closed) return
    event.preventDefault()
    void close()
      .catch(() => log('services: closing failed'))
      .finally(() => {
        closed = true
        app.quit()
      })
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit())
}
