import { app } from 'electron'
import { parseCommandLine } from './app/command-line'
import { registerSchemes } from './app/schemes'

// Must happen before the app is ready.
registerSchemes()

const commandLine = parseCommandLine(process.argv)
if (commandLine.profileDir) app.setPath('userData', commandLine.profileDir)

if (commandLine.headless) {
  const { runHeadless } = await import('./app/headless/run-headless')
  void app.whenReady().then(async () => app.exit(await runHeadless(commandLine.headless ?? [])))
} else {
  const { startWorkstation } = await import('./app/start-workstation')
  void startWorkstation()
}
