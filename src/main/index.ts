import { app } from 'electron'
import { join } from 'node:path'
import { quietChromium } from './app/chromium-switches'
import { parseCommandLine } from './app/command-line'
import { registerSchemes } from './app/schemes'

// Must happen before the app is ready.
registerSchemes()
quietChromium()

const commandLine = parseCommandLine(process.argv)
// One place for the checkout, the package and the headless commands, whatever name Electron was started under.
app.setPath('userData', commandLine.profileDir ?? join(app.getPath('appData'), 'Vesalius'))
// What Chromium insists on keeping for its default session, which the program never uses, stays in one folder.
app.setPath('sessionData', join(app.getPath('userData'), 'chromium'))

if (commandLine.headless) {
  // No window, so no graphics process either.
  app.disableHardwareAcceleration()
  const { runHeadless } = await import('./app/headless/run-headless')
  void app.whenReady().then(async () => app.exit(await runHeadless(commandLine.headless ?? [])))
} else {
  const { startWorkstation } = await import('./app/start-workstation')
  void startWorkstation()
}
