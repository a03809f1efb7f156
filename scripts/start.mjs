/** `npm start`: opens the workstation, after whatever set-up is still to do. */
import { hasDisplay, startDisplay } from './setup/display.mjs'
import { graphicsSwitches } from './setup/graphics.mjs'
import { prepare } from './setup/prepare.mjs'
import { main, projectRoot, say } from './setup/project.mjs'
import { runForeground } from './setup/run-command.mjs'
import { sandboxSwitches } from './setup/sandbox.mjs'

await main(async () => {
  const { electron } = await prepare({ window: true, build: true })
  const display = hasDisplay() ? null : await startDisplay()
  if (display) say(`there is no screen; the window opens on a virtual one (DISPLAY=${display.env.DISPLAY}).`)
  const environment = { ...process.env, ...display?.env }
  delete environment.ELECTRON_RUN_AS_NODE
  try {
    return await runForeground(
      electron,
      [...sandboxSwitches(), ...graphicsSwitches(), projectRoot, ...process.argv.slice(2)],
      { cwd: process.env.INIT_CWD ?? process.cwd(), env: environment },
    )
  } finally {
    await display?.stop()
  }
})
