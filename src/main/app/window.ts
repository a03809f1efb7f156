/** The one window of the workstation. */
import { app, BrowserWindow, dialog, type Session } from 'electron'
import { join } from 'node:path'
import { uiOrigin } from '../ipc/sender-guard'

export interface WindowOptions {
  session: Session
  /** the background before the page has painted, so that a dark reading room stays dark */
  theme: 'dark' | 'light'
  log: (line: string) => void
}

const backgrounds = { dark: '#111112', light: '#e9e9eb' }

export function createWindow({ session, theme, log }: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 700,
    title: 'Vesalius',
    show: false,
    backgroundColor: backgrounds[theme],
    autoHideMenuBar: true,
    webPreferences: {
      session,
      preload: join(import.meta.dirname, '../preload/index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !app.isPackaged,
      // A hidden window must go on answering its progress events.
      backgroundThrottling: false,
    },
  })
  window.once('ready-to-show', () => {
    window.show()
    log('window: shown')
  })
  reloadAfterCrash(window, log)
  void window.loadURL(`${uiOrigin}/index.html`)
  return window
}

/** A crashed page comes back once; a page that crashes again within a minute would only crash for ever. */
function reloadAfterCrash(window: BrowserWindow, log: (line: string) => void): void {
  let lastCrashMs = -Infinity
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return
    log(`window: the page's process ended (${reason})`)
    const nowMs = performance.now()
    const again = nowMs - lastCrashMs < 60_000
    lastCrashMs = nowMs
    if (!again) {
      window.webContents.reload()
      return
    }
    dialog.showErrorBox(
      'Vesalius',
      'The window stopped working twice within a minute. The program closes; stored studies are safe.',
    )
    app.exit(1)
  })
  window.webContents.on('preload-error', (_event, _path, error) =>
    log(`window: preload failed (${error.name})`),
  )
}
